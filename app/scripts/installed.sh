#!/bin/sh
# SPDX-License-Identifier: MIT
# installed.sh PREFIX [WHERE]: is glasslock installed below PREFIX, whole and independent of the source tree? It is tried
# from elsewhere, with an empty environment. WHERE: what PREFIX will be called when it is in its place.
set -eu
prefix=$(cd "$1" && pwd)
where=${2:-$prefix}
source=$(pwd)
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT

fail() {
    echo "installed: $*" >&2
    exit 1
}

# run PROGRAM ARGUMENT...: far from the source tree, with nothing of ours in the environment.
run() {
    (cd "$elsewhere" && env -i PATH=/usr/bin:/bin HOME="$elsewhere" "$@")
}

program=$prefix/bin/glasslock
run "$program" --version >/dev/null || fail "$program does not start"
[ "$(printf abc | run "$program" digest sha256 | cut -c1-16)" = ba7816bf8f01cfea ] || fail "SHA-256 of abc is wrong"
run "$program" trace des --check >/dev/null || fail "a trace fails its check"

# ---- the vectors: from where the program looks for them, or will ----
if [ "$where" = "$prefix" ]; then
    run "$program" vectors --filter aes >"$elsewhere/vectors" || fail "the vectors fail"
else
    strings "$program" | grep -qxF "$where/share/glasslock/vectors" || fail "the program does not look for its vectors below $where"
    run env GLASSLOCK_VECTORS="$prefix/share/glasslock/vectors" "$program" vectors --filter aes >"$elsewhere/vectors" ||
        fail "the vectors fail"
fi
grep -q '^AES-CBC' "$elsewhere/vectors" || fail "no vectors are found from elsewhere"

# ---- manual and completion ----
for command in '' $(run "$program" --help | awk '/^  [a-z]/ { print "-" $1 }'); do
    page=$(find "$prefix/share/man/man1" -name "glasslock$command.1" -o -name "glasslock$command.1.gz")
    [ -n "$page" ] || fail "no manual page glasslock$command(1)"
    mandoc -T html -W error "$page" >"$elsewhere/page" || fail "$page is no manual page"
    grep -q NAME "$elsewhere/page" || fail "$page is empty"
done
run bash -euc "PATH=$prefix/bin:\$PATH; . $prefix/share/bash-completion/completions/glasslock
    COMP_WORDS=(glasslock dig); COMP_CWORD=1; _glasslock; [ \"\${COMPREPLY[*]}\" = digest ]" || fail "the completion does not complete 'dig'"

# ---- files: for all to read, and nothing of the tree that they come from ----
unreadable=$(find "$prefix" ! -perm -o=r)
[ -z "$unreadable" ] || fail "not for all to read:" "$unreadable"
mentioning=$(find "$prefix" -type f -exec grep -lF "$source" {} + || true)
for file in $mentioning; do
    # a prefix that lies inside the source tree is called so
    ! strings "$file" | sed "s|$where||g" | grep -qF "$source" || fail "$file mentions $source"
done
