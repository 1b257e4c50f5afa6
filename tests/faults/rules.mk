# Libraries for LD_PRELOAD, one from each file here. The tests find them in $F (tests/shell.h).
FAULTS := $(patsubst %.c,$(BUILD)/%.so,$(wildcard tests/faults/*.c))

# Never sanitized, never counted by gcov: they stand in the way of a program that may be.
$(FAULTS): $(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	$(call say,CC ,$<)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -I. -O1 -g $(WARNINGS) -fPIC -shared -fvisibility=hidden -fno-builtin -pthread \
	    -MMD -MP -o $@ $<

$(BUILD)/run-tests: | $(FAULTS)

-include $(FAULTS:.so=.d)
