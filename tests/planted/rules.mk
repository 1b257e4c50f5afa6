# The chat under valgrind, every thread under ThreadSanitizer, and the defects that show that the checks can fail.
# "Possibly lost" counts not: threads that are just ending still have their blocks then.
UNDER := valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect --fair-sched=yes
# The suites in which threads meet.
THREADED := $(filter attack attack% chat chat_% class class_% client client_% core core_% des_keysearch ecdsa_many engines \
    glasslock_% hash_many old_% serve_% server_% tap tap_% vectors_readers web web_%,$(SUITES))
PARTS := tests faults compiler address thread valgrind constant-time twins fuzz lint install

.PHONY: check-valgrind check-threads check-class check-planted
check-planted: deps ## can the checks fail? each meets planted defects, and must notice them (PARTS="thread valgrind")
	@sh app/scripts/deps.sh build $(sort $(foreach p,$(PARTS),$(PLANTED_NEEDS_$p)))
	@$(MAKE) --no-print-directory $(BUILD)/planted $(BUILD)/run-planted
	@$(if $(filter faults,$(PARTS)),$(MAKE) --no-print-directory $(BUILD)/planted-faults $(FAULTS))
	@$(if $(filter address,$(PARTS)),$(MAKE) --no-print-directory SANITIZE=address$(comma)undefined build/address-undefined/planted)
	@$(if $(filter thread,$(PARTS)),$(MAKE) --no-print-directory SANITIZE=thread build/thread/planted)
	@$(if $(filter constant-time twins,$(PARTS)),$(MAKE) --no-print-directory BUILD=build/ct CHECK_FLAGS=-DGLASSLOCK_CHECK_CT build/ct/check-ct)
	@$(if $(filter fuzz,$(PARTS)),$(MAKE) --no-print-directory CC=clang BUILD=build/fuzz SANITIZE=$(FUZZ_SANITIZE) FUZZING=yes build/fuzz/fuzz-planted)
	@$(if $(filter install,$(PARTS)),test -d $(BUILD)/install/unpacked || $(MAKE) --no-print-directory check-install)
	@CC='$(CC)' FLAGS='$(ALL_CFLAGS)' UNDER='$(UNDER)' sh app/scripts/check-planted.sh $(BUILD) $(PARTS)

PLANTED_NEEDS_valgrind := check
PLANTED_NEEDS_constant-time := check
PLANTED_NEEDS_twins := check
PLANTED_NEEDS_fuzz := fuzz
PLANTED_NEEDS_lint := lint
PLANTED_NEEDS_install := package

check-valgrind: deps ## the chat server under valgrind (no CPU features), with clients, bad frames and restarts
	@sh app/scripts/deps.sh check
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	@$(MAKE) --no-print-directory check-planted PARTS=valgrind
	GLASSLOCK_CPU=none GLASSLOCK_SERVE_UNDER='$(UNDER)' GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests class class_restart class_frames

check-threads: deps ## every threaded suite under ThreadSanitizer (TEST_ARGS="core web": these alone)
	@$(MAKE) --no-print-directory check-planted PARTS=thread
	@$(MAKE) --no-print-directory SANITIZE=thread build/thread/glasslock build/thread/run-tests
	TSAN_OPTIONS='halt_on_error=1 second_deadlock_stack=1' GLASSLOCK_BIN=build/thread/glasslock build/thread/run-tests $(or $(TEST_ARGS),$(THREADED))

check-class: deps ## 1,000 clients in one room: each of 100 messages reaches all, once and in order
	@$(MAKE) --no-print-directory $(BUILD)/glasslock
	ulimit -n 4096 && $(BUILD)/glasslock chat-bench --protocol glasslock --members 1000 --rates closed --messages 100

$(BUILD)/planted: $(BUILD)/tests/planted/planted.o
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(BUILD)/planted-faults: $(BUILD)/tests/planted/faults.o
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

# The test program with suites that fail.
$(BUILD)/run-planted: $(BUILD)/tests/run.o $(BUILD)/tests/planted/suites.o
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcunit

-include $(patsubst %.c,$(BUILD)/%.d,$(wildcard tests/planted/*.c))
