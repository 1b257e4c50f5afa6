# glasslock: two commands do all. `make demo` runs the main job, `make test` passes the tests.
# Everything is built out of tree, below build/; `make help` lists the targets;
# V=1 shows the commands.

CC       ?= gcc
PREFIX   ?= /usr/local
DESTDIR  ?=
SANITIZE ?=

V        ?=

MANDIR        := $(PREFIX)/share/man/man1
COMPLETIONDIR := $(PREFIX)/share/bash-completion/completions
VECTORSDIR    := $(PREFIX)/share/glasslock/vectors

comma := ,
Q     := $(if $(V),,@)
say    = $(if $(V),,@echo '  $(1)  $(2)')
BUILD := build$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))

OPTIMISE := $(if $(SANITIZE),-O1 -fno-omit-frame-pointer,-O2)
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Werror
SANFLAGS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all)
ALL_CFLAGS  = -std=c17 -D_GNU_SOURCE -I. $(OPTIMISE) -g $(WARNINGS) $(SANFLAGS) -fstack-protector-strong -pthread $(CHECK_FLAGS) $(CFLAGS)
include crypto/flags.mk
CFLAGS_bench/machine = -DBENCH_CFLAGS='"$(strip -std=c17 $(OPTIMISE) $(SANFLAGS) -fstack-protector-strong $(CFLAGS))"'
CFLAGS_vectors/official = -DGLASSLOCK_DATADIR='"$(PREFIX)/share/glasslock"'
ALL_LDFLAGS = $(SANFLAGS) -pthread $(LDFLAGS)
LIBS        = -ljansson -lcivetweb -lsqlite3 -lncursesw -ltinfo -lcrypt -lgmp -lm

