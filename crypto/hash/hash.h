// SPDX-License-Identifier: MIT
// Hash functions: MD5 (RFC 1321), SHA-1, SHA-224, SHA-256, SHA-384, SHA-512, SHA-512/224, SHA-512/256 (FIPS
// 180-4).
//
// One context serves them all: a Merkle-Damgard hash is a compression function, initial values and a padding
// rule, and only the first differs by engine. The families are "md5", "sha1", "sha256" (which serves SHA-224
// too) and "sha512" (SHA-384, SHA-512 and the truncated two).
//
// A caller holds a struct hash_ctx (no allocation), calls hash_init, hash_update any number of times,
// hash_final once; final wipes the context. A context may be copied with `=` to fork a hash. CT: time depends
// on lengths only, if the engine is constant-time.
#ifndef GLASSLOCK_HASH_HASH_H
#define GLASSLOCK_HASH_HASH_H

#include "crypto/common/engine.h"
#include "crypto/trace/trace.h"

#include <stddef.h>
#include <stdint.h>

#define HASH_MAX_DIGEST_BYTES 64
#define HASH_MAX_BLOCK_BYTES  128
#define HASH_MAX_STATE_BYTES  64
#define HASH_MAX_LANES        16

struct hash_alg;
struct tw; // crypto/trace/tw.h

// Several messages at once, one in each lane of the vector registers: of hashes with 32-bit words, for no
// engine has lanes for the others. Words lie word by word: word i of lane j is at [i * width + j]. CT: as the
// engine.
#define HASH_LANE_WORD_BYTES 4
struct hash_lanes {
    size_t width; // lanes: at most HASH_MAX_LANES
    size_t worth; // with fewer messages than this, one after the other is quicker
    // Lane j absorbs n_blocks whole blocks at blocks[j], which may be unaligned.
    void (*compress)(void *states, const uint8_t *const *blocks, size_t n_blocks);
    // As hash_engine's iterate, in every lane.
    void (*iterate)(const void *inner, const void *outer, void *U, void *T, uint64_t times);
};

// compress alone makes an engine; the rest may be NULL, and then general code does the same with compress.
struct hash_engine {
    struct gl_engine engine;
    // Absorb n_blocks whole blocks into the state: eight uint32_t (MD5: four, SHA-1: five) or eight uint64_t.
    void (*compress)(void *state, const uint8_t *blocks, size_t n_blocks);
    // The end of a message in one step: from a state that has absorbed `before` bytes (whole blocks; the
    // state is left as it is) absorb `bytes` more and the padding, and write the state as bytes, state_bytes
    // of them. `digest` may overlap `data`.
    void (*finish)(const void *state, uint64_t before, const uint8_t *data, size_t bytes, uint8_t *digest);
    // The same for HMAC, where the whole state is the digest: finish, and from `outer`, the state after its
    // keyed block, the hash of that digest. `mac` may overlap `data`.
    void (*finish_hmac)(const void *state, uint64_t before, const uint8_t *data, size_t bytes,
                        const void *outer, uint8_t *mac);
    // PBKDF2's inner loop, for hashes that keep the whole state as digest: `times` times U = HMAC(U), T ^= U.
    // U and T are digests, all four as words.
    void (*iterate)(const void *inner, const void *outer, void *U, void *T, uint64_t times);
    const struct hash_lanes *lanes;
};

struct hash_alg {
    const char *name; // "SHA-256"
    size_t digest_bytes;
    size_t block_bytes;  // 64 or 128
    size_t length_bytes; // of the length field in the padding: 8 or 16
    size_t word_bytes;   // 4 or 8
    bool little_endian;  // MD5
    const void *initial; // H(0), HASH_MAX_STATE_BYTES or less
    size_t state_bytes;
    const struct gl_family *family;
    const struct trace_table *initial_table; // H(0), for the trace
    // One block of the textbook engine, narrated: H is the state, M the block's sixteen words.
    void (*narrate_block)(struct trace *t, struct tw *H, const struct tw *M);
};

extern const struct hash_alg hash_md5, hash_sha1, hash_sha224, hash_sha256, hash_sha384, hash_sha512,
    hash_sha512_224, hash_sha512_256;
extern const struct hash_alg *const hash_algs[]; // all of them, NULL at the end

// By name in either case, with or without dashes and slashes: "SHA-256", "sha256", "sha512/224". NULL:
// unknown.
const struct hash_alg *hash_find(const char *name);

struct hash_ctx {
    const struct hash_alg *alg;
    const struct hash_engine *engine;
    uint64_t total; // bytes absorbed
    _Alignas(64) uint8_t state[HASH_MAX_STATE_BYTES];
    uint8_t block[HASH_MAX_BLOCK_BYTES]; // what waits for a whole block
};

void hash_init(struct hash_ctx *ctx, const struct hash_alg *alg); // the engine in force
void hash_init_engine(struct hash_ctx *ctx, const struct hash_alg *alg, const struct hash_engine *engine);
void hash_update(struct hash_ctx *ctx, const void *data, size_t bytes);
void hash_final(struct hash_ctx *ctx, uint8_t *digest); // alg->digest_bytes; wipes ctx

// One call; `digest` may overlap `data`.
void hash_digest(const struct hash_alg *alg, const void *data, size_t bytes, uint8_t *digest);

// One of many independent messages; its digest goes to `digest` (alg->digest_bytes), which may overlap no
// data but its own.
struct hash_message {
    const void *data;
    size_t bytes;
    uint8_t *digest;
};

// hash_digest() of each of n messages, in any mixture of lengths; n may be 0. An engine that has lanes for
// several messages at once serves them together. CT: as hash_digest; time depends on the lengths.
void hash_digest_many(const struct hash_alg *alg, const struct hash_message *messages, size_t n);

// Compute the digest while the textbook engine narrates into t, in a scope of its own ("SHA-256").
// message_ref: the step that holds the message, or 0 to have it recorded as an input.
// digest_ref (may be NULL) receives the step that holds the digest.
enum gl_error hash_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *message, size_t bytes,
                         trace_ref message_ref, uint8_t *digest, trace_ref *digest_ref);

#endif
