// SPDX-License-Identifier: MIT
// What the client's files of the default protocol share (internal to them). One struct gc a client; functions
// that begin with gc_ are called across files, in the order of the files below.
#ifndef GLASSLOCK_NET_GLASSLOCK_CLIENT_PARTS_H
#define GLASSLOCK_NET_GLASSLOCK_CLIENT_PARTS_H

#include "net/channel/channel.h"
#include "net/glasslock/client.h"
#include "net/glasslock/client_store.h"
#include "net/glasslock/frames.h"
#include "net/talk/talk.h"

#include <string.h>

#define GC_TITLE_ROOM    72   // 64 bytes, a number against twins, and the NUL
#define GC_MOST_PEERS    8192 // names that a server may tell us
#define GC_MOST_ROOMS    1024
#define GC_MOST_MEMBERS  8192
#define GC_MOST_ASKS     2048
#define GC_MOST_HELD     20000 // messages of one room that wait for an earlier one or for a card
#define GC_MOST_UNSENT   1000
#define GC_EPOCH_PART    100 // keys in one frame of an epoch
#define GC_CARDS_PART    500 // names in one question
#define GC_SMALL_ROOM    16  // members up to which receipts are sent
#define GC_RECENT        64  // messages of a room that may come twice
#define GC_HISTORY_LINES 50
#define GC_PATIENCE      1000 // ms before the same is tried again without new reason
#define GC_REFUSALS      5    // in a row, before we wait so long
#define GC_EARLIER       4    // cards that somebody had before

// Somebody whom we know of.
struct gc_peer {
    char name[TALK_NAME_ROOM];
    bool pinned;           // card and encoded are there: what we trust
    struct talk_card card; // initialised always
    struct wire_writer encoded;
    bool verified;                        // compared aloud
    bool guest;                           // the pinned card is a guest's
    bool changed;                         // the server shows another card, which is not accepted
    struct wire_writer offered;           // that card
    struct talk_card earlier[GC_EARLIER]; // that were pinned and accepted before, newest first
    struct wire_writer earlier_encoded[GC_EARLIER];
    size_t n_earlier;
    uint32_t asked;    // for the card: the question's id
    bool absent;       // the server knows no such name
    bool card_refused; // the pinned card: it is asked for again, once
    bool online;
    uint8_t friendship; // enum glasslock_friend_state
    uint8_t waiting;    // the recipe with which we wait for them; 0: we do not
    bool opens;         // after READY: the pair with us is theirs to open
};

struct gc_member {
    char name[TALK_NAME_ROOM];
    uint8_t hash[TALK_HASH_BYTES];
    uint8_t flags;
    bool trusted; // may have the room's keys
    bool told;    // the user knows that it is not
    bool asked;   // for its card, because the pinned one has another hash
    uint8_t *invitation;
    size_t invitation_bytes;
};

// A message that waits for one before it, or for its sender's card.
struct gc_held {
    uint64_t sequence, time;
    char sender[TALK_NAME_ROOM];
    uint8_t *data;
    size_t bytes;
    bool asked; // for its sender's card, because the signature does not hold under the one that we have
};

// A key that waits for its maker's card.
struct gc_held_key {
    uint32_t epoch;
    uint8_t recipe;
    uint8_t roster[TALK_HASH_BYTES];
    char maker[TALK_NAME_ROOM];
    uint8_t *data;
    size_t bytes;
    bool asked; // for its maker's card, because it does not open under the one that we have
};

struct gc_room {
    uint8_t id[TALK_ROOM_BYTES];
    char title[GC_TITLE_ROOM]; // ours alone among our rooms
    bool pair, lobby;
    bool late;      // there may have been messages before we came
    bool member;    // the server has told us on this connection that we are in,
    bool listed;    // and with whom
    uint8_t agreed; // the recipe that the user knows of
    uint8_t recipe; // as the server says
    uint8_t salt[16];
    bool founded; // the room's id fits its founder

    bool invited; // not yet accepted
    char by[TALK_NAME_ROOM];
    struct wire_writer invitation;

    struct gc_member *members, *coming; // coming: parts of MEMBERS that are not yet whole
    size_t n_members, n_coming;
    uint32_t epoch; // the latest, as the server says
    uint8_t roster[TALK_HASH_BYTES];
    bool stale;
    unsigned cards; // questions for cards; nothing of this room goes on before they are answered

