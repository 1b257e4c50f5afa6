#!/bin/sh
# SPDX-License-Identifier: MIT
# Every static check, with the settings in the tree. Exit status 1 if one of them has something to say.
set -u
status=0
sources=$(git ls-files '*.c' '*.h')
# All that crypto/flags.mk may ask for, so that the engines' files are read as they are compiled.
case $(uname -m) in
x86_64) extensions='-march=x86-64-v4 -maes -mvaes -mpclmul -msha -mgfni -mavx512ifma -mavx512vbmi -madx' ;;
*) extensions= ;;
esac

check() {
    name=$1
    shift
    echo "  LINT $name"
    "$@" || status=1
}

# shellcheck disable=SC2046,SC2086 # a list of files is meant to be split
{
    check clang-format clang-format --dry-run -Werror $sources
    check clang-tidy clang-tidy --quiet --warnings-as-errors='*' $(git ls-files '*.c') -- -std=c17 -D_GNU_SOURCE -I. $extensions
    check cppcheck cppcheck -q -j 2 --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=.cppcheck --error-exitcode=1 -D_GNU_SOURCE -I. $(git ls-files '*.c')
    check shellcheck shellcheck $(git ls-files '*.sh' '*.bash' .ci/run)
    check mandoc mandoc -T lint -W warning build/man/*.1
}
exit $status
