// SPDX-License-Identifier: MIT
// What promises constant time outside the engines: comparison, wiping, unpadding, integers as octets, tokens.
#include "tests/ct/ct.h"
#include "tests/ct/twins.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/hash/hmac.h"
#include "crypto/rsa/octets.h"
#include "crypto/token/fernet.h"

#include <string.h>

#define UNUSED_ENGINE (void)family, (void)engine

static void compare(bool (*equal_bytes)(const void *, const void *, size_t))
{
    static uint8_t a[67], b[67];
    ct_secret(a, sizeof a);
    memset(b, ct_which() == 2 ? 0x00 : 0x55,
           sizeof b); // equal to the secret of zeros, different from the others
    for (size_t bytes = 0; bytes <= sizeof a; bytes += 13) {
        ct_begin();
        bool equal = equal_bytes(a, b, bytes);
        ct_end();
        ct_public(&equal, sizeof equal);
    }
}

static void wipe(void (*wipe_bytes)(void *, size_t))
{
    static uint8_t a[67];
    ct_secret(a, sizeof a);
    ct_begin();
    wipe_bytes(a, sizeof a);
    ct_end();
}

// Right paddings of different lengths, wrong ones at different places: each kind of verdict by itself.
static void unpad(enum gl_error (*unpad_bytes)(const uint8_t *, size_t *, size_t))
{
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
        enum gl_error error = unpad_bytes(data, &bytes, 16);
        ct_end();
        ct_public(&error, sizeof error);
        ct_public(&bytes, sizeof bytes);
    }
}

// Integers of the same number of limbs, with and without leading zero bytes.
static void write_octets(enum gl_error (*write)(uint8_t *, size_t, const mpz_t))
{
    static const unsigned bits[CT_SECRETS] = {256, 240, 193, 250};
    static uint8_t out[40];
    mpz_t z;
    mpz_init2(z, 256);
    ct_secret_bits(z, bits[ct_which()]);
    ct_begin();
    enum gl_error error = write(out, sizeof out, z);
    ct_end();
    ct_public(&error, sizeof error);
    ct_public_integer(z);
    mpz_clear(z);
}

// Forged MACs that differ in the first byte, or in the last.
static void verify_mac(const struct gl_engine *sha256)
{
    static uint8_t key[16], data[20], mac[32];
    ct_secret(key, sizeof key);
    ct_public(key, sizeof key);
    hmac_digest(&hash_sha256, key, sizeof key, data, sizeof data, mac);
    mac[ct_which() % 2 ? 0 : 31] ^= 1;
    ct_hide(key, sizeof key);
    gl_engine_set(hash_sha256.family, sha256);
    ct_begin();
    enum gl_error error = hmac_verify(&hash_sha256, key, sizeof key, data, sizeof data, mac, sizeof mac);
    ct_end();
    gl_engine_set(hash_sha256.family, NULL);
    ct_public(&error, sizeof error);
}

// A token that is right. Its text, which is public, changes with the key.
static void open_token(const struct gl_engine *aes)
{
    static uint8_t key[FERNET_KEY_BYTES], out[200];
    static char text[200];
    static const uint8_t message[37], iv[16];
    size_t bytes = 0;
    ct_secret(key, sizeof key);
    ct_public(key, sizeof key);
    fernet_encrypt(key, 1, iv, text, message, sizeof message);
    ct_hide(key, sizeof key);
    gl_engine_set(cipher_aes128.family, aes);
    ct_begin();
    enum gl_error error = fernet_decrypt(key, 1, 0, out, &bytes, text);
    ct_end();
    gl_engine_set(cipher_aes128.family, NULL);
    ct_public(&error, sizeof error);
    ct_public(&bytes, sizeof bytes);
}

// One forged token under every key.
static void refuse_token(const struct gl_engine *sha256)
{
    static uint8_t key[FERNET_KEY_BYTES], out[200];
    static const char text[] =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64j"
        "VmpU4IwqDA==";
    size_t bytes = 0;
    ct_secret(key, sizeof key);
    gl_engine_set(hash_sha256.family, sha256);
    ct_begin();
    enum gl_error error = fernet_decrypt(key, 1, 0, out, &bytes, text);
    ct_end();
    gl_engine_set(hash_sha256.family, NULL);
    ct_public(&error, sizeof error);
}

// ---- each as it is, and its twin ----

#define OPERATION(name, call)                                                                                \
    static void name(const struct gl_family *family, const struct gl_engine *engine)                         \
    {                                                                                                        \
        UNUSED_ENGINE;                                                                                       \
        call;                                                                                                \
    }

OPERATION(comparison, compare(gl_equal_ct))
OPERATION(comparison_twin, compare(twin_equal))
OPERATION(wiping, wipe(gl_wipe))
OPERATION(wiping_twin, wipe(twin_wipe))
OPERATION(unpadding, unpad(pkcs7_unpad))
OPERATION(unpadding_twin, unpad(twin_unpad))
OPERATION(octets, write_octets(i2osp))
OPERATION(octets_twin, write_octets(twin_i2osp))
OPERATION(mac_verification, verify_mac(NULL))
OPERATION(mac_verification_twin, verify_mac(twin_engine(hash_sha256.family)))
OPERATION(token, open_token(gl_engine_constant_time(cipher_aes128.family)))
OPERATION(token_twin, open_token(twin_engine(cipher_aes128.family)))
OPERATION(forged_token, refuse_token(NULL))
OPERATION(forged_token_twin, refuse_token(twin_engine(hash_sha256.family)))

const struct ct_operation ct_common[] = {
    {.name = "gl_equal_ct", .run = comparison, .twin = comparison_twin},
    {.name = "gl_wipe", .run = wiping, .twin = wiping_twin},
    {.name = "pkcs7_unpad", .run = unpadding, .twin = unpadding_twin},
    {.name = "i2osp", .run = octets, .twin = octets_twin},
    {.name = "hmac_verify", .run = mac_verification, .twin = mac_verification_twin},
    {.name = "fernet_decrypt", .run = token, .twin = token_twin, .no_step = true},
    {.name = "fernet_decrypt, forged", .run = forged_token, .twin = forged_token_twin},
    {0},
};
