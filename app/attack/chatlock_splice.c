// SPDX-License-Identifier: MIT
// chatlock-splice: only the first block is signed. Keep it, and write what you like behind it.
#include "app/attack/chatlock.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_TEXT   "pay Bob 10 euros, please"
#define DEFAULT_SPLICE "500 euros to Mallory"

static const char usage[] =
    "      --text TEXT      what the victim signed and sent\n"
    "      --splice TEXT    what takes the place of all after its first 8 characters\n";

struct forgery {
    unsigned d;
    struct chatlock_point Q;
    struct chatlock_list sent, spliced;
    struct chatlock_signature sig;
};

// Block 1 of what was sent, then the attacker's own blocks: everyone has the DES key, and ECB needs no more.
static int splice(const struct attack_run *run, const char *tail, struct forgery *f)
{
    struct chatlock_list *mine = malloc(sizeof *mine);
    if (!mine)
        return attack_error(run, GL_ERR_MEMORY);
    int status = chatlock_text(run, "--splice", tail, mine);
    if (!status && mine->blocks >= CHATLOCK_MAX_BLOCKS)
        status = app_usage(run->name, "--splice: too long");
    if (!status) {
        f->spliced.blocks = 1 + mine->blocks;
        memcpy(f->spliced.hex[0], f->sent.hex[0], sizeof f->sent.hex[0]);
        memcpy(f->spliced.hex[1], mine->hex[0], mine->blocks * sizeof mine->hex[0]);
    }
    free(mine);
    return status;
}

static void tell(struct attack_run *run, const struct forgery *f)
{
    struct story *s = run->story;
    char json[CHATLOCK_JSON_ROOM];
    static char text[CHATLOCK_TEXT_ROOM];
    story_section(s, STORY_SENDS);
    story_say(s,
              "Mallory sits between Alice and the server. She keeps the first block and the signature, and "
              "puts blocks of her own behind.");
    chatlock_json(json, &f->spliced);
    story_fact(s, "forged_list", "passes on", "%s", json);
    story_section(s, STORY_LEARNS);
    enum chatlock_verdict verdict = chatlock_verify(&f->Q, &f->sig, f->spliced.hex[0]);
    story_fact(s, "server_says", "the server prints", "%s", chatlock_verdict_text(verdict));
    enum gl_error error = chatlock_list_decrypt(text, sizeof text, &f->spliced);
    story_fact(s, "bob_reads", "Bob reads", "%s", error ? "" : text);
    story_section(s, STORY_COSTS);
    story_count(s, "blocks_forged", "blocks encrypted", f->spliced.blocks - 1,
                "; no key but the one all share");
    story_outcome(s, !error && verdict == CHATLOCK_VALID,
                  "a signature says nothing about what it does not cover.");
}

static int defend(struct attack_run *run, const struct forgery *f)
{
    struct story *s = run->story;
    struct chatlock_defence defence;
    struct ecdsa_signature sig;
    ecdsa_signature_init(&sig);
    enum gl_error error = chatlock_defence_init(&defence, &ec_p256, &run->seeded.random);
    if (!error)
        error = chatlock_defence_sign(&defence, &sig, &f->sent);
    bool honest = !error && chatlock_defence_accepts(&defence, &sig, &f->sent);
    bool forged = !error && chatlock_defence_accepts(&defence, &sig, &f->spliced);
    story_section(s, STORY_DEFENCE);
    story_say(s,
              "ECDSA on P-256 over SHA-256 of all blocks. Alice signs the same message; Mallory splices it "
              "in the same way:");
    story_fact(s, "honest", "Alice's own message", "%s", honest ? "accepted" : "refused");
    story_fact(s, "spliced", "the spliced one", "%s", forged ? "accepted" : "refused");
    story_defended(s, honest && !forged, "one block more or other, and the digest is another.");
    ecdsa_signature_clear(&sig);
    chatlock_defence_clear(&defence);
    return attack_error(run, error);
}

static int prepare(struct attack_run *run, const char *text, const char *tail, struct forgery *f)
{
    int status = chatlock_text(run, "--text", text, &f->sent);
    if (status || (status = splice(run, tail, f)))
        return status;
    enum gl_error error = chatlock_random_scalar(&f->d, &run->seeded.random);
    if (!error)
        error = chatlock_public(&f->Q, f->d);
    return attack_error(run,
                        error ? error : chatlock_sign(&f->sig, f->d, f->sent.hex[0], &run->seeded.random));
}

static int run_splice(struct attack_run *run, int argc, char **argv)
{
    const char *text = DEFAULT_TEXT, *tail = DEFAULT_SPLICE;
    const struct app_option own[] = {{"text", &text, NULL}, {"splice", &tail, NULL}, {0}};
    int status = attack_begin(run, argc, argv, own);
    struct forgery *f = status ? NULL : calloc(1, sizeof *f);
    if (status || !f)
        return status ? status : attack_error(run, GL_ERR_MEMORY);
    status = prepare(run, text, tail, f);
    if (!status) {
        char json[CHATLOCK_JSON_ROOM];
        chatlock_json(json, &f->sent);
        story_section(run->story, STORY_KNOWS);
        story_fact(run->story, "public", "Alice's public point", "(%u, %u)", f->Q.x, f->Q.y);
        story_fact(run->story, "sent_text", "what Alice sends", "%s", text);
        story_fact(run->story, "sent_list", "as it crosses the wire", "%s", json);
        story_fact(run->story, "signature", "signature (r, s)", "[%d, %d], of %s alone", (int)f->sig.r,
                   (int)f->sig.s, f->sent.hex[0]);
        tell(run, f);
        status = defend(run, f);
    }
    free(f);
    return status;
}

const struct attack attack_chatlock_splice = {
    .name = "chatlock-splice",
    .title = "ChatLock signs the first block only: replace the rest",
    .defence = "a signature over the whole message",
    .usage = usage,
    .run = run_splice,
};
