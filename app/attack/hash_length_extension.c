// SPDX-License-Identifier: MIT
// hash-length-extension: H(secret || message) is no MAC. The digest is the hash's whole state, so anyone can
// go on hashing from where it stopped.
#include "app/attack/attack.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/hash/finish.h"
#include "crypto/hash/hmac.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SECRET     64
#define MAX_TEXT       1024
#define DEFAULT_TEXT   "user=alice&role=student"
#define DEFAULT_SUFFIX "&role=teacher"
#define DEFAULT_SECRET 16

static const char usage[] = "      --hash H         sha256, or md5, sha1, sha512 (others cut their digest,\n"
                            "                       and are immune)\n"
                            "      --text TEXT      the message that was authenticated\n"
                            "      --suffix TEXT    what the forger appends\n"
                            "      --digest HEX     a captured tag of --text: prints a forgery for each\n"
                            "                       length of the secret\n"
                            "      --length N       only for a secret of N bytes, 0 to 64\n";

struct given {
    const char *hash, *text, *suffix, *digest, *length;
    const struct hash_alg *alg;
    size_t text_bytes, suffix_bytes;
};

struct server {
    uint8_t secret[MAX_SECRET];
    size_t bytes;
};

struct forgery {
    uint8_t *data; // text, padding, suffix
    size_t bytes;
    uint8_t tag[HASH_MAX_DIGEST_BYTES];
};

// The state that a digest is: its words.
static void load_state(struct hash_ctx *ctx, const struct hash_alg *alg, const uint8_t *digest)
{
    for (size_t i = 0; i < alg->digest_bytes / alg->word_bytes; i++) {
        if (alg->word_bytes == 8) {
            uint64_t word = gl_load64_be(digest + 8 * i);
            memcpy(ctx->state + 8 * i, &word, sizeof word);
        } else {
            uint32_t word = alg->little_endian ? gl_load32_le(digest + 4 * i) : gl_load32_be(digest + 4 * i);
            memcpy(ctx->state + 4 * i, &word, sizeof word);
        }
    }
}

// For a secret of `secret` bytes. f->data has room for the text, two blocks and the suffix.
static void forge(const struct given *g, const uint8_t *digest, size_t secret, struct forgery *f)
{
    uint8_t blocks[2 * HASH_MAX_BLOCK_BYTES], zeros[HASH_MAX_BLOCK_BYTES] = {0};
    size_t total = secret + g->text_bytes, rest = total % g->alg->block_bytes;
    size_t padded = hash_pad(g->alg, zeros, rest, total, blocks) * g->alg->block_bytes;
    memcpy(f->data, g->text, g->text_bytes);
    memcpy(f->data + g->text_bytes, blocks + rest, padded - rest);
    memcpy(f->data + g->text_bytes + padded - rest, g->suffix, g->suffix_bytes);
    f->bytes = g->text_bytes + padded - rest + g->suffix_bytes;
    struct hash_ctx ctx;
    hash_init(&ctx, g->alg);
    load_state(&ctx, g->alg, digest);
    ctx.total = total - rest + padded;
    hash_update(&ctx, g->suffix, g->suffix_bytes);
    hash_final(&ctx, f->tag);
}

static void weak_tag(const struct given *g, const struct server *server, const void *data, size_t bytes,
                     uint8_t *tag)
{
    struct hash_ctx ctx;
    hash_init(&ctx, g->alg);
    hash_update(&ctx, server->secret, server->bytes);
    hash_update(&ctx, data, bytes);
    hash_final(&ctx, tag);
}

// The server's two ways to check.
static bool weak_accepts(const struct given *g, const struct server *server, const struct forgery *f)
{
    uint8_t tag[HASH_MAX_DIGEST_BYTES];
    weak_tag(g, server, f->data, f->bytes, tag);
    return gl_equal_ct(tag, f->tag, g->alg->digest_bytes);
}

static bool hmac_accepts(const struct given *g, const struct server *server, const struct forgery *f)
{
    return hmac_verify(g->alg, server->secret, server->bytes, f->data, f->bytes, f->tag,
                       g->alg->digest_bytes) == GL_OK;
}

static void show_forged(struct story *s, const struct given *g, const struct forgery *f)
{
    char shown[MAX_TEXT * 2 + 1024];
    size_t used = 0;
    for (size_t i = 0; i < f->bytes && used < sizeof shown - 8; i++) {
        bool printable = f->data[i] >= ' ' && f->data[i] < 0x7f;
        used += (size_t)snprintf(shown + used, sizeof shown - used, printable ? "%c" : "\\x%02x", f->data[i]);
    }
    story_fact(s, "forged_message", "the forged message", "%s", shown);
    story_hex(s, "forged_tag", "and its tag", f->tag, g->alg->digest_bytes);
}

static void draw_server(struct attack_run *run, struct server *server)
{
    server->bytes = DEFAULT_SECRET + seeded_below(&run->seeded, 16);
    seeded_bytes(&run->seeded, server->secret, sizeof server->secret);
}

