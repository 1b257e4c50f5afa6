#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh MAKE [PART...]: everything that must hold, two parts at a time: each processor of two takes the next part from the list when
# it has done one. A line for each part when it ends, with the time that it took; at the end what was wrong; on a terminal also what runs
# just now. What each said is in build/check/PART. CHECK_DIR: elsewhere than there.
set -u
make=$1
shift
said=${CHECK_DIR:-build/check}
rm -rf "$said"
mkdir -p "$said/running" "$said/times"
began=$(date +%s)
trap 'trap - INT TERM; kill 0' INT TERM

# What a part runs. The longest come first, so that no processor waits for the other in the end. ("portable", too, is run
# where it is asked for: these are the tests once more.)
parts='fuzz constant-time threads address test lint valgrind install planted'
[ $# -eq 0 ] || parts=$*
part() {
    case "$1" in
    dependencies) "$make" check-deps ;;
    build) "$make" --no-print-directory -j2 all build/run-tests build/planted build/run-planted man ;;
    test) "$make" --no-print-directory test ;;
    portable) "$make" --no-print-directory check-portable ;;
    address) "$make" --no-print-directory test SANITIZE=address,undefined ;;
    threads) "$make" --no-print-directory check-threads ;;
    valgrind) "$make" --no-print-directory check-valgrind ;;
    constant-time) "$make" --no-print-directory check-ct ;;
    fuzz) "$make" --no-print-directory check-fuzz FUZZ_JOBS=1 ;;
    lint) "$make" --no-print-directory lint ;; # beside parts that wait more than they compute
    install) "$make" --no-print-directory check-install && "$make" --no-print-directory check-planted PARTS=install ;;
    # the others' defects are planted where they run
    planted) "$make" --no-print-directory check-planted PARTS='tests compiler address constant-time fuzz lint' ;;
    *)
        echo "check: unknown part '$1'"
        return 1
        ;;
    esac
}

clock() {
    printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# told PART: of what it said, how it ended, and what is wrong with it.
told() {
    echo "$1 ended so (all of it: $said/$1):"
    tail -n 10 "$said/$1"
    echo "and $1 found this wrong:"
    grep -nE -B 10 -A 3 '[. ]FAILED|ERROR:|WARNING: ThreadSanitizer|runtime error:|error:|BLIND|MISSED|LEAK: ' "$said/$1" | head -n 40
}

# check PART: run it, and say in a line how it went.
check() {
    started=$(date +%s)
    echo "$started" >"$said/running/$1"
    if (
        part "$1" </dev/null >"$said/$1" 2>&1
        ended=$?
        times >"$said/times/$1" # of the processor: the second line is what the children took
        exit $ended
    ); then
        result=ok
    else
        result=FAILED
        echo "$1" >>"$said/failed"
    fi
    now=$(date +%s)
    used=$(sed -n 's/\([0-9]\)[.][0-9]*s/\1s/g; 2s/ / + /p' "$said/times/$1")
    rm "$said/running/$1"
    line=$(printf '  %-7s %-14s %6s   at %6s   user + sys %s' "$result" "$1" "$(clock $((now - started)))" "$(clock $((now - began)))" "$used")
    printf '%s%s\n' "$clear" "$line"
}

# On a terminal: what runs, and for how long, in one line that is written anew.
clear=
[ ! -t 1 ] || clear=$(printf '\r\033[K')
tell() {
    while [ -n "$clear" ] && sleep 1; do
        line=
        for name in "$said"/running/*; do
            read -r started 2>/dev/null <"$name" || continue
            line="$line  ${name##*/} $(clock $(($(date +%s) - started)))"
        done
        printf '%s  running%s' "$clear" "$line"
    done
}

# The parts' names lie in the folder "waiting"; who moves one away has it.
lane() {
    for name in $parts; do
        mv "$said/waiting/$name" "$said/$name" 2>/dev/null || continue
        check "$name"
    done
}

tell &
teller=$!
check dependencies
check build
if [ ! -e "$said/failed" ]; then # else nothing has a meaning
    mkdir "$said/waiting"
    for name in $parts; do
        : >"$said/waiting/$name"
    done
    lane &
    one=$!
    lane &
    wait $one $!
    rmdir "$said/waiting"
fi
kill "$teller" 2>/dev/null
printf '%s' "$clear"
seconds=$(($(date +%s) - began))
if [ -e "$said/failed" ]; then
    while read -r name; do # at the end, where a reader looks, and where a log that was cut begins
        told "$name" | sed 's/^/  | /'
    done <"$said/failed"
    echo "check: failed, after $(clock $seconds):" "$(tr '\n' ' ' <"$said/failed")(what they said is in $said/)" >&2
    exit 1
fi
echo "check: all parts passed, in $(clock $seconds)"
