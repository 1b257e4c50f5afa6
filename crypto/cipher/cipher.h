// SPDX-License-Identifier: MIT
// Block ciphers and their modes: DES and triple DES (FIPS 46-3, SP 800-67), AES-128/192/256 (FIPS 197), in
// ECB and CBC (SP 800-38A), with PKCS#7 padding (RFC 5652, section 6.3) for streams.
//
// A cipher engine works on whole blocks in one of the two modes; padding and streaming are built once, over
// any cipher. Contexts are fixed-size, need no allocation, and are wiped by cipher_wipe(). In and out may be
// the same buffer, but must not overlap otherwise. CT: as the engine says; the unpadding is constant-time and
// has one error.
#ifndef GLASSLOCK_CIPHER_CIPHER_H
#define GLASSLOCK_CIPHER_CIPHER_H

#include "crypto/common/engine.h"
#include "crypto/trace/trace.h"

#include <stddef.h>
#include <stdint.h>

#define CIPHER_MAX_BLOCK_BYTES 16
#define CIPHER_MAX_KEY_BYTES   32
#define CIPHER_MAX_SCHEDULE_BYTES                                                                            \
    8192 // the largest engine's: bitsliced triple DES, 3 x 768 bits, one vector each

enum cipher_mode { CIPHER_ECB, CIPHER_CBC };
enum cipher_direction { CIPHER_ENCRYPT, CIPHER_DECRYPT };

struct cipher_job; // below: one of many independent messages

struct cipher_engine {
    struct gl_engine engine;
    size_t schedule_bytes; // of `schedule` below; at most CIPHER_MAX_SCHEDULE_BYTES
    // Expand the key (its length chooses DES, two-key or three-key triple DES; AES-128, 192, 256).
    void (*expand)(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction);
    void (*ecb)(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks);
    // `iv` is replaced by the last ciphertext block. NULL: the generic CBC over ecb().
    void (*cbc)(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks);
    // Encrypt independent CBC messages side by side; cipher_encrypt_many() has checked them. NULL: one after
    // the other.
    void (*cbc_encrypt_many)(const struct cipher_job *jobs, size_t n);
};

struct cipher_alg {
    const char *name;  // "des3", "aes-128": as `glasslock trace` and `encrypt` know it
    const char *title; // "triple DES"
    size_t key_bytes;  // 8, 24 (16 for two-key triple DES is accepted too), 16, 24, 32
    size_t block_bytes;
    const struct gl_family *family;
    // The textbook engine, narrated: the key schedule once, then block after block. Both work on the
    // textbook's schedule, which then remembers its steps.
    void (*narrate_expand)(struct trace *t, void *schedule, const uint8_t *key, size_t key_bytes);
    trace_ref (*narrate_block)(struct trace *t, const void *schedule, enum cipher_direction direction,
                               uint8_t *out, const uint8_t *in, trace_ref in_ref);
};

extern const struct cipher_alg cipher_des, cipher_des3, cipher_aes128, cipher_aes192, cipher_aes256;
extern const struct cipher_alg *const cipher_algs[];    // NULL at the end
const struct cipher_alg *cipher_find(const char *name); // either case; NULL: unknown

struct cipher_ctx {
    const struct cipher_alg *alg;
    const struct cipher_engine *engine;
    enum cipher_mode mode;
    enum cipher_direction direction;
    uint8_t iv[CIPHER_MAX_BLOCK_BYTES];
    _Alignas(64) uint8_t schedule[CIPHER_MAX_SCHEDULE_BYTES];
};

// GL_ERR_LENGTH for a key of another size. iv: block_bytes bytes, unused (may be NULL) for ECB.
enum gl_error cipher_init(struct cipher_ctx *ctx, const struct cipher_alg *alg, enum cipher_mode mode,
                          enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                          const uint8_t *iv);
enum gl_error cipher_init_engine(struct cipher_ctx *ctx, const struct cipher_alg *alg,
                                 const struct cipher_engine *engine, enum cipher_mode mode,
                                 enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                                 const uint8_t *iv);
