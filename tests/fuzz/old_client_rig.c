// SPDX-License-Identifier: MIT
#include "net/old/coursework_client.h"
#include "net/old/socketchat_wire.h"
#include "tests/fuzz/client_rig.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/old_rig.h"

#define TEXTS 40 // of one connection

static struct chat_client *client;

static void seal(struct wire_writer *w, const uint8_t *text, size_t bytes)
{
    if (client->protocol == &client_coursework) {
        const struct coursework *s = client_state_of(client);
        uint8_t frame[COURSEWORK_MAX_FRAME];
        size_t n;
        if (!coursework_frame_encode(&s->key.public, NULL, frame, &n, text, bytes))
            wire_put_raw(w, frame, n);
    } else if (client->protocol == &client_socketchat) {
        char line[SOCKETCHAT_MAX_CHARS + 1];
        uint8_t key[SOCKETCHAT_KEY_BYTES];
        socketchat_key(key, "secret1!", 8);
        if (!socketchat_encrypt(key, line, text, bytes))
            wire_put_raw(w, line, strlen(line));
    } else {
        wire_put_raw(w, text, bytes);
    }
}

// Texts end at 0xff, which is no UTF-8.
static void seal_all(struct wire_writer *w, struct fuzz_in *in)
{
    if (client->protocol == &client_coursework) {
        const struct coursework *s = client_state_of(client);
        wire_put_raw(w, s->pem, strlen(s->pem)); // our own key serves as the server's too
    }
    for (int i = 0; in->left && i < TEXTS; i++) {
        const uint8_t *end = memchr(in->at, 0xff, in->left);
        size_t n = end ? (size_t)(end - in->at) : in->left;
        seal(w, in->at, n);
        fuzz_take(in, n + (end != NULL));
    }
}

int old_client_hears(const struct client_protocol *chosen, const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    struct wire_writer w = {0};
    if (!client)
        client = client_rig(chosen);
    uint8_t how = fuzz_u8(&in), step = fuzz_u8(&in);
    if (how & 1)
        seal_all(&w, &in);
    else
        wire_put_raw(&w, in.at, in.left);
    client_command(client, "/name alice"); // where the name was taken before
    if (client_rig_connect(client) && w.bytes)
        (void)client_rig_hear(client, w.data, w.bytes, step);
    client_rig_lose(client);
    wire_free(&w);
    return 0;
}
