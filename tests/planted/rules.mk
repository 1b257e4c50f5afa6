# The chat under valgrind and under ThreadSanitizer. Each check begins with planted defects, which it must notice.
# "Possibly lost" counts not: threads that are just ending still have their blocks then.
UNDER := valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect --fair-sched=yes
THREADED := core core_rooms core_admin glasslock_server glasslock_talk glasslock_chat class class_people class_restart \
    class_frames web chat_bench old_servers

.PHONY: check-valgrind check-threads check-class check-threads-here
check-valgrind: deps ## the chat server under valgrind (no CPU features), with clients, bad frames and restarts
	@sh app/scripts/deps.sh check
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests $(BUILD)/planted
	@for defect in leak uninitialised; do \
	    if $(UNDER) $(BUILD)/planted $$defect >$(BUILD)/planted.log 2>&1; then echo "valgrind does not notice: $$defect"; exit 1; fi; \
	    echo "noticed: a planted defect ($$defect)"; done
	GLASSLOCK_CPU=none GLASSLOCK_SERVE_UNDER='$(UNDER)' GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests class class_restart class_frames

check-threads: deps ## every threaded suite under ThreadSanitizer
	@$(MAKE) --no-print-directory SANITIZE=thread check-threads-here

check-threads-here:
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests $(BUILD)/planted
	@if $(BUILD)/planted race >$(BUILD)/planted.log 2>&1; then echo 'ThreadSanitizer does not notice a race'; exit 1; fi
	@grep -q 'data race' $(BUILD)/planted.log && echo 'noticed: a planted defect (race)'
	TSAN_OPTIONS='halt_on_error=1 second_deadlock_stack=1' GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(or $(TEST_ARGS),$(THREADED))

check-class: deps ## 1,000 clients in one room: each of 100 messages reaches all, once and in order
	@$(MAKE) --no-print-directory $(BUILD)/glasslock
	ulimit -n 4096 && $(BUILD)/glasslock chat-bench --protocol glasslock --members 1000 --rates closed --messages 100

$(BUILD)/planted: $(BUILD)/tests/planted/planted.o
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

-include $(BUILD)/tests/planted/planted.d
