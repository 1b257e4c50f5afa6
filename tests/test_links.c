// SPDX-License-Identifier: MIT
// The links of every operation that has some of its own: between two bits there is one exactly where flipping
// the input bit changes the output bit for some values of the inputs. All values of two bytes are tried.
#include "tests/run.h"

#include "crypto/encoding/base64.h"
#include "crypto/trace/depend.h"
#include "crypto/trace/tw.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 8 // bits of both inputs

// matrix[i]: the output bits that input bit i reaches; bit 0 of both is the first from the left, at 1 << 0.
struct matrix {
    uint32_t reaches[32];
};

static void add_link(void *context, const struct trace_link *link)
{
    const struct trace_link *l = link;
    uint32_t *reaches = ((struct matrix *)context)->reaches;
    for (uint32_t i = 0; i < (l->kind == TRACE_LINK_CARRY ? 0 : l->n); i++) {
        if (l->kind == TRACE_LINK_BITS)
            reaches[l->in + i] |= 1U << (l->out + i);
        for (uint32_t in = 0; l->kind == TRACE_LINK_UNITS && in < l->in_unit; in++)
            for (uint32_t out = 0; out < l->out_unit && i * l->in_unit + in < 32; out++)
                reaches[i * l->in_unit + in] |= 1U << (i * l->out_unit + out);
    }
    for (uint32_t in = 0; l->kind == TRACE_LINK_CARRY && in < WIDTH; in++) // both are as wide
        for (uint32_t out = 0; out <= in; out++)
            reaches[in] |= 1U << out;
}

// The operation with its parameters, on a and, where there are two inputs, b; and what it is, independently.
struct operation {
    enum trace_op op;
    unsigned n_in, out_bits;
    int constant; // b is this constant of the standard; -1: any value
    uint32_t params[3];
    unsigned (*compute)(const struct operation *o, unsigned a, unsigned b);
};

static unsigned right(unsigned a, unsigned n)
{
    return (a >> n | a << (WIDTH - n)) & 0xff;
}

static unsigned logic(const struct operation *o, unsigned a, unsigned b)
{
    return o->op == TRACE_AND ? a & b : o->op == TRACE_OR ? a | b : o->op == TRACE_XOR ? a ^ b : ~a & 0xff;
}

static unsigned moved(const struct operation *o, unsigned a, unsigned b)
{
    unsigned n = o->params[0];
    (void)b;
    return o->op == TRACE_ROTATE_RIGHT  ? right(a, n)
           : o->op == TRACE_ROTATE_LEFT ? right(a, WIDTH - n)
           : o->op == TRACE_SHIFT_RIGHT ? a >> n
           : o->op == TRACE_SHIFT_LEFT  ? a << n & 0xff
                                        : a >> (WIDTH - n - o->out_bits) & ((1U << o->out_bits) - 1);
}

static unsigned sigma(const struct operation *o, unsigned a, unsigned b)
{
    unsigned last = o->op == TRACE_SIGMA ? right(a, o->params[2]) : a >> o->params[2];
    (void)b;
    return right(a, o->params[0]) ^ right(a, o->params[1]) ^ last;
}

static unsigned converted(const struct operation *o, unsigned a, unsigned b)
{
    (void)b;
    return a & ((1U << o->out_bits) - 1);
}

static unsigned parity(const struct operation *o, unsigned a, unsigned b)
{
    (void)o;
    (void)b;
    return (unsigned)__builtin_popcount(a) & 1;
}

static unsigned sum(const struct operation *o, unsigned a, unsigned b)
{
    (void)o;
    return (a + b) & 0xff;
}

static unsigned equal(const struct operation *o, unsigned a, unsigned b)
{
    (void)o;
    return a == b;
}

static unsigned joined(const struct operation *o, unsigned a, unsigned b)
{
    (void)o;
    return a << 8 | b;
}

static unsigned gf_multiply(const struct operation *o, unsigned a, unsigned b)
{
    unsigned product = 0;
    (void)o;
    for (int i = 7; i >= 0; i--) { // from b's highest bit down
        product = product << 1 ^ (product & 0x80 ? 0x11b : 0);
        product ^= b >> i & 1 ? a : 0;
    }
    return product;
}

static const struct operation operations[] = {
    {TRACE_NOT, 1, 8, -1, {0}, logic},
    {TRACE_XOR, 2, 8, -1, {0}, logic},
    {TRACE_AND, 2, 8, -1, {0}, logic},
    {TRACE_AND, 2, 8, 0xa7, {0}, logic},
    {TRACE_OR, 2, 8, -1, {0}, logic},
    {TRACE_OR, 2, 8, 0xa7, {0}, logic},
    {TRACE_ROTATE_LEFT, 1, 8, -1, {3}, moved},
    {TRACE_ROTATE_RIGHT, 1, 8, -1, {3}, moved},
    {TRACE_SHIFT_LEFT, 1, 8, -1, {5}, moved},
    {TRACE_SHIFT_LEFT, 1, 8, -1, {8}, moved},
    {TRACE_SHIFT_RIGHT, 1, 8, -1, {5}, moved},
    {TRACE_SLICE, 1, 3, -1, {2}, moved},
    {TRACE_SIGMA, 1, 8, -1, {1, 3, 6}, sigma},
    {TRACE_SIGMA_SHIFT, 1, 8, -1, {1, 3, 6}, sigma},
    {TRACE_CONVERT, 1, 5, -1, {0}, converted},
    {TRACE_CONVERT, 1, 12, -1, {0}, converted},
    {TRACE_PARITY, 1, 1, -1, {0}, parity},
    {TRACE_ADD, 2, 8, -1, {0}, sum},
    {TRACE_EQUAL, 2, 1, -1, {0}, equal},
    {TRACE_CONCATENATE, 2, 16, -1, {0}, joined},
    {TRACE_GF_MULTIPLY, 2, 8, -1, {0}, gf_multiply},
    {TRACE_GF_MULTIPLY, 2, 8, 0x02, {0}, gf_multiply},
    {TRACE_GF_MULTIPLY, 2, 8, 0x0e, {0}, gf_multiply},
};

