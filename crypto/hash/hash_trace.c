// SPDX-License-Identifier: MIT
// A whole hash, narrated: padding (FIPS 180-4, section 5.1; RFC 1321, 3.1 and 3.2), parsing into blocks and
// words, the blocks themselves by the textbook engine, and the digest.
#include "crypto/common/bytes.h"
#include "crypto/hash/hash.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>

#define MANY_BLOCKS  64 // of longer messages only the first and the last blocks are walked through
#define SHOWN_BLOCKS 2

struct cites {
    const char *padding, *parsing, *initial, *digest;
};

static const struct cites sha_cites = {"FIPS 180-4, 5.1", "FIPS 180-4, 5.2", "FIPS 180-4, 5.3",
                                       "FIPS 180-4, 6"};
static const struct cites md5_cites = {"RFC 1321, 3.1 and 3.2", "RFC 1321, 3.4", "RFC 1321, 3.3",
                                       "RFC 1321, 3.5"};

struct padded {
    uint8_t *data; // malloc'd
    size_t bytes;
    trace_ref ref;
};

// message || 0x80 || zeros || length in bits
static enum gl_error pad(struct trace *t, const struct hash_alg *alg, const struct cites *cite,
                         const uint8_t *message, size_t bytes, trace_ref message_ref, struct padded *out)
{
    size_t zeros = alg->block_bytes - (bytes + 1 + alg->length_bytes) % alg->block_bytes;
    zeros %= alg->block_bytes;
    out->bytes = bytes + 1 + zeros + alg->length_bytes;
    out->data = calloc(1, out->bytes);
    if (!out->data)
        return GL_ERR_MEMORY;
    if (bytes)
        memcpy(out->data, message, bytes);
    out->data[bytes] = 0x80;

    trace_open(t, TRACE_PHASE, "Padding", 0);
    uint8_t length[16] = {0};
    gl_store64_be(length + 8, (uint64_t)bytes << 3);
    gl_store64_be(length, (uint64_t)bytes >> 61);
    const uint8_t *field = length + 16 - alg->length_bytes;
    size_t field_bits = alg->length_bytes * 8;
    trace_ref one = trace_emit(t, SAY("bit 1, then zeros", 0, cite->padding), TRACE_CONSTANT, NULL,
                               TRACE_BYTES, out->data + bytes, 8);
    trace_ref fill = trace_emit(t, SAY("zeros", 0, cite->padding), TRACE_FILL,
                                &(struct trace_use){.params = {0}, .n_params = 1}, TRACE_BYTES,
                                out->data + bytes + 1, zeros * 8);
    trace_ref count =
        trace_emit(t, SAY("length in bits", 0, cite->padding), TRACE_LENGTH,
                   &(struct trace_use){.in = {message_ref}, .n_in = 1, .params = {1}, .n_params = 1},
                   TRACE_INTEGER, field, field_bits);
    memcpy(out->data + out->bytes - alg->length_bytes, field, alg->length_bytes);
    if (alg->little_endian) {
        gl_store32_le(out->data + out->bytes - 8, (uint32_t)((uint64_t)bytes << 3));
        gl_store32_le(out->data + out->bytes - 4, (uint32_t)((uint64_t)bytes >> 29));
        count = trace_emit(t, SAY("length, low byte first", 0, cite->padding), TRACE_REVERSE_BYTES,
                           &(struct trace_use){.in = {count}, .n_in = 1}, TRACE_BYTES,
                           out->data + out->bytes - 8, 64);
    }
    out->ref = trace_emit(t, SAY("padded message", 0, cite->padding), TRACE_CONCATENATE,
                          &(struct trace_use){.in = {message_ref, one, fill, count}, .n_in = 4}, TRACE_BYTES,
                          out->data, out->bytes * 8);
    trace_close(t);
    return GL_OK;
}

static uint64_t load_word(const struct hash_alg *alg, const uint8_t *p)
{
    return alg->word_bytes == 8 ? gl_load64_be(p) : gl_load32_be(p);
}

