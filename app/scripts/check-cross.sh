#!/bin/sh
# SPDX-License-Identifier: MIT
# check-cross.sh BUILD COMPILER: compile crypto/ with a compiler for another machine, and ask its linker whether any symbol
# is missing but GMP's. That machine's GMP need not be there: this one's header serves, whose limbs have 64 bits too.
set -eu
build=$1
compiler=$2
mkdir -p "$build/include"
cp "$(echo '#include <gmp.h>' | cc -E - | sed -n 's/^# [0-9]* "\(.*gmp\.h\)".*/\1/p' | head -1)" "$build/include/"
"${MAKE:-make}" --no-print-directory CC="$compiler" BUILD="$build" CHECK_FLAGS="-isystem $build/include" "$build/libglasslock.a"
missing=$("$compiler" -shared -o "$build/all.so" -Wl,-z,defs -Wl,--whole-archive "$build/libglasslock.a" \
    -Wl,--no-whole-archive 2>&1 | sed -n 's/.*undefined reference to//p' | grep -v __gmp | sort -u) || true
if [ -n "$missing" ]; then
    echo "check-cross: undefined:" "$missing" >&2
    exit 1
fi
echo "check-cross: crypto/ is complete for $("$compiler" -dumpmachine)"
