// SPDX-License-Identifier: MIT
// The benchmarks: operations, who competes in each, and what was measured.
//
// An operation is a task (peers/peer.h) with a name, the family whose engines all do it, and our way of doing
// it. One file an algorithm (bench_aes.c, ...) lists its operations; a new engine of a family competes by
// being registered.
#ifndef GLASSLOCK_BENCH_BENCH_H
#define GLASSLOCK_BENCH_BENCH_H

#include "bench/peers/peer.h"
#include "crypto/common/engine.h"

#define BENCH_MAX_OPERATIONS  96
#define BENCH_MAX_CONTESTANTS 24
#define BENCH_MAX_ROUNDS      63
#define BENCH_NAME_BYTES      64

enum bench_unit { BENCH_BYTES, BENCH_OPERATIONS, BENCH_ITERATIONS };

struct operation {
    char name[BENCH_NAME_BYTES]; // "AES-128-CBC encrypt, 1 KiB"
    const char *algorithm;       // the file it is from: "aes"
    struct task task;
    enum bench_unit unit;
    double work; // bytes, operations or iterations of one run
    const struct gl_family *family;
    const struct way *ours;
    bool (*serves)(const struct operation *op, const struct gl_engine *engine); // NULL: every engine does
    // Is the answer right? NULL: it must be ours, byte for byte. For answers that differ from run to run
    // (random padding, nonces, keys) we open or verify them ourselves.
    bool (*check)(const struct operation *op, const uint8_t *answer);
    // A second task with a known answer, which no party may get wrong: refusing a forgery. trap_answer NULL:
    // none.
    struct task trap;
    const uint8_t *trap_answer;
    // What a primitive peer does instead, and its answer. primitive_answer NULL: such peers have no part in
    // it.
    struct task primitive;
    const uint8_t *primitive_answer;
    bool alone;       // no peer has this algorithm: only our engines take part
    bool random_time; // key generation: what is timed differs from run to run
};

struct bench_list {
    struct operation operations[BENCH_MAX_OPERATIONS];
    size_t count;
};

// A zeroed operation at the end of the list, to be filled in.
struct operation *bench_add(struct bench_list *list, const char *algorithm, const struct gl_family *family);
// Every operation of every algorithm. false: no memory, or our own keys and signatures could not be made.
bool bench_list_all(struct bench_list *list);

// One file an algorithm.
bool bench_des(struct bench_list *list);
bool bench_aes(struct bench_list *list);
bool bench_sha2(struct bench_list *list);
bool bench_hmac(struct bench_list *list);
bool bench_pbkdf2(struct bench_list *list);
bool bench_rsa(struct bench_list *list);
bool bench_ec(struct bench_list *list);

#define BENCH_INPUT_BYTES (1u << 20)
// The same pseudo-random bytes in every run: keys, IVs and messages.
const uint8_t *bench_input(void);
uint8_t *bench_output(void); // as many
// "64 B", "1 KiB", "1 MiB"
const char *bench_size(size_t bytes);

// ---- who competes, and what was measured ----

struct contestant {
    const char *name;               // of the engine or the peer
    const struct gl_engine *engine; // one of ours, or NULL
    const struct peer *peer;        // or one of these
    const struct way *way;
    void *state;
    const struct gl_family *family;
    uint64_t iterations;         // of each round
    double ns[BENCH_MAX_ROUNDS]; // for one run, round by round
    double median_ns, spread;    // spread: interquartile range in percent of the median
    double rate;                 // of the operation's unit per second
    double cycles;               // for a byte, an operation or an iteration; 0: cannot be told
    double ratio;                // speed as a multiple of the fastest peer's; 0: there is no peer
    bool failed;
};

struct result {
    const struct operation *op;
    struct contestant rows[BENCH_MAX_CONTESTANTS];
    size_t count;
    const struct peer *unable[BENCH_MAX_CONTESTANTS]; // peers that have such operations, but not this one
    size_t n_unable;
    size_t rounds;
    const struct contestant *best, *fastest_peer; // our fastest, theirs; NULL: none
};

struct bench_settings {
    size_t rounds;
    double slice_seconds;   // of one contestant in one round
    unsigned random_repeat; // runs in a round of what takes a random time, the same for all
    void (*progress)(void *context, const struct operation *op, size_t done, size_t total);
    void *context;
};

// A pattern (NULL: everything) names operations, if it names any, by their name, algorithm or family; else
// parties: engines, which then meet all peers, or peers, which meet all engines.
struct bench_filter {
    const char *operation, *party; // NULL: all
};
struct bench_filter bench_filter_of(const struct bench_list *list, const char *pattern);
bool bench_includes(const struct bench_filter *filter, const struct operation *op);

// Can they do this operation here?
bool bench_engine_can(const struct operation *op, const struct gl_engine *engine);
bool bench_peer_can(const struct operation *op, const struct peer *peer);

// Open every contestant, ours first; check their answers; time them in interleaved rounds; close them. false:
// said why on standard error. Put the engine in force, and the memory that GMP uses, as this contestant needs
// them.
void bench_select(const struct contestant *c);
bool bench_open(struct result *result, const struct operation *op, const struct bench_filter *filter);
bool bench_check(struct result *result);
bool bench_measure(struct result *result, const struct bench_settings *settings);
void bench_close(struct result *result);

// The speed of a as a multiple of b's.
double bench_ratio(const struct result *result, const struct contestant *a, const struct contestant *b);

#endif
