#!/bin/sh
# SPDX-License-Identifier: MIT
# deb.sh FOLDER: FOLDER/glasslock_VERSION_ARCHITECTURE.deb, made with dpkg-deb from what `make install` installs, the
# lessons and a gallery of traces. BUILD: where the program is built, if not in build/. Its dates are the last commit's, so that the same tree makes the same package.
set -eu
folder=$1
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
rm -rf "$folder/root" "$folder/debian"
root=$folder/root
doc=$root/usr/share/doc/glasslock
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

umask 022
"${MAKE:-make}" --no-print-directory ${BUILD:+BUILD="$BUILD"} install PREFIX=/usr DESTDIR="$root" >"$folder/install.log" || {
    cat "$folder/install.log" >&2
    exit 1
}
program=$root/usr/bin/glasslock
[ ! -x "$root/usr/libexec/glasslock/glasslock-bench" ] || rm -r "$root/usr/libexec" # it needs every peer
gzip -9n "$root"/usr/share/man/man1/*.1

# ---- documentation ----
mkdir -p "$doc/lessons" "$doc/traces"
cp README.md SECURITY.md "$doc/"
cp app/examples/*.md "$doc/lessons/"
cp app/serve/glasslock.service "$doc/"
version=$("$program" --version | sed 's/^glasslock //')
maintainer="glasslock's authors <glasslock@example.org>"
{
    echo "glasslock ($version) unstable; urgency=low"
    echo
    echo "  * Built from commit $(git describe --always 2>/dev/null || echo unknown)."
    echo
    echo " -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$doc/changelog.gz"
{
    echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
    echo "Upstream-Name: glasslock"
    echo
    echo "Files: *"
    echo "Copyright: $(sed -n 's/^Copyright (c) //p' LICENSE)"
    echo "License: Expat"
    sed -n '/^Permission/,$p' LICENSE | sed 's/^$/./; s/^/ /'
} >"$doc/copyright"

# ---- the gallery: pages that step, and an index ----
{
    echo '<!doctype html><html lang="en"><meta charset="utf-8"><title>glasslock: traces</title>'
    echo '<h1>Traces that step</h1><ul>'
    while read -r name words; do
        # shellcheck disable=SC2086 # the words of a command line are meant to be split
        "$program" trace $words --format html --out "$doc/traces/$name.html"
        echo "<li><a href=\"$name.html\">glasslock trace $words</a></li>"
    done <<'TRACES'
des des
aes aes
sha256 sha256 --text abc
rsa-toy rsa
rsa-oaep rsa-oaep
ecdsa-classroom ecdsa
des-avalanche des --avalanche in
des-one-bit des --diff in:0
TRACES
    echo '</ul></html>'
} >"$doc/traces/index.html"
chmod 644 "$doc"/traces/*.html

# ---- the package ----
mkdir -p "$root/DEBIAN" "$folder/debian"
printf 'Source: glasslock\n\nPackage: glasslock\nArchitecture: any\n' >"$folder/debian/control"
depends=$(cd "$folder" && dpkg-shlibdeps -O root/usr/bin/glasslock 2>"$folder/shlibdeps.log" | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || {
    cat "$folder/shlibdeps.log" >&2
    exit 1
}
architecture=$(dpkg --print-architecture)
cat >"$root/DEBIAN/control" <<CONTROL
Package: glasslock
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends
Suggests: gnuplot-nox, chromium
Section: education
Priority: optional
Description: see-through cryptography: traces, vectors, benchmarks, a chat
 A class steps through every round of a cipher, checks it against the official
 test vectors, and uses the very same code on real files. Everything
 cryptographic is written by hand from the standards. To learn from, not to
 guard secrets with: see SECURITY.md.
CONTROL
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -print | sed 's|^\./||' | sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN/md5sums" "$root/DEBIAN/control"
package=$folder/glasslock_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "deb: $package ($(du -k "$package" | cut -f1) kB)"
