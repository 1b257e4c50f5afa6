// SPDX-License-Identifier: MIT
#include "crypto/aes/aes.h"

#include "crypto/common/bytes.h"
#include "crypto/common/cpu.h"

#define TECHNIQUE "AES-NI, eight blocks in flight"

#if defined(__AES__) && defined(__SSE4_1__)
#include "crypto/aes/aes_lanes.h"
#include "crypto/aes/aes_x86.h"

_Static_assert(sizeof(struct aes_x86_schedule) <= CIPHER_MAX_SCHEDULE_BYTES, "the schedule fits a context");

static bool available(void)
{
    return gl_cpu_has(GL_CPU_AES) && gl_cpu_has(GL_CPU_SSE41);
}

INLINE __m128i prefix_xor(__m128i w)
{
    w = _mm_xor_si128(w, _mm_slli_si128(w, 4));
    return _mm_xor_si128(w, _mm_slli_si128(w, 8));
}

INLINE __m128i sub_word(__m128i from, uint32_t places, uint32_t Rcon)
{
    __m128i word = _mm_shuffle_epi8(from, _mm_set1_epi32((int)places));
    return _mm_aesenclast_si128(word, _mm_set1_epi32((int)Rcon));
}

#define LAST           0x0f0e0d0cu
#define LAST_ROTATED   0x0c0f0e0du
#define SECOND_ROTATED 0x04070605u

static void expand_128(uint8_t (*w)[16], const uint8_t *key)
{
    static const uint8_t Rcon[10] = {1, 2, 4, 8, 16, 32, 64, 128, 0x1b, 0x36};
    __m128i k = aes_load(key);
    aes_store(w[0], k);
    for (int i = 0; i < 10; i++) {
        k = _mm_xor_si128(prefix_xor(k), sub_word(k, LAST_ROTATED, Rcon[i]));
        aes_store(w[i + 1], k);
    }
}

static void expand_256(uint8_t (*w)[16], const uint8_t *key)
{
    __m128i even = aes_load(key), odd = aes_load(key + 16);
    aes_store(w[0], even);
    aes_store(w[1], odd);
    for (unsigned i = 2, Rcon = 1;; i += 2, Rcon *= 2) {
        even = _mm_xor_si128(prefix_xor(even), sub_word(odd, LAST_ROTATED, Rcon));
        aes_store(w[i], even);
        if (i == 14)
            break;
        odd = _mm_xor_si128(prefix_xor(odd), sub_word(even, LAST, 0));
        aes_store(w[i + 1], odd);
    }
}

static void expand_192(uint8_t (*w)[16], const uint8_t *key)
{
    uint8_t *p = w[0];
    __m128i first = aes_load(key), last = _mm_loadl_epi64((const __m128i *)(key + 16));
    for (unsigned i = 0, Rcon = 1;; i++, Rcon *= 2, p += 24) {
        aes_store(p, first);
        _mm_storel_epi64((__m128i *)(p + 16), last);
        if (i == 8)
            break;
        first = _mm_xor_si128(prefix_xor(first), sub_word(last, SECOND_ROTATED, Rcon));
        last = _mm_xor_si128(last, _mm_slli_si128(last, 4));
        last = _mm_xor_si128(last, _mm_shuffle_epi32(first, 0xff));
    }
}

static void invert(struct aes_x86_schedule *s)
{
    unsigned Nr = s->Nr;
    for (unsigned i = 0; i < Nr - i; i++) {
        __m128i a = aes_load(s->round_key[i]), b = aes_load(s->round_key[Nr - i]);
        aes_store(s->round_key[i], i ? _mm_aesimc_si128(b) : b);
        aes_store(s->round_key[Nr - i], i ? _mm_aesimc_si128(a) : a);
    }
    aes_store(s->round_key[Nr / 2], _mm_aesimc_si128(aes_load(s->round_key[Nr / 2])));
}

