#!/bin/sh
# SPDX-License-Identifier: MIT
# libs.sh COMPILER: the libraries of the peers that are installed, as -l options. A peer is there if its header is: the
# same question that its file asks with __has_include.
set -eu
compiler=${1:-cc}

while read -r header options; do
    if echo "#include <$header>" | "$compiler" -E - >/dev/null 2>&1; then
        printf '%s ' "$options"
    fi
done <<EOF
openssl/evp.h -lcrypto
gcrypt.h -lgcrypt -lgpg-error
nettle/ecdsa.h -lhogweed -lnettle
mbedtls/rsa.h -lmbedcrypto
intel-ipsec-mb.h -lIPSec_MB
EOF
echo
