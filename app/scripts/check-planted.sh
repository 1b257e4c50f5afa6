#!/bin/sh
# SPDX-License-Identifier: MIT
# check-planted.sh BUILD PART...: can the checks fail? Each meets a defect that was planted for it, must end with another status
# than 0 and say what it found; and the same without the defect must pass. A line for each; the exit status is 1 if a check is
# blind. BUILD: where the ordinary build is, with planted and run-planted; sanitized ones are below it.
set -u
build=$1
shift
work=$build/planted-work/$(echo "$*" | tr ' ' -)
rm -rf "$work"
mkdir -p "$work"
status=0
under=${UNDER:-valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect}

blind() {
    status=1
    printf '  BLIND    %-52s %s\n' "$1" "$2"
    tail -n 5 "$work/log" | sed 's/^/           /'
}

# noticed DEFECT WORDS COMMAND...: the command must fail, and say WORDS (a pattern).
noticed() {
    defect=$1 words=$2
    shift 2
    if "$@" >"$work/log" 2>&1 </dev/null; then
        blind "$defect" "passes"
    elif ! grep -qE "$words" "$work/log"; then
        blind "$defect" "fails, but without a word of it"
    else
        printf '  noticed  %-52s %s\n' "$defect" "$(grep -oEm 1 "$words" "$work/log")"
    fi
}

# sound CHECK COMMAND...: and without a defect it must pass.
sound() {
    check=$1
    shift
    if "$@" >"$work/log" 2>&1 </dev/null; then
        printf '  passes   %s\n' "$check"
    else
        blind "$check" "fails without a defect"
    fi
}

tests() {
    runner=$build/run-planted
    sound 'tests: a suite that is right' "$runner" passes
    noticed 'tests: a test that fails among others' 'tests +4 +4 +3 +1' "$runner" passes fails
    noticed 'tests: a test that crashes' 'Test: crash' "$runner" crashes
    noticed 'tests: a suite without tests' 'tests +0' "$runner" empty
    noticed 'tests: a suite that is not there' "no suite 'absent'" "$runner" absent
    sound 'check: all of its parts pass' env CHECK_DIR="$work/check" sh app/scripts/check.sh true
    for name in check-ct check-fuzz SANITIZE check-threads ' test$' lint check-valgrind PARTS=install PARTS=tests; do
        printf '#!/bin/sh\n! echo "$*" | grep -q "%s"\n' "$name" >"$work/make"
        chmod +x "$work/make"
        noticed "check: of its parts one fails" 'check: failed, after 0:0.: [a-z-]* ' env CHECK_DIR="$work/check" sh app/scripts/check.sh "$work/make"
    done
}

# under LIBRARY WORDS...: the planted program with a library of tests/faults before it; what it writes must be what it read.
# shellcheck disable=SC2317 # it is called through sound and noticed
under() {
    library=$(realpath "$build/tests/faults/$1.so")
    shift
    rm -f "$work/out/f"
    LD_PRELOAD=$library "$build/planted-faults" "$@" "$work/out/f" <README.md && cmp "$work/out/f" README.md
}

# What was there before must be there when the disk is full.
# shellcheck disable=SC2317 # it is called through sound and noticed
full() {
    echo before >"$work/out/f"
    LD_PRELOAD=$(realpath "$build/tests/faults/disk.so") "$build/planted-faults" "$1" "$work/out/f" <README.md
    test "$(cat "$work/out/f")" = before
}

# shellcheck disable=SC2317 # it is called through sound and noticed
jumping() {
    echo 0 >"$GLASSLOCK_CLOCK"
    LD_PRELOAD=$(realpath "$build/tests/faults/clock.so") "$build/planted-faults" "$1"
}

faults() {
    mkdir -p "$work/out"
    export GLASSLOCK_IO='eintr=3 short=2' GLASSLOCK_DISK GLASSLOCK_DISK_RULE="$work/rule" GLASSLOCK_CLOCK="$work/clock"
    GLASSLOCK_DISK=$(realpath "$work/out")
    sound 'interrupted calls: a copy that goes on' under io copy
    noticed 'interrupted calls: a call that gives up' 'Interrupted system call' under io interrupted
    noticed 'short writes: one taken for a whole' 'cmp: EOF|differ' under io short-write
    noticed 'short reads: one taken for the end' 'cmp: EOF' under io short-read
    echo 'full 1000' >"$GLASSLOCK_DISK_RULE"
    sound 'a full disk: the file as it was before' full copy
    noticed 'a full disk: a file half written' 'No space left on device' full half
    sound 'a clock that jumps: a wait by the monotonic clock' jumping patient
    noticed 'a clock that jumps: a wait by the wall clock' 'dropped after an hour' jumping hasty
}