    uint64_t last;                  // the last message that was taken
    uint64_t unkept;                // shown, but it could not be stored, and comes again; 0: none
    bool syncing, synced, answered; // answered: OK has come, but messages wait for cards
    uint64_t sync_from, number;     // after which we asked; the last that the answer speaks of
    struct gc_held *held;           // by sequence
    size_t n_held, held_room;
    uint64_t asked_before; // the held message before which one is missing, that was asked for on its account
    struct gc_held_key *keys;
    size_t n_keys;
    struct {
        uint64_t sequence;
        uint8_t digest[32];
    } recent[GC_RECENT];

    struct talk_epoch making; // the epoch that we have sent, until the server takes it
    bool made, key_asked, stuck_told;
    bool wanted;          // others want us to make a key (fernet)
    unsigned refusals;    // of the same text, in a row
    uint64_t try_after;   // ms: after many refusals
    int64_t first_line;   // of this session in the history; 0: none yet
    bool shown;           // its history was shown
    uint32_t no_key_told; // the epoch for which we said so
    bool enter;           // when it is there
};

// Something said that the server does not have yet.
struct gc_unsent {
    uint64_t local;
    uint8_t room[TALK_ROOM_BYTES];
    char to[TALK_NAME_ROOM]; // while the pair is not open; else ""
    bool emote;
    bool told, refused; // the user, that it waits; the pair, because there is one, which has yet to be told
    char *text;
    uint64_t time;
    int64_t line; // in the history; 0: the room was not known, or
    bool unlined; // the store could not be written
    bool done;    // the server has it, and the store is about to know
    uint32_t id;  // of the question that carries it; 0: none
    bool known;   // said on an earlier connection: SYNC tells whether it arrived
    uint32_t epoch;
    struct wire_writer sealed; // as it was said last; empty: not yet
    struct talk_chain after;   // the chain when it has arrived
};

enum gc_asking {
    ASK_ENTER,
    ASK_PUBLISH,
    ASK_CARDS,
    ASK_OPEN,
    ASK_INVITE,
    ASK_ACCEPT,
    ASK_DECLINE,
    ASK_LEAVE,
    ASK_EPOCH,
    ASK_SAY,
    ASK_SYNC,
    ASK_FRIEND,
    ASK_WAIT,
    ASK_RECIPE
};
// A question that OK or ERROR will answer.
struct gc_ask {
    uint32_t id;
    enum gc_asking kind;
    bool in_room;
    uint8_t room[TALK_ROOM_BYTES]; // where in_room
    char name[TALK_NAME_ROOM];
    char *line;      // CARDS: a command that waits for them
    uint64_t number; // SAY: local; FRIEND: action; WAIT, RECIPE: recipe
};

enum gc_way { GC_NOBODY, GC_LOGIN, GC_REGISTER, GC_GUEST };

struct gc {
    struct chat_client *c;
    struct channel channel;
    struct wire_writer frame; // the one being written
    size_t mark;
    uint8_t identity[CHANNEL_POINT_BYTES];
    struct ec_key server_key; // the same; initialised always
    bool met;                 // identity is there, from this process's first connection

    enum gc_way way;
    char *name, *password; // as the user said them
    bool asked_in, in;     // on this connection
    bool told_people;      // and it has said who is online
    bool told_banned;
    bool guest;

    struct client_store *store;
    char *folder; // of known_hosts and stores; NULL: nothing is kept
    bool have_keys, fresh_keys;
    struct talk_keys keys, next_keys; // next: published, not yet taken
    struct talk_card card, next_card; // initialised always
    struct wire_writer card_bytes, next_bytes;
    enum talk_recipe recipe;       // of conversations that we open: /recipe in the lobby
    enum talk_signature signature; // of securechat
    bool receipts;

    struct gc_peer **peers; // by name
    size_t n_peers, peers_room;
    struct gc_room **rooms;
    size_t n_rooms;
    struct gc_unsent **unsent; // in order
    size_t n_unsent;
    struct gc_ask *asks;
    size_t n_asks;
    uint32_t next_id;
    uint64_t next_local;
};

