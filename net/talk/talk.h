// SPDX-License-Identifier: MIT
// End to end: what two clients of the default protocol say to each other through a server that they need not
// trust. Cards (a user's public keys), invitations, epoch keys, messages and receipts, under three recipes.
//
// Pure functions of bytes, without sockets, files or clocks; the bytes that are signed are written down in
// net/README.md. Everything that comes from outside is checked here: points, key sizes, lengths, signatures.
// CT: with constant-time engines keys are not told by time, nor is anything of a text that does not open. The
// check of the UTF-8 of one that does takes its time by the text's content. Every refusal to open is
// GL_ERR_DECRYPT, every signature that does not hold GL_ERR_VERIFY.
#ifndef GLASSLOCK_NET_TALK_TALK_H
#define GLASSLOCK_NET_TALK_TALK_H

#include "crypto/common/random.h"
#include "crypto/dsa/dsa.h"
#include "crypto/ec/ec.h"
#include "crypto/rsa/rsa.h"
#include "net/wire/bytes.h"

#define TALK_NAME_ROOM         33 // 32 bytes of UTF-8 and the NUL
#define TALK_ROOM_BYTES        16 // a conversation's id
#define TALK_KEY_BYTES         64 // an epoch's: AES-256 and HMAC (securechat uses the first half, fernet 32 bytes)
#define TALK_HASH_BYTES        32
#define TALK_MAX_CARD_BYTES    2048
#define TALK_MAX_TEXT_BYTES    4096
#define TALK_MAX_MESSAGE_BYTES 8192 // a whole message as it crosses the server
#define TALK_BUCKET_BYTES      64   // texts are padded to a multiple of this
#define TALK_RSA_BITS          2048
#define TALK_FINGERPRINT_CHARS 79 // sixteen groups of four hex digits

// ---- recipes ----

enum talk_recipe { TALK_STRONG = 1, TALK_SECURECHAT = 2, TALK_FERNET = 3 };
const char *talk_recipe_name(enum talk_recipe recipe); // "strong", ...; NULL: no such recipe
bool talk_recipe_find(const char *name, enum talk_recipe *recipe);
// Who makes an epoch's key: the member who speaks first in it, the server, or the member whose name is the
// highest in byte order.
enum talk_maker { TALK_MADE_BY_SPEAKER, TALK_MADE_BY_SERVER, TALK_MADE_BY_HIGHEST };
enum talk_maker talk_recipe_maker(enum talk_recipe recipe);
const char *talk_recipe_summary(enum talk_recipe recipe); // one line, with what it does not promise

enum talk_signature { TALK_ECDSA = 1, TALK_PSS = 2, TALK_DSA = 3 };
const char *talk_signature_name(enum talk_signature kind);
bool talk_signature_allowed(enum talk_recipe recipe, enum talk_signature kind);

// ---- keys and cards ----

// A user's own keys. DSA uses fixed domain parameters of 2048 and 256 bits, talk_dsa_domain below.
struct talk_keys {
    struct ec_key sign;      // ECDSA P-256
    struct rsa_private wrap; // RSA-2048: OAEP and PSS
    struct dsa_key dsa;
};
// keys: from talk_keys_init(), as everywhere here. progress as rsa_generate's; may be NULL.
enum gl_error talk_keys_generate(struct talk_keys *keys, const struct gl_random *random,
                                 const struct rsa_progress *progress);
// FIPS 186-4, A.1.1.2 and A.2.3 with SHA-256: p, q, g in hex; the seed is SHA-256 of seed_text. A test
// verifies them.
struct talk_dsa_domain {
    const char *p, *q, *g;
    const char *seed_text;
    unsigned counter;
    uint8_t index; // of g
};
extern const struct talk_dsa_domain talk_dsa_domain;
void talk_dsa_params(struct dsa_params *params); // sets them; params initialised
void talk_keys_init(struct talk_keys *keys);
void talk_keys_clear(struct talk_keys *keys); // wipes
// The private keys as bytes for the user's own encrypted store, and back. Secret.
enum gl_error talk_keys_write(const struct talk_keys *keys, struct wire_writer *out);
enum gl_error talk_keys_read(struct talk_keys *keys, const uint8_t *data, size_t bytes);