compiler() {
    echo 'int narrow(long x); int narrow(long x) { return (int)x; }' >"$work/sound.c"
    echo 'int narrow(long x); int narrow(long x) { return x; }' >"$work/narrow.c"
    echo 'int twice(int x); int twice(int x) { int y = x; { int x = y; y += x; } return y; }' >"$work/shadow.c"
    # shellcheck disable=SC2086 # words
    {
        sound 'compiler: plain C' ${CC:-cc} $FLAGS -c -o "$work/x.o" "$work/sound.c"
        noticed 'compiler: a long made an int' 'Werror=conversion' ${CC:-cc} $FLAGS -c -o "$work/x.o" "$work/narrow.c"
        noticed 'compiler: a name that hides another' 'Werror=shadow' ${CC:-cc} $FLAGS -c -o "$work/x.o" "$work/shadow.c"
    }
}

address() {
    planted=$build/address-undefined/planted
    sound 'AddressSanitizer, UBSan: sound' "$planted" sound
    noticed 'AddressSanitizer: a write behind the end' 'heap-buffer-overflow' "$planted" overflow
    noticed 'AddressSanitizer: a read of what was freed' 'heap-use-after-free' "$planted" freed
    noticed 'AddressSanitizer: a leak' 'LeakSanitizer: detected memory leaks' "$planted" leak
    noticed 'UBSan: an int that overflows' 'signed integer overflow' "$planted" undefined
}

thread() {
    planted=$build/thread/planted
    sound 'ThreadSanitizer: sound' "$planted" sound
    noticed 'ThreadSanitizer: a race' 'data race' "$planted" race
    noticed 'ThreadSanitizer: locks in two orders' 'lock-order-inversion' "$planted" deadlock
}

valgrind_() {
    # shellcheck disable=SC2086 # words
    {
        sound 'valgrind: sound' $under "$build/planted" sound
        noticed 'valgrind: a leak' 'definitely lost' $under "$build/planted" leak
        noticed 'valgrind: a decision by what was never set' 'uninitialised value' $under "$build/planted" uninitialised
        noticed 'valgrind: a write behind the end' 'Invalid write' $under "$build/planted" overflow
        noticed 'valgrind: a read of what was freed' 'Invalid read' $under "$build/planted" freed
    }
}

twins() {
    sound 'constant time: a leaky twin of every operation is caught' build/ct/check-ct twins
    grep -E '^check-ct:' "$work/log" | sed 's/^/           /'
}

constant_time() {
    noticed 'constant time: leaks that are claimed to be none' '0 operations clean, 4 leaking' build/ct/check-ct leaks
}

# shellcheck disable=SC2317 # it is called through sound and noticed
fuzz_one() {
    PLANTED=$1 FUZZ_TIMEOUT=2 sh app/scripts/check-fuzz.sh "$work/fuzz" "$2" planted
}

fuzz() {
    mkdir -p "$work/fuzz"
    cp build/fuzz/fuzz-planted "$work/fuzz/"
    sound 'fuzzing: nothing to find' fuzz_one none 1
    for defect in overflow:heap-buffer-overflow undefined:'signed integer overflow' broken:'broken: size < 4' \
        leak:'detected memory leaks' slow:'libFuzzer: timeout' large:'out-of-memory'; do
        rm -rf "$work/fuzz/corpus"
        noticed "fuzzing: ${defect%%:*}" "${defect#*:}" fuzz_one "${defect%%:*}" 60
    done
}

