// SPDX-License-Identifier: MIT
// The trace: what a textbook engine did, step by step, as an immutable array of values.
//
// A trace is a list of steps inside nested scopes (DES encryption > Key schedule > Round 3). A step is one
// operation of the vocabulary (trace_ops.def): its output value, references to the earlier steps that were
// its inputs, its parameters, the table it used, and where the standard says so. Views (text, JSON, report,
// stepper, page) are cursors into the array and know no algorithm; the checker (check.h) recomputes every
// step on its own.
//
// A value is an unsigned integer of a fixed width in bits, stored big-endian in (bits + 7) / 8 bytes, the
// first byte's surplus high bits zero. Bit strings, byte strings, words, states, integers and points are all
// this, with a kind that says how to print them. Widths are never lost: 0x00ff of 16 bits prints as 00ff.
//
// Recording: an engine takes `struct trace *t`, which may be NULL: then nothing is recorded and nothing
// allocated. Any failure (memory, too many steps) sticks in the trace: recording calls go on as no-ops, and
// the owner asks trace_error() once, at the end. A trace holds keys: trace_free() wipes it. One thread at a
// time.
#ifndef GLASSLOCK_TRACE_TRACE_H
#define GLASSLOCK_TRACE_TRACE_H

#include "crypto/common/error.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_op {
#define OP(symbol, name, meaning) TRACE_##symbol,
#include "crypto/trace/trace_ops.def"
#undef OP
    TRACE_OPS
};

enum trace_kind {
    TRACE_BITS,    // a bit string
    TRACE_BYTES,   // a byte string
    TRACE_WORD,    // a machine word
    TRACE_STATE,   // the AES state: 16 bytes, byte i in row i mod 4, column i / 4
    TRACE_INTEGER, // a number
    TRACE_PT,      // a point: 04 || x || y, or zeros for the point at infinity
    TRACE_FLAG,    // one bit: yes or no
    TRACE_KINDS
};

enum trace_level { TRACE_ALGORITHM, TRACE_PHASE, TRACE_BLOCK, TRACE_ROUND, TRACE_LANE, TRACE_LEVELS };

enum trace_layout {
    TRACE_POSITIONS, // permute, select: cells are positions in the input
    TRACE_LOOKUP,    // the input unit is the cell's index, rows first: row = unit / columns
    TRACE_DES_SBOX,  // six bits: row = first and last bit, column = the four between
    TRACE_LIST,      // constants by index
    TRACE_MATRIX     // coefficients
};

struct trace_table {
    const char *name;     // unique in the house: "PC-1", "S1", "SubBytes", "SHA-256 K"
    const char *citation; // "FIPS 46-3, p. 19"
    enum trace_layout layout;
    unsigned rows, columns;
    unsigned first;     // POSITIONS: the number of the leftmost unit (1 in FIPS 46-3, 0 elsewhere)
    unsigned unit;      // bits of one input unit
    unsigned cell_bits; // bits of one output unit or constant: at most 64
    unsigned cell_size; // bytes of one element of `cells`: 1, 4 or 8
    const void *cells;  // rows * columns elements
};
uint64_t trace_table_cell(const struct trace_table *table, size_t index);

// Every table of the house, by name; NULL where there is none (crypto/trace/tables.c lists them).
const struct trace_table *trace_table_find(const char *name);
const struct trace_table *trace_table_at(size_t index); // NULL after the last

typedef uint32_t trace_ref; // the sequence number of a step, from 1; 0 is "not recorded"

#define TRACE_MAX_INPUTS 20
#define TRACE_MAX_PARAMS 4

struct trace_scope {
    uint32_t parent; // index of the enclosing scope; the root scope 0 is its own parent
    enum trace_level level;
    uint32_t number;     // of the block, round or lane, as the standard counts them
    const char *title;   // "Round 3"
    trace_ref first;     // its first step
    trace_ref past_last; // one after its last
};

struct trace_step {
    enum trace_op op;
    enum trace_kind kind;
    uint32_t scope; // index of the innermost scope
    uint32_t bits;  // width of the output
    uint32_t group; // digits or bits to print together; 0: as the kind likes
    uint8_t n_inputs;
    uint8_t n_params;
    const char *label;    // in the standard's words: "E(R)", "W[16]"
    const char *citation; // "FIPS 46-3, p. 13", or NULL
    const char *function; // the hash of HASH, HMAC and MGF1, as hash_find() spells it; else NULL
    const char *report;   // this step's line in the report view, or NULL: see TRACE report lines below
    const struct trace_table *table;
    const trace_ref *inputs;
    const uint32_t *params;
    const uint8_t *value;
};

// TRACE report lines: "%v" stands for the step's value in hex, "%1".."%9" for its inputs' values; each "%u"
// was filled with the step's number when it was recorded.

struct trace;                   // opaque
#define TRACE_MAX_STEPS 4000000 // a trace of a 1 MB message; more is no use to a reader (GL_ERR_TOO_LARGE)

// ---- recording ----

