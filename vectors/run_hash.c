// SPDX-License-Identifier: MIT
// SHA known answers and Monte Carlo (SHAVS, 6.4), HMAC from RFCs 2202 and 4231 and from CAVP.
#include "vectors/run_hash.h"

#include "crypto/hash/hmac.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTE_STEPS 1000

// "SHA-512/224" before "SHA-512", "SHA-1" last: the header is searched for them in this order.
static const struct hash_alg *mentioned(const char *text)
{
    static const char *const names[][3] = {
        {"SHA-512/224", "SHA512_224", "SHA512/224"},
        {"SHA-512/256", "SHA512_256", "SHA512/256"},
        {"SHA-224", "SHA224", "SHA2-224"},
        {"SHA-256", "SHA256", "SHA2-256"},
        {"SHA-384", "SHA384", "SHA2-384"},
        {"SHA-512", "SHA512", "SHA2-512"},
        {"SHA-1", "SHA1", "SHA-1"},
        {"MD5", "MD5", "MD5"},
    };
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
        for (size_t j = 0; j < 3; j++)
            if (strcasestr(text, names[i][j]))
                return hash_find(names[i][0]);
    return NULL;
}

const struct hash_alg *hash_of_bytes(unsigned long bytes)
{
    static const struct hash_alg *const usual[] = {&hash_sha1, &hash_sha224, &hash_sha256, &hash_sha384,
                                                   &hash_sha512};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (usual[i]->digest_bytes == bytes)
            return usual[i];
    return NULL;
}

const struct hash_alg *vector_file_hash(const struct vector_file *file)
{
    const char *name = strrchr(file->path, '/');
    const struct hash_alg *hash = mentioned(file->comments);
    return hash ? hash : mentioned(name ? name : file->path);
}

// The header, else the section's L.
const struct hash_alg *hash_of_case(const struct vector_case *c)
{
    const struct vector_field *L = vector_case_find(c, "L");
    const struct hash_alg *hash = vector_file_hash(c->file);
    return hash || !L ? hash : hash_of_bytes(strtoul(L->value, NULL, 10));
}

const struct hash_alg *hash_of_hmac(const struct vector_case *c)
{
    const struct vector_field *L = vector_case_find(c, "L");
    return L ? hash_of_bytes(strtoul(L->value, NULL, 10)) : vector_file_hash(c->file);
}

static void digest(struct run *r, const struct hash_alg *alg, const void *data, size_t bytes, uint8_t *out)
{
    struct hash_ctx ctx;
    hash_init_engine(&ctx, alg, (const struct hash_engine *)r->engine);
    hash_update(&ctx, data, bytes);
    hash_final(&ctx, out);
}

static const struct hash_alg *checked_hash(struct run *r)
{
    const struct hash_alg *alg = hash_of_case(r->c);
    if (!alg)
        run_malformed(r, NULL, "which hash? neither the header nor L says it");
    else if (run_has(r, "L") && run_number(r, "L") != alg->digest_bytes)
        run_malformed(r, "L", "L is not the length of %s", alg->name);
    return r->malformed ? NULL : alg;
}

// `Len = 0` comes with `Msg = 00`, which means the empty message.
static struct blob message_of_length(struct run *r, const char *length)
{
    unsigned long bits = run_number(r, length);
    struct blob message = run_hex(r, "Msg");
    if (!r->malformed && bits % 8)
        run_malformed(r, length, "%s is not a whole number of bytes", length);
    else if (!r->malformed && bits / 8 != message.bytes && !(bits == 0 && message.bytes == 1))
        run_malformed(r, "Msg", "Msg has %zu bytes, but %s says %lu", message.bytes, length, bits / 8);
    if (bits == 0)
        message.bytes = 0;
    return message;
}

void run_sha(struct run *r)
{
    uint8_t out[HASH_MAX_DIGEST_BYTES];
    const struct hash_alg *alg = checked_hash(r);
    struct blob message = message_of_length(r, "Len"), expected = run_hex(r, "MD");
    if (r->malformed)
        return;
    digest(r, alg, message.data, message.bytes, out);
    run_equal(r, "MD", expected, out, alg->digest_bytes);
}

// MD(i) = H(MD(i-3) || MD(i-2) || MD(i-1)), 1,000 times from three copies of the seed; a checkpoint's digest
// is the next one's seed. So each checkpoint can be checked from the one before it.
void run_sha_monte(struct run *r)
{
    uint8_t joined[3 * HASH_MAX_DIGEST_BYTES];
    const struct hash_alg *alg = checked_hash(r);
    struct blob expected = run_hex(r, "MD"), seed = run_hex(r, "Seed");
    struct run before = {.c = r->c->previous};
    if (before.c)
        seed = run_hex(&before, "MD");
    if (!r->malformed && seed.bytes != alg->digest_bytes)
        run_malformed(r, before.c ? NULL : "Seed", "the seed has %zu bytes, not %zu", seed.bytes,
                      alg->digest_bytes);
    if (!r->malformed && !before.malformed) {
        size_t bytes = alg->digest_bytes;
        for (unsigned i = 0; i < 3; i++)
            memcpy(joined + i * bytes, seed.data, bytes);
        for (unsigned i = 0; i < MONTE_STEPS; i++) {
            uint8_t out[HASH_MAX_DIGEST_BYTES];
            digest(r, alg, joined, 3 * bytes, out);
            memmove(joined, joined + bytes, 2 * bytes);
            memcpy(joined + 2 * bytes, out, bytes);
        }
        run_equal(r, "MD", expected, joined + 2 * bytes, bytes);
    }
    run_free(&before);
}

void hmac_check(struct run *r, const struct hash_alg *alg, struct blob key, struct blob message,
                const char *name, struct blob expected)
{
    uint8_t mac[HASH_MAX_DIGEST_BYTES];
    struct hmac_ctx ctx;
    if (expected.bytes == 0 || expected.bytes > alg->digest_bytes) {
        run_malformed(r, name, "%s has %zu bytes", name, expected.bytes);
        return;
    }
    hmac_init_engine(&ctx, alg, (const struct hash_engine *)r->engine, key.data, key.bytes);
    hmac_update(&ctx, message.data, message.bytes);
    hmac_final(&ctx, mac);
    hmac_wipe(&ctx);
    run_equal(r, name, expected, mac, expected.bytes);
    run_works(
        r, name,
        hmac_verify(alg, key.data, key.bytes, message.data, message.bytes, expected.data, expected.bytes));
}

// The RFCs' files: Len in bits, MD; CAVP's: Klen and Tlen in bytes, Mac = the first Tlen bytes.
void run_hmac(struct run *r)
{
    const struct hash_alg *alg = hash_of_hmac(r->c);
    bool cavp = run_has(r, "Mac");
    struct blob key = run_hex(r, "Key"), expected = run_hex(r, cavp ? "Mac" : "MD");
    struct blob message = cavp ? run_hex(r, "Msg") : message_of_length(r, "Len");
    run_ignore(r, "L"); // read by hash_of_hmac()
    if (!alg)
        run_malformed(r, NULL, "which hash? neither the header nor L says it");
    if (cavp && run_number(r, "Klen") != key.bytes)
        run_malformed(r, "Key", "Key has %zu bytes, but Klen says otherwise", key.bytes);
    if (cavp && run_number(r, "Tlen") != expected.bytes)
        run_malformed(r, "Mac", "Mac has %zu bytes, but Tlen says otherwise", expected.bytes);
    if (alg && !r->malformed)
        hmac_check(r, alg, key, message, cavp ? "Mac" : "MD", expected);
}
