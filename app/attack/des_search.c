// SPDX-License-Identifier: MIT
// des-search: 56 bits are few. Try the keys, as many at once as the registers have bits.
#include "app/attack/attack.h"
#include "app/attack/key_threads.h"

#include "crypto/aes/aes.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOME_SECONDS 8 // of the default search, when the key comes last; half of it on average
#define AES_TRIES    200000

static const char usage[] = "      --bits N         unknown key bits, 0 to 56 (what takes about 5 s)\n"
                            "      --threads N      1 to 64 (one for each CPU)\n"
                            "      --plain HEX      a block of your own, 8 bytes, and these two:\n"
                            "      --cipher HEX     what it was encrypted to\n"
                            "      --known HEX      the key as far as it is known, 8 bytes; of its 56 bits\n"
                            "                       the last --bits are not\n";

struct given {
    const char *bits, *threads, *plain, *cipher, *known;
};

static void key_text(char text[2 * DES_KEY_BYTES + 1], uint64_t bits)
{
    uint8_t key[DES_KEY_BYTES];
    des_key_from_bits(key, bits);
    gl_hex_encode(text, key, sizeof key);
}

static void knows(struct story *s, const struct des_keysearch *search)
{
    char known[2 * DES_KEY_BYTES + 1];
    key_text(known, search->key & ~(((uint64_t)1 << search->unknown) - 1));
    story_section(s, STORY_KNOWS);
    story_hex(s, "plain", "a block of plaintext", search->plain, DES_BLOCK_BYTES);
    story_hex(s, "cipher", "its ciphertext", search->cipher, DES_BLOCK_BYTES);
    story_count(s, "unknown_bits", "unknown key bits", search->unknown, "of 56");
    story_fact(s, "known_key", "the key, 0 where unknown", "%s", known);
}

static int attack(struct attack_run *run, const struct des_keysearch *search, unsigned threads)
{
    const struct des_keysearch_engine *engine = des_keysearch_best();
    struct story *s = run->story;
    struct key_threads w = {.s = search, .engine = engine, .batches = des_keysearch_batches(search, engine)};
    w.piece = UINT64_C(1) << (22 - engine->lane_bits); // a few milliseconds
    knows(s, search);
    story_section(s, STORY_SENDS);
    story_say(s,
              "Nothing. It encrypts the block under one key after the other: bitslice DES, a key in each bit "
              "of the registers, counted in Gray code so that from batch to batch one key bit changes.");
    story_fact(s, "engine", "engine", "%s: %s", engine->engine.name, engine->engine.technique);
    story_count(s, "threads", "threads", threads, "");
    double start = attack_clock();
    if (!key_threads_run(s, &w, threads))
        return attack_error(run, GL_ERR_MEMORY);
    double seconds = attack_clock() - start;
    char key[2 * DES_KEY_BYTES + 1];
    key_text(key, w.key);
    story_section(s, STORY_LEARNS);
    story_fact(s, "key", "the key", "%s%s", w.found ? key : "none fits",
               w.found ? " (parity bits set to odd)" : "");
    double keys = ldexp((double)w.done, (int)engine->lane_bits), rate = keys / seconds;
    if (w.batches * threads < 1000)
        rate = key_threads_rate(engine) * threads; // too short to measure
    story_section(s, STORY_COSTS);
    story_time(s, "seconds", "time", seconds);
    story_rate(s, "keys_per_second", "measured", rate, "keys/s");
    story_rate(s, "tried", "tried", keys, "keys");
    story_time(s, "all_56", "all 2^56, this machine", 0x1p56 / rate);
    story_time(s, "all_56_thousand", "on a thousand of these", 0x1p56 / rate / 1000);
    story_outcome(s, w.found, "%s",
                  w.found ? "the key, from one known block. The rest is a matter of machines."
                          : "no key with these known bits encrypts the one to the other.");
    return APP_OK;
}

