#!/bin/sh
# SPDX-License-Identifier: MIT
# deps.sh [--optional] GROUP...: install the Debian packages that the named groups need and that are missing; silent and
# offline when none is. --optional: what cannot be installed is done without.
set -eu
optional=
if [ "$1" = --optional ]; then
    optional=yes
    shift
fi

packages() {
    case "$1" in
    build) echo gcc make libc6-dev libgmp-dev libjansson-dev libncurses-dev libsqlite3-dev libcrypt-dev libcivetweb-dev ;;
    test) echo libcunit1-dev openssl tmux python3 python3-jsonschema python3-cryptography ;;
    bench) echo g++ libbenchmark-dev pkg-config ;;
    peers) echo libssl-dev libgcrypt20-dev nettle-dev libmbedtls-dev libipsec-mb-dev ;;
    web)
        echo chromium
        command -v npm >/dev/null || echo nodejs npm # another package than Debian's may have brought them
        ;;
    report) echo gnuplot-nox ;;
    lint) echo clang-format clang-tidy cppcheck shellcheck mandoc ;;
    check) echo valgrind ;;
    package) echo binutils dpkg-dev mandoc ;;
    fuzz) echo clang libclang-rt-dev llvm libssl-dev ;;
    cross) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
    *)
        echo "deps: unknown group '$1' (know: build, test, bench, peers, web, report, lint, check, package, fuzz, cross)" >&2
        exit 2
        ;;
    esac
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
for group in "$@"; do
    for package in $(packages "$group"); do
        installed "$package" || missing="$missing $package"
    done
done
[ -n "$missing" ] || exit 0

do_without() {
    echo "deps: doing without:$missing"
    exit 0
}

if ! command -v apt-get >/dev/null; then
    [ -z "$optional" ] || do_without
    echo "deps: missing:$missing; this is not a Debian system, so install their equivalents by hand" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        [ -z "$optional" ] || do_without
        echo "deps: missing:$missing; run 'apt-get install$missing' as root, then try again" >&2
        exit 1
    fi
    as_root=sudo
fi

echo "deps: installing with apt-get:$missing"
# shellcheck disable=SC2086 # a list of package names is meant to be split
install_missing() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; }
# The package lists may be absent or old: try, refresh them, try again.
install_missing || { $as_root apt-get update -q && install_missing; } || {
    [ -n "$optional" ] || exit 1
    wanted=$missing # one of them may be all that is wrong
    for missing in $wanted; do
        install_missing || echo "deps: doing without $missing"
    done
}
