// SPDX-License-Identifier: MIT
// ecb-codebook: equal blocks encrypt equally, so a listener writes a dictionary.
//
// A secret ballot over SocketChat. A line is two blocks: who votes, and what. The attacker has no key.
#include "app/attack/ecb.h"
#include "app/attack/own_channel.h"

#include "app/files.h"
#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/encoding/base64.h"
#include "crypto/hash/hmac.h"
#include "net/old/socketchat_wire.h"

#include <stdlib.h>
#include <string.h>

#define VOTERS     12
#define LINE_BYTES 32
#define MAX_FILE   ((size_t)16 << 20)

static const char usage[] = "      --lines FILE     captured lines of your own, base64: counts what repeats\n"
                            "      --block N        their cipher's block in bytes, 8 or 16 (16)\n";

// Five letters each: "[ alice: ] I vot" fills a block, and "e yes\n" begins the next.
static const char *const names[VOTERS] = {"alice", "brian", "carol", "david", "ellen", "frank",
                                          "grace", "harry", "irene", "james", "karen", "larry"};
static const char *const choices[] = {"yes", "no"};

struct ballot {
    uint8_t key[SOCKETCHAT_KEY_BYTES], mac_key[32];
    uint8_t line[VOTERS][LINE_BYTES]; // ciphertext
    unsigned vote[VOTERS];            // what only the voters know
};

static enum gl_error cast(const struct ballot *b, const char *name, const char *choice,
                          uint8_t out[LINE_BYTES])
{
    char text[LINE_BYTES], line[SOCKETCHAT_MAX_CHARS + 1];
    uint8_t sealed[LINE_BYTES + 3] = {0};
    size_t bytes = 0;
    snprintf(text, sizeof text, "[ %s: ] I vote %s\n", name, choice);
    enum gl_error error = socketchat_encrypt(b->key, line, text, strlen(text));
    if (!error)
        error = base64_decode(sealed, &bytes, line, strlen(line), false);
    memcpy(out, sealed, LINE_BYTES);
    return error;
}

static enum gl_error hold(struct attack_run *run, struct ballot *b)
{
    enum gl_error error = GL_OK;
    seeded_bytes(&run->seeded, b->mac_key, sizeof b->mac_key);
    char password[9];
    for (size_t i = 0; i < 8; i++)
        password[i] = (char)('a' + seeded_below(&run->seeded, 26));
    socketchat_key(b->key, password, 8);
    for (int i = 0; i < VOTERS && !error; i++) {
        b->vote[i] = i < 2 ? (unsigned)i : seeded_below(&run->seeded, 2); // the first two differ
        error = cast(b, names[i], choices[b->vote[i]], b->line[i]);
    }
    return error;
}

static bool server_reads(const struct ballot *b, const uint8_t sealed[LINE_BYTES], char text[LINE_BYTES + 4])
{
    char line[base64_chars(LINE_BYTES) + 1];
    size_t bytes;
    base64_encode(line, sealed, LINE_BYTES, false);
    return socketchat_decrypt(b->key, text, &bytes, line, strlen(line)) == GL_OK;
}

// The second block is the vote: whose is equal to Alice's voted as she did.
static unsigned read_votes(struct story *s, const struct ballot *b)
{
    unsigned right = 0, counts[2] = {0, 0};
    story_row(s, "from    first block        second block       vote");
    for (int i = 0; i < VOTERS; i++) {
        unsigned vote = memcmp(b->line[i] + ECB_BLOCK, b->line[0] + ECB_BLOCK, ECB_BLOCK) == 0   ? 0
                        : memcmp(b->line[i] + ECB_BLOCK, b->line[1] + ECB_BLOCK, ECB_BLOCK) == 0 ? 1
                                                                                                 : 2;
        right += vote == b->vote[i];
        counts[vote & 1]++;
        story_row(s, "%s  %016llx.. %016llx.. %s%s", names[i], (unsigned long long)gl_load64_be(b->line[i]),
                  (unsigned long long)gl_load64_be(b->line[i] + ECB_BLOCK), vote < 2 ? choices[vote] : "?",
                  i < 2 ? " (known)" : "");
    }
    story_fact(s, "result", "the result", "%u yes, %u no", counts[0], counts[1]);
    story_count(s, "votes_read", "votes read rightly", right, "of 12");
    return right;
}

