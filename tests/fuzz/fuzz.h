// SPDX-License-Identifier: MIT
// What the fuzz targets share. A target is a file target_NAME.c that defines LLVMFuzzerTestOneInput(); main()
// is libFuzzer's. An input is taken apart by struct fuzz_in; a promise that does not hold ends the process.
#ifndef GLASSLOCK_TESTS_FUZZ_FUZZ_H
#define GLASSLOCK_TESTS_FUZZ_FUZZ_H

#include "crypto/common/random.h"
#include "net/channel/channel.h"
#include "net/talk/talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// `holds`, or the process ends here, with the promise as its last words.
#define FUZZ_REQUIRE(holds) ((holds) ? (void)0 : fuzz_broken(#holds, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *promise, const char *file, int line);

// ---- the input ----

struct fuzz_in {
    const uint8_t *at;
    size_t left;
};
static inline struct fuzz_in fuzz_in(const uint8_t *data, size_t size)
{
    return (struct fuzz_in){data, size};
}
uint8_t fuzz_u8(struct fuzz_in *in); // 0 at the end
uint16_t fuzz_u16(struct fuzz_in *in);
const uint8_t *fuzz_take(struct fuzz_in *in, size_t bytes);  // NULL: there is not so much
void fuzz_fill(struct fuzz_in *in, void *out, size_t bytes); // zeros behind the end
void *fuzz_copy(const void *data, size_t bytes);             // malloc'd, of just that size
char *fuzz_text(struct fuzz_in *in);                         // the rest with a NUL, malloc'd
size_t fuzz_step(uint8_t choice, size_t left);               // how much of a stream comes at once

// ---- what is needed to get past the door ----

// The same bytes in every run, so that an input does the same again.
struct gl_random fuzz_random(uint64_t *state, uint64_t from);

#define FUZZ_PEOPLE 2 // "alice", "bob"
struct fuzz_person {
    struct talk_keys keys;
    struct talk_card card;
    struct wire_writer encoded; // the card
};
const struct fuzz_person *fuzz_person(int i); // made at the first call

// Both ends of a channel that stands, from one random stream. identity: NULL for one of its own.
struct fuzz_pair {
    struct channel client, server;
    struct wire_writer hello, answer, finished; // the frames of the handshake
    struct ec_key identity;
};
void fuzz_pair_open(struct fuzz_pair *p);
void fuzz_pair_free(struct fuzz_pair *p);

#endif
