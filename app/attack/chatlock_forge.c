// SPDX-License-Identifier: MIT
// chatlock-forge: a signature with r = 0 needs no key, and one out of range needs nothing at all.
//
// The server checks that x(e/s G + r/s Q) = r. With r = 0 the public key Q has no part in it: x(e/s G) = 0
// remains. The curve has points with x = 0; let k0 G be one of them, then s = e / k0 does it.
#include "app/attack/chatlock_live.h"

#include "crypto/common/hex.h"

#define DEFAULT_TEXT "Bob, please send my 500 euros to Mallory. Alice"

static const char usage[] =
    "      --text TEXT      what the forger makes the victim say\n"
    "      --public X,Y     the victim's public point, as it went over the wire\n"
    "      --connect HOST:PORT   forge at a ChatLock server that runs:\n"
    "                       glasslock serve\n"
    "      --from NAME      there: whose name to use (alice)\n"
    "      --to NAME        there: who shall read it (a receiver of the attack's own)\n";

// The smallest k with x(k G) = 0; there is one.
static unsigned find_k0(void)
{
    struct chatlock_point P = {.x = 1};
    unsigned k = 0;
    while (P.x != 0 && ++k < CHATLOCK_ORDER)
        chatlock_public(&P, k);
    return k;
}

static unsigned divide(unsigned a, unsigned b)
{
    unsigned quotient = 0;
    while (quotient * b % CHATLOCK_ORDER != a)
        quotient++;
    return quotient;
}

static int victim(struct attack_run *run, const char *text, struct chatlock_point *Q)
{
    unsigned d = 0;
    if (text)
        return chatlock_read_point(run, text, Q);
    enum gl_error error = chatlock_random_scalar(&d, &run->seeded.random);
    return attack_error(run, error ? error : chatlock_public(Q, d));
}

// Under how many of the 28 keys there are does the server accept it?
static unsigned keys_that_accept(const struct chatlock_signature *sig, const char *hex)
{
    unsigned accepted = 0;
    for (unsigned d = 1; d < CHATLOCK_ORDER; d++) {
        struct chatlock_point Q;
        accepted += !chatlock_public(&Q, d) && chatlock_accepts(chatlock_verify(&Q, sig, hex));
    }
    return accepted;
}

static void forge(struct story *s, const struct chatlock_point *Q, const struct chatlock_list *list)
{
    char json[CHATLOCK_JSON_ROOM];
    unsigned k0 = find_k0(), e = chatlock_digest(list->hex[0]);
    struct chatlock_signature sig = {0, divide(e, k0)}, wild = {CHATLOCK_ORDER, 1};
    struct chatlock_point P;
    chatlock_public(&P, k0);
    chatlock_json(json, list);
    story_section(s, STORY_SENDS);
    story_say(s, "The server accepts (r, s) when x(e/s G + r/s Q) = r. With r = 0 the key Q drops out. So "
                 "take a multiple k0 G whose x is 0, and s = e / k0 mod 29.");
    story_fact(s, "point_with_x_0", "a point with x = 0", "%u G = (%u, %u)", k0, P.x, P.y);
    story_count(s, "e", "e of block 1", e, "= SHA-512(hex digits) mod 29");
    story_fact(s, "signature", "signature (r, s)", "[%d, %d]", (int)sig.r, (int)sig.s);
    story_fact(s, "message", "sends", "[0, DES(\"alice\"), DES(\"bob\"), %s, [%d, %d]]", json, (int)sig.r,
               (int)sig.s);
    story_section(s, STORY_LEARNS);
    enum chatlock_verdict verdict = chatlock_verify(Q, &sig, list->hex[0]);
    enum chatlock_verdict other = chatlock_verify(Q, &wild, list->hex[0]);
    unsigned accepted = keys_that_accept(&sig, list->hex[0]);
    story_fact(s, "server_says", "the server prints", "%s", chatlock_verdict_text(verdict));
    story_count(s, "keys_that_accept", "keys that accept it", accepted, "of 28");
    story_fact(s, "out_of_range", "and for [29, 1]", "%s", chatlock_verdict_text(other));
    story_section(s, STORY_COSTS);
    story_count(s, "tries", "tries", 1, "; no query, no key, one point looked up");
    story_outcome(s, chatlock_accepts(verdict) && chatlock_accepts(other) && accepted == CHATLOCK_ORDER - 1,
                  "Bob reads it as Alice's, and the server vouches for it.");
}

