// SPDX-License-Identifier: MIT
// socketchat-replay: a line that was recorded passes again, as often as one likes.
#include "app/attack/own_channel.h"
#include "app/attack/socketchat_live.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/encoding/base64.h"
#include "crypto/hash/hmac.h"
#include "net/old/socketchat_wire.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_TEXT "[ alice: ] Yes, open the door now\n"
#define REPLAYS      3
#define TAG_BYTES    32
#define COUNT_BYTES  8

static const char usage[] = "      --text TEXT      the line that the victim sends\n"
                            "      --line BASE64    a recorded line of your own, and the server's password:\n"
                            "      --password TEXT  (drawn for the run)\n"
                            "      --connect HOST:PORT   send --line to a SocketChat server that runs:\n"
                            "                       glasslock serve; no password is needed\n";

struct session {
    uint8_t key[SOCKETCHAT_KEY_BYTES], mac_key[TAG_BYTES];
    char line[SOCKETCHAT_MAX_CHARS + 1];
};

// The old server: what decrypts is relayed.
static bool old_server(const struct session *x, char *text)
{
    size_t bytes;
    return socketchat_decrypt(x->key, text, &bytes, x->line, strlen(x->line)) == GL_OK;
}

// A record of the defence: number || line || HMAC of both.
struct record {
    uint8_t data[COUNT_BYTES + SOCKETCHAT_MAX_CHARS + TAG_BYTES];
    size_t bytes; // without the tag
};

static void seal(const struct session *x, uint64_t number, struct record *r)
{
    gl_store64_be(r->data, number);
    memcpy(r->data + COUNT_BYTES, x->line, strlen(x->line));
    r->bytes = COUNT_BYTES + strlen(x->line);
    hmac_digest(&hash_sha256, x->mac_key, TAG_BYTES, r->data, r->bytes, r->data + r->bytes);
}

enum answer { TAKEN, BAD_MAC, OLD_NUMBER };

static enum answer new_server(const struct session *x, uint64_t *expected, const struct record *r)
{
    if (hmac_verify(&hash_sha256, x->mac_key, TAG_BYTES, r->data, r->bytes, r->data + r->bytes, TAG_BYTES))
        return BAD_MAC;
    if (gl_load64_be(r->data) != *expected)
        return OLD_NUMBER;
    ++*expected;
    return TAKEN;
}

static void attack(struct attack_run *run, const struct session *x)
{
    static char text[SOCKETCHAT_MAX_CHARS];
    struct story *s = run->story;
    unsigned accepted = 0;
    story_section(s, STORY_KNOWS);
    story_fact(s, "line", "a line it has recorded", "%s", x->line);
    story_say(s,
              "AES-256-ECB under a key from a password that it does not know; and it saw what happened when "
              "that line went by.");
    story_section(s, STORY_SENDS);
    story_say(s, "The same %zu characters again, %d times.", strlen(x->line), REPLAYS);
    story_section(s, STORY_LEARNS);
    for (int i = 0; i < REPLAYS; i++)
        accepted += old_server(x, text);
    story_count(s, "accepted", "accepted", accepted, "times");
    story_fact(s, "everyone_reads", "everyone reads", "%s", text);
    story_section(s, STORY_COSTS);
    story_fact(s, "work", "work", "none: no key, no computation");
    story_outcome(s, accepted == REPLAYS, "the server cannot tell the second time from the first.");
}

// And the records of the default protocol.
static enum gl_error defend_own(struct attack_run *run, const char *text, bool *held)
{
    struct own_channel_trial trial;
    struct story *s = run->story;
    enum gl_error error = own_channel_try(run, text, &trial);
    if (error)
        return own_channel_excuse(s, error);
    story_say(s, "The default protocol's own channel, after a handshake, with the same line as a record:");
    story_fact(s, "own_honest", "two records", "%s", trial.opened ? "opened" : "refused");
    story_fact(s, "own_replayed", "the first one again", "%u of %u taken; a refusal ends the session",
               trial.replayed, trial.replays);
    *held = *held && trial.opened && trial.replayed == 0;
    return GL_OK;
}

