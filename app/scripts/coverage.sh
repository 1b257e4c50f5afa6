#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh MAKE BUILD [SUITE...]: build with gcov's counters into BUILD, run the tests, and say what they have run.
# A test that fails is told, but does not keep the figures back: the exit status is 1 then, too.
set -eu
make=$1
build=$2
shift 2
status=0
"$make" --no-print-directory BUILD="$build" OPTIMISE=-O1 CHECK_FLAGS='--coverage -fprofile-update=atomic' LDFLAGS=--coverage \
    "$build/glasslock" "$build/run-tests"
find "$build" -name '*.gcda' -delete
GLASSLOCK_BIN=$build/glasslock "$build/run-tests" "$@" >"$build/tests.log" 2>&1 || {
    status=1
    echo "coverage: a test failed: see $build/tests.log" >&2
}
python3 app/scripts/coverage.py "$build" --json "$build/coverage.json" || status=1
exit $status
