// SPDX-License-Identifier: MIT
// What the three attacks on ChatLock share: lists as they stand on the wire, and the defence's signatures.
#ifndef GLASSLOCK_APP_ATTACK_CHATLOCK_H
#define GLASSLOCK_APP_ATTACK_CHATLOCK_H

#include "app/attack/attack.h"
#include "crypto/ec/ecdsa.h"
#include "net/old/chatlock_wire.h"

#define CHATLOCK_JSON_ROOM (CHATLOCK_MAX_BLOCKS * 20 + 4)

// ["b9eb4e73991df0c4", ...], as Python's json.dumps writes it.
void chatlock_json(char out[CHATLOCK_JSON_ROOM], const struct chatlock_list *list);

// A text of the user's into a list with at least one block; complains.
int chatlock_text(const struct attack_run *run, const char *option, const char *text,
                  struct chatlock_list *list);

// "AUTHENTICATED (r, s in range, and the equation holds)"
const char *chatlock_verdict_text(enum chatlock_verdict verdict);

// "4,7" as a point on the classroom curve; complains.
int chatlock_read_point(const struct attack_run *run, const char *text, struct chatlock_point *Q);

// ---- the defence: ECDSA as FIPS 186-4 has it, over the whole list ----

struct chatlock_defence {
    struct ec_key key;
};
enum gl_error chatlock_defence_init(struct chatlock_defence *d, const struct ec_curve *curve,
                                    const struct gl_random *random);
void chatlock_defence_clear(struct chatlock_defence *d);
// Sign and verify the SHA-256 of all digits of a list; the nonce is RFC 6979's.
enum gl_error chatlock_defence_sign(const struct chatlock_defence *d, struct ecdsa_signature *sig,
                                    const struct chatlock_list *list);
bool chatlock_defence_accepts(const struct chatlock_defence *d, const struct ecdsa_signature *sig,
                              const struct chatlock_list *list);

#endif
