// SPDX-License-Identifier: MIT
// The marks say where a bit comes from: exactly the bits that change it for some value, found by flipping
// each of them in many random runs.
#include "tests/run.h"

#include "crypto/aes/aes.h"
#include "crypto/cipher/cipher.h"
#include "crypto/hash/hash.h"
#include "crypto/trace/depend.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES 64  // bytes of key and text together
#define PATIENCE  600 // runs without an effect, until a bit counts as without one
#define DOUBT     12  // the same for a bit without a mark

// Two inputs, one after the other: a key and a block, or nothing and a message.
struct subject {
    const char *name;
    size_t key_bytes, text_bytes;
    struct trace *(*record)(const struct subject *s, const uint8_t *input);
};

static struct trace *record_cipher(const struct subject *s, const uint8_t *input)
{
    uint8_t out[16];
    struct trace *t = trace_new(s->name);
    CU_ASSERT_EQUAL_FATAL(cipher_trace(t, cipher_find(s->name), CIPHER_ECB, CIPHER_ENCRYPT, input,
                                       s->key_bytes, NULL, input + s->key_bytes, s->text_bytes, 0, out, NULL),
                          GL_OK);
    return t;
}

static struct trace *record_hash(const struct subject *s, const uint8_t *input)
{
    uint8_t out[HASH_MAX_DIGEST_BYTES];
    struct trace *t = trace_new(s->name);
    CU_ASSERT_EQUAL_FATAL(hash_trace(t, hash_find(s->name), input, s->text_bytes, 0, out, NULL), GL_OK);
    return t;
}

static const struct subject des = {"des", 8, 8, record_cipher}, aes = {"aes-128", 16, 16, record_cipher},
                            sha256 = {"SHA-256", 0, 40, record_hash};

// A bit of a step: of the occurrence-th one with this label, counted from 1.
struct chosen {
    const struct subject *subject;
    const char *label;
    unsigned occurrence;
    uint32_t bit;
};

// Additions carry from the right: there the chance that a flip travels far is small, so bits of low weight
// are chosen.
static const struct chosen chosen[] = {
    {&des, "R1", 1, 5},        {&des, "R2", 1, 17},        {&des, "K16", 1, 47},
    {&des, "L1 || R1", 1, 40}, {&des, "S6(B6)", 2, 3},     {&aes, "MixColumns", 1, 33},
    {&aes, "w[8]", 1, 9},      {&aes, "MixColumns", 2, 0}, {&aes, "SubBytes", 1, 127},
    {&sha256, "W[16]", 1, 29}, {&sha256, "W[17]", 1, 30},  {&sha256, "a", 1, 28},
};

static trace_ref find(const struct trace *t, const char *label, unsigned occurrence)
{
    trace_ref ref = 0;
    while (occurrence--)
        ref = trace_find(t, ref + 1, label);
    CU_ASSERT_FATAL(ref > 0);
    return ref;
}

static bool value_bit(const struct trace *t, trace_ref ref, uint32_t bit)
{
    const struct trace_step *step = trace_get(t, ref);
    size_t at = (8 - step->bits % 8) % 8 + bit;
    return step->value[at / 8] >> (7 - at % 8) & 1;
}

static void random_bytes(uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(random() >> 8);
}

// Does flipping the input bit change the chosen one, in any of `runs` random runs?
static bool reaches(const struct chosen *c, trace_ref ref, size_t input_bit, unsigned runs)
{
    const struct subject *s = c->subject;
    uint8_t input[MAX_BYTES];
    for (unsigned i = 0; i < runs; i++) {
        random_bytes(input, s->key_bytes + s->text_bytes);
        struct trace *before = s->record(s, input);
        input[input_bit / 8] ^= (uint8_t)(0x80 >> input_bit % 8);
        struct trace *after = s->record(s, input);
        bool changed = value_bit(before, ref, c->bit) != value_bit(after, ref, c->bit);
        trace_free(before);
        trace_free(after);
        if (changed)
            return true;
    }
    return false;
}

// The mark of a bit of key || text: the two are the trace's first INPUT steps.
static bool input_marked(const struct subject *s, const struct trace *t, const struct trace_marks *marks,
                         size_t bit)
{
    size_t key_bits = 8 * s->key_bytes;
    trace_ref ref = 0, want = bit < key_bits || key_bits == 0 ? 1 : 2;
    for (trace_ref at = 1; want && at <= trace_count(t); at++)
        if (trace_get(t, at)->op == TRACE_INPUT && --want == 0)
            ref = at;
    return trace_marked(marks, ref, (uint32_t)(bit < key_bits ? bit : bit - key_bits));
}

static void check_chosen(const struct chosen *c)
{
    const struct subject *s = c->subject;
    uint8_t input[MAX_BYTES] = {0};
    struct trace *t = s->record(s, input);
    struct trace_marks *marks = trace_marks_new(t);
    CU_ASSERT_PTR_NOT_NULL_FATAL(marks);
    trace_ref ref = find(t, c->label, c->occurrence);
    trace_mark(marks, ref, c->bit);
    trace_mark_backward(marks);
    size_t n_marked = 0;
    for (size_t bit = 0; bit < 8 * (s->key_bytes + s->text_bytes); bit++) {
        bool marked = input_marked(s, t, marks, bit);
        n_marked += marked;
        bool right = reaches(c, ref, bit, marked ? PATIENCE : DOUBT) == marked;
        if (!right)
            fprintf(stderr, "%s: bit %u of %s and input bit %zu: marked %d\n", s->name, c->bit, c->label, bit,
                    marked);
        CU_ASSERT_TRUE(right);
    }
    CU_ASSERT(n_marked > 0);
    trace_marks_free(marks);
    trace_free(t);
}

