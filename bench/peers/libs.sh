#!/bin/sh
# SPDX-License-Identifier: MIT
# libs.sh COMPILER [WITHOUT...]: the libraries of the peers that are installed, as -l options. A peer is there if its header
# is: the same question that its file asks with __has_include. WITHOUT leaves some out (OPENSSL, GCRYPT, NETTLE, MBEDTLS,
# IPSEC_MB). COMPILER is one argument, of several words where it is called through another program.
set -eu
compiler=$1
shift

while read -r name header options; do
    case " $* " in *" $name "*) continue ;; esac
    # shellcheck disable=SC2086 # "ccache gcc" is two words
    if echo "#include <$header>" | $compiler -E - >/dev/null 2>&1; then
        printf '%s ' "$options"
    fi
done <<EOF
OPENSSL openssl/evp.h -lcrypto
GCRYPT gcrypt.h -lgcrypt -lgpg-error
NETTLE nettle/ecdsa.h -lhogweed -lnettle
MBEDTLS mbedtls/rsa.h -lmbedcrypto
IPSEC_MB intel-ipsec-mb.h -lIPSec_MB
EOF
printf "\\n# without: %s\\n" "$*"
