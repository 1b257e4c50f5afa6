// SPDX-License-Identifier: MIT
// The old protocols' servers, as a connection meets them: a stream of anything, or texts sealed as a client
// that knows the key would.
#include "net/old/coursework_stream.h"
#include "net/old/old.h"
#include "net/old/socketchat_wire.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/old_rig.h"
#include "tests/fuzz/server_rig.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS 40 // of one connection

static struct rig rig;
static const struct server_protocol *protocol;
static struct rsa_public server_key; // coursework
static char *our_pem;

static void learn_key(void)
{
    char answer[4096];
    size_t used = 0;
    our_pem = coursework_key_pem(&fuzz_person(0)->keys.wrap.public);
    FUZZ_REQUIRE(our_pem);
    struct rig_end e = rig_connect(&rig);
    rig_say(&e, our_pem, strlen(our_pem));
    rig_serve(&e);
    size_t n = rig_answer(&e, answer, sizeof answer);
    FUZZ_REQUIRE(!coursework_next_key(answer, n, &server_key, &used) && used);
    rig_close(&e);
}

static void seal(struct wire_writer *w, const uint8_t *text, size_t bytes)
{
    if (protocol == &server_socketchat) {
        char line[SOCKETCHAT_MAX_CHARS + 1];
        uint8_t key[SOCKETCHAT_KEY_BYTES];
        socketchat_key(key, "secret", 6);
        if (!socketchat_encrypt(key, line, text, bytes))
            wire_put_raw(w, line, strlen(line));
    } else if (protocol == &server_coursework) {
        uint8_t frame[COURSEWORK_MAX_FRAME];
        size_t n;
        if (!coursework_frame_encode(&server_key, NULL, frame, &n, text, bytes))
            wire_put_raw(w, frame, n);
    } else {
        wire_put_raw(w, text, bytes);
    }
}

// Texts end at 0xff, which is no UTF-8.
static void seal_all(struct wire_writer *w, struct fuzz_in *in)
{
    if (protocol == &server_coursework)
        wire_put_raw(w, our_pem, strlen(our_pem));
    for (int i = 0; in->left && i < TEXTS; i++) {
        const uint8_t *end = memchr(in->at, 0xff, in->left);
        size_t n = end ? (size_t)(end - in->at) : in->left;
        seal(w, in->at, n);
        fuzz_take(in, n + (end != NULL));
    }
}

static void begin(const struct server_protocol *chosen)
{
    protocol = chosen;
    rig_start(&rig, protocol);
    if (protocol == &server_coursework)
        learn_key();
}

int old_server_hears(const struct server_protocol *chosen, const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    struct wire_writer w = {0};
    if (!protocol)
        begin(chosen);
    if (fuzz_u8(&in) & 1)
        seal_all(&w, &in);
    else
        wire_put_raw(&w, in.at, in.left);
    struct rig_end e = rig_connect(&rig);
    if (w.bytes)
        rig_say(&e, w.data, w.bytes);
    rig_serve(&e);
    rig_close(&e);
    wire_free(&w);
    return 0;
}
