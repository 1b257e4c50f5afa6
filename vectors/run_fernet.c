// SPDX-License-Identifier: MIT
// Fernet's generate, verify and invalid files. A token is made again from its src, now and iv; any other is
// decrypted at `now` with its time to live, and must give src, or be refused where there is no src.
#include "crypto/token/fernet.h"
#include "vectors/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

// "1985-10-26T01:20:00-07:00" as seconds since 1970.
static uint64_t run_time(struct run *r, const char *name)
{
    struct tm tm = {0};
    const char *text = run_text(r, name), *rest = strptime(text, "%Y-%m-%dT%H:%M:%S%z", &tm);
    long offset = tm.tm_gmtoff;
    if (!rest || *rest) {
        run_malformed(r, name, "%s is no time: '%.40s'", name, text);
        return 0;
    }
    time_t seconds = timegm(&tm) - offset;
    return (uint64_t)seconds;
}

// A list of sixteen numbers.
static void read_iv(struct run *r, uint8_t iv[16])
{
    const char *at = run_text(r, "iv");
    for (int i = 0; i < 16; i++) {
        char *end = NULL;
        unsigned long byte = strtoul(at, &end, 10);
        if (end == at || byte > 255 || *end != (i < 15 ? ',' : 0)) {
            run_malformed(r, "iv", "iv is not sixteen bytes");
            return;
        }
        iv[i] = (uint8_t)byte;
        at = end + 1;
    }
}

static void generate(struct run *r, const uint8_t *key, uint64_t now, const char *expected)
{
    uint8_t iv[16] = {0};
    const char *source = run_text(r, "src");
    char *token = run_memory(r, fernet_token_chars(strlen(source)) + 1);
    read_iv(r, iv);
    if (r->malformed)
        return;
    run_works(r, "token", fernet_encrypt(key, now, iv, token, (const uint8_t *)source, strlen(source)));
    if (strcmp(token, expected) != 0)
        run_fail(r, "token", "token differs");
}

static void decrypt(struct run *r, const uint8_t *key, uint64_t now, uint64_t ttl, const char *token)
{
    size_t bytes = 0;
    uint8_t *out = run_memory(r, strlen(token));
    enum gl_error error = fernet_decrypt(key, now, ttl, out, &bytes, token);
    run_ignore(r, "desc");
    if (!run_has(r, "src")) {
        if (!error)
            run_fail(r, "token", "token is accepted, but the file says it is invalid");
        return;
    }
    const char *source = run_text(r, "src");
    struct blob expected = {.data = (uint8_t *)run_memory(r, strlen(source)), .bytes = strlen(source)};
    memcpy(expected.data, source, expected.bytes);
    run_works(r, "token", error);
    run_equal(r, "src", expected, out, bytes);
}

void run_fernet(struct run *r)
{
    uint8_t key[FERNET_KEY_BYTES];
    uint64_t now = run_time(r, "now"), ttl = run_has(r, "ttl_sec") ? run_number(r, "ttl_sec") : 0;
    const char *token = run_text(r, "token"), *secret = run_text(r, "secret");
    if (!r->malformed && fernet_key_decode(key, secret) != GL_OK)
        run_malformed(r, "secret", "secret is no Fernet key");
    if (r->malformed)
        return;
    if (run_has(r, "iv"))
        generate(r, key, now, token);
    decrypt(r, key, now, ttl, token);
}
