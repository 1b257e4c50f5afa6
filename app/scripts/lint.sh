#!/bin/sh
# SPDX-License-Identifier: MIT
# lint.sh [TOOL FILE...]: every static check of the whole tree, or one of some files, with the settings in the tree. Exit
# status 1 if one of them has something to say.
set -u
status=0
jobs=$(nproc)
# All that crypto/flags.mk may ask for, so that the engines' files are read as they are compiled.
case $(uname -m) in
x86_64) extensions='-march=x86-64-v4 -maes -mvaes -mpclmul -msha -mgfni -mavx512ifma -mavx512vbmi -madx' ;;
*) extensions= ;;
esac

# A few files at a time, so that every processor has some until the end.
tidy() {
    if [ $# -gt 8 ]; then
        printf '%s\n' "$@" | xargs -n 8 -P "$jobs" sh "$0" clang-tidy
        return
    fi
    # shellcheck disable=SC2086 # words
    said=$(clang-tidy --quiet --warnings-as-errors='*' "$@" -- -std=c17 -D_GNU_SOURCE -I. $extensions 2>&1)
    result=$?
    printf '%s\n' "$said" | grep -v '^[0-9]* warnings* generated\.$' | grep . # how many system headers have is no news
    return $result
}

lint() {
    tool=$1
    shift
    case "$tool" in
    clang-format) clang-format --dry-run -Werror "$@" ;;
    clang-tidy) tidy "$@" ;;
    cppcheck) cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=.cppcheck --error-exitcode=1 -D_GNU_SOURCE -I. "$@" ;;
    shellcheck) shellcheck "$@" ;;
    mandoc) mandoc -T lint -W warning "$@" ;;
    *)
        echo "lint: unknown tool '$tool' (know: clang-format, clang-tidy, cppcheck, shellcheck, mandoc)" >&2
        return 2
        ;;
    esac
}

check() {
    echo "  LINT $1"
    lint "$@" || status=1
}

if [ $# -gt 0 ]; then
    lint "$@"
    exit
fi
# shellcheck disable=SC2046 # a list of files is meant to be split
{
    check clang-format $(git ls-files '*.c' '*.h')
    check clang-tidy $(git ls-files '*.c')
    check cppcheck $(git ls-files '*.c')
    check shellcheck $(git ls-files '*.sh' '*.bash' .ci/run)
    check mandoc build/man/*.1
}
exit $status