static void attack(struct attack_run *run, const struct ballot *b)
{
    struct story *s = run->story;
    char text[LINE_BYTES + 4] = "";
    uint8_t pasted[LINE_BYTES];
    story_section(s, STORY_KNOWS);
    story_say(
        s, "Twelve people vote over SocketChat: \"[ alice: ] I vote yes\", AES-256-ECB, two blocks a line. "
           "The attacker listens; it has no key. It sees whose connection a line comes from, and two of "
           "them have told it what they voted: Alice yes, Brian no.");
    story_section(s, STORY_SENDS);
    story_say(s, "It looks for equal blocks. And it pastes one line: Alice's first block, Brian's second.");
    memcpy(pasted, b->line[0], ECB_BLOCK);
    memcpy(pasted + ECB_BLOCK, b->line[1] + ECB_BLOCK, ECB_BLOCK);
    story_section(s, STORY_LEARNS);
    unsigned right = read_votes(s, b);
    bool taken = server_reads(b, pasted, text);
    story_fact(s, "pasted_reads", "the pasted line reads", "%s", taken ? text : "(refused)");
    struct ecb_count count;
    ecb_count(&b->line[0][0], sizeof b->line, ECB_BLOCK, &count);
    story_section(s, STORY_COSTS);
    story_count(s, "blocks", "blocks compared", count.blocks, "");
    story_count(s, "distinct", "different ones", count.distinct, "");
    story_outcome(s, right == VOTERS && taken && strcmp(text, "[ alice: ] I vote no\n") == 0,
                  "no secret ballot, and Alice votes as the attacker likes.");
}

// CBC with a random IV, and HMAC over both.
static int defend(struct attack_run *run, const struct ballot *b)
{
    struct story *s = run->story;
    uint8_t all[VOTERS][16 + LINE_BYTES], tag[2][32], pasted[16 + LINE_BYTES];
    struct ecb_count count = {0};
    enum gl_error error = GL_OK;
    for (int i = 0; i < VOTERS && !error; i++) {
        char text[LINE_BYTES + 1];
        snprintf(text, sizeof text, "[ %s: ] I vote %s\n", names[i], choices[b->vote[i]]);
        seeded_bytes(&run->seeded, all[i], 16);
        error = cipher_seal(&cipher_aes256, CIPHER_CBC, b->key, sizeof b->key, all[i], all[i] + 16,
                            (const uint8_t *)text, strlen(text));
    }
    ecb_count(&all[0][0], sizeof all, ECB_BLOCK, &count);
    for (int i = 0; i < 2; i++)
        hmac_digest(&hash_sha256, b->mac_key, sizeof b->mac_key, all[i], sizeof all[i], tag[i]);
    memcpy(pasted, all[0], sizeof pasted);
    memcpy(pasted + 32, all[1] + 32, ECB_BLOCK);
    bool forged = false, honest = true;
    for (int i = 0; i < 2; i++) {
        forged = forged ||
                 !hmac_verify(&hash_sha256, b->mac_key, sizeof b->mac_key, pasted, sizeof pasted, tag[i], 32);
        honest = honest &&
                 !hmac_verify(&hash_sha256, b->mac_key, sizeof b->mac_key, all[i], sizeof all[i], tag[i], 32);
    }
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same votes, each under AES-256-CBC with a random IV, and HMAC-SHA-256 over IV and "
                 "ciphertext:");
    story_count(s, "cbc_blocks", "blocks", count.blocks, "");
    story_count(s, "cbc_distinct", "different ones", count.distinct, "");
    story_fact(s, "cbc_pasted", "the pasted line", "%s", forged ? "accepted" : "refused, with either tag");
    story_fact(s, "honest", "Alice's own line", "%s", honest ? "accepted" : "refused");
    struct own_channel_trial trial = {0};
    enum gl_error own =
        own_channel_try(run, "[ alice: ] I vote yes, as I always did and always will", &trial);
    bool own_held = own || (trial.opened && trial.equal_blocks == 0);
    if (!own)
        story_fact(s, "own_channel", "the default protocol",
                   "the same text in two records: %zu of %zu blocks equal", trial.equal_blocks, trial.blocks);
    own = own_channel_excuse(s, own);
    error = error ? error : own;
    story_defended(s, !error && honest && !forged && count.distinct == count.blocks && own_held,
                   "the IV makes equal texts different, the MAC holds the blocks together.");
    return attack_error(run, error);
}