// A card: name and public keys, signed by its own ECDSA key (which proves possession, not who somebody is).
struct talk_card {
    char name[TALK_NAME_ROOM];
    struct ec_key sign;
    struct rsa_public wrap;
    struct dsa_key dsa;
    uint8_t hash[TALK_HASH_BYTES]; // the digest that its signature covers: what is pinned, and compared aloud
};
void talk_card_init(struct talk_card *card);
void talk_card_clear(struct talk_card *card);
// The same keys and name always make the same bytes. GL_ERR_ARGUMENT: no name (talk_name_problem()).
enum gl_error talk_card_make(const struct talk_keys *keys, const char *name, struct wire_writer *out);
// Decode, validate every key, check the self-signature. GL_ERR_ENCODING, GL_ERR_KEY, GL_ERR_POINT,
// GL_ERR_VERIFY.
enum gl_error talk_card_read(struct talk_card *card, const uint8_t *data, size_t bytes);
void talk_fingerprint(char text[TALK_FINGERPRINT_CHARS + 1], const uint8_t hash[TALK_HASH_BYTES]);
// One code for a pair to compare: SHA-256 over both hashes in order, the same on both sides; twelve groups of
// five decimal digits.
#define TALK_SAFETY_CHARS 71
void talk_safety_number(char text[TALK_SAFETY_CHARS + 1], const uint8_t ours[TALK_HASH_BYTES],
                        const uint8_t theirs[TALK_HASH_BYTES]);
// Names: 1 to 32 bytes of UTF-8 without control characters, spaces, ':' and ','; not beginning with '/', '#',
// '!', '*' or '-'; "all" in either case is taken. NULL: fine; else what is wrong, a phrase.
const char *talk_name_problem(const char *name);

// ---- membership of groups and pairs ----

// An invitation: a member signs that somebody (by the hash of their card) may come in. The guest signs that
// it accepts. Clients give an epoch's key to nobody without such a chain from the room's founder, whose own
// entry names itself; so the server cannot put a listener into a room.
enum gl_error talk_invite_make(const struct talk_keys *keys, const uint8_t room[TALK_ROOM_BYTES],
                               const uint8_t inviter[TALK_HASH_BYTES], const uint8_t guest[TALK_HASH_BYTES],
                               struct wire_writer *out);
// guest: NULL for any; else the hash that it must name.
enum gl_error talk_invite_check(const uint8_t *data, size_t bytes, const uint8_t room[TALK_ROOM_BYTES],
                                const struct talk_card *inviter, const uint8_t *guest);
// The hashes that an invitation names, unchecked: whose cards are needed to check it.
enum gl_error talk_invite_names(const uint8_t *data, size_t bytes, uint8_t inviter[TALK_HASH_BYTES],
                                uint8_t guest[TALK_HASH_BYTES]);
// A room's id binds its founder: id = first 16 bytes of SHA-256("glasslock room v1" || recipe || founder's
// card hash || 16 random bytes), so that nobody else can claim to have founded it. The lobby's id is sixteen
// zero bytes.
void talk_room_id(uint8_t room[TALK_ROOM_BYTES], enum talk_recipe recipe,
                  const uint8_t founder[TALK_HASH_BYTES], const uint8_t salt[16]);

// ---- epochs ----

// An epoch's key wrapped for one member (RSA-OAEP with SHA-256, label "glasslock epoch v1" and the room,
// epoch and roster), signed by its maker: ECDSA for a member (strong), RSA-PSS for a member (fernet), the
// server's ECDSA identity (securechat).
struct talk_epoch {
    enum talk_recipe recipe;
    uint8_t room[TALK_ROOM_BYTES];
    uint32_t epoch; // 1, 2, ...
    uint8_t
        roster[TALK_HASH_BYTES]; // SHA-256 over the members' card hashes in byte order: for whom the key is
    uint8_t key[TALK_KEY_BYTES]; // secret
};
// cards: n card hashes one after the other, in any order. GL_ERR_MEMORY.
enum gl_error talk_roster_hash(uint8_t roster[TALK_HASH_BYTES], const uint8_t *cards, size_t n);
enum gl_error talk_epoch_new(struct talk_epoch *epoch, const struct gl_random *random); // draws the key
// keys: the maker's; identity: the server's key where it is the maker (then keys is NULL).
enum gl_error talk_epoch_wrap(const struct talk_epoch *epoch, const struct talk_keys *keys,
                              const struct ec_key *identity, const struct talk_card *member,
                              const struct gl_random *random, struct wire_writer *out);
