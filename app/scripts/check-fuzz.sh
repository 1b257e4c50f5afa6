#!/bin/sh
# SPDX-License-Identifier: MIT
# check-fuzz.sh BUILD SECONDS TARGET...: run each fuzz target so long, from the committed corpus and from what earlier
# runs have learnt (BUILD/corpus). What is found stays below BUILD/found; the exit status is 1. FUZZ_JOBS: how many run side by
# side (1); FUZZ_TIMEOUT: the seconds that one input may take (20).
set -eu
build=$1
seconds=$2
shift 2
status=0
jobs=${FUZZ_JOBS:-1}
mkdir -p "$build/found" "$build/log"
export ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"

fuzz() {
    target=$1
    seeds=tests/fuzz/corpus/$target
    learnt=$build/corpus/$target
    mkdir -p "$learnt"
    [ -d "$seeds" ] || seeds=
    dictionary=
    [ ! -f "tests/fuzz/dict/$target.dict" ] || dictionary=-dict=tests/fuzz/dict/$target.dict
    # shellcheck disable=SC2086 # each is one word or nothing
    if "$build/fuzz-$target" -max_total_time="$seconds" -timeout="${FUZZ_TIMEOUT:-20}" -rss_limit_mb=1024 -malloc_limit_mb=512 \
        -print_final_stats=1 -artifact_prefix="$build/found/$target-" $dictionary "$learnt" $seeds \
        >"$build/log/$target" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/log/$target")
        memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$build/log/$target")
        edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$build/log/$target" | tail -n 1)
        printf '  ok      %-18s %9s inputs, %6s edges, %4s MB\n' "$target" "$runs" "$edges" "$memory"
    else
        status=1
        words=$(grep -E -m 1 'broken:|ERROR:|runtime error:|libFuzzer:' "$build/log/$target" || echo "see $build/log/$target")
        printf '  FAILED  %-18s %s\n          again: %s/fuzz-%s %s\n' "$target" "$words" "$build" "$target" \
            "$(sed -n 's/.*Test unit written to //p' "$build/log/$target" | tail -n 1)"
    fi
}

if [ "$jobs" -gt 1 ] && [ $# -gt 1 ]; then
    printf '%s\n' "$@" | xargs -n 1 -P "$jobs" env FUZZ_JOBS=0 sh "$0" "$build" "$seconds" || status=1
else
    for target in "$@"; do
        fuzz "$target"
    done
fi
[ "$jobs" -gt 0 ] || exit $status # one of several: the last words are not its own
if [ $status = 0 ]; then
    echo "check-fuzz: nothing found in $# targets, $seconds s each"
else
    echo "check-fuzz: inputs that fail are in $build/found, all that was said in $build/log" >&2
fi
exit $status
