#!/bin/sh
# SPDX-License-Identifier: MIT
# check-install.sh FOLDER: `make install` to a prefix and `make deb`, each into an empty folder below FOLDER, and what is
# there is tried from elsewhere with an empty environment.
set -eu
rm -rf "$1"
mkdir -p "$1/elsewhere"
folder=$(cd "$1" && pwd)

fail() {
    echo "check-install: $*" >&2
    exit 1
}

# run PROGRAM ARGUMENT...: far from the source tree, with nothing of ours in the environment.
run() {
    (cd "$folder/elsewhere" && env -i PATH=/usr/bin:/bin HOME="$folder/elsewhere" "$@")
}

# there ROOT: every command has its page, the pages are well formed, the completion loads and completes.
there() {
    program=$1/bin/glasslock
    run "$program" --version >/dev/null || fail "$program does not start"
    for command in $(run "$program" --help | awk '/^  [a-z]/ { print $1 }'); do
        [ -e "$1/share/man/man1/glasslock-$command.1" ] || [ -e "$1/share/man/man1/glasslock-$command.1.gz" ] ||
            fail "no manual page for '$command'"
    done
    run bash -c "PATH=$1/bin:\$PATH; . $1/share/bash-completion/completions/glasslock; COMP_WORDS=(glasslock dig); COMP_CWORD=1; _glasslock
        [ \"\${COMPREPLY[*]}\" = digest ]" || fail "the completion does not complete 'dig'"
    [ "$(printf abc | run "$program" digest sha256 | cut -c1-16)" = ba7816bf8f01cfea ] || fail "SHA-256 of abc is wrong"
    run "$program" trace des --check >/dev/null || fail "a trace fails its check"
}

echo "check-install: a prefix"
prefix=$folder/prefix
"${MAKE:-make}" --no-print-directory install PREFIX="$prefix" >"$folder/log" || {
    cat "$folder/log" >&2
    fail "make install failed"
}
there "$prefix"
run "$prefix/bin/glasslock" vectors --filter aes >"$folder/vectors" || fail "the installed vectors fail"
grep -q '^AES-CBC' "$folder/vectors" || fail "no vectors are found from elsewhere"

echo "check-install: the package"
sh app/scripts/deb.sh "$folder/deb"
package=$(find "$folder/deb" -name '*.deb')
mkdir "$folder/unpacked"
dpkg-deb -x "$package" "$folder/unpacked"
there "$folder/unpacked/usr"
strings "$folder/unpacked/usr/bin/glasslock" | grep -qx /usr/share/glasslock/vectors ||
    fail "the packaged program looks for its vectors elsewhere than in /usr/share"
run env GLASSLOCK_VECTORS="$folder/unpacked/usr/share/glasslock/vectors" "$folder/unpacked/usr/bin/glasslock" vectors --filter aes \
    >"$folder/vectors" || fail "the packaged vectors fail"
for file in README.md SECURITY.md copyright changelog.gz lessons/lesson-des.md traces/index.html traces/des.html; do
    [ -s "$folder/unpacked/usr/share/doc/glasslock/$file" ] || fail "no $file in the package"
done
(cd "$folder/unpacked" && dpkg-deb --ctrl-tarfile "$package" | tar -xO ./md5sums | md5sum --quiet -c -) || fail "md5sums"
dpkg-deb --info "$package" | grep -q '^ Depends:.*libgmp10' || fail "the package does not depend on GMP"
dpkg-deb -c "$package" | awk '$2 != "root/root" { exit 1 }' || fail "a file is not root's"
if command -v lintian >/dev/null; then
    lintian --fail-on error "$package" || fail "lintian finds errors"
fi
echo "check-install: all is there and runs"