// Verify the maker's signature, then unwrap. recipe, room, epoch and roster say what is expected, and are
// checked. maker: the member's card, or NULL where `identity` (a public key) made it.
enum gl_error talk_epoch_unwrap(struct talk_epoch *epoch, const struct talk_keys *ours,
                                const struct talk_card *maker, const struct ec_key *identity,
                                const uint8_t *data, size_t bytes);

// ---- messages ----

enum talk_kind { TALK_TEXT = 1, TALK_EMOTE = 2 /* "/me ..." */ };

// The chain of one sender in one room: counter of the next message, hash of the one before (zeros at first).
struct talk_chain {
    uint64_t counter;
    uint8_t hash[TALK_HASH_BYTES];
};
struct talk_message {
    uint32_t epoch;
    uint64_t counter;
    enum talk_signature signature;
    enum talk_kind kind;
    char text[TALK_MAX_TEXT_BYTES + 1]; // UTF-8, line feeds and tabs allowed
    uint8_t hash[TALK_HASH_BYTES];      // of this message: the chain's next
};
// Seal and sign a text as the sender's next one; the chain moves on. sender: our own card, whose name and
// hash are signed. Times of Fernet tokens are `now` (seconds). GL_ERR_TOO_LARGE, GL_ERR_ENCODING: the text;
// GL_ERR_ARGUMENT: a signature that the recipe does not allow.
enum gl_error talk_message_seal(const struct talk_epoch *epoch, const struct talk_keys *keys,
                                enum talk_signature signature, const struct talk_card *sender,
                                struct talk_chain *chain, enum talk_kind kind, const char *text, uint64_t now,
                                const struct gl_random *random, struct wire_writer *out);
// What stands outside of the seal, unchecked: which epoch's key is needed, which place in the chain it
// claims.
enum gl_error talk_message_peek(const uint8_t *data, size_t bytes, uint32_t *epoch, uint64_t *counter);

// Every way in which a message can be wrong has its name, because the user is told.
enum talk_verdict {
    TALK_GOOD,
    TALK_MALFORMED,
    TALK_FORGED,   // the signature is not the sender's
    TALK_UNSEALED, // signed, but does not open under the epoch's key
    TALK_REPLAYED, // this place in the chain was taken before
    TALK_GAP,      // messages before it are missing: it opens, and *missing says how many
    TALK_BROKEN,   // the next in number, but it does not follow from the message before it
    TALK_UNREAD    // nothing is wrong with it: there was no memory to open it
};
const char *talk_verdict_text(enum talk_verdict verdict); // "repeats a message that came before", ...
// Check and open. The chain moves on for TALK_GOOD and TALK_GAP, and stays for all others.
enum talk_verdict talk_message_open(const struct talk_epoch *epoch, const struct talk_card *sender,
                                    struct talk_chain *chain, const uint8_t *data, size_t bytes,
                                    struct talk_message *out, uint64_t *missing);

// ---- receipts ----

// "I have received (read) what `author` said up to counter, whose hash is this": a MAC under a key of the
// epoch, so that the server cannot make one up. 32 bytes.
enum talk_receipt { TALK_DELIVERED = 1, TALK_READ = 2 };
void talk_receipt_make(uint8_t mac[TALK_HASH_BYTES], const struct talk_epoch *epoch, enum talk_receipt kind,
                       const char *reader, const char *author, uint64_t counter,
                       const uint8_t hash[TALK_HASH_BYTES]);

#endif
