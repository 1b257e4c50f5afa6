// SPDX-License-Identifier: MIT
// What promises constant time outside the engines: comparison, wiping, unpadding, integers as octets, tokens.
#include "tests/ct/ct.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"
#include "crypto/rsa/octets.h"
#include "crypto/token/fernet.h"

#include <string.h>

#define UNUSED_ENGINE (void)family, (void)engine

static void comparison(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static uint8_t a[67], b[67];
    ct_secret(a, sizeof a);
    memset(b, ct_which() == 2 ? 0x00 : 0x55,
           sizeof b); // equal to the secret of zeros, different from the others
    for (size_t bytes = 0; bytes <= sizeof a; bytes += 13) {
        ct_begin();
        bool equal = gl_equal_ct(a, b, bytes);
        ct_end();
        ct_public(&equal, sizeof equal);
    }
}

static void wiping(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static uint8_t a[67];
    ct_secret(a, sizeof a);
    ct_begin();
    gl_wipe(a, sizeof a);
    ct_end();
}

// Right paddings of different lengths, wrong ones at different places: each kind of verdict by itself.
static void unpadding(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static const uint8_t lengths[CT_SECRETS] = {1, 7, 12, 16};
    static uint8_t data[32];
    for (int wrong = 0; wrong < 2; wrong++) {
        size_t bytes = sizeof data, n = lengths[ct_which()];
        ct_secret(data, sizeof data);
        ct_public(data, sizeof data);
        memset(data + sizeof data - n, (int)n, n);
        if (wrong)
            data[sizeof data - n] = 0xee;
        ct_hide(data, sizeof data);
        ct_begin();
        enum gl_error error = pkcs7_unpad(data, &bytes, 16);
        ct_end();
        ct_public(&error, sizeof error);
        ct_public(&bytes, sizeof bytes);
    }
}

// Integers of the same number of limbs, with and without leading zero bytes.
static void octets(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static const unsigned bits[CT_SECRETS] = {256, 240, 193, 250};
    static uint8_t out[40];
    mpz_t z;
    mpz_init2(z, 256);
    ct_secret_bits(z, bits[ct_which()]);
    ct_begin();
    enum gl_error error = i2osp(out, sizeof out, z);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public_integer(z);
    mpz_clear(z);
}

// Forged MACs that differ in the first byte, or in the last.
static void mac_verification(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static uint8_t key[16], data[20], mac[32];
    ct_secret(key, sizeof key);
    ct_public(key, sizeof key);
    hmac_digest(&hash_sha256, key, sizeof key, data, sizeof data, mac);
    mac[ct_which() % 2 ? 0 : 31] ^= 1;
    ct_hide(key, sizeof key);
    ct_begin();
    enum gl_error error = hmac_verify(&hash_sha256, key, sizeof key, data, sizeof data, mac, sizeof mac);
    ct_end();
    ct_public(&error, sizeof error);
}

// A token that is right, opened by a constant-time AES. Its text, which is public, changes with the key.
static void token(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static uint8_t key[FERNET_KEY_BYTES], out[200];
    static char text[200];
    static const uint8_t message[37], iv[16];
    size_t bytes = 0;
    ct_secret(key, sizeof key);
    ct_public(key, sizeof key);
    fernet_encrypt(key, 1, iv, text, message, sizeof message);
    ct_hide(key, sizeof key);
    gl_engine_set(cipher_aes128.family, gl_engine_constant_time(cipher_aes128.family));
    ct_begin();
    enum gl_error error = fernet_decrypt(key, 1, 0, out, &bytes, text);
    ct_end();
    gl_engine_set(cipher_aes128.family, NULL);
    ct_public(&error, sizeof error);
    ct_public(&bytes, sizeof bytes);
}

// One forged token under every key.
static void forged_token(const struct gl_family *family, const struct gl_engine *engine)
{
    UNUSED_ENGINE;
    static uint8_t key[FERNET_KEY_BYTES], out[200];
    static const char text[] =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64j"
        "VmpU4IwqDA==";
    size_t bytes = 0;
    ct_secret(key, sizeof key);
    ct_begin();
    enum gl_error error = fernet_decrypt(key, 1, 0, out, &bytes, text);
    ct_end();
    ct_public(&error, sizeof error);
}

const struct ct_operation ct_common[] = {
    {.name = "gl_equal_ct", .run = comparison},
    {.name = "gl_wipe", .run = wiping},
    {.name = "pkcs7_unpad", .run = unpadding},
    {.name = "i2osp", .run = octets},
    {.name = "hmac_verify", .run = mac_verification},
    {.name = "fernet_decrypt", .run = token, .no_step = true},
    {.name = "fernet_decrypt, forged", .run = forged_token},
    {0},
};
