#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh MAKE BUILD [SUITE...]: build with gcov's counters into BUILD, run the tests, and say what they have run.
# As many suites run side by side as there are processors; each is told when it ends, with its seconds and what it said in
# BUILD/suites/SUITE.log. A test that fails is told, but does not keep the figures back: the exit status is 1 then, too.
set -eu

# One line of the list: suites for one process, told as the first of them.
if [ "$1" = --suite ]; then
    build=$2
    shift 2
    started=$(date +%s)
    said=passed
    GLASSLOCK_BIN=$build/glasslock "$build/run-tests" "$@" >"$build/suites/$1.log" 2>&1 || said="FAILED: see $build/suites/$1.log"
    echo "$1 $said" >>"$build/suites/done"
    echo "coverage: $(wc -l <"$build/suites/done") of $(wc -l <"$build/suites/list"): $* $said, $(($(date +%s) - started)) s"
    exit 0
fi

make=$1
build=$2
top=$(pwd)
shift 2

# A tree of one file, which has lines that nothing runs: they are noticed, and those with a reason are not.
plant=$build/planted
rm -rf "$plant"
mkdir -p "$plant/crypto" "$plant/tests"
cp tests/planted/unrun.c "$plant/crypto/"
cp tests/planted/unrun.md "$plant/tests/COVERAGE.md"
(cd "$plant" && ${CC:-gcc} --coverage -c -o crypto/unrun.o crypto/unrun.c && ${CC:-gcc} --coverage -o unrun crypto/unrun.o && ./unrun)
if (cd "$plant" && python3 "$top/app/scripts/coverage.py" . >told); then
    echo "coverage: a planted function that nothing runs is not noticed: see $plant/told" >&2
    exit 1
fi
if ! grep -q '^coverage: below its target: crypto/unrun.c: 50.0 % of its lines are run, not all: 8, 10, 17$' "$plant/told"; then
    echo "coverage: a planted function that nothing runs is told wrongly: see $plant/told" >&2
    exit 1
fi
echo 'coverage: noticed: a planted function that nothing runs'

"$make" --no-print-directory BUILD="$build" OPTIMISE=-O1 CHECK_FLAGS='--coverage -fprofile-update=atomic' LDFLAGS=--coverage \
    "$build/glasslock" "$build/run-tests"
find "$build" -name '*.gcda' -delete
rm -rf "$build/suites"
mkdir "$build/suites"

part=
# The longest first. bench_run alone has nothing to run where there is no benchmark program, which would count as a failure.
if [ $# -gt 0 ]; then
    part=--part
    printf '%s\n' "$@"
else
    for suite in vectors vectors_mct attack step_quiz tests/test_*.c; do
        suite=${suite#tests/test_}
        echo "${suite%.c}"
    done | awk '!seen[$0]++ && $0 != "bench_run" {print $0 ($0 == "bench" ? " bench_run" : "")}'
fi >"$build/suites/list"
xargs -P "$(getconf _NPROCESSORS_ONLN)" -L 1 sh "$0" --suite "$build" <"$build/suites/list"
status=0
if grep FAILED "$build/suites/done" >&2; then
    status=1
fi
python3 app/scripts/coverage.py "$build" --json "$build/coverage.json" $part || status=1
exit $status
