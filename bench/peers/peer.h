// SPDX-License-Identifier: MIT
// A peer: another library that can do what we do. One file a library, behind this interface.
//
// A task says what is to be done, in bytes and names, and belongs to nobody's library: the peers include
// nothing of crypto/, so their headers cannot collide with ours. A way is how one party does one kind of
// task. Everything that a careful user of that library would do once (fetch an algorithm, expand a key, make
// a context, allocate the output) is done in open(); run() is what is timed.
//
// Our own engines are driven through the very same ways (bench_*.c), so no party has a shorter road.
#ifndef GLASSLOCK_BENCH_PEER_H
#define GLASSLOCK_BENCH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum task_kind {
    TASK_CIPHER,      // encrypt or decrypt `in` in one call; the answer is the output
    TASK_CIPHER_MANY, // encrypt `count` independent messages, each with a context (key and IV) of its own
    TASK_HASH,        // hash `in`; the answer is the digest
    TASK_HASH_MANY,   // `count` independent messages
    TASK_HMAC,        // the key is known beforehand
    TASK_PBKDF2,      // `count` passwords, 32 bytes from each
    TASK_RSA_PUBLIC,  // of primitive peers: in^e mod n
    TASK_RSA_PRIVATE,
    TASK_OAEP_ENCRYPT, // SHA-256, no label
    TASK_OAEP_DECRYPT,
    TASK_PSS_SIGN, // of a SHA-256 digest, 32 bytes of salt
    TASK_PSS_VERIFY,
    TASK_RSA_GENERATE,      // the answer is p, then q
    TASK_EC_GENERATE,       // with the public point written out; the answer is d, x, y
    TASK_ECDSA_SIGN,        // the answer is r, then s
    TASK_ECDSA_VERIFY,      // the answer is one byte for each, 1 where it is valid
    TASK_ECDSA_VERIFY_MANY, // `count` signatures, each under a key of its own
    TASK_ECDH,              // the answer is the x coordinate
    TASK_KINDS
};

#define TASK_MAX_COUNT 64

// Big-endian numbers of fixed width, and the same key as PKCS#1 DER.
struct task_rsa {
    unsigned bits;
    const uint8_t *n, *e, *d, *p, *q, *dp, *dq, *qinv; // n, d: bits / 8 bytes, e: 3, the rest: bits / 16
    const uint8_t *der;
    size_t der_bytes;
};

// d, x, y: field_bytes each; theirs: the other party's x and y.
struct task_ec {
    size_t field_bytes;
    const uint8_t *d, *x, *y, *their_x, *their_y;
    const uint8_t *der; // SEC 1
    size_t der_bytes;
};

struct task {
    enum task_kind kind;
    const char *algorithm; // "des", "aes-128", "aes-256", "sha256", "sha512", "rsa", "P-256", "P-384"
    bool cbc, decrypt;     // else ECB, encrypt
    const uint8_t *key, *iv;
    size_t key_bytes;
    const uint8_t
        *in; // `count` messages, passwords, digests or ciphertexts of `bytes` bytes, one after the other
    size_t bytes, count;
    uint8_t *out;        // of ciphers: where everyone writes, as the luck of an address must favour nobody
    uint64_t iterations; // PBKDF2; its salt is the key
    const struct task_rsa *rsa;
    const struct task_ec *ec;  // `count` of them
    const uint8_t *signatures; // `count` of them: r then s, field_bytes each; PSS: bits / 8 bytes
    size_t answer_bytes;
};

struct way {
    void *(*open)(const struct task *task);    // NULL: this party cannot do this task
    bool (*run)(void *state);                  // once; false: it failed
    void (*answer)(void *state, uint8_t *out); // task->answer_bytes, of the run just done
    void (*close)(void *state);
};

struct peer {
    const char *name;                   // "OpenSSL EVP"
    const char *brief;                  // at most six letters, for a column's head
    const char *package;                // what Debian calls its header files
    const char *(*version)(void);       // NULL: not built, the package is missing
    bool primitive;                     // only the bare arithmetic: no padding, no blinding
    const struct way *ways[TASK_KINDS]; // NULL: it has no such operation
};

extern const struct peer *const peers[]; // NULL at the end

// What the ways share: zeroed memory that begins a cache line, or a page where it is large.
static inline void *peer_memory(size_t bytes)
{
    size_t unit = bytes < 4096 ? 64 : 4096, whole = (bytes / unit + 1) * unit;
    void *memory = aligned_alloc(unit, whole);
    if (memory)
        memset(memory, 0, whole);
    return memory;
}

static inline bool task_is(const struct task *task, const char *algorithm)
{
    return strcmp(task->algorithm, algorithm) == 0;
}

// One of the ciphers that all peers have.
static inline bool task_is_aes(const struct task *task)
{
    return task_is(task, "aes-128") || task_is(task, "aes-256");
}

#endif