static void attack_server(struct attack_run *run, const struct given *g, const struct server *server,
                          struct forgery *f)
{
    struct story *s = run->story;
    uint8_t tag[HASH_MAX_DIGEST_BYTES];
    uint64_t tried = 0;
    bool found = false;
    weak_tag(g, server, g->text, g->text_bytes, tag);
    story_section(s, STORY_KNOWS);
    story_fact(s, "message", "a message", "%s", g->text);
    story_hex(s, "tag", "its tag", tag, g->alg->digest_bytes);
    story_say(s,
              "The tag is %s(secret || message), as the server checks it. Neither the secret nor its length "
              "is known.",
              g->alg->name);
    story_section(s, STORY_SENDS);
    story_say(
        s, "It loads the tag into the hash as its state and hashes its suffix from there. The padding that "
           "the server's hash put behind the message becomes part of it; it holds the length, so each "
           "length of the secret is tried.");
    for (size_t length = 0; length <= MAX_SECRET && !found; length++, tried++) {
        forge(g, tag, length, f);
        found = weak_accepts(g, server, f);
    }
    show_forged(s, g, f);
    story_section(s, STORY_LEARNS);
    story_fact(s, "server_says", "the server says", "%s", found ? "valid" : "not valid");
    story_count(s, "secret_bytes", "the secret's length", tried - 1, "bytes");
    story_section(s, STORY_COSTS);
    story_count(s, "queries", "queries", tried, "");
    story_outcome(s, found, "a message that the holder of the secret never saw is authenticated.");
}

static void defend(struct attack_run *run, const struct given *g, const struct server *server,
                   struct forgery *f)
{
    struct story *s = run->story;
    uint8_t tag[HASH_MAX_DIGEST_BYTES];
    uint64_t tried = 0;
    bool found = false;
    hmac_digest(g->alg, server->secret, server->bytes, g->text, g->text_bytes, tag);
    for (size_t length = 0; length <= MAX_SECRET && !found; length++, tried++) {
        forge(g, tag, length, f);
        found = hmac_accepts(g, server, f);
    }
    memcpy(f->data, g->text, g->text_bytes);
    f->bytes = g->text_bytes;
    memcpy(f->tag, tag, g->alg->digest_bytes);
    bool honest = hmac_accepts(g, server, f);
    story_section(s, STORY_DEFENCE);
    story_say(s, "A server that checks HMAC-%s of the same message:", g->alg->name);
    story_count(s, "hmac_queries", "forgeries sent", tried, "");
    story_fact(s, "hmac_says", "the server says", "%s", found ? "valid" : "not valid, to each");
    story_fact(s, "honest", "to the honest message", "%s", honest ? "valid" : "not valid");
    story_defended(s, !found && honest,
                   "HMAC hashes the digest once more under the secret: what is public is no state from which "
                   "the inner hash could go on.");
}

// A tag of the user's own: nobody here can check it, so print what to send.
static int attack_given(struct attack_run *run, const struct given *g, struct forgery *f)
{
    struct story *s = run->story;
    uint8_t *digest = NULL;
    size_t bytes = 0;
    uint64_t least = 0, most = MAX_SECRET;
    int status = app_hex(run->name, "--digest", g->digest, &digest, &bytes);
    if (!status && bytes != g->alg->digest_bytes)
        status = app_usage(run->name, "--digest: %s has %zu bytes, not %zu", g->alg->name,
                           g->alg->digest_bytes, bytes);
    if (!status && g->length) {
        status = app_number(run->name, "--length", g->length, 0, MAX_SECRET, &least);
        most = least;
    }
    if (!status) {
        story_section(s, STORY_KNOWS);
        story_fact(s, "message", "a message", "%s", g->text);
        story_hex(s, "tag", "its tag", digest, bytes);
        story_section(s, STORY_SENDS);
        for (size_t n = (size_t)least; n <= most; n++) {
            char hex[2 * (MAX_TEXT * 2 + 2 * HASH_MAX_BLOCK_BYTES) + 1], tag[2 * HASH_MAX_DIGEST_BYTES + 1];
            forge(g, digest, n, f);
            gl_hex_encode(hex, f->data, f->bytes);
            gl_hex_encode(tag, f->tag, bytes);
            story_row(s, "%2zu %s %s", n, tag, hex);
        }
        story_section(s, STORY_LEARNS);
        story_outcome(s, true,
                      "a tag and a message (in hex) for each length of the secret. If the tag is "
                      "%s(secret || message), its server takes one of them.",
                      g->alg->name);
    }
    free(digest);
    return status;
}

static int run_extension(struct attack_run *run, int argc, char **argv)
{
    struct given g = {.text = DEFAULT_TEXT, .suffix = DEFAULT_SUFFIX};
    const struct app_option own[] = {
        {"hash", &g.hash, NULL},     {"text", &g.text, NULL},     {"suffix", &g.suffix, NULL},
        {"digest", &g.digest, NULL}, {"length", &g.length, NULL}, {0},
    };
    int status = attack_begin(run, argc, argv, own);
    if (status || (status = app_hash(run->name, g.hash, &hash_sha256, &g.alg)))
        return status;
    g.text_bytes = strlen(g.text);
    g.suffix_bytes = strlen(g.suffix);
    if (g.alg->digest_bytes != g.alg->state_bytes)
        return app_usage(run->name, "%s cuts its digest from a larger state, so it cannot be extended",
                         g.alg->name);
    if (g.text_bytes > MAX_TEXT || g.suffix_bytes > MAX_TEXT)
        return app_usage(run->name, "--text and --suffix: at most %d bytes each", MAX_TEXT);
    if (g.length && !g.digest)
        return app_usage(run->name, "--length is for --digest");
    struct forgery f = {.data = malloc(g.text_bytes + g.suffix_bytes + 2 * HASH_MAX_BLOCK_BYTES)};
    if (!f.data)
        return attack_error(run, GL_ERR_MEMORY);
    struct server server;
    draw_server(run, &server);
    if (g.digest)
        status = attack_given(run, &g, &f);
    else
        attack_server(run, &g, &server, &f);
    if (!status)
        defend(run, &g, &server, &f);
    free(f.data);
    return status;
}

const struct attack attack_hash_length_extension = {
    .name = "hash-length-extension",
    .title = "a tag SHA-256(secret || message) can be extended",
    .defence = "HMAC",
    .usage = usage,
    .run = run_extension,
};
