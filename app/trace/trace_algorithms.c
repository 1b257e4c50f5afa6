// SPDX-License-Identifier: MIT
// What `glasslock trace` knows, in the order of `glasslock trace --list`.
#include "app/trace/trace_args.h"

#define CIPHER                                                                                               \
    "[--key HEX] [--in HEX | --text T | --in-file F] [--mode ecb|cbc] [--iv HEX] [--decrypt] [--pad]"
#define HASH "[--text T | --in HEX | --in-file F]"
#define SIGN "[--text T] [--hash H] [--key-file PEM] [--verify [--signature HEX]]"

const struct trace_algorithm trace_algorithms[] = {
    {"des", "DES, every round", CIPHER, trace_run_cipher, "des"},
    {"des3", "triple DES, two or three keys", CIPHER, trace_run_cipher, "des"},
    {"aes", "AES, by the size of its key", CIPHER, trace_run_cipher, "aes"},
    {"aes-128", "AES with a key of 16 bytes", CIPHER, trace_run_cipher, "aes"},
    {"aes-192", "AES with a key of 24 bytes", CIPHER, trace_run_cipher, "aes"},
    {"aes-256", "AES with a key of 32 bytes", CIPHER, trace_run_cipher, "aes"},
    {"md5", "MD5", HASH, trace_run_hash, "md5"},
    {"sha1", "SHA-1", HASH, trace_run_hash, "sha1"},
    {"sha224", "SHA-224", HASH, trace_run_hash, "sha256"},
    {"sha256", "SHA-256", HASH, trace_run_hash, "sha256"},
    {"sha384", "SHA-384", HASH, trace_run_hash, "sha512"},
    {"sha512", "SHA-512", HASH, trace_run_hash, "sha512"},
    {"sha512-224", "SHA-512/224", HASH, trace_run_hash, "sha512"},
    {"sha512-256", "SHA-512/256", HASH, trace_run_hash, "sha512"},
    {"hmac", "HMAC over any hash", "[--key HEX] " HASH " [--hash H]", trace_run_hmac, NULL},
    {"hkdf", "HKDF: extract and expand", "[--key HEX] [--salt HEX] [--info HEX] [--length N] [--hash H]",
     trace_run_hkdf, NULL},
    {"pbkdf2", "PBKDF2, a few iterations",
     "[--key-text T] [--salt HEX] [--iterations N] [--length N] [--hash H]", trace_run_pbkdf2, NULL},
    {"fernet", "Fernet tokens: AES-128-CBC, then HMAC-SHA-256",
     "[--key HEX] " HASH " [--iv HEX] [--time SECONDS] [--decrypt]", trace_run_fernet, NULL},
    {"rsa-keygen", "RSA key generation, toy or real", "[-p P -q Q -e E | --bits N [-e E]]",
     trace_run_rsa_keygen, "modexp"},
    {"rsa", "RSA by square and multiply, textbook, no padding",
     "[--in NUMBER] [-p P -q Q -e E | --key-file PEM] [--decrypt [--crt]]", trace_run_rsa, "modexp"},
    {"rsa-oaep", "RSA-OAEP, encoding and all",
     "[--text T] [--key-file PEM | --bits N] [--hash H] [--label HEX] [--oaep-seed HEX] [--decrypt]",
     trace_run_rsa_oaep, "modexp"},
    {"rsa-pss", "RSA-PSS signatures", SIGN " [--bits N] [--salt HEX]", trace_run_rsa_signature, "modexp"},
    {"rsa-pkcs1", "RSA PKCS#1 v1.5 signatures", SIGN " [--bits N]", trace_run_rsa_signature, "modexp"},
    {"ec-add", "the sum of two points", "[--curve C] [-P x,y|O] [-Q x,y|O]", trace_run_ec, "ec"},
    {"ec-multiply", "double-and-add", "[--curve C] [-k NUMBER] [-P x,y]", trace_run_ec, "ec"},
    {"ec-keygen", "Q = d G", "[--curve C] [-d NUMBER]", trace_run_ec, "ec"},
    {"ecdsa", "ECDSA with RFC 6979's nonce, or your own", SIGN " [--curve C] [-d NUMBER] [-k NUMBER]",
     trace_run_ecdsa, "ec"},
    {"ecdh", "Diffie-Hellman on a curve", "[--curve C] [-d NUMBER | --key-file PEM] [-Q x,y]", trace_run_ecdh,
     "ec"},
    {"dsa", "DSA", SIGN " [-k NUMBER]", trace_run_dsa, "modexp"},
    {0},
};