// What flipping finds of input a (0) or b (1).
static struct matrix by_flipping(const struct operation *o, unsigned input)
{
    struct matrix found = {0};
    for (unsigned i = 0; i < 256 * 256; i++) {
        unsigned a = i / 256, b = o->constant >= 0 ? (unsigned)o->constant : i % 256;
        unsigned before = o->compute(o, a, b);
        for (unsigned bit = 0; bit < WIDTH; bit++) {
            unsigned flip = 0x80U >> bit;
            unsigned after = o->compute(o, input == 0 ? a ^ flip : a, input == 1 ? b ^ flip : b);
            for (unsigned out = 0; out < o->out_bits; out++)
                found.reaches[bit] |= ((before ^ after) >> (o->out_bits - 1 - out) & 1) << out;
        }
        if (o->n_in == 1 || o->constant >= 0)
            i += 255; // b does not matter
    }
    return found;
}

static void links_are_what_flips_find(void)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const struct operation *o = &operations[i];
        struct trace *t = trace_new("links");
        uint8_t constant = (uint8_t)o->constant;
        struct tw a = tw_input(t, SAY("a", 0, NULL), 0, WIDTH), b = tw_input(t, SAY("b", 0, NULL), 0, WIDTH);
        trace_ref literal =
            trace_emit(t, SAY("constant", 0, NULL), TRACE_CONSTANT, NULL, TRACE_WORD, &constant, WIDTH);
        struct trace_use use = {
            .in = {a.ref, o->constant >= 0 ? literal : b.ref}, .n_in = (uint8_t)o->n_in, .n_params = 3};
        memcpy(use.params, o->params, sizeof o->params);
        trace_ref out = trace_emit_word(t, SAY("out", 0, NULL), o->op, &use, TRACE_WORD, 0, o->out_bits);
        CU_ASSERT_NOT_EQUAL_FATAL(out, 0);
        for (unsigned input = 0; input < (o->constant >= 0 ? 1 : o->n_in); input++) {
            struct matrix links = {0}, truth = by_flipping(o, input);
            trace_each_link(t, trace_get(t, out), input, add_link, &links);
            bool right_links = memcmp(&links, &truth, sizeof links) == 0;
            if (!right_links)
                fprintf(stderr, "operation %zu (%s), input %u\n", i, trace_op_name(o->op), input);
            CU_ASSERT_TRUE(right_links);
        }
        trace_free(t);
    }
}

// A character has six bits of the bytes, and whatever they are, its own highest bit is 0.
static struct matrix base64_links(enum trace_op op, uint32_t in_bits, uint32_t out_bits)
{
    struct matrix links = {0};
    static const uint8_t zeros[4] = {0};
    struct trace *t = trace_new("base64");
    struct trace_use use = {.n_in = 1, .n_params = 1};
    use.in[0] = trace_emit(t, SAY("in", 0, NULL), TRACE_INPUT, NULL, TRACE_BYTES, zeros, in_bits);
    trace_ref out = trace_emit(t, SAY("out", 0, NULL), op, &use, TRACE_BYTES, zeros, out_bits);
    trace_each_link(t, trace_get(t, out), 0, add_link, &links);
    trace_free(t);
    return links;
}

static void base64_both_ways(void)
{
    struct matrix encode = base64_links(TRACE_BASE64, 24, 32), decode = base64_links(TRACE_UNBASE64, 32, 24);
    uint32_t changed[24] = {0};
    for (unsigned i = 0; i < 4096; i++) { // every value of two neighbouring characters, and of the other two
        uint8_t bytes[3] = {(uint8_t)(i >> 4), (uint8_t)(i << 4 | i >> 8), (uint8_t)i};
        for (uint32_t bit = 0; bit < 24; bit++) {
            char before[5], after[5];
            base64_encode(before, bytes, 3, true);
            bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
            base64_encode(after, bytes, 3, true);
            bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
            for (uint32_t out = 0; out < 32; out++)
                changed[bit] |= (uint32_t)((before[out / 8] ^ after[out / 8]) >> (7 - out % 8) & 1) << out;
        }
    }
    for (uint32_t bit = 0; bit < 24; bit++) {
        CU_ASSERT_EQUAL(changed[bit] & ~encode.reaches[bit], 0);             // no change without a link
        CU_ASSERT_EQUAL(encode.reaches[bit], UINT32_C(0xff) << bit / 6 * 8); // and within one character
        CU_ASSERT_EQUAL(changed[bit], encode.reaches[bit] & ~UINT32_C(0x01010101));
    }
    for (uint32_t bit = 0; bit < 32; bit++)
        CU_ASSERT_EQUAL(decode.reaches[bit], UINT32_C(0x3f) << bit / 8 * 6);
}

void suite_links(void)
{
    static const struct test_case cases[] = {
        {"links are what flips find, for each operation", links_are_what_flips_find},
        {"base64 both ways", base64_both_ways},
        {0},
    };
    add_suite("links", cases);
}