// Does the cipher take keys of this size?
bool cipher_key_fits(const struct cipher_alg *alg, size_t key_bytes);
// A new message under the same key.
void cipher_set_iv(struct cipher_ctx *ctx, const uint8_t *iv);
// Whole blocks; CBC chains from call to call. GL_ERR_LENGTH when bytes is no multiple of the block.
enum gl_error cipher_blocks(struct cipher_ctx *ctx, uint8_t *out, const uint8_t *in, size_t bytes);
// Forget the key, the IV and the engine. For a context that cipher_init() has seen, whatever it said, or one
// of zeros.
void cipher_wipe(struct cipher_ctx *ctx);

// ---- many messages at once ----

// CBC encryption is a chain: a block must wait for the one before it, and a fast CPU with it. Messages that
// do not depend on each other can be chained side by side instead, each with its own key and IV.
struct cipher_job {
    struct cipher_ctx
        *ctx; // as from cipher_init(), one context a job; its IV moves on as cipher_blocks() does
    uint8_t *out;
    const uint8_t *in; // may be out; must not overlap another job's out
    size_t bytes;      // whole blocks, 0 too
};

// Encrypt n messages (n may be 0); any mixture of modes, lengths and key sizes of one engine. Nothing is
// written when a job is refused: GL_ERR_LENGTH for one that is no multiple of the block, GL_ERR_ARGUMENT for
// a context that decrypts or has another engine than the first.
enum gl_error cipher_encrypt_many(const struct cipher_job *jobs, size_t n);

// ---- PKCS#7 ----

// The padded length of `bytes`: always at least one byte more.
size_t pkcs7_padded_bytes(size_t bytes, size_t block_bytes);
// Append the padding to data[0..bytes); data has room for it.
void pkcs7_pad(uint8_t *data, size_t bytes, size_t block_bytes);
// *bytes becomes the length without padding. GL_ERR_DECRYPT for any wrong padding. CT: the content is not
// revealed.
enum gl_error pkcs7_unpad(const uint8_t *data, size_t *bytes, size_t block_bytes);

// ---- a padded message in one call ----

// out has pkcs7_padded_bytes() bytes.
enum gl_error cipher_seal(const struct cipher_alg *alg, enum cipher_mode mode, const uint8_t *key,
                          size_t key_bytes, const uint8_t *iv, uint8_t *out, const uint8_t *in, size_t bytes);
// out has `bytes` bytes; *out_bytes is the plaintext's length. GL_ERR_DECRYPT: out is wiped.
enum gl_error cipher_open(const struct cipher_alg *alg, enum cipher_mode mode, const uint8_t *key,
                          size_t key_bytes, const uint8_t *iv, uint8_t *out, size_t *out_bytes,
                          const uint8_t *in, size_t bytes);

// ---- a padded stream ----

struct cipher_stream {
    struct cipher_ctx ctx;
    uint8_t
        held[CIPHER_MAX_BLOCK_BYTES]; // encrypting: the unfinished block; decrypting: also the last whole one
    size_t n_held;
};

// As cipher_init. Each update writes *out_bytes <= bytes + block_bytes bytes to out (no overlap with in).
enum gl_error cipher_stream_init(struct cipher_stream *s, const struct cipher_alg *alg, enum cipher_mode mode,
                                 enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                                 const uint8_t *iv);
void cipher_stream_update(struct cipher_stream *s, uint8_t *out, size_t *out_bytes, const uint8_t *in,
                          size_t bytes);
// At most one block more; GL_ERR_DECRYPT for wrong padding or a cut stream. Wipes s.
enum gl_error cipher_stream_final(struct cipher_stream *s, uint8_t *out, size_t *out_bytes);

// ---- narration ----

// Encrypt or decrypt whole blocks (no padding) while the textbook engine narrates: key schedule, each block,
// chaining. in_ref: the step that holds the input, or 0 to have it recorded. out_ref may be NULL.
enum gl_error cipher_trace(struct trace *t, const struct cipher_alg *alg, enum cipher_mode mode,
                           enum cipher_direction direction, const uint8_t *key, size_t key_bytes,
                           const uint8_t *iv, const uint8_t *in, size_t bytes, trace_ref in_ref, uint8_t *out,
                           trace_ref *out_ref);

#endif
