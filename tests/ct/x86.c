// SPDX-License-Identifier: MIT
// An instruction is prefixes, an opcode in one of several maps, and, for most opcodes, a ModRM byte that
// names the operands (Intel's manual, volume 2, chapter 2). VEX and EVEX prefixes hold the map and the
// registers' high bits.
#include "tests/ct/x86.h"

#include <stddef.h>

enum map { MAP_ONE_BYTE = 0, MAP_0F = 1, MAP_0F38 = 2, MAP_0F3A = 3 };

struct head {
    enum map map;
    bool vex;         // VEX or EVEX
    unsigned x, b, v; // high bits of index and base; the fifth bit of a vector index
    uint8_t opcode;
    const uint8_t *rest; // after the opcode
};

// Opcodes of the one-byte map with a ModRM byte: bit n of row r is opcode 32 r + n.
static const uint32_t one_byte_modrm[8] = {
    0x0f0f0f0f, 0x0f0f0f0f, 0, 0x00000a08, 0x0000ffff, 0, 0xff0f00c3, 0xc0c00000,
};
// Those of the map 0F without one.
static const uint32_t map_0f_bare[8] = {
    0x00004be0, 0x00ff0000, 0, 0x00800000, 0x0000ffff, 0x00000707, 0x0000ff00, 0,
};

static bool in_set(const uint32_t set[8], uint8_t opcode)
{
    return set[opcode / 32] >> opcode % 32 & 1;
}

static bool is_prefix(uint8_t byte)
{
    switch (byte) {
    case 0x26:
    case 0x2e:
    case 0x36:
    case 0x3e:
    case 0x64:
    case 0x65: // segments
    case 0x66:
    case 0x67: // sizes
    case 0xf0:
    case 0xf2:
    case 0xf3: // lock, repeat
        return true;
    default:
        return false;
    }
}

static struct head vex_head(const uint8_t *p)
{
    struct head h = {.vex = true, .map = MAP_0F};
    if (p[0] == 0xc5) {
        p += 2;
    } else {
        h.x = ~p[1] >> 6 & 1;
        h.b = ~p[1] >> 5 & 1;
        h.map = (enum map)(p[1] & 3);
        if (p[0] == 0x62)
            h.v = ~p[3] >> 3 & 1;
        p += p[0] == 0x62 ? 4 : 3;
    }
    h.opcode = p[0];
    h.rest = p + 1;
    return h;
}

static struct head read_head(const uint8_t *p)
{
    struct head h = {0};
    while (is_prefix(*p))
        p++;
    if (*p == 0xc4 || *p == 0xc5 || *p == 0x62)
        return vex_head(p);
    if (*p >> 4 == 4) { // REX
        h.x = *p >> 1 & 1;
        h.b = *p & 1;
        p++;
    }
    if (*p == 0x0f) {
        p++;
        h.map = *p == 0x38 ? MAP_0F38 : *p == 0x3a ? MAP_0F3A : MAP_0F;
        p += h.map != MAP_0F;
    }
    h.opcode = *p;
    h.rest = p + 1;
    return h;
}

static bool has_modrm(const struct head *h)
{
    if (h->map == MAP_ONE_BYTE)
        return in_set(one_byte_modrm, h->opcode);
    return h->map != MAP_0F || (h->vex ? h->opcode != 0x77 : !in_set(map_0f_bare, h->opcode));
}

static bool is_gather(const struct head *h)
{
    uint8_t o = h->opcode;
    return h->vex && h->map == MAP_0F38 && ((o >= 0x90 && o <= 0x93) || (o >= 0xa0 && o <= 0xa3));
}

// LEA, and the no-operations that have operands, only look as if they went to memory.
static bool only_looks_so(const struct head *h)
{
    return (h->map == MAP_ONE_BYTE && h->opcode == 0x8d) ||
           (h->map == MAP_0F && !h->vex && h->opcode == 0x1f);
}

static void read_operand(struct x86 *x, const struct head *h)
{
    unsigned mod = h->rest[0] >> 6, rm = h->rest[0] & 7;
    if (mod == 3 || only_looks_so(h))
        return;
    x->memory = true;
    if (rm != 4) {
        x->base = mod == 0 && rm == 5 ? X86_NONE : (int)(rm | h->b << 3); // NONE: relative to rip
        return;
    }
    uint8_t sib = h->rest[1];
    x->scale = 1u << (sib >> 6);
    x->base = mod == 0 && (sib & 7) == 5 ? X86_NONE : (int)((sib & 7u) | h->b << 3);
    x->index = (int)((sib >> 3 & 7u) | h->x << 3);
    x->vector_index = is_gather(h);
    if (x->vector_index)
        x->index |= (int)h->v << 4;
    else if (x->index == 4)
        x->index = X86_NONE;
}

static void read_kind(struct x86 *x, const struct head *h)
{
    uint8_t o = h->opcode, modrm = h->rest[0], reg = modrm >> 3 & 7;
    if (h->map == MAP_ONE_BYTE) {
        if (o == 0xe8 || (o == 0xff && reg == 2))
            x->kind = X86_CALL;
        else if (o == 0xc3 || o == 0xc2)
            x->kind = X86_RETURN;
        else if ((o == 0xf6 || o == 0xf7) && reg >= 6)
            x->kind = X86_DIVIDE;
        x->source = (o >= 0xa4 && o <= 0xa7) || o == 0xac || o == 0xad;
        x->target = (o >= 0xa4 && o <= 0xa7) || o == 0xaa || o == 0xab || o == 0xae || o == 0xaf;
    } else if (h->map == MAP_0F && (o == 0x51 || o == 0x5e)) {
        x->kind = X86_FLOATING;
    }
    if (x->kind == X86_DIVIDE && modrm >> 6 == 3)
        x->divisor = (int)((modrm & 7u) | h->b << 3);
}

struct x86 x86_decode(const uint8_t *code)
{
    struct x86 x = {.base = X86_NONE, .index = X86_NONE, .scale = 1, .divisor = X86_NONE};
    struct head h = read_head(code);
    read_kind(&x, &h);
    if (has_modrm(&h))
        read_operand(&x, &h);
    return x;
}
