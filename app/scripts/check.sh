#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh MAKE: everything that must hold, in two lanes side by side (one for each of two processors); a line with its
# time for each check, in the order in which they end, and one last line. What each said is in build/check/NAME.
set -u
make=$1
said=build/check
rm -rf "$said"
mkdir -p "$said"
trap 'kill 0' INT TERM

has() { # is there such a target?
    "$make" -n "$1" >/dev/null 2>&1
}

check() { # NAME COMMAND...
    name=$1
    shift
    began=$(date +%s)
    if nice "$@" >"$said/$name" 2>&1; then
        result=ok
    else
        result=FAILED
        echo "$name" >>"$said/failed"
    fi
    seconds=$(($(date +%s) - began))
    printf '  %-7s %-16s %2d:%02d\n' "$result" "$name" $((seconds / 60)) $((seconds % 60))
}

began=$(date +%s)
# What the lanes share is made and installed before.
check build "$make" --no-print-directory -j2 deps all build/run-tests
check dependencies sh app/scripts/deps.sh build test lint check fuzz
{
    check test "$make" --no-print-directory test
    check address "$make" --no-print-directory test SANITIZE=address,undefined
    check lint "$make" --no-print-directory lint
    ! has check-valgrind || check valgrind "$make" --no-print-directory check-valgrind
} &
{
    check fuzz "$make" --no-print-directory check-fuzz FUZZ_SECONDS="${FUZZ_SECONDS:-5}"
    check constant-time "$make" --no-print-directory check-ct
    check thread "$make" --no-print-directory test SANITIZE=thread TEST_ARGS="$THREADED"
    ! has check-threads || check threads "$make" --no-print-directory check-threads
} &
wait
seconds=$(($(date +%s) - began))
if [ -e "$said/failed" ]; then
    echo "check: failed after $((seconds / 60)) minutes:" "$(tr '\n' ' ' <"$said/failed")(see $said/)" >&2
    exit 1
fi
echo "check: all passed, in $((seconds / 60)) minutes and $((seconds % 60)) seconds"