static inline struct gc *gc_of(struct chat_client *c)
{
    return client_state_of(c);
}

// ---- client_link.c: the channel ----
bool gc_connected(struct chat_client *c);
bool gc_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used);

// ---- client_frames.c: the frames inside ----
bool gc_take_frame(struct gc *g, const struct frame *f);
void gc_show_record(struct gc *g, bool outwards, const void *data, size_t bytes, uint8_t type, size_t inner);
struct wire_writer *gc_begin(struct gc *g, uint8_t type); // then fields, then
bool gc_end(struct gc *g);                                // false: the frame is too long
const char *gc_frame_name(uint8_t type);

// ---- client_asks.c: questions and answers ----
uint32_t gc_ask(struct gc *g, enum gc_asking kind, const struct gc_room *room); // 0: too many
struct gc_ask *gc_last_ask(struct gc *g);
bool gc_asking(const struct gc *g, enum gc_asking kind, const uint8_t *room);
void gc_asks_clear(struct gc *g);
bool gc_on_ok(struct gc *g, struct wire_reader *r);
bool gc_on_error(struct gc *g, struct wire_reader *r);

// ---- client.c ----
void gc_forget(struct gc *g); // the store is closed; people, rooms and what is unsent are forgotten

// ---- client_enter.c: coming in, own keys ----
bool gc_enter(struct gc *g); // if somebody is to come in
// false: no memory, and nobody is to come in.
bool gc_as(struct gc *g, enum gc_way way, const char *name, const char *password);
bool gc_on_welcome(struct gc *g, struct wire_reader *r);
void gc_enter_refused(struct gc *g, uint16_t code, const char *text);
void gc_rekey(struct gc *g);
void gc_published(struct gc *g);

// ---- client_load.c: the store's file, what is read at once; client_keep.c: records one by one ----
// After a failed write the connection ends, and each new one begins with a try whether it goes again: so
// nothing is taken from the server, or given to it, that the disk does not have. true: the store is whole;
// otherwise told.
bool gc_store_good(struct gc *g);
// Nothing more is taken, sent or judged on this connection: the store is broken, or memory was short
// (client_no_memory()). What is not found then may only not have been read.
bool gc_halted(const struct gc *g);
bool gc_store_mend(struct gc *g);
void gc_put(struct gc *g, enum client_store_kind kind, const void *key, size_t bytes, struct wire_writer *w);
bool gc_store_exists(struct gc *g);
bool gc_store_open(struct gc *g, bool memory); // an EVENT_ERROR says why not
void gc_keep_keys(struct gc *g);
void gc_keep_peer(struct gc *g, const struct gc_peer *p);
void gc_keep_room(struct gc *g, const struct gc_room *r);
void gc_keep_unsent(struct gc *g, const struct gc_unsent *u);
void gc_drop_unsent(struct gc *g, const struct gc_unsent *u);
void gc_keep_epoch(struct gc *g, const struct talk_epoch *epoch);
bool gc_epoch_of(struct gc *g, const struct gc_room *r, uint32_t number, struct talk_epoch *epoch);
// The chain of a card in a room; false: none was kept, and *chain is zero.
bool gc_chain(struct gc *g, const struct gc_room *r, const uint8_t *card, struct talk_chain *chain);
void gc_keep_chain(struct gc *g, const struct gc_room *r, const uint8_t *card,
                   const struct talk_chain *chain);
// What we said ourselves: its hash (receipts), the digest of its bytes, its epoch.
struct gc_sent {
    uint8_t hash[TALK_HASH_BYTES], digest[32];
    uint32_t epoch;
};
bool gc_sent(struct gc *g, const struct gc_room *r, uint64_t counter, struct gc_sent *sent);
void gc_keep_sent(struct gc *g, const struct gc_room *r, uint64_t counter, const struct gc_sent *sent);
// The latest of an author's messages, for receipts.
struct gc_heard {
    uint64_t counter;
    uint32_t epoch;
    uint8_t hash[TALK_HASH_BYTES];
    uint8_t receipts; // bits: 1 << enum talk_receipt, sent for this counter
};
bool gc_heard(struct gc *g, const struct gc_room *r, const char *author, struct gc_heard *heard);
void gc_keep_heard(struct gc *g, const struct gc_room *r, const char *author, const struct gc_heard *heard);
bool gc_trusted(struct gc *g, const struct gc_room *r, const uint8_t *card);
void gc_keep_trust(struct gc *g, const struct gc_room *r, const uint8_t *card);
void gc_load(struct gc *g); // everything, after opening

