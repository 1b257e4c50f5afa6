# The constant-time check. It is built in a directory of its own, with -DGLASSLOCK_CHECK_CT, which gives
# gl_declassify() a meaning (crypto/common/declassify.h); the rest of the code is as in the program.
CHECK_CT := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/ct/*.c))

.PHONY: check-ct
check-ct: ## constant-time engines under valgrind and step by step, secrets marked (ONLY=family=engine)
	@sh app/scripts/deps.sh build check
	@$(MAKE) --no-print-directory BUILD=build/ct CHECK_FLAGS=-DGLASSLOCK_CHECK_CT build/ct/check-ct
	build/ct/check-ct $(ONLY)

# Of net/ what computes with keys.
CHECK_CT_NET := $(patsubst %.c,$(BUILD)/%.o,$(wildcard net/channel/*.c net/talk/*.c net/wire/*.c) net/engines.c net/glasslock/client_seal.c)

$(BUILD)/check-ct: $(CHECK_CT) $(CHECK_CT_NET) $(BUILD)/libglasslock.a
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lgmp

-include $(CHECK_CT:.o=.d)
