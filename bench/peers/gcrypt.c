// SPDX-License-Identifier: MIT
// libgcrypt: handles opened once; hashes through its one-call function, which needs no handle.
#include "bench/peers/gcrypt.h"

#if HAVE_GCRYPT

// Its random numbers would be drawn from a slow pool by default: quick ones are its own offer for tests.
static void initialise(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    gcry_control(GCRYCTL_ENABLE_QUICK_RANDOM, 0);
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

static const char *version(void)
{
    initialise();
    return gcry_check_version(NULL);
}

// ---- ciphers ----

struct cipher {
    gcry_cipher_hd_t handle[TASK_MAX_COUNT];
    const uint8_t *in;
    size_t bytes, count;
    bool decrypt;
    uint8_t *out;
};

static void close_cipher(void *state)
{
    struct cipher *s = state;
    for (size_t i = 0; i < s->count; i++)
        gcry_cipher_close(s->handle[i]);
    free(s);
}

static void *open_cipher(const struct task *task)
{
    initialise();
    struct cipher *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    int algorithm = task_is(task, "des")       ? GCRY_CIPHER_DES
                    : task_is(task, "aes-128") ? GCRY_CIPHER_AES128
                    : task_is(task, "aes-256") ? GCRY_CIPHER_AES256
                                               : GCRY_CIPHER_NONE;
    s->in = task->in;
    s->bytes = task->bytes;
    s->count = task->count;
    s->decrypt = task->decrypt;
    s->out = task->out;
    bool good = algorithm != GCRY_CIPHER_NONE;
    for (size_t i = 0; i < s->count && good; i++)
        good =
            !gcry_cipher_open(&s->handle[i], algorithm,
                              task->cbc ? GCRY_CIPHER_MODE_CBC : GCRY_CIPHER_MODE_ECB, 0) &&
            !gcry_cipher_setkey(s->handle[i], task->key, task->key_bytes) &&
            (!task->cbc || !gcry_cipher_setiv(s->handle[i], task->iv, algorithm == GCRY_CIPHER_DES ? 8 : 16));
    if (good)
        return s;
    close_cipher(s);
    return NULL;
}

static bool run_cipher(void *state)
{
    struct cipher *s = state;
    if (s->decrypt)
        return !gcry_cipher_decrypt(s->handle[0], s->out, s->bytes, s->in, s->bytes);
    return !gcry_cipher_encrypt(s->handle[0], s->out, s->bytes, s->in, s->bytes);
}

static bool run_cipher_many(void *state)
{
    struct cipher *s = state;
    gcry_error_t error = 0;
    for (size_t i = 0; i < s->count; i++)
        error |= gcry_cipher_encrypt(s->handle[i], s->out + i * s->bytes, s->bytes, s->in + i * s->bytes,
                                     s->bytes);
    return !error;
}

static void answer_cipher(void *state, uint8_t *out)
{
    struct cipher *s = state;
    memcpy(out, s->out, s->bytes * s->count);
}

static const struct way cipher = {open_cipher, run_cipher, answer_cipher, close_cipher},
                        cipher_many = {open_cipher, run_cipher_many, answer_cipher, close_cipher};

// ---- hashes, HMAC, PBKDF2 ----

struct hash {
    const struct task *task;
    int algorithm;
    size_t digest_bytes;
    gcry_md_hd_t hmac;
    uint8_t out[TASK_MAX_COUNT * 64];
};

static void close_hash(void *state)
{
    gcry_md_close(((struct hash *)state)->hmac);
    free(state);
}

static void *open_hash(const struct task *task)
{
    initialise();
    struct hash *s = peer_memory(sizeof *s);
    if (!s)
        return NULL;
    s->task = task;
    s->algorithm = task_is(task, "sha512") ? GCRY_MD_SHA512 : GCRY_MD_SHA256;
    s->digest_bytes = task_is(task, "sha512") ? 64 : 32;
    if (task->kind != TASK_HMAC)
        return s;
    if (!gcry_md_open(&s->hmac, s->algorithm, GCRY_MD_FLAG_HMAC) &&
        !gcry_md_setkey(s->hmac, task->key, task->key_bytes))
        return s;
    close_hash(s);
    return NULL;
}

static bool run_hash(void *state)
{
    struct hash *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        gcry_md_hash_buffer(s->algorithm, s->out + i * s->digest_bytes, s->task->in + i * s->task->bytes,
                            s->task->bytes);
    return true;
}

static bool run_hmac(void *state)
{
    struct hash *s = state;
    gcry_md_reset(s->hmac);
    gcry_md_write(s->hmac, s->task->in, s->task->bytes);
    memcpy(s->out, gcry_md_read(s->hmac, 0), 32);
    return true;
}

static bool run_kdf(void *state)
{
    struct hash *s = state;
    const struct task *t = s->task;
    gpg_error_t error = 0;
    for (size_t i = 0; i < t->count; i++)
        error |= gcry_kdf_derive(t->in + i * t->bytes, t->bytes, GCRY_KDF_PBKDF2, GCRY_MD_SHA256, t->key,
                                 t->key_bytes, (unsigned long)t->iterations, 32, s->out + i * 32);
    return !error;
}

static void answer_hash(void *state, uint8_t *out)
{
    struct hash *s = state;
    memcpy(out, s->out, s->task->count * s->digest_bytes);
}

static const struct way hash = {open_hash, run_hash, answer_hash, close_hash},
                        hmac = {open_hash, run_hmac, answer_hash, close_hash},
                        kdf = {open_hash, run_kdf, answer_hash, close_hash};

const struct peer peer_gcrypt = {
    .name = "libgcrypt",
    .brief = "gcrypt",
    .package = "libgcrypt20-dev",
    .version = version,
    .ways = {[TASK_CIPHER] = &cipher,
             [TASK_CIPHER_MANY] = &cipher_many,
             [TASK_HASH] = &hash,
             [TASK_HASH_MANY] = &hash,
             [TASK_HMAC] = &hmac,
             [TASK_PBKDF2] = &kdf,
             [TASK_OAEP_ENCRYPT] = &gcrypt_oaep_encrypt,
             [TASK_OAEP_DECRYPT] = &gcrypt_oaep_decrypt,
             [TASK_PSS_SIGN] = &gcrypt_pss_sign,
             [TASK_PSS_VERIFY] = &gcrypt_pss_verify,
             [TASK_RSA_GENERATE] = &gcrypt_rsa_generate,
             [TASK_EC_GENERATE] = &gcrypt_ec_generate,
             [TASK_ECDSA_SIGN] = &gcrypt_ecdsa_sign,
             [TASK_ECDSA_VERIFY] = &gcrypt_ecdsa_verify,
             [TASK_ECDSA_VERIFY_MANY] = &gcrypt_ecdsa_verify,
             [TASK_ECDH] = &gcrypt_ecdh},
};
#else
const struct peer peer_gcrypt = {.name = "libgcrypt", .package = "libgcrypt20-dev"};
#endif
