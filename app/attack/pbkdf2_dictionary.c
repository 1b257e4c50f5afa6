// SPDX-License-Identifier: MIT
// pbkdf2-dictionary: people choose passwords from a small world. Hash the list, and compare.
#include "app/attack/attack.h"
#include "app/attack/words.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/hash/pbkdf2.h"

#include <stdlib.h>
#include <string.h>

#define HASH_BYTES          32
#define DEFAULT_ITERATIONS  1000
#define MAX_SALT            64
#define MEASURED_ITERATIONS 100000
#define STRONG_ITERATIONS   600000
#define BATCH               HASH_MAX_LANES

static const char usage[] = "      --words FILE       a word list of your own, a word a line\n"
                            "      --password TEXT    the victim's (one of the list, by the seed)\n"
                            "      --iterations N     of PBKDF2-HMAC-SHA-256 (1000)\n"
                            "      --salt HEX         a hash of your own: these two and --iterations\n"
                            "      --hash HEX         its first 32 bytes\n";

struct target {
    uint8_t salt[MAX_SALT], hash[HASH_BYTES];
    size_t salt_bytes;
    uint64_t iterations;
};

// Guess the list sixteen at a time. The index of the password, or words->n.
static size_t guess(struct attack_run *run, const struct words *words, const struct target *t,
                    uint64_t *guesses)
{
    uint8_t out[BATCH][HASH_BYTES];
    struct pbkdf2_job jobs[BATCH];
    double told = attack_clock();
    for (size_t at = 0; at < words->n; at += BATCH) {
        size_t n = words->n - at < BATCH ? words->n - at : BATCH;
        for (size_t i = 0; i < n; i++)
            jobs[i] = (struct pbkdf2_job){words->word[at + i], strlen(words->word[at + i]), t->salt,
                                          t->salt_bytes, out[i]};
        if (pbkdf2_many(&hash_sha256, jobs, n, t->iterations, HASH_BYTES))
            return words->n;
        *guesses += n;
        for (size_t i = 0; i < n; i++)
            if (gl_equal_ct(out[i], t->hash, HASH_BYTES))
                return at + i;
        if (attack_clock() - told > 0.1) {
            told = attack_clock();
            story_progress(run->story, (double)at / (double)words->n, words->word[at]);
        }
    }
    return words->n;
}

static double measure(const struct words *words, uint64_t iterations)
{
    uint8_t out[BATCH][HASH_BYTES] = {{0}}, salt[16] = {0};
    struct pbkdf2_job jobs[BATCH];
    uint64_t done = 0;
    double start = attack_clock(), spent = 0;
    for (size_t i = 0; i < BATCH; i++)
        jobs[i] = (struct pbkdf2_job){words->word[i % words->n], strlen(words->word[i % words->n]), salt,
                                      sizeof salt, out[i]};
    while (spent < 0.03) {
        pbkdf2_many(&hash_sha256, jobs, BATCH, iterations, HASH_BYTES);
        done += BATCH;
        spent = attack_clock() - start;
    }
    return (double)done / spent;
}

static void rate_row(struct story *s, uint64_t iterations, double rate, const char *remark)
{
    char time[32], key[40];
    story_duration(time, 1e7 / rate);
    story_row(s, "%10llu  %14.0f  %s%s", (unsigned long long)iterations, rate, time, remark);
    snprintf(key, sizeof key, "rate_%llu", (unsigned long long)iterations);
    story_note(s, key, rate);
}

// What a guess costs, by iterations; the last column is a list of ten million passwords. Returns the last
// rate, which is computed: measuring it would take longer than all the rest.
static double rates(struct story *s, const struct words *words)
{
    static const uint64_t counts[] = {1, 1000, 10000, MEASURED_ITERATIONS};
    double rate = 0;
    story_row(s, "%10s  %14s  %s", "iterations", "guesses/s", "ten million guesses, one core");
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        rate = measure(words, counts[i]);
        rate_row(s, counts[i], rate, "");
    }
    rate *= (double)MEASURED_ITERATIONS / STRONG_ITERATIONS;
    rate_row(s, STRONG_ITERATIONS, rate, ", from the line above");
    return rate;
}

static double attack(struct attack_run *run, const struct words *words, const struct target *t,
                     const char *expected)
{
    struct story *s = run->story;
    uint64_t guesses = 0;
    story_section(s, STORY_KNOWS);
    story_hex(s, "salt", "the salt", t->salt, t->salt_bytes);
    story_hex(s, "hash", "the hash", t->hash, HASH_BYTES);
    story_count(s, "iterations", "iterations", t->iterations, "of PBKDF2-HMAC-SHA-256");
    story_count(s, "words", "a list of words", words->n, "");
    story_section(s, STORY_SENDS);
    story_say(s,
              "Nothing: a stolen hash is attacked at home. It hashes word after word, %d at a time, one in "
              "each lane of the vector registers where the CPU has them.",
              BATCH);
    double start = attack_clock();
    size_t found = guess(run, words, t, &guesses);
    double seconds = attack_clock() - start;
    story_section(s, STORY_LEARNS);
    story_fact(s, "password", "the password", "%s",
               found < words->n ? words->word[found] : "not in the list");
    story_section(s, STORY_COSTS);
    story_count(s, "guesses", "guesses", guesses, "");
    story_time(s, "seconds", "time", seconds);
    story_rate(s, "rate", "measured", (double)guesses / seconds, "guesses/s");
    double slowest = rates(s, words);
    story_outcome(s, found < words->n && (!expected || strcmp(expected, words->word[found]) == 0), "%s",
                  found < words->n
                      ? "a password from a list is worth the list's length, however it is hashed."
                      : "no word of this list.");
    return slowest;
}