static enum gl_error defend(struct attack_run *run, const struct session *x)
{
    struct story *s = run->story;
    struct record *r = calloc(1, sizeof *r);
    uint64_t expected = 0;
    unsigned replayed = 0, renumbered = 0;
    bool honest = false;
    if (r) {
        seal(x, expected, r);
        honest = new_server(x, &expected, r) == TAKEN;
        for (int i = 0; i < REPLAYS; i++)
            replayed += new_server(x, &expected, r) != OLD_NUMBER;
        gl_store64_be(r->data, expected); // a new number on the old line
        renumbered += new_server(x, &expected, r) != BAD_MAC;
        seal(x, expected, r);
        honest = honest && new_server(x, &expected, r) == TAKEN;
    }
    story_section(s, STORY_DEFENCE);
    story_say(s,
              "Each record carries its number, and HMAC-SHA-256 under a key of the session covers number and "
              "ciphertext; the server takes each number once, in order.");
    story_fact(s, "honest", "the lines of the owner", "%s",
               honest ? "accepted, one after the other" : "refused");
    story_fact(s, "replayed", "the recorded line", "%s",
               replayed ? "accepted" : "refused: that number was there");
    story_fact(s, "renumbered", "with the next number", "%s",
               renumbered ? "accepted" : "refused: the MAC is wrong");
    bool held = honest && !replayed && !renumbered;
    enum gl_error error = defend_own(run, x->line, &held);
    story_defended(s, held && !error, "what is new about a message, its number, is under its MAC.");
    free(r);
    return error;
}

static int prepare(struct attack_run *run, const char *text, const char *line, const char *password,
                   struct session *x)
{
    uint8_t drawn[8];
    char drawn_text[2 * sizeof drawn + 1];
    static char plain[SOCKETCHAT_MAX_CHARS];
    seeded_bytes(&run->seeded, drawn, sizeof drawn);
    seeded_bytes(&run->seeded, x->mac_key, TAG_BYTES);
    gl_hex_encode(drawn_text, drawn, sizeof drawn);
    if (line && !password)
        return app_usage(run->name, "--line needs the server's --password");
    if (!password)
        password = drawn_text;
    socketchat_key(x->key, password, strlen(password));
    if (!line)
        return socketchat_encrypt(x->key, x->line, text, strlen(text)) == GL_OK
                   ? APP_OK
                   : app_usage(run->name, "--text: at most %d bytes", SOCKETCHAT_MAX_BYTES);
    if (strlen(line) > SOCKETCHAT_MAX_CHARS)
        return app_usage(run->name, "--line: at most %d characters", SOCKETCHAT_MAX_CHARS);
    strcpy(x->line, line);
    return old_server(x, plain)
               ? APP_OK
               : app_fail(run->name, "--line: does not decrypt under this password; is it a whole line?");
}

static int run_replay(struct attack_run *run, int argc, char **argv)
{
    const char *text = DEFAULT_TEXT, *line = NULL, *password = NULL, *where = NULL;
    const struct app_option own[] = {{"text", &text, NULL},
                                     {"line", &line, NULL},
                                     {"password", &password, NULL},
                                     {"connect", &where, NULL},
                                     {0}};
    int status = attack_begin(run, argc, argv, own);
    if (!status && where && (!line || password))
        status = app_usage(run->name, "--connect takes --line, and no --password");
    struct session *x = status ? NULL : calloc(1, sizeof *x);
    if (!status && !x)
        status = attack_error(run, GL_ERR_MEMORY);
    if (!status)
        status = prepare(run, text, where ? NULL : line, password, x);
    if (!status && where)
        status = socketchat_replay_live(run, where, line);
    else if (!status)
        attack(run, x);
    if (!status)
        status = attack_error(run, defend(run, x));
    gl_wipe_free(x, x ? sizeof *x : 0);
    return status;
}

const struct attack attack_socketchat_replay = {
    .name = "socketchat-replay",
    .title = "a recorded SocketChat line passes again",
    .defence = "a number in every record, under an HMAC",
    .usage = usage,
    .run = run_replay,
};