void aes_x86_expand(void *schedule, const uint8_t *key, size_t key_bytes, enum cipher_direction direction)
{
    struct aes_x86_schedule *s = schedule;
    s->Nr = (unsigned)key_bytes / 4 + 6;
    if (key_bytes == 16)
        expand_128(s->round_key, key);
    else if (key_bytes == 24)
        expand_192(s->round_key, key);
    else
        expand_256(s->round_key, key);
    if (direction == CIPHER_DECRYPT)
        invert(s);
}

#define WIDTH 8

INLINE void crypt(const struct aes_x86_schedule *s, enum cipher_direction direction, __m128i *x,
                  const __m128i *last, const unsigned n)
{
    const unsigned Nr = s->Nr;
    for (unsigned r = 1; r < Nr; r++) {
        const __m128i key = aes_load(s->round_key[r]);
#pragma GCC unroll 8
        for (unsigned i = 0; i < n; i++)
            x[i] = direction == CIPHER_ENCRYPT ? _mm_aesenc_si128(x[i], key) : _mm_aesdec_si128(x[i], key);
    }
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++)
        x[i] = direction == CIPHER_ENCRYPT ? _mm_aesenclast_si128(x[i], last[i])
                                           : _mm_aesdeclast_si128(x[i], last[i]);
}

INLINE void some_ecb(const struct aes_x86_schedule *s, enum cipher_direction direction, uint8_t *out,
                     const uint8_t *in, const unsigned n)
{
    __m128i x[WIDTH], last[WIDTH];
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++) {
        x[i] = _mm_xor_si128(aes_load(in + 16 * i), aes_load(s->round_key[0]));
        last[i] = aes_load(s->round_key[s->Nr]);
    }
    crypt(s, direction, x, last, n);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++)
        aes_store(out + 16 * i, x[i]);
}

INLINE void ecb_way(const struct aes_x86_schedule *s, enum cipher_direction direction, uint8_t *out,
                    const uint8_t *in, size_t n_blocks)
{
    for (; n_blocks >= WIDTH; n_blocks -= WIDTH, in += 16 * WIDTH, out += 16 * WIDTH)
        some_ecb(s, direction, out, in, WIDTH);
    if (n_blocks & 4) {
        some_ecb(s, direction, out, in, 4);
        in += 64;
        out += 64;
    }
    for (n_blocks &= 3; n_blocks; n_blocks--, in += 16, out += 16)
        some_ecb(s, direction, out, in, 1);
}

static void ecb(const void *schedule, enum cipher_direction direction, uint8_t *out, const uint8_t *in,
                size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        ecb_way(schedule, CIPHER_ENCRYPT, out, in, n_blocks);
    else
        ecb_way(schedule, CIPHER_DECRYPT, out, in, n_blocks);
}

INLINE __m128i some_cbc(const struct aes_x86_schedule *s, __m128i previous, uint8_t *out, const uint8_t *in,
                        const unsigned n)
{
    __m128i x[WIDTH], last[WIDTH];
    const __m128i first_key = aes_load(s->round_key[0]), last_key = aes_load(s->round_key[s->Nr]);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++) {
        __m128i c = aes_load(in + 16 * i);
        x[i] = _mm_xor_si128(c, first_key);
        last[i] = _mm_xor_si128(previous, last_key);
        previous = c;
    }
    crypt(s, CIPHER_DECRYPT, x, last, n);
#pragma GCC unroll 8
    for (unsigned i = 0; i < n; i++)
        aes_store(out + 16 * i, x[i]);
    return previous;
}

static void cbc_decrypt(const struct aes_x86_schedule *s, uint8_t *iv, uint8_t *out, const uint8_t *in,
                        size_t n_blocks)
{
    __m128i previous = aes_load(iv);
    for (; n_blocks >= WIDTH; n_blocks -= WIDTH, in += 16 * WIDTH, out += 16 * WIDTH)
        previous = some_cbc(s, previous, out, in, WIDTH);
    if (n_blocks & 4) {
        previous = some_cbc(s, previous, out, in, 4);
        in += 64;
        out += 64;
    }
    for (n_blocks &= 3; n_blocks; n_blocks--, in += 16, out += 16)
        previous = some_cbc(s, previous, out, in, 1);
    aes_store(iv, previous);
}