// One block: sixteen words cut out of it, then the compression.
static void one_block(struct trace *t, const struct hash_alg *alg, const struct cites *cite,
                      const struct padded *message, size_t index, struct tw *H)
{
    const uint8_t *data = message->data + index * alg->block_bytes;
    unsigned bits = (unsigned)(alg->word_bytes * 8);
    struct tw M[16];
    trace_open(t, TRACE_BLOCK, "Block %u", (uint32_t)index + 1);
    uint32_t offset = (uint32_t)(index * alg->block_bytes * 8);
    trace_ref block =
        trace_emit(t, SAY("M(%u)", (uint32_t)index + 1, cite->parsing), TRACE_SLICE,
                   &(struct trace_use){.in = {message->ref}, .n_in = 1, .params = {offset}, .n_params = 1},
                   TRACE_BYTES, data, alg->block_bytes * 8);
    for (uint32_t i = 0; i < 16; i++) {
        M[i] = (struct tw){load_word(alg, data + i * alg->word_bytes), bits, 0};
        struct trace_use use = {.in = {block}, .n_in = 1, .params = {i * bits}, .n_params = 1};
        const char *label = alg->little_endian ? "bytes of X[%u]" : "W[%u]";
        M[i].ref = tw_record(t, SAY(label, i, cite->parsing), TRACE_SLICE, &use, M[i].v, bits);
        if (alg->little_endian)
            M[i] = tw_reverse_bytes(t, SAY("X[%u]", i, cite->parsing), M[i]);
    }
    alg->narrate_block(t, H, M);
    trace_close(t);
}

// The state's words joined, as a byte string.
static trace_ref join(struct trace *t, const struct hash_alg *alg, struct trace_say say, const struct tw *H,
                      uint8_t *joined)
{
    size_t words = alg->state_bytes / alg->word_bytes;
    struct trace_use use = {.n_in = (uint8_t)words};
    for (size_t i = 0; i < words; i++) {
        use.in[i] = H[i].ref;
        if (alg->word_bytes == 8)
            gl_store64_be(joined + 8 * i, H[i].v);
        else
            gl_store32_be(joined + 4 * i, (uint32_t)H[i].v);
    }
    return trace_emit(t, say, TRACE_CONCATENATE, &use, TRACE_BYTES, joined, alg->state_bytes * 8);
}

// The compression by the engine in force, on a state of joined words.
static void compress_joined(const struct hash_alg *alg, uint8_t *joined, const uint8_t *blocks,
                            size_t n_blocks)
{
    const struct hash_engine *engine = (const struct hash_engine *)gl_engine_chosen(alg->family);
    _Alignas(64) uint64_t wide[8];
    _Alignas(64) uint32_t narrow[8];
    size_t words = alg->state_bytes / alg->word_bytes;
    for (size_t i = 0; i < words; i++) {
        uint64_t word = load_word(alg, joined + i * alg->word_bytes);
        wide[i] = word;
        narrow[i] = (uint32_t)word;
    }
    engine->compress(alg->word_bytes == 8 ? (void *)wide : (void *)narrow, blocks, n_blocks);
    for (size_t i = 0; i < words; i++) {
        if (alg->word_bytes == 8)
            gl_store64_be(joined + 8 * i, wide[i]);
        else
            gl_store32_be(joined + 4 * i, narrow[i]);
    }
    gl_wipe(wide, sizeof wide);
    gl_wipe(narrow, sizeof narrow);
}

// Blocks [first, past) of a long message in one step: no reader walks through thousands.
static void many_blocks(struct trace *t, const struct hash_alg *alg, const struct cites *cite,
                        const struct padded *message, size_t first, size_t past, struct tw *H)
{
    uint8_t joined[HASH_MAX_STATE_BYTES];
    const uint8_t *data = message->data + first * alg->block_bytes;
    unsigned bits = (unsigned)(alg->word_bytes * 8);
    trace_open(t, TRACE_PHASE, "%u blocks in one step, left out here", (uint32_t)(past - first));
    struct trace_use cut = {
        .in = {message->ref}, .n_in = 1, .params = {(uint32_t)(first * alg->block_bytes * 8)}, .n_params = 1};
    trace_ref blocks = trace_emit(t, SAY("these blocks", 0, cite->parsing), TRACE_SLICE, &cut, TRACE_BYTES,
                                  data, (past - first) * alg->block_bytes * 8);
    trace_ref before = join(t, alg, SAY("the state before", 0, cite->digest), H, joined);
    compress_joined(alg, joined, data, past - first);
    struct trace_say say = SAY("the state after", 0, cite->digest);
    say.function = alg->name;
    trace_ref after =
        trace_emit(t, say, TRACE_COMPRESS, &(struct trace_use){.in = {before, blocks}, .n_in = 2},
                   TRACE_BYTES, joined, alg->state_bytes * 8);
    for (uint32_t i = 0; i < alg->state_bytes / alg->word_bytes; i++) {
        struct trace_use use = {.in = {after}, .n_in = 1, .params = {i * bits}, .n_params = 1};
        H[i].v = load_word(alg, joined + i * alg->word_bytes);
        H[i].ref = tw_record(t, SAY("H[%u]", i, cite->digest), TRACE_SLICE, &use, H[i].v, bits);
    }
    trace_close(t);
    gl_wipe(joined, sizeof joined);
}