CRYPTO  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard crypto/*.c crypto/*/*.c))
VECTORS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard vectors/*.c))
NET     := $(patsubst %.c,$(BUILD)/%.o,$(wildcard net/*.c net/*/*.c))
REPORT  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard report/*.c))
APP     := $(patsubst %.c,$(BUILD)/%.o,$(wildcard app/*.c app/*/*.c))
PAGE    := $(patsubst %,$(BUILD)/%.o,$(foreach d,app/page app/web/assets report,$(wildcard $(d)/*.html $(d)/*.css $(d)/*.js $(d)/*.svg)) SECURITY.md)
TESTS   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/*.c))
BENCH   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/*.c))
PEERS   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/peers/*.c))
BENCHAPP := $(addprefix $(BUILD)/app/,app.o options.o bench_options.o input.o output.o)
MAIN    := $(BUILD)/app/main.o
SUITES  := $(sort $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c)))

.DEFAULT_GOAL := all
.PHONY: help all deps demo test coverage check check-deps check-portable check-cross check-web lint man install uninstall check-install deb bench report check-bench des-search clean FORCE
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile tests/*/rules.mk

all: $(BUILD)/glasslock ## build the program

deps: ## install what is missing from Debian (says what first; does nothing when all is there)
	@sh app/scripts/deps.sh build test

demo: deps ## see the main job: a DES trace, the official vectors, RSA-OAEP and ECDSA round trips
	@$(MAKE) --no-print-directory $(BUILD)/glasslock
	@sh app/scripts/demo.sh $(BUILD)/glasslock

test: deps ## run every test (SANITIZE=address,undefined builds and runs them sanitized)
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(TEST_ARGS)

coverage: deps ## run every test under gcov: lines and branches by folder, and what no test runs
	@sh app/scripts/coverage.sh "$(MAKE)" build/coverage $(TEST_ARGS)

check: ## all of it: tests, sanitizers, valgrind, constant time, fuzzing, lint, package; half an hour (CHECKS="lint fuzz": these)
	@sh app/scripts/check.sh "$(MAKE)" $(CHECKS)

check-deps: ## install whatever any part of check needs
	@sh app/scripts/deps.sh build test lint check package fuzz

check-portable: deps ## run every test, the vectors among them, with all features of the CPU masked
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests
	GLASSLOCK_CPU=none GLASSLOCK_BIN=$(BUILD)/glasslock $(BUILD)/run-tests $(TEST_ARGS)

check-cross: ## compile crypto/ for another machine (64-bit ARM): each engine for x86-64 leaves a stub
	@sh app/scripts/deps.sh build cross
	@sh app/scripts/check-cross.sh build/cross aarch64-linux-gnu-gcc

check-web: ## test the pages in headless Chromium (installs it, and playwright-core from npm)
	@sh app/scripts/deps.sh build web
	@$(MAKE) --no-print-directory $(BUILD)/glasslock
	@sh app/scripts/check-web.sh $(BUILD)/glasslock $(BUILD)/web

lint: ## clang-format, clang-tidy, cppcheck, shellcheck and mandoc, with the settings in the tree
	@sh app/scripts/deps.sh build lint check
	@$(MAKE) --no-print-directory man
	@sh app/scripts/lint.sh

man: all ## manual pages, below build/man
	@sh app/scripts/man.sh $(BUILD)/glasslock $(BUILD)/man

install: man ## install program, man pages, completion and vectors below $(DESTDIR)$(PREFIX)
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(MANDIR)' '$(DESTDIR)$(COMPLETIONDIR)' '$(DESTDIR)$(VECTORSDIR)'
	install -s -m 755 $(BUILD)/glasslock '$(DESTDIR)$(PREFIX)/bin/glasslock'
	install -m 644 $(BUILD)/man/*.1 '$(DESTDIR)$(MANDIR)/'
	install -m 644 app/completion/glasslock.bash '$(DESTDIR)$(COMPLETIONDIR)/glasslock'
	cp -R vectors/data/. '$(DESTDIR)$(VECTORSDIR)/'
	if [ -x $(BUILD)/glasslock-bench ]; then install -D -m 755 $(BUILD)/glasslock-bench '$(DESTDIR)$(PREFIX)/libexec/glasslock/glasslock-bench'; fi

uninstall: ## remove what install has put there
	rm -f '$(DESTDIR)$(PREFIX)/bin/glasslock' '$(DESTDIR)$(MANDIR)/glasslock.1' '$(DESTDIR)$(MANDIR)'/glasslock-*.1 \
	    '$(DESTDIR)$(COMPLETIONDIR)/glasslock'
	rm -rf '$(DESTDIR)$(PREFIX)/share/glasslock' '$(DESTDIR)$(PREFIX)/libexec/glasslock'

check-install: ## install to a prefix in an empty directory, make the package, unpack it, and try both there
	@sh app/scripts/deps.sh build package
	@$(MAKE) --no-print-directory man
	@MAKE="$(MAKE)" sh app/scripts/check-install.sh $(BUILD) $(BUILD)/install

deb: deps ## a Debian package below build/deb: program, manual, completion, lessons, a gallery of traces
	@sh app/scripts/deps.sh package
	@BUILD=$(BUILD) sh app/scripts/deb.sh $(BUILD)/deb

bench: ## every engine beside the other libraries: build/bench.json and the ladder (BENCH_ARGS=--quick)
	@sh app/scripts/deps.sh build bench
	@sh app/scripts/deps.sh --optional peers
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/glasslock-bench
	$(BUILD)/glasslock bench --json $(BUILD)/bench.json $(BENCH_ARGS)

report: ## the lab report: build/report.html, and build/report.pdf where Chromium is (REPORT_ARGS=--quick)
	@sh app/scripts/deps.sh build
	@sh app/scripts/deps.sh --optional report bench
	@$(MAKE) --no-print-directory $(BUILD)/glasslock
	@if [ ! -f build/bench.json ]; then sh app/scripts/deps.sh --optional peers; $(MAKE) --no-print-directory $(BUILD)/glasslock-bench; fi
	@sh report/make.sh $(BUILD)/glasslock $(BUILD)/report $(REPORT_ARGS)

des-search: $(BUILD)/des-search ## the program that finds circuits for the DES S-boxes (crypto/des/search)

check-bench: deps ## test the benchmarks themselves, with the peers that are there and with none
	@sh app/scripts/deps.sh bench
	@sh app/scripts/deps.sh --optional peers
	@$(MAKE) --no-print-directory $(BUILD)/glasslock $(BUILD)/run-tests $(BUILD)/glasslock-bench
	GLASSLOCK_BIN=$(BUILD)/glasslock GLASSLOCK_BENCH=$(abspath $(BUILD)/glasslock-bench) $(BUILD)/run-tests bench bench_run
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/alone WITHOUT='OPENSSL GCRYPT NETTLE MBEDTLS IPSEC_MB' \
	    $(BUILD)/alone/glasslock-bench
	GLASSLOCK_BIN=$(BUILD)/glasslock GLASSLOCK_BENCH=$(abspath $(BUILD)/alone/glasslock-bench) $(BUILD)/run-tests bench_run

clean: ## remove build/
	rm -rf build

$(BUILD)/libglasslock.a: $(CRYPTO)
	$(call say,AR ,$@)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/glasslock: $(APP) $(REPORT) $(PAGE) $(NET) $(VECTORS) $(BUILD)/libglasslock.a
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/run-tests: $(TESTS) $(BUILD)/tests/suites.o $(BUILD)/bench/stats.o $(BUILD)/bench/contest.o $(filter-out $(MAIN),$(APP)) $(REPORT) $(PAGE) $(NET) $(VECTORS) $(BUILD)/libglasslock.a
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcunit $(LIBS)

# The benchmarks link the peers that are installed, save those of WITHOUT; it is noticed when one comes or goes.
$(BUILD)/bench/libs: FORCE
	@mkdir -p $(@D)
	@sh bench/peers/libs.sh "$(CC)" $(WITHOUT) >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(PEERS): $(BUILD)/bench/libs
$(PEERS): CFLAGS += $(addprefix -DWITHOUT_,$(WITHOUT))

$(BUILD)/bench/shim/shim.o: bench/shim/shim.cc bench/shim/shim.h
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -std=c++17 -I. $(OPTIMISE) -g -Wall -Wextra -Werror $(SANFLAGS) -pthread \
	    -DGLASSLOCK_BENCHMARK_VERSION='"$(shell pkg-config --modversion benchmark 2>/dev/null)"' $(CXXFLAGS) -c -o $@ $<

$(BUILD)/glasslock-bench: $(BENCH) $(PEERS) $(BENCHAPP) $(BUILD)/bench/shim/shim.o $(BUILD)/libglasslock.a
	$(call say,LD ,$@)
	$(Q)$(CXX) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) -lbenchmark $$(head -n 1 $(BUILD)/bench/libs) -ljansson -lgmp -lm

# A test file tests/test_NAME.c is registered by being there: its suite_NAME() goes into this table.
$(BUILD)/tests/suites.c: $(wildcard tests/test_*.c) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "tests/run.h"'; for s in $(SUITES); do echo "void suite_$$s(void);"; done; \
	   echo 'const struct test_suite test_suites[] = {'; for s in $(SUITES); do echo "    {\"$$s\", suite_$$s},"; done; \
	   echo '    {0},'; echo '};'; } >$@

$(BUILD)/tests/suites.o: $(BUILD)/tests/suites.c
	$(call say,CC ,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

include tests/ct/rules.mk
include tests/planted/rules.mk
include tests/faults/rules.mk
include tests/fuzz/rules.mk
$(BUILD)/des-search: $(patsubst %.c,$(BUILD)/%.o,$(wildcard crypto/des/search/*.c)) $(BUILD)/crypto/des/tables.o
	$(call say,LD ,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

# The program knows where `make install` puts the vectors: another PREFIX is noticed.
$(BUILD)/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' >$@

$(BUILD)/vectors/official.o: $(BUILD)/prefix

# A file of the pages, built into the program as it stands.
$(PAGE): $(BUILD)/%.o: %
	@mkdir -p $(@D)
	$(call say,LD ,$<)
	$(Q)$(LD) -r -b binary -z noexecstack -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC ,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(CFLAGS_$*) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(CRYPTO) $(VECTORS) $(NET) $(APP) $(REPORT) $(TESTS) $(BENCH) $(PEERS))