static void marks_are_what_flips_find(void)
{
    srandom(4);
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        check_chosen(&chosen[i]);
}

// Forward is backward, seen from the other side.
static void forward_agrees_with_backward(void)
{
    uint8_t input[MAX_BYTES] = {0};
    struct trace *t = des.record(&des, input);
    struct trace_marks *back = trace_marks_new(t), *forth = trace_marks_new(t);
    trace_ref end = find(t, "R2", 1);
    trace_mark(back, end, 9);
    trace_mark_backward(back);
    for (trace_ref ref = 1; ref < end; ref++) {
        uint32_t bits = trace_get(t, ref)->bits;
        for (uint32_t bit = 0; bit < bits; bit += 3) {
            trace_marks_clear(forth);
            trace_mark(forth, ref, bit);
            trace_mark_forward(forth);
            CU_ASSERT_EQUAL(trace_marked(forth, end, 9), trace_marked(back, ref, bit));
        }
    }
    trace_marks_free(back);
    trace_marks_free(forth);
    trace_free(t);
}

// How many of the state's sixteen bytes have a mark.
static unsigned bytes_marked(const struct trace_marks *marks, trace_ref ref)
{
    unsigned n = 0;
    for (uint32_t byte = 0; byte < 16; byte++) {
        bool any = false;
        for (uint32_t bit = 0; bit < 8; bit++)
            any = any || trace_marked(marks, ref, 8 * byte + bit);
        n += any;
    }
    return n;
}

// The design of AES: a byte becomes a column in round 1, and everything in round 2.
static void one_byte_of_aes_reaches_all_after_two_rounds(void)
{
    uint8_t input[MAX_BYTES] = {0};
    struct trace *t = aes.record(&aes, input);
    struct trace_marks *marks = trace_marks_new(t);
    trace_ref plaintext = 0;
    for (trace_ref ref = 2; !plaintext; ref++)
        plaintext = trace_get(t, ref)->op == TRACE_INPUT ? ref : 0;
    for (uint32_t byte = 0; byte < 16; byte++) {
        trace_marks_clear(marks);
        for (uint32_t bit = 0; bit < 8; bit++)
            trace_mark(marks, plaintext, 8 * byte + bit);
        trace_mark_forward(marks);
        CU_ASSERT_EQUAL(bytes_marked(marks, find(t, "SubBytes", 1)), 1);
        CU_ASSERT_EQUAL(bytes_marked(marks, find(t, "MixColumns", 1)), 4);
        CU_ASSERT_EQUAL(bytes_marked(marks, find(t, "ShiftRows", 2)), 4);
        CU_ASSERT_EQUAL(bytes_marked(marks, find(t, "MixColumns", 2)), 16);
    }
    trace_marks_free(marks);
    trace_free(t);
}

// Every kind of link by itself, on words: which bits of a (0 and up, from the left) bit `bit` of the output
// has.
static void links_of_single_operations(void)
{
    struct trace *t = trace_new("links");
    struct tw a = tw_input(t, SAY("a", 0, NULL), 0x0f, 8), b = tw_input(t, SAY("b", 0, NULL), 1, 8);
    struct tw left = tw_rotate_left(t, SAY("left", 0, NULL), a, 3);
    struct trace_use shift = {.in = {a.ref}, .n_in = 1, .params = {3}, .n_params = 1};
    trace_ref right = trace_emit_word(t, SAY("right", 0, NULL), TRACE_SHIFT_RIGHT, &shift, TRACE_WORD, 1, 8);
    struct tw sum = tw_add(t, SAY("sum", 0, NULL), 2, (struct tw[]){a, b});
    struct trace_marks *marks = trace_marks_new(t);
    static const struct {
        unsigned which;
        uint32_t bit;
        unsigned from; // a byte: bit 7 is position 0
    } cases[] = {{0, 0, 0x10}, {0, 7, 0x20}, {1, 2, 0},   {1, 3, 0x80},
                 {2, 7, 0x01}, {2, 0, 0xff}, {2, 5, 0x07}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trace_marks_clear(marks);
        trace_mark(marks, (trace_ref[]){left.ref, right, sum.ref}[cases[i].which], cases[i].bit);
        trace_mark_backward(marks);
        unsigned from = 0;
        for (uint32_t bit = 0; bit < 8; bit++)
            from = from << 1 | trace_marked(marks, a.ref, bit);
        CU_ASSERT_EQUAL(from, cases[i].from);
    }
    trace_marks_free(marks);
    trace_free(t);
}

void suite_depend(void)
{
    static const struct test_case cases[] = {
        {"links of single operations", links_of_single_operations},
        {"marks are what flips find", marks_are_what_flips_find},
        {"forward agrees with backward", forward_agrees_with_backward},
        {"one byte of AES reaches all after two rounds", one_byte_of_aes_reaches_all_after_two_rounds},
        {0},
    };
    add_suite("depend", cases);
}
