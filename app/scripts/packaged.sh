#!/bin/sh
# SPDX-License-Identifier: MIT
# packaged.sh PACKAGE.deb FOLDER: unpack the package into FOLDER, which is made anew, and see that it is whole, declares every
# library that the program loads, and runs there.
set -eu
package=$1
rm -rf "$2"
mkdir -p "$2"
folder=$(cd "$2" && pwd)

fail() {
    echo "packaged: $*" >&2
    exit 1
}

dpkg-deb -x "$package" "$folder"
sh app/scripts/installed.sh "$folder/usr" /usr
for file in README.md SECURITY.md copyright changelog.gz lessons/lesson-des.md traces/index.html traces/des.html; do
    [ -s "$folder/usr/share/doc/glasslock/$file" ] || fail "no $file in the package"
done
(cd "$folder" && dpkg-deb --ctrl-tarfile "$OLDPWD/$package" | tar -xO ./md5sums | md5sum --quiet -c -) || fail "md5sums"
dpkg-deb -c "$package" | awk '$2 != "root/root" { exit 1 }' || fail "a file is not root's"
for field in Package Version Architecture Maintainer Description Installed-Size; do
    [ -n "$(dpkg-deb -f "$package" "$field")" ] || fail "no $field in its control file"
done

depends=$(dpkg-deb -f "$package" Depends)
for library in $(objdump -p "$folder/usr/bin/glasslock" | awk '$1 == "NEEDED" { print $2 }'); do
    file=$(ldd "$folder/usr/bin/glasslock" | awk -v name="$library" '$1 == name { print $3 }')
    [ -e "$file" ] || fail "$library is not there"
    # /lib is /usr/lib nowadays, and packages know their files by either name
    owner=$( (dpkg-query -S "$file" || dpkg-query -S "/usr$file" || dpkg-query -S "${file#/usr}") 2>/dev/null | sed 's/:.*//' | head -n 1)
    echo ", $depends" | grep -q ", $owner\( \|,\|\$\)" || fail "$library is loaded, but the package does not depend on $owner"
done
if command -v lintian >/dev/null; then
    lintian --fail-on error --allow-root "$package" || fail "lintian finds errors"
fi