// ---- client_peers.c: people, their cards; client_verify.c ----
struct gc_peer *gc_peer(struct gc *g, const char *name, bool make); // NULL: unknown, too many
void gc_peer_free(struct gc_peer *p);
void gc_show_peer(struct gc *g, const struct gc_peer *p);
// The card with this hash: pinned or accepted before; NULL: none.
const struct talk_card *gc_card_of_hash(struct gc *g, const uint8_t *hash);
bool gc_had_card(const struct gc_peer *p, const uint8_t *hash); // now or before
void gc_pin(struct gc *g, const char *name, const uint8_t *data, size_t bytes, bool guest);
void gc_change_card(struct gc *g, struct gc_peer *p, const struct wire_writer *encoded);
bool gc_on_card(struct gc *g, struct wire_reader *r);
void gc_cards_came(struct gc *g, uint32_t id); // whoever has none now is unknown to the server
// Ask for cards; line: a command to run again when they are there. false: nothing was asked.
bool gc_ask_cards(struct gc *g, const char *const *names, size_t n, struct gc_room *room, const char *line);
void gc_verify(struct gc *g, const char *rest);
void gc_show_keys(struct gc *g);

// ---- client_people.c: presence, friends ----
bool gc_on_presence(struct gc *g, struct wire_reader *r);
bool gc_on_friend(struct gc *g, struct wire_reader *r);
bool gc_on_ready(struct gc *g, struct wire_reader *r);
void gc_friend(struct gc *g, const char *rest);
void gc_friends(struct gc *g);
void gc_wait(struct gc *g, const char *rest);

// ---- client_rooms.c: the list; client_invite.c: opening, inviting, leaving; client_recipe.c ----
struct gc_room *gc_room(struct gc *g, const uint8_t *id);
struct gc_room *gc_room_titled(struct gc *g, const char *title); // NULL: the current one
struct gc_room *gc_pair_with(struct gc *g, const char *name);
struct gc_room *gc_room_make(struct gc *g, const uint8_t *id, const char *title);
void gc_room_drop(struct gc *g, struct gc_room *r);
void gc_pair_over(struct gc *g, struct gc_room *r); // the same, but what is unsent waits for the next pair
bool gc_pair_dead(struct gc *g, struct gc_room *r); // the other one has left it
void gc_room_free(struct gc_room *r);
void gc_show_room(struct gc *g, const struct gc_room *r);
bool gc_on_invited(struct gc *g, struct wire_reader *r);
bool gc_on_left(struct gc *g, struct wire_reader *r);
uint32_t gc_about(struct gc *g, uint8_t type, enum gc_asking kind, const struct gc_room *r); // begins a frame
void gc_open(struct gc *g, const char *rest, const char *line);
void gc_open_pair(struct gc *g, const char *name, enum talk_recipe recipe);
void gc_invite(struct gc *g, const char *rest, const char *line);
void gc_accept(struct gc *g, const char *rest);
void gc_decline(struct gc *g, const char *rest);
void gc_leave(struct gc *g, const char *rest);
void gc_recipe(struct gc *g, const char *rest);
void gc_recipe_set(struct gc *g, struct gc_room *r, enum talk_recipe recipe); // asks the server for it

// ---- client_members.c: who is in a room; client_trust.c: who may have its keys ----
bool gc_on_members(struct gc *g, struct wire_reader *r);
struct gc_member *gc_member(struct gc_room *r, const char *name);
bool gc_is_in(const struct gc_member *m); // neither invited only nor gone
size_t gc_count(const struct gc_room *r);
void gc_await_guest(struct gc *g, struct gc_room *r, const char *name); // invited; the user is told
enum gl_error gc_roster(const struct gc_room *r, uint8_t roster[TALK_HASH_BYTES]);
void gc_judge(struct gc *g, struct gc_room *r); // trusted, and warnings; may ask for cards
void gc_members_free(struct gc_member *members, size_t n);
// Is the recipe one that the user knows of? Else a warning, once.
bool gc_recipe_agreed(struct gc *g, struct gc_room *r);

