# Libraries for LD_PRELOAD, one from each file here. The tests find them in $F (tests/shell.h).
FAULTS := $(patsubst %.c,$(BUILD)/%.so,$(wildcard tests/faults/*.c))

# Never sanitized, never counted by gcov: they stand in the way of a program that may be.
$(FAULTS): $(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	$(call say,CC ,$<)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -I. -O1 -g $(WARNINGS) -fPIC -shared -fvisibility=hidden -fno-builtin -pthread \
	    -MMD -MP -o $@ $<

.PHONY: check-faults
check-faults: deps ## run out of memory at every single allocation, command after command; more than an hour
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	GLASSLOCK_FAULTS=every GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(or $(TEST_ARGS),$(filter faults%,$(SUITES)))

$(BUILD)/run-tests: | $(FAULTS) $(BUILD)/forgetful

# What the test of memory must notice.
$(BUILD)/forgetful: $(BUILD)/tests/planted/forgetful.o
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

-include $(FAULTS:.so=.d)

# Many suites, their programs under interrupted and partial system calls; then those that hold server and clients in
# the test program itself, and whose own sockets bear it.
FAULTY_IO  := GLASSLOCK_IO='eintr=3 short=2 seed=$(or $(SEED),1)'
FAULTY     := chat_cli serve_cli class class_people class_silent class_restart class_frames tap tap_chat tap_old tap_mallory attack step \
    step_quiz chat_bench interop cli keys lessons mutations trace_cli report
FAULTY_OWN := client_store glasslock_chat glasslock_hostile wire channel

.PHONY: check-interrupted
check-interrupted: deps ## many suites under interrupted system calls, and short reads and writes (SEED=N draws others)
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	@printf '#!/bin/sh\nexport LD_PRELOAD=$(abspath $(BUILD))/tests/faults/io.so\nexec $(abspath $(BUILD))/glasslock "$$@"\n' >$(BUILD)/glasslock-io
	@chmod +x $(BUILD)/glasslock-io
	$(FAULTY_IO) GLASSLOCK_BIN=$(BUILD)/glasslock-io $(BUILD)/run-tests $(or $(TEST_ARGS),$(FAULTY))
	$(FAULTY_IO) LD_PRELOAD=$(BUILD)/tests/faults/io.so GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(FAULTY_OWN)

# What servers and clients do at once, in other orders. In the test program, too: many hold both.
DELAYED := chat_bench chat_cli chat_tmux class_frames class_people class_restart client client_store core core_admin core_rooms \
    glasslock_again glasslock_chat glasslock_fernet glasslock_hostile glasslock_rate glasslock_server glasslock_talk interop \
    old_client_streams old_clients old_servers old_wire serve_cli server_store tap tap_chat tap_mallory tap_old web web_program

.PHONY: check-delayed
check-delayed: deps ## many suites while calls of the network come late, at random (SEED=N draws others)
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	GLASSLOCK_DELAY='in=66 most=200 seed=$(or $(SEED),1)' LD_PRELOAD=$(abspath $(BUILD))/tests/faults/delay.so \
	    GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(or $(TEST_ARGS),$(DELAYED))