// The same pairs against a verifier that keeps to the standard, on the same curve.
static int defend(struct attack_run *run, const struct chatlock_list *list)
{
    struct story *s = run->story;
    struct chatlock_defence defence;
    struct ecdsa_signature sig;
    unsigned forged = 0;
    ecdsa_signature_init(&sig);
    enum gl_error error = chatlock_defence_init(&defence, &ec_classroom, &run->seeded.random);
    for (unsigned s_value = 0; s_value <= CHATLOCK_ORDER && !error; s_value++) {
        for (unsigned r = 0; r <= CHATLOCK_ORDER; r += CHATLOCK_ORDER) {
            mpz_set_ui(sig.r, r);
            mpz_set_ui(sig.s, s_value);
            forged += chatlock_defence_accepts(&defence, &sig, list);
        }
    }
    if (!error)
        error = chatlock_defence_sign(&defence, &sig, list);
    story_section(s, STORY_DEFENCE);
    story_say(s, "FIPS 186-4, 6.4.2, step 1: r and s must lie in [1, n - 1], or the signature is refused "
                 "before any arithmetic. Same curve, same text, a new key for Alice:");
    story_count(s, "forgeries_tried", "r = 0 and r = 29", 2 * (CHATLOCK_ORDER + 1), "pairs, with every s");
    story_count(s, "forgeries_accepted", "accepted", forged, "");
    bool honest = !error && chatlock_defence_accepts(&defence, &sig, list);
    story_fact(s, "honest", "Alice's own signature", "%s", honest ? "accepted" : "refused");
    story_defended(s, !error && forged == 0 && honest,
                   "both numbers of a signature lie between 0 and 29. (But the key is still one of 28: "
                   "see chatlock-key.)");
    ecdsa_signature_clear(&sig);
    chatlock_defence_clear(&defence);
    return attack_error(run, error);
}

static void given_data(struct story *s, const struct chatlock_point *Q, const char *text)
{
    char hex[2 * CHATLOCK_KEY_BYTES + 1];
    gl_hex_encode(hex, chatlock_key, CHATLOCK_KEY_BYTES);
    story_section(s, STORY_KNOWS);
    story_fact(s, "shared_key", "the DES key of all", "%s (it stands in the program)", hex);
    story_fact(s, "public", "Alice's public point", "(%u, %u)", Q->x, Q->y);
    story_fact(s, "text", "what Alice shall say", "%s", text);
}

static int run_forge(struct attack_run *run, int argc, char **argv)
{
    struct chatlock_target target = {.from = "alice", .text = DEFAULT_TEXT};
    const char *public = NULL;
    const struct app_option own[] = {
        {"text", &target.text, NULL}, {"public", &public, NULL}, {"connect", &target.where, NULL},
        {"from", &target.from, NULL}, {"to", &target.to, NULL},  {0},
    };
    struct chatlock_list list;
    struct chatlock_point Q = {0};
    int status = attack_begin(run, argc, argv, own);
    if (status || (status = victim(run, public, &Q)) ||
        (status = chatlock_text(run, "--text", target.text, &list)))
        return status;
    if (target.where) {
        const struct chatlock_signature sig = {0, divide(chatlock_digest(list.hex[0]), find_k0())};
        status = chatlock_forge_live(run, &target, &Q, &sig);
    } else if (target.to) {
        status = app_usage(run->name, "--to is for --connect");
    } else {
        given_data(run->story, &Q, target.text);
        forge(run->story, &Q, &list);
    }
    return status ? status : defend(run, &list);
}

const struct attack attack_chatlock_forge = {
    .name = "chatlock-forge",
    .title = "a ChatLock signature with r = 0 holds under every key",
    .defence = "the range check of ECDSA, 1 <= r, s < n",
    .usage = usage,
    .run = run_forge,
};