// AES-128, one key after the other, with the fastest engine there is.
static int defend(struct attack_run *run)
{
    struct story *s = run->story;
    uint8_t key[16], plain[16], cipher[16], guess[16] = {0}, out[16];
    struct cipher_ctx ctx;
    uint64_t tries = 0;
    bool found = false;
    seeded_bytes(&run->seeded, key, sizeof key);
    seeded_bytes(&run->seeded, plain, sizeof plain);
    enum gl_error error =
        cipher_init(&ctx, &cipher_aes128, CIPHER_ECB, CIPHER_ENCRYPT, key, sizeof key, NULL);
    if (!error)
        error = cipher_blocks(&ctx, cipher, plain, sizeof plain);
    double start = attack_clock();
    for (; tries < AES_TRIES && !found && !error; tries++) {
        gl_store64_be(guess + 8, tries);
        error = cipher_init(&ctx, &cipher_aes128, CIPHER_ECB, CIPHER_ENCRYPT, guess, sizeof guess, NULL);
        if (!error)
            error = cipher_blocks(&ctx, out, plain, sizeof plain);
        found = gl_equal_ct(out, cipher, sizeof cipher);
    }
    double rate = (double)tries / (attack_clock() - start);
    cipher_wipe(&ctx);
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same with AES-128, whose key has 72 bits more:");
    story_count(s, "aes_tries", "keys tried", tries, "");
    story_fact(s, "aes_found", "found", "%s", found ? "yes" : "no");
    story_rate(s, "aes_rate", "measured", rate, "keys/s, one thread");
    story_time(s, "aes_all", "all 2^128", 0x1p128 / rate);
    story_time(s, "aes_all_fast", "on a billion of these", 0x1p128 / rate / 1e9);
    story_defended(s, !error && !found,
                   "every bit doubles the search, and 72 doublings are beyond all machines.");
    return attack_error(run, error);
}

static int read_block(const struct attack_run *run, const char *option, const char *text, uint8_t block[8])
{
    uint8_t *data = NULL;
    size_t bytes = 0;
    int status = app_hex(run->name, option, text, &data, &bytes);
    if (!status && bytes != DES_BLOCK_BYTES)
        status = app_usage(run->name, "%s: %d bytes, as 16 hex digits", option, DES_BLOCK_BYTES);
    if (!status)
        memcpy(block, data, DES_BLOCK_BYTES);
    gl_wipe_free(data, bytes);
    return status;
}

static int captured(const struct attack_run *run, const struct given *given, struct des_keysearch *search)
{
    uint8_t key[DES_KEY_BYTES];
    if (!given->plain || !given->cipher || !given->known || !given->bits)
        return app_usage(run->name, "--plain, --cipher, --known and --bits belong together");
    int status = read_block(run, "--plain", given->plain, search->plain);
    if (!status)
        status = read_block(run, "--cipher", given->cipher, search->cipher);
    if (!status)
        status = read_block(run, "--known", given->known, key);
    if (!status)
        search->key = des_key_to_bits(key);
    return status;
}

static int made(struct attack_run *run, struct des_keysearch *search)
{
    struct cipher_ctx ctx;
    uint8_t key[DES_KEY_BYTES];
    seeded_bytes(&run->seeded, key, sizeof key);
    seeded_bytes(&run->seeded, search->plain, sizeof search->plain);
    enum gl_error error = cipher_init(&ctx, &cipher_des, CIPHER_ECB, CIPHER_ENCRYPT, key, sizeof key, NULL);
    if (!error)
        error = cipher_blocks(&ctx, search->cipher, search->plain, sizeof search->plain);
    cipher_wipe(&ctx);
    search->key = des_key_to_bits(key) & ~(((uint64_t)1 << search->unknown) - 1);
    return attack_error(run, error);
}

static int run_search(struct attack_run *run, int argc, char **argv)
{
    struct given given = {0};
    const struct app_option own[] = {
        {"bits", &given.bits, NULL},     {"threads", &given.threads, NULL}, {"plain", &given.plain, NULL},
        {"cipher", &given.cipher, NULL}, {"known", &given.known, NULL},     {0},
    };
    struct des_keysearch search = {0};
    uint64_t bits = 0;
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t threads = cpus < 1 ? 1 : cpus > KEY_THREADS_MAX ? KEY_THREADS_MAX : (uint64_t)cpus;
    int status = attack_begin(run, argc, argv, own);
    if (!status && given.bits)
        status = app_number(run->name, "--bits", given.bits, 0, DES_KEY_BITS, &bits);
    if (!status && given.threads)
        status = app_number(run->name, "--threads", given.threads, 1, KEY_THREADS_MAX, &threads);
    if (status)
        return status;
    if (!given.bits)
        bits = (uint64_t)log2(key_threads_rate(des_keysearch_best()) * (double)threads * SOME_SECONDS);
    search.unknown = bits > DES_KEY_BITS ? DES_KEY_BITS : (unsigned)bits;
    bool is_captured = given.plain || given.cipher || given.known;
    status = is_captured ? captured(run, &given, &search) : made(run, &search);
    if (!status)
        status = attack(run, &search, (unsigned)threads);
    return status ? status : defend(run);
}

const struct attack attack_des_search = {
    .name = "des-search",
    .title = "a DES key has 56 bits: search for it",
    .defence = "a key of 128 bits (AES)",
    .usage = usage,
    .run = run_search,
};