lint() {
    printf 'int half(int x);\nint half(int x)\n{\n    return x / 2;\n}\n' >"$work/sound.c"
    printf 'int half( int x );\nint half(int x) { return x/2; }\n' >"$work/format.c"
    printf '#include <stdlib.h>\nint zero(void);\nint zero(void)\n{\n    int *p = malloc(4);\n    *p = 0;\n    return *p;\n}\n' >"$work/tidy.c"
    printf 'int beyond(void);\nint beyond(void)\n{\n    int a[2] = {1, 2};\n    return a[2];\n}\n' >"$work/beyond.c"
    # shellcheck disable=SC2016 # the $ is the script's
    printf '#!/bin/sh\nrm -rf "${1:?}/cache"\n' >"$work/sound.sh"
    # shellcheck disable=SC2016 # and here
    printf '#!/bin/sh\nrm -rf $1/*\n' >"$work/quotes.sh"
    printf '.Dd November 21, 2026\n.Dt PLANTED 1\n.Os\n.Sh NAME\n.Nm planted\n.Nd a page\n.Sh DESCRIPTION\nWords.\n' >"$work/sound.1"
    printf '.Dd November 21, 2026\n.Dt PLANTED 1\n.Os\n.Sh NAME\n.Nm planted\n.Nd a page\n.Sh DESCRIPTION\n.Bd -literal\nWords.\n' >"$work/page.1"
    for tool in clang-format clang-tidy cppcheck; do
        sound "$tool: sound" sh app/scripts/lint.sh "$tool" "$work/sound.c"
    done
    sound 'shellcheck: sound' sh app/scripts/lint.sh shellcheck "$work/sound.sh"
    sound 'mandoc: sound' sh app/scripts/lint.sh mandoc "$work/sound.1"
    noticed 'clang-format: spaces' 'clang-format-violations' sh app/scripts/lint.sh clang-format "$work/format.c"
    noticed 'clang-tidy: a leak, a pointer that was not looked at' 'clang-analyzer-unix.Malloc' sh app/scripts/lint.sh clang-tidy "$work/tidy.c"
    noticed 'cppcheck: an index beyond the end' 'arrayIndexOutOfBounds' sh app/scripts/lint.sh cppcheck "$work/beyond.c"
    noticed 'shellcheck: a word without quotes' 'SC2086' sh app/scripts/lint.sh shellcheck "$work/quotes.sh"
    noticed 'mandoc: a display that never ends' 'missing end of block' sh app/scripts/lint.sh mandoc "$work/page.1"
}

# broken WORDS DEFECT COMMAND...: a copy of the installed prefix, damaged by the command (in the copy), must be refused.
broken_prefix() {
    words=$1 defect=$2
    shift 2
    rm -rf "$work/prefix"
    cp -a "$build/install/unpacked/usr" "$work/prefix"
    (cd "$work/prefix" && "$@")
    noticed "install: $defect" "$words" sh app/scripts/installed.sh "$work/prefix" /usr
}

# The same with the package, whose control files are in DEBIAN/ then.
broken_package() {
    words=$1 defect=$2
    shift 2
    rm -rf "$work/package" "$work/broken.deb"
    dpkg-deb -R "$build"/install/deb/*.deb "$work/package"
    (cd "$work/package" && "$@")
    dpkg-deb --root-owner-group -Znone -b "$work/package" "$work/broken.deb" >/dev/null
    noticed "package: $defect" "$words" sh app/scripts/packaged.sh "$work/broken.deb" "$work/unpacked"
}

install_() {
    sound 'install: whole' sh app/scripts/installed.sh "$build/install/unpacked/usr" /usr
    broken_prefix 'no manual page glasslock-digest' 'a manual page less' rm share/man/man1/glasslock-digest.1.gz
    broken_prefix 'mentions .*' 'a path of the source tree inside' sh -c "echo '# from $PWD' >>share/bash-completion/completions/glasslock"
    broken_prefix 'completion does not complete' 'an empty completion' cp /dev/null share/bash-completion/completions/glasslock
    broken_prefix 'the vectors fail|no vectors are found' 'no vectors' rm -r share/glasslock/vectors
    broken_prefix 'not for all to read' 'a file that only its owner reads' chmod 600 share/man/man1/glasslock.1.gz
    broken_prefix 'does not start' 'no program' rm bin/glasslock
    sound 'package: whole' sh app/scripts/packaged.sh "$build"/install/deb/*.deb "$work/unpacked"
    broken_package 'does not depend on libgmp10' 'a library that is not declared' sed -i 's/libgmp10[^,]*, //' DEBIAN/control
    broken_package 'md5sums' 'another file than was summed' sh -c 'echo >>usr/share/doc/glasslock/README.md'
    broken_package 'no SECURITY.md' 'a document less' rm usr/share/doc/glasslock/SECURITY.md
}

for part in "$@"; do
    case "$part" in
    tests) tests ;;
    faults) faults ;;
    compiler) compiler ;;
    address) address ;;
    thread) thread ;;
    valgrind) valgrind_ ;;
    constant-time) constant_time ;;
    twins) twins ;;
    fuzz) fuzz ;;
    lint) lint ;;
    install) install_ ;;
    *)
        echo "check-planted: unknown part '$part' (know: tests, faults, compiler, address, thread, valgrind, constant-time, twins, fuzz, lint, install)" >&2
        exit 2
        ;;
    esac
done
if [ $status = 0 ]; then
    echo "check-planted: every planted defect is noticed ($*)"
else
    echo "check-planted: a check is blind: what it passes says nothing" >&2
fi
exit $status