static void initial_state(struct trace *t, const struct hash_alg *alg, struct tw *H)
{
    trace_open(t, TRACE_PHASE, "Initial hash value", 0);
    for (uint32_t i = 0; i < alg->state_bytes / alg->word_bytes; i++)
        H[i] = tw_constant(t, SAY("H(0)[%u]", i, alg->initial_table->citation), alg->initial_table, i);
    trace_close(t);
}

// The state's words joined, and cut to the digest where it is shorter.
static trace_ref finish(struct trace *t, const struct hash_alg *alg, const struct cites *cite, struct tw *H,
                        uint8_t *digest)
{
    uint8_t joined[HASH_MAX_STATE_BYTES];
    trace_open(t, TRACE_PHASE, "Message digest", 0);
    for (uint32_t i = 0; alg->little_endian && i < alg->state_bytes / alg->word_bytes; i++)
        H[i] = tw_reverse_bytes(t, SAY("word %u, low byte first", i, cite->digest), H[i]);
    bool whole = alg->digest_bytes == alg->state_bytes;
    trace_ref ref = join(t, alg, SAY(whole ? "digest" : "all words", 0, cite->digest), H, joined);
    if (!whole)
        ref = trace_emit(t, SAY("digest", 0, cite->digest), TRACE_SLICE,
                         &(struct trace_use){.in = {ref}, .n_in = 1, .params = {0}, .n_params = 1},
                         TRACE_BYTES, joined, alg->digest_bytes * 8);
    trace_close(t);
    memcpy(digest, joined, alg->digest_bytes);
    gl_wipe(joined, sizeof joined);
    return ref;
}

static void all_blocks(struct trace *t, const struct hash_alg *alg, const struct cites *cite,
                       const struct padded *message, struct tw *H)
{
    size_t n = message->bytes / alg->block_bytes;
    bool folds = n > MANY_BLOCKS;
    for (size_t i = 0; i < n; i++) {
        if (folds && i == SHOWN_BLOCKS) {
            many_blocks(t, alg, cite, message, SHOWN_BLOCKS, n - SHOWN_BLOCKS, H);
            i = n - SHOWN_BLOCKS;
        }
        one_block(t, alg, cite, message, i, H);
    }
}

enum gl_error hash_trace(struct trace *t, const struct hash_alg *alg, const uint8_t *message, size_t bytes,
                         trace_ref message_ref, uint8_t *digest, trace_ref *digest_ref)
{
    const struct cites *cite = alg->little_endian ? &md5_cites : &sha_cites;
    struct tw H[8];
    struct padded padded;
    if (bytes > UINT32_MAX / 8 - 2 * HASH_MAX_BLOCK_BYTES)
        return GL_ERR_TOO_LARGE; // positions in a trace are 32-bit numbers of bits
    trace_open(t, TRACE_PHASE, alg->name, 0);
    if (!message_ref)
        message_ref = trace_input_bytes(t, SAY("message", 0, cite->padding), message, bytes);
    enum gl_error error = pad(t, alg, cite, message, bytes, message_ref, &padded);
    if (error)
        return error;
    initial_state(t, alg, H);
    all_blocks(t, alg, cite, &padded, H);
    trace_ref ref = finish(t, alg, cite, H, digest);
    if (digest_ref)
        *digest_ref = ref;
    trace_close(t);
    gl_wipe_free(padded.data, padded.bytes);
    return t ? trace_error(t) : GL_OK;
}