// ---- client_keys.c: keys that come; client_epochs.c: keys that we make ----
bool gc_on_key(struct gc *g, struct wire_reader *r);
bool gc_on_make_key(struct gc *g, struct wire_reader *r);
bool gc_take_keys(struct gc *g, struct gc_room *r); // false: one waits for a card
// The key under which one may speak now. False: it is being seen to, or the user was told.
void gc_key_for_accepted(struct gc *g, struct gc_room *r); // of a member whose new card was accepted
bool gc_speaking_key(struct gc *g, struct gc_room *r, struct talk_epoch *epoch);
void gc_epoch_answer(struct gc *g, struct gc_room *r, bool taken);

// ---- client_outbox.c: what is said waits; client_say.c: and goes ----
void gc_say(struct gc *g, struct gc_room *r, const char *to, const char *text, bool emote);
void gc_pump(struct gc *g); // say what can be said
void gc_said(struct gc *g, struct gc_unsent *u, uint64_t sequence);
void gc_say_answer(struct gc *g, const struct gc_ask *ask, uint16_t code, const char *text,
                   uint64_t sequence);
struct gc_unsent *gc_first_unsent(struct gc *g, const struct gc_room *r);
void gc_unsure(struct gc *g, struct gc_unsent *u);  // forget it, and say that nobody knows whether it arrived
void gc_await_pair(struct gc *g, const char *name); // ours was refused: theirs is on its way
// What was said in a pair that is over waits for the next one with them.
void gc_unsent_to(struct gc *g, const struct gc_room *r, const char *name);
void gc_unsent_free(struct gc_unsent *u);
void gc_forget_unsent(struct gc *g, struct gc_unsent *u); // it cannot be sent
void gc_settle_unsent(struct gc *g, bool kept);           // what is done is forgotten, when the store has it
void gc_write_unsent(struct gc *g, struct gc_room *r, struct gc_unsent *u); // its line in the history
bool gc_forget_to(struct gc *g, const char *name, const char *why);         // false: there was nothing

// ---- client_order.c: messages in their order; client_hear.c: one message ----
void gc_sync(struct gc *g, struct gc_room *r);
void gc_sync_answer(struct gc *g, struct gc_room *r, uint64_t number);
void gc_settle(struct gc *g, struct gc_room *r); // go on as far as one can
bool gc_on_message(struct gc *g, struct wire_reader *r);
// false: it waits for its sender's card, which may have changed: that is then told, and not a forgery.
bool gc_take_message(struct gc *g, struct gc_room *r, struct gc_held *m);
__attribute__((format(printf, 5, 6))) void gc_warn_message(struct gc *g, const struct gc_room *r,
                                                           const char *who, uint64_t sequence,
                                                           const char *format, ...);
void gc_drain(struct gc *g, struct gc_room *r);
void gc_held_free(struct gc_room *r);

// ---- client_receipts.c ----
bool gc_on_received(struct gc *g, struct wire_reader *r);
void gc_receipt(struct gc *g, struct gc_room *r, const char *author, enum talk_receipt kind);
void gc_seen(struct chat_client *c, const char *title);

// ---- client_history.c ----
struct gc_line {
    uint64_t sequence, time, counter, local;
    bool own, emote, unsent;
    const char *who, *text;
};
int64_t gc_write_line(struct gc *g, struct gc_room *r, int64_t id, const struct gc_line *line);
void gc_entered(struct chat_client *c, const char *title);
void gc_history(struct gc *g, const char *rest);
void gc_find(struct gc *g, const char *rest);

// ---- client_commands.c ----
extern const struct client_command_help gc_commands[];
bool gc_command(struct chat_client *c, const char *name, const char *rest);
void gc_run_again(struct gc *g, const char *line);
// The next word of a line, into `word`; false: none, or too long.
bool gc_word(const char **rest, char *word, size_t room);

__attribute__((format(printf, 4, 5))) void gc_tell(struct gc *g, enum client_event_kind kind,
                                                   const struct gc_room *room, const char *format, ...);

#endif