// What to say of a step; made with SAY("label", number, citation). `label` may hold one %u, which `number`
// fills.
struct trace_say {
    const char *label;
    uint32_t number;
    const char *citation;
    uint32_t group;
    const char *report;
    const char *function;
};
#define SAY(...) ((struct trace_say){.label = __VA_ARGS__})

// Inputs, parameters and table of a step:
//   trace_emit(t, SAY("f(R, K)", 0, P15), TRACE_PERMUTE, &(struct trace_use){.in = {s}, .n_in = 1, .table =
//   &des_P}, ...)
// An input reference of 0 in a recorded trace is an error of the engine and makes the trace inconsistent.
struct trace_use {
    trace_ref in[TRACE_MAX_INPUTS];
    uint8_t n_in;
    uint32_t params[TRACE_MAX_PARAMS];
    uint8_t n_params;
    const struct trace_table *table;
};

struct trace *
trace_new(const char *title);     // NULL without memory; opens the root scope, level TRACE_ALGORITHM
void trace_free(struct trace *t); // wipes; NULL allowed
enum gl_error trace_error(const struct trace *t);
void trace_fail(struct trace *t, enum gl_error error); // an engine gives up; NULL allowed

// Open and close a scope. `number` fills each %u of `title`. Every open has its close.
void trace_open(struct trace *t, enum trace_level level, const char *title, uint32_t number);
void trace_close(struct trace *t);

// Record one step; the value is copied. Returns its reference, or 0 when t is NULL or has failed.
// `value` is (bits + 7) / 8 big-endian bytes. The word form takes at most 64 bits.
trace_ref trace_emit(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                     enum trace_kind kind, const void *value, size_t bits);
trace_ref trace_emit_word(struct trace *t, struct trace_say say, enum trace_op op,
                          const struct trace_use *use, enum trace_kind kind, uint64_t value, unsigned bits);
trace_ref trace_emit_mpz(struct trace *t, struct trace_say say, enum trace_op op, const struct trace_use *use,
                         const mpz_t value, size_t bits); // an INTEGER; must be 0 <= value < 2^bits

// Roots, the commonest calls.
trace_ref trace_input_bytes(struct trace *t, struct trace_say say, const void *value, size_t bytes);

// ---- what if ----

// A computation that is not the standard's: for a class to see what each part is good for. The textbook
// engines ask while they narrate; without a trace, or without a wish in it, they get the standard's answer.
struct trace_what_if {
    unsigned rounds;                     // run only so many; 0: all
    const struct trace_table *from, *to; // another table (of the same shape) in the place of one; NULL: none
    const char *left_out; // the name of a part that is skipped: "ShiftRows", "key schedule"; NULL: none
};
void trace_set_what_if(struct trace *t, const struct trace_what_if *what_if); // copied; its strings are not
// Which of the three wishes has an engine asked for? What is left is no part of the algorithm.
const struct trace_what_if *trace_get_what_if(const struct trace *t); // all zero: the standard's algorithm
void trace_what_if_met(const struct trace *t, bool *rounds, bool *table, bool *left_out);

// A table of the user's in the shape of one of the house: copied, and kept as long as the trace. One a trace.
// NULL where there is one already, where a cell does not fit, or without memory.
const struct trace_table *trace_keep_table(struct trace *t, const struct trace_table *like, const char *name,
                                           const char *citation, const uint64_t *cells);
// Every table that the trace can name: those of the house, then its own; NULL after the last.
const struct trace_table *trace_table_of(const struct trace *t, size_t index);

unsigned trace_rounds(struct trace *t, unsigned standard); // GL_ERR_RANGE sticks where more are wished for
const struct trace_table *trace_table_used(struct trace *t, const struct trace_table *standard);
bool trace_leaves_out(struct trace *t, const char *part); // part: a string that outlives the trace
// The parts that could have been left out, as far as the engine asked while there was such a wish; NULL after
// the last.
const char *trace_part(const struct trace *t, size_t index);

// ---- reading ----

size_t trace_count(const struct trace *t);                                // steps
const struct trace_step *trace_get(const struct trace *t, trace_ref ref); // 1..count, else NULL
size_t trace_scopes(const struct trace *t);
const struct trace_scope *trace_get_scope(const struct trace *t, size_t index); // scope 0 is the root
trace_ref trace_find(const struct trace *t, trace_ref from, const char *label); // next step so labelled, or 0

const char *trace_op_name(enum trace_op op);
const char *trace_op_meaning(enum trace_op op);
bool trace_op_find(const char *name, enum trace_op *op);
const char *trace_kind_name(enum trace_kind kind);
const char *trace_level_name(enum trace_level level);

// The value as lower-case hex of fixed width, ceil(bits / 4) digits; returns malloc'd text or NULL without
// memory.
char *trace_value_hex(const struct trace_step *step);
void trace_value_mpz(const struct trace_step *step, mpz_t out);

// The table cell that a SUBSTITUTE step of one unit looked up; false where the step is none.
bool trace_lookup(const struct trace *t, const struct trace_step *step, unsigned *row, unsigned *column);

#endif