// ---- captured lines ----

static int captured(struct attack_run *run, const char *file, size_t block)
{
    struct story *s = run->story;
    uint8_t *text = NULL, *data = NULL;
    size_t bytes = 0, used = 0, lines = 0;
    struct ecb_count count = {0};
    int status = app_read_file(run->name, file, MAX_FILE, &text, &bytes);
    if (!status && !(data = malloc(bytes + 3)))
        status = attack_error(run, GL_ERR_MEMORY);
    char *rest = (char *)text;
    for (char *line; !status && (line = strsep(&rest, "\n")) != NULL;) {
        size_t n = 0;
        line[strcspn(line, "\r")] = '\0';
        if (!*line)
            continue;
        lines++;
        if (base64_decode(data + used, &n, line, strlen(line), false) || n % block)
            status = app_fail(run->name, "%s: line %zu is not base64 of whole blocks", file, lines);
        used += n;
    }
    if (!status && used == 0)
        status = app_fail(run->name, "%s: no line", file);
    if (!status) {
        ecb_count(data, used, block, &count);
        story_section(s, STORY_KNOWS);
        story_count(s, "lines", "captured lines", lines, "");
        story_count(s, "blocks", "blocks", count.blocks, "");
        story_section(s, STORY_LEARNS);
        story_count(s, "distinct", "different ones", count.distinct, "");
        for (size_t i = 0; i < ECB_TOP && count.top[i].times > 1; i++) {
            char hex[2 * CIPHER_MAX_BLOCK_BYTES + 1];
            gl_hex_encode(hex, count.top[i].block, block);
            story_row(s, "%6zu times  %s", count.top[i].times, hex);
        }
        story_outcome(
            s, count.distinct < count.blocks, "%s",
            count.distinct < count.blocks
                ? "what repeats in the text repeats here: one known line is a piece of the codebook."
                : "nothing repeats: this is not ECB, or too little of it.");
    }
    free(text);
    free(data);
    return status;
}

static int run_codebook(struct attack_run *run, int argc, char **argv)
{
    const char *lines = NULL, *block_text = NULL;
    const struct app_option own[] = {{"lines", &lines, NULL}, {"block", &block_text, NULL}, {0}};
    uint64_t block = ECB_BLOCK;
    struct ballot b;
    int status = attack_begin(run, argc, argv, own);
    if (!status && block_text)
        status = app_number(run->name, "--block", block_text, 8, 16, &block);
    if (!status && block != 8 && block != 16)
        status = app_usage(run->name, "--block: 8 or 16");
    if (!status && block_text && !lines)
        status = app_usage(run->name, "--block is for --lines");
    if (!status)
        status = attack_error(run, hold(run, &b));
    if (!status && lines)
        status = captured(run, lines, (size_t)block);
    else if (!status)
        attack(run, &b);
    return status ? status : defend(run, &b);
}

const struct attack attack_ecb_codebook = {
    .name = "ecb-codebook",
    .title = "equal blocks are equal under ECB: a secret ballot read",
    .defence = "CBC with a random IV, and a MAC",
    .usage = usage,
    .run = run_codebook,
};