// A table made for one salt against the same password under another; and a password that is on no list.
static int defend(struct attack_run *run, const struct words *words, uint64_t iterations, double rate)
{
    struct story *s = run->story;
    struct target t = {.salt_bytes = 16, .iterations = iterations};
    const char *password = words->word[seeded_below(&run->seeded, (uint32_t)words->n)];
    uint8_t elsewhere[16], strong[10], table[HASH_BYTES];
    char text[2 * sizeof strong + 1];
    uint64_t guesses = 0, hits = 0;
    seeded_bytes(&run->seeded, t.salt, t.salt_bytes);
    seeded_bytes(&run->seeded, elsewhere, sizeof elsewhere);
    seeded_bytes(&run->seeded, strong, sizeof strong);
    gl_hex_encode(text, strong, sizeof strong);
    enum gl_error error = pbkdf2(&hash_sha256, password, strlen(password), t.salt, t.salt_bytes, iterations,
                                 t.hash, HASH_BYTES);
    for (size_t i = 0; i < words->n && !error; i++) { // the table: every word under the other salt
        error = pbkdf2(&hash_sha256, words->word[i], strlen(words->word[i]), elsewhere, sizeof elsewhere,
                       iterations, table, HASH_BYTES);
        hits += gl_equal_ct(table, t.hash, HASH_BYTES);
    }
    if (!error)
        error =
            pbkdf2(&hash_sha256, text, strlen(text), t.salt, t.salt_bytes, iterations, t.hash, HASH_BYTES);
    size_t found = error ? 0 : guess(run, words, &t, &guesses);
    if (!error)
        error = pbkdf2(&hash_sha256, text, strlen(text), t.salt, t.salt_bytes, iterations, table, HASH_BYTES);
    bool honest = !error && gl_equal_ct(table, t.hash, HASH_BYTES);
    story_section(s, STORY_DEFENCE);
    story_say(s, "A salt of its own for each user makes a table that was computed in advance worthless:");
    story_count(s, "table_hits", "hits in another salt's", hits, "of all words, the password among them");
    story_say(s, "A password that is drawn, not chosen, is on no list:");
    story_fact(s, "strong_password", "drawn for this run", "%s", text);
    story_fact(s, "strong_found", "found after the list", "%s", found < words->n ? "yes" : "no");
    story_fact(s, "honest", "and its owner", "%s", honest ? "is let in" : "is shut out");
    story_time(s, "all_strong", "all 2^80 at 600000", 0x1p80 / rate);
    story_defended(
        s, !error && hits == 0 && found == words->n && honest,
        "iterations multiply the cost of each guess; a salt forbids sharing it; only the choice of "
        "the password makes the guesses too many.");
    return attack_error(run, error);
}

static int read_target(const struct attack_run *run, const char *salt, const char *hash, struct target *t)
{
    uint8_t *data = NULL;
    size_t bytes = 0;
    if (!salt || !hash)
        return app_usage(run->name, "--salt and --hash belong together");
    int status = app_hex(run->name, "--salt", salt, &data, &bytes);
    if (!status && bytes > MAX_SALT)
        status = app_usage(run->name, "--salt: at most %d bytes", MAX_SALT);
    if (!status)
        memcpy(t->salt, data, t->salt_bytes = bytes);
    free(data);
    data = NULL;
    if (!status)
        status = app_hex(run->name, "--hash", hash, &data, &bytes);
    if (!status && bytes != HASH_BYTES)
        status = app_usage(run->name, "--hash: %d bytes", HASH_BYTES);
    if (!status)
        memcpy(t->hash, data, HASH_BYTES);
    free(data);
    return status;
}

static int run_dictionary(struct attack_run *run, int argc, char **argv)
{
    const char *file = NULL, *password = NULL, *iterations = NULL, *salt = NULL, *hash = NULL;
    const struct app_option own[] = {
        {"words", &file, NULL}, {"password", &password, NULL}, {"iterations", &iterations, NULL},
        {"salt", &salt, NULL},  {"hash", &hash, NULL},         {0},
    };
    struct words words = {0};
    struct target t = {.iterations = DEFAULT_ITERATIONS};
    int status = attack_begin(run, argc, argv, own);
    if (!status && iterations)
        status = app_number(run->name, "--iterations", iterations, 1, 10000000, &t.iterations);
    if (!status && password && (salt || hash))
        status = app_usage(run->name, "--password makes a hash; --salt and --hash bring one");
    if (!status)
        status = words_read(&words, run->name, file);
    if (!status && (salt || hash)) {
        status = read_target(run, salt, hash, &t);
    } else if (!status) {
        if (!password)
            password = words.word[seeded_below(&run->seeded, (uint32_t)words.n)];
        seeded_bytes(&run->seeded, t.salt, t.salt_bytes = 16);
        status = attack_error(run, pbkdf2(&hash_sha256, password, strlen(password), t.salt, t.salt_bytes,
                                          t.iterations, t.hash, HASH_BYTES));
    }
    if (!status) {
        double slowest = attack(run, &words, &t, password);
        status = defend(run, &words, t.iterations, slowest);
    }
    words_free(&words);
    return status;
}

const struct attack attack_pbkdf2_dictionary = {
    .name = "pbkdf2-dictionary",
    .title = "a stolen password hash falls to a list of words",
    .defence = "a salt for each user, many iterations, passwords that are drawn",
    .usage = usage,
    .run = run_dictionary,
};
