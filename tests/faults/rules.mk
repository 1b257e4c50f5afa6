# Libraries for LD_PRELOAD, one from each file here. The tests find them in $F (tests/shell.h).
FAULTS := $(patsubst %.c,$(BUILD)/%.so,$(wildcard tests/faults/*.c))

# Never sanitized, never counted by gcov: they stand in the way of a program that may be.
$(FAULTS): $(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	$(call say,CC ,$<)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -I. -O1 -g $(WARNINGS) -fPIC -shared -fvisibility=hidden -fno-builtin -pthread \
	    -MMD -MP -o $@ $<

.PHONY: check-faults
check-faults: deps ## run out of memory at every single allocation, command after command; some 40 minutes
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	GLASSLOCK_FAULTS=every GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(or $(TEST_ARGS),$(filter faults%,$(SUITES)))

$(BUILD)/run-tests: | $(FAULTS)

-include $(FAULTS:.so=.d)
