// SPDX-License-Identifier: MIT
// ChatLock's bytes: texts as lists of DES blocks in hex, and its signatures on the classroom curve.
//
// The lists. A text is cut into blocks of 8 bytes, the last one filled with zero bytes; each block is DES-ECB
// under a key that is printed in the program; a list holds 16 lower-case hex digits a block. A character is
// one byte, U+0010 to U+00FF (Latin-1): what the original does with any other garbles the block.
//
// The signatures. ECDSA over y^2 = x^3 + x + 4 mod 23, whose order is n = 29, of the 16 digits of a list's
// first block and of nothing else. The digest is SHA-512 as an integer of 512 bits, not cut to the length of
// n as FIPS 186-4, 6.4 demands, so crypto/ec/ecdsa.h computes other values.
//
// Everything here is kept as weak as the original: no MAC, one shared key, 28 private keys in the world. Pure
// functions, safe from any thread. CT: none of this is constant-time.
#ifndef GLASSLOCK_NET_OLD_CHATLOCK_WIRE_H
#define GLASSLOCK_NET_OLD_CHATLOCK_WIRE_H

#include "crypto/common/error.h"
#include "crypto/common/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHATLOCK_KEY_BYTES   8
#define CHATLOCK_BLOCK_BYTES 8
#define CHATLOCK_HEX_CHARS   16
#define CHATLOCK_MAX_BLOCKS  512
#define CHATLOCK_MAX_CHARS   (CHATLOCK_MAX_BLOCKS * CHATLOCK_BLOCK_BYTES) // of a text

extern const uint8_t chatlock_key[CHATLOCK_KEY_BYTES]; // 1234567890abcdef, shared by all

// ---- lists ----

struct chatlock_list {
    size_t blocks;
    char hex[CHATLOCK_MAX_BLOCKS][CHATLOCK_HEX_CHARS + 1]; // each NUL-terminated
};

// UTF-8 in. *replaced (may be NULL) is the number of characters that the format cannot carry, sent as '?'.
// The empty text is an empty list. GL_ERR_LENGTH: more than CHATLOCK_MAX_CHARS characters; GL_ERR_ENCODING:
// not UTF-8.
enum gl_error chatlock_encrypt(struct chatlock_list *list, const char *text, size_t *replaced);

// UTF-8 out, NUL-terminated; `room` of CHATLOCK_TEXT_ROOM always suffices. The padding, zero bytes at the
// end, is taken off (the original leaves it on); a zero byte within comes out as '?'. Control characters do
// come out: clean the text before a terminal sees it. GL_ERR_ENCODING: not 16 hex digits, of either case;
// GL_ERR_LENGTH: too many blocks, or too little room.
#define CHATLOCK_TEXT_ROOM (2 * CHATLOCK_MAX_CHARS + 1)
enum gl_error chatlock_decrypt(char *text, size_t room, const char *const *hex, size_t blocks);
enum gl_error chatlock_list_decrypt(char *text, size_t room, const struct chatlock_list *list);

// ---- signatures ----

#define CHATLOCK_ORDER 29
#define CHATLOCK_FIELD 23

struct chatlock_point {
    unsigned x, y;
    bool none; // 0 was sent for a key, or the point at infinity
};

// As the other side sent it: any numbers that JSON can hold in 64 bits.
struct chatlock_signature {
    int64_t r, s;
};

// What the original's server makes of a signature. It prints AUTHENTICATED for the first two: a number out of
// range ends its check with an answer that counts as true, and the range it allows begins with r = 0.
enum chatlock_verdict { CHATLOCK_VALID, CHATLOCK_OUT_OF_RANGE, CHATLOCK_INVALID };

bool chatlock_point_valid(const struct chatlock_point *Q); // on the curve, not `none`

// d G; GL_ERR_RANGE unless 1 <= d <= 28.
enum gl_error chatlock_public(struct chatlock_point *Q, unsigned d);
enum gl_error chatlock_random_scalar(unsigned *d, const struct gl_random *random); // uniform in [1, 28]

// SHA-512 of the block's digits as an integer, mod 29.
unsigned chatlock_digest(const char *hex);

// Sign the first block. With k the nonce, 1 to 28; r or s may come out as 0, GL_ERR_RANGE: take another.
enum gl_error chatlock_sign_with(struct chatlock_signature *sig, unsigned d, unsigned k, const char *hex);
enum gl_error chatlock_sign(struct chatlock_signature *sig, unsigned d, const char *hex,
                            const struct gl_random *random);

// By the original's rules. Without a key (`none`, or a point not on the curve) CHATLOCK_INVALID, unless out
// of range.
enum chatlock_verdict chatlock_verify(const struct chatlock_point *Q, const struct chatlock_signature *sig,
                                      const char *hex);
// AUTHENTICATED?
static inline bool chatlock_accepts(enum chatlock_verdict verdict)
{
    return verdict != CHATLOCK_INVALID;
}

#endif
