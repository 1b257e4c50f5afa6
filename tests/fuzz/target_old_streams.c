// SPDX-License-Identifier: MIT
// The old protocols' streams as pure functions of bytes: items found, read, decrypted, and the walk always
// ends.
#include "crypto/common/bytes.h"
#include "net/old/chatlock_message.h"
#include "net/old/coursework_stream.h"
#include "net/old/socketchat_wire.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void chatlock(const char *stream, size_t bytes)
{
    static struct chatlock_message m;
    for (size_t at = 0, from, used = 0; at < bytes; at += used) {
        enum chatlock_item item = chatlock_next(stream + at, bytes - at, &from, &used);
        FUZZ_REQUIRE(used <= bytes - at);
        if (item == CHATLOCK_MORE || item == CHATLOCK_BAD)
            return;
        FUZZ_REQUIRE(used && from < used);
        if (item != CHATLOCK_LIST || chatlock_read(&m, stream + at + from, used - from))
            continue;
        FUZZ_REQUIRE(memchr(m.user, 0, sizeof m.user) && wire_text_valid(m.text, strlen(m.text), true));
        struct wire_writer w = {0};
        if (!chatlock_write(&w, &m, 0, NULL, NULL)) {
            static struct chatlock_message again;
            FUZZ_REQUIRE(!chatlock_read(&again, (const char *)w.data, w.bytes) && again.kind == m.kind);
        }
        wire_free(&w);
    }
}

static void socketchat(const char *stream, size_t bytes)
{
    static char text[SOCKETCHAT_MAX_CHARS];
    uint8_t key[SOCKETCHAT_KEY_BYTES];
    socketchat_key(key, "secret", 6);
    for (size_t at = 0, line = 0, n; at < bytes; at += line) {
        if (socketchat_next(key, stream + at, bytes - at, &line) || !line)
            return;
        FUZZ_REQUIRE(line <= bytes - at);
        if (!socketchat_decrypt(key, text, &n, stream + at, line))
            FUZZ_REQUIRE(n < sizeof text && text[n] == '\0');
    }
}

static void coursework(const char *stream, size_t bytes)
{
    struct rsa_public key;
    char text[COURSEWORK_MAX_KEY_BYTES + 1];
    size_t from, used = 0, n;
    if (!coursework_next_key(stream, bytes, &key, &used) && used) {
        FUZZ_REQUIRE(used <= bytes);
        char *pem = coursework_key_pem(&key);
        free(pem);
        rsa_public_clear(&key);
    } else {
        used = 0;
    }
    for (size_t at = used; at < bytes; at += used) {
        if (coursework_next_frame(stream + at, bytes - at, &from, &used) || !used)
            return;
        FUZZ_REQUIRE(from <= used && used <= bytes - at);
        (void)coursework_frame_decode(&fuzz_person(0)->keys.wrap, NULL, text, &n,
                                      (const uint8_t *)stream + at + from, used - from);
    }
}

static void others(const char *text, size_t chars)
{
    static const uint8_t key[COURSEWORK_LOG_KEY_BYTES];
    uint8_t *log = NULL;
    size_t n;
    if (!coursework_log_decrypt(key, &log, &n, text, chars))
        gl_wipe_free(log, n);
    char *string = malloc(chars + 1);
    memcpy(string, text, chars);
    string[chars] = '\0';
    static struct chatlock_list list;
    static char plain[CHATLOCK_TEXT_ROOM];
    if (!chatlock_encrypt(&list, string, NULL))
        FUZZ_REQUIRE(!chatlock_list_decrypt(plain, sizeof plain, &list));
    (void)coursework_password_fault(string);
    (void)coursework_hash_matches("0000000000000000000000000000000000000000000000000000000000000000", string);
    free(string);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    char *copy = fuzz_copy(data + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        chatlock(copy, size - 1);
        break;
    case 1:
        socketchat(copy, size - 1);
        break;
    case 2:
        coursework(copy, size - 1);
        break;
    default:
        others(copy, size - 1);
    }
    free(copy);
    return 0;
}