static void cbc(const void *schedule, enum cipher_direction direction, uint8_t *iv, uint8_t *out,
                const uint8_t *in, size_t n_blocks)
{
    if (direction == CIPHER_ENCRYPT)
        aes_x86_cbc_encrypt(schedule, iv, out, in, n_blocks);
    else
        cbc_decrypt(schedule, iv, out, in, n_blocks);
}

// ---- eight messages side by side ----

#define EACH_LANE(i) _Pragma("GCC unroll 8") for (size_t i = 0; i < WIDTH; i++)

struct lines {
    const uint8_t (*key[WIDTH])[AES_BLOCK_BYTES];
    const uint8_t *in[WIDTH];
    uint8_t *out[WIDTH], *iv[WIDTH];
    unsigned Nr;
};

INLINE __m128i key_of(const struct lines *l, size_t lane, unsigned round)
{
    return _mm_load_si128((const __m128i *)l->key[lane][round]);
}

static void chains(const struct lines *l, size_t steps)
{
    __m128i x[WIDTH];
    EACH_LANE(i)
    x[i] = _mm_xor_si128(aes_load(l->iv[i]), _mm_xor_si128(aes_load(l->in[i]), key_of(l, i, 0)));
    for (size_t at = 0;; at += AES_BLOCK_BYTES) {
        for (unsigned r = 1; r < l->Nr; r++)
            EACH_LANE(i)
        x[i] = _mm_aesenc_si128(x[i], key_of(l, i, r));
        if (--steps == 0) {
            EACH_LANE(i)
            {
                x[i] = _mm_aesenclast_si128(x[i], key_of(l, i, l->Nr));
                aes_store(l->out[i] + at, x[i]);
                aes_store(l->iv[i], x[i]);
            }
            return;
        }
        EACH_LANE(i)
        {
            const __m128i next = _mm_xor_si128(aes_load(l->in[i] + at + AES_BLOCK_BYTES), key_of(l, i, 0));
            x[i] = _mm_aesenclast_si128(x[i], _mm_xor_si128(next, key_of(l, i, l->Nr)));
            aes_store(l->out[i] + at, _mm_xor_si128(x[i], next));
        }
    }
}

// Lanes without a message do what lane 0 does. They read a block before lane 0 writes it, and write the same.
static void run(void *state, const struct aes_lane *lanes, size_t n, size_t steps)
{
    struct lines l;
    (void)state;
    for (size_t i = 0; i < WIDTH; i++) {
        const struct aes_lane *lane = &lanes[i < n ? i : 0];
        const struct aes_x86_schedule *s = (const struct aes_x86_schedule *)lane->ctx->schedule;
        l.key[i] = s->round_key;
        l.in[i] = lane->in;
        l.out[i] = lane->out;
        l.iv[i] = lane->ctx->iv;
        l.Nr = s->Nr;
    }
    chains(&l, steps);
}

static void cbc_encrypt_many(const struct cipher_job *jobs, size_t n)
{
    aes_lanes_encrypt(jobs, n, WIDTH, run, NULL);
}

const struct cipher_engine aes_ni = {
    .engine = {.name = "ni", .technique = TECHNIQUE, .available = available, .constant_time = true},
    .schedule_bytes = sizeof(struct aes_x86_schedule),
    .expand = aes_x86_expand,
    .ecb = ecb,
    .cbc = cbc,
    .cbc_encrypt_many = cbc_encrypt_many,
};

#else // another machine, or a compiler without these instructions

static bool available(void)
{
    return false;
}

const struct cipher_engine aes_ni = {
    .engine = {.name = "ni", .technique = TECHNIQUE, .available = available, .constant_time = true},
};

#endif
