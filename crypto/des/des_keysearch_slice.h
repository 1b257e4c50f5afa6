// SPDX-License-Identifier: MIT
// The key search over the rounds of des_slice_rounds.h. Included once by each engine, which defines, besides
// what that header wants: LANE_BITS, OR(a, b), SPLAT(uint64_t) which fills all 64-bit words with one, and
// NONE(a): are all bits of a set?
typedef V key_mask;
#define KEY(p) (*(p))

#include "crypto/common/bytes.h"
#include "crypto/des/des_keysearch.h"
#include "crypto/des/des_slice_rounds.h"

#include <string.h>

_Static_assert(SLICE_LANES == 1 << LANE_BITS, "a lane for each of the lowest bits' values");

struct keysearch {
    V keys[DES_ROUNDS * 64]; // the round keys, lane by lane
    V plain[64], cipher[64]; // splat
    V state[64];
    uint64_t uses[DES_KEY_BITS][DES_ROUNDS];
};

// Add a vector to every place of the round keys where key bit j stands.
static void add_bit(struct keysearch *w, unsigned j, V vector)
{
    for (unsigned i = 0; i < DES_ROUNDS; i++) {
        uint64_t places = w->uses[j][i];
        if (places) { // at most one place in a round
            V *mask = &w->keys[64 * i + (unsigned)__builtin_ctzll(places)];
            *mask = XOR(*mask, vector);
        }
    }
}

// In lane l: all ones where bit j of l is set.
static V lane_pattern(unsigned j)
{
    static const uint64_t within[6] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
                                       0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000};
    uint64_t words[SLICE_LANES / 64];
    V pattern;
    for (unsigned i = 0; i < SLICE_LANES / 64; i++)
        words[i] = j < 6 ? within[j] : (i >> (j - 6) & 1 ? ~UINT64_C(0) : 0);
    memcpy(&pattern, words, sizeof pattern);
    return pattern;
}

static void keysearch_init(struct keysearch *w, const struct des_keysearch *s, uint64_t fixed)
{
    uint64_t plain = gl_load64_le(s->plain), cipher = gl_load64_le(s->cipher);
    const V ones = SPLAT(~UINT64_C(0)), zeros = SPLAT(0);
    des_keysearch_uses(w->uses);
    for (unsigned i = 0; i < 64; i++) {
        w->plain[i] = plain >> i & 1 ? ones : zeros;
        w->cipher[i ^ 1] = cipher >> i & 1 ? ones : zeros; // the rounds leave pairs exchanged
    }
    // The circuits' complemented outputs, as slice_keys() in des_slice.h mends them.
    for (unsigned i = 0; i < DES_ROUNDS; i++)
        for (unsigned j = 0; j < 64; j++)
            w->keys[64 * i + j] = (i + 1) & 2 && (uint64_t)COMPLEMENTS >> j & 1 ? ones : zeros;
    for (unsigned j = 0; j < DES_KEY_BITS; j++)
        if (j < LANE_BITS && j < s->unknown)
            add_bit(w, j, lane_pattern(j));
        else if (fixed >> j & 1)
            add_bit(w, j, ones);
}

// The lanes whose result is not the ciphertext; after a few bits hardly any lane is left.
static bool no_lane_fits(const struct keysearch *w, V *differ)
{
    *differ = SPLAT(0);
    for (unsigned i = 0; i < 64; i += 16) {
        for (unsigned j = i; j < i + 16; j++)
            *differ = OR(*differ, XOR(w->state[j], w->cipher[j]));
        if (NONE(*differ))
            return true;
    }
    return false;
}

static uint64_t first_lane(V differ)
{
    uint64_t words[SLICE_LANES / 64];
    memcpy(words, &differ, sizeof words);
    for (unsigned i = 0; i < SLICE_LANES / 64; i++)
        if (~words[i])
            return 64 * i + (unsigned)__builtin_ctzll(~words[i]);
    return 0;
}

static bool keysearch_slice(const struct des_keysearch *s, uint64_t first, uint64_t n, uint64_t *key)
{
    struct keysearch w;
    const V ones = SPLAT(~UINT64_C(0));
    uint64_t space = s->unknown < 64 ? (UINT64_C(1) << s->unknown) - 1 : 0;
    uint64_t batches = s->unknown > LANE_BITS ? UINT64_C(1) << (s->unknown - LANE_BITS) : 1;
    uint64_t gray = (first & (batches - 1)) ^ (first & (batches - 1)) >> 1;
    uint64_t fixed = (s->key & ~space) | (gray << LANE_BITS & space);
    keysearch_init(&w, s, fixed);
    for (uint64_t batch = first; n > 0; n--) {
        V differ;
        memcpy(w.state, w.plain, sizeof w.state);
        slice_rounds(w.state, w.keys, 1);
        if (!no_lane_fits(&w, &differ)) {
            *key = fixed | (first_lane(differ) & space);
            return true;
        }
        batch = (batch + 1) & (batches - 1);
        uint64_t next = (batch ^ batch >> 1) << LANE_BITS, changed = (fixed ^ next) & space;
        if (changed) { // one bit, from the last batch to the first, too
            add_bit(&w, (unsigned)__builtin_ctzll(changed), ones);
            fixed ^= changed;
        }
    }
    return false;
}
