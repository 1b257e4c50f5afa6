#!/bin/sh
# SPDX-License-Identifier: MIT
# check-install.sh BUILD FOLDER: what was built in BUILD is installed to a prefix and by somebody else than root, uninstalled
# again, and packaged, each into an empty folder below FOLDER; and what is there is tried from elsewhere. Everything is done
# with a copy of the objects, because another prefix is compiled in.
set -eu
build=$1
rm -rf "$2"
mkdir -p "$2/objects"
folder=$(cd "$2" && pwd)
make=${MAKE:-make}

fail() {
    echo "check-install: $*" >&2
    exit 1
}

# quietly COMMAND...: what it says is told only when it fails
quietly() {
    "$@" >"$folder/log" 2>&1 || {
        cat "$folder/log" >&2
        fail "$* failed"
    }
}

for part in app crypto net report vectors man SECURITY.md.o libglasslock.a glasslock prefix; do
    [ ! -e "$build/$part" ] || cp -a "$build/$part" "$folder/objects/"
done

echo "check-install: a prefix"
quietly "$make" --no-print-directory BUILD="$folder/objects" PREFIX="$folder/prefix" install
sh app/scripts/installed.sh "$folder/prefix"

echo "check-install: uninstalled again"
cp -a "$folder/prefix" "$folder/gone"
mkdir "$folder/stage"
mv "$folder/gone" "$folder/stage/opt"
: >"$folder/stage/opt/bin/somebody-elses"
quietly "$make" --no-print-directory PREFIX=/opt DESTDIR="$folder/stage" uninstall
[ "$(cd "$folder/stage" && find . ! -type d)" = ./opt/bin/somebody-elses ] || fail "files are left, or too many gone, in $folder/stage"

# In a folder of theirs: this tree may be one that they can read, but not write.
as_nobody() {
    (cd / && setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/bin:/bin HOME=/nonexistent "$@")
}
if [ "$(id -u)" != 0 ]; then
    echo "check-install: (this is not root: so were all of these)"
elif as_nobody test -r "$PWD/Makefile" -a -x "$PWD/app"; then
    echo "check-install: a prefix of somebody who is not root"
    theirs=$(mktemp -d)
    trap 'rm -rf "$theirs"' EXIT
    cp -a "$folder/objects" "$theirs/objects"
    chown -R 65534:65534 "$theirs"
    quietly as_nobody "$make" --no-print-directory -C "$PWD" BUILD="$theirs/objects" PREFIX="$theirs/prefix" install
    sh app/scripts/installed.sh "$theirs/prefix"
    [ -z "$(find "$theirs/prefix" ! -uid 65534)" ] || fail "files in somebody's prefix are not theirs"
else
    echo "check-install: (only root can read this folder: a prefix of somebody else is not tried)"
fi

echo "check-install: the package"
BUILD=$folder/objects sh app/scripts/deb.sh "$folder/deb"
package=$(find "${2%/}/deb" -name '*.deb')
sh app/scripts/packaged.sh "$package" "$2/unpacked"
echo "check-install: all is there and runs"
