# Fuzzing: libFuzzer's targets, built by clang in a directory of their own (tests/fuzz/README.md).
FUZZ_SECONDS ?= 30
FUZZ_JOBS ?= $(shell nproc)
FUZZ_TARGETS := $(sort $(patsubst tests/fuzz/target_%.c,%,$(wildcard tests/fuzz/target_*.c)))
FUZZ_SHARED  := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/fuzz/target_%.c,$(wildcard tests/fuzz/*.c)))
FUZZ_OBJECTS := $(patsubst %,$(BUILD)/tests/fuzz/target_%.o,$(FUZZ_TARGETS))
FUZZ_SANITIZE := fuzzer-no-link,address,undefined

.PHONY: check-fuzz fuzz-targets
check-fuzz: ## fuzz every parser, decoder and engine, FUZZ_SECONDS=30 each (FUZZ="der pem": these alone)
	@sh app/scripts/deps.sh build fuzz
	@$(MAKE) --no-print-directory CC=clang BUILD=build/fuzz SANITIZE=$(FUZZ_SANITIZE) FUZZING=yes fuzz-targets
	@FUZZ_JOBS=$(FUZZ_JOBS) sh app/scripts/check-fuzz.sh build/fuzz $(FUZZ_SECONDS) $(or $(FUZZ),$(FUZZ_TARGETS))

fuzz-targets: $(patsubst %,$(BUILD)/fuzz-%,$(or $(FUZZ),$(FUZZ_TARGETS)))

# clang knows fewer of the flags that choose how code is generated; and the assembly of two engines wants more registers
# than it has to give: they are as in the program, without sanitizers.
ifdef FUZZING
FUZZ_NOT_CLANG := -fno-tree-reassoc -fno-schedule-insns2 -fschedule-insns
$(foreach v,$(filter CFLAGS_crypto/%,$(.VARIABLES)),$(eval $(v) := $(filter-out $(FUZZ_NOT_CLANG),$($(v)))))
FUZZ_PLAIN := $(BUILD)/crypto/ec/p256_mulx.o $(BUILD)/crypto/ec/p256_ifma_base.o
$(FUZZ_PLAIN): override CC := gcc
$(FUZZ_PLAIN): SANFLAGS :=
CFLAGS_crypto/ec/p256_mulx += -O2
CFLAGS_crypto/ec/p256_ifma_base += -O2
CHECK_FLAGS += -Wno-unused-command-line-argument -Wno-bitwise-instead-of-logical
endif

$(BUILD)/all.a: $(filter-out $(MAIN),$(APP)) $(PAGE) $(NET) $(VECTORS) $(CRYPTO) $(FUZZ_SHARED)
	$(call say,AR ,$@)
	@rm -f $@
	$(Q)ar rcs $@ $^

# A target with defects in it, which must be found (app/scripts/check-planted.sh).
$(BUILD)/fuzz-planted: $(BUILD)/tests/planted/fuzz.o $(BUILD)/tests/fuzz/broken.o
	$(call say,LD ,$@)
	$(Q)$(CC) -fsanitize=fuzzer,address,undefined -o $@ $^

$(BUILD)/fuzz-%: $(BUILD)/tests/fuzz/target_%.o $(BUILD)/all.a
	$(call say,LD ,$@)
	$(Q)$(CC) -fsanitize=fuzzer,address,undefined -pthread -o $@ $^ $(LIBS) -lcrypto

.SECONDARY: $(FUZZ_OBJECTS)
-include $(FUZZ_SHARED:.o=.d) $(FUZZ_OBJECTS:.o=.d)
