// SPDX-License-Identifier: MIT
// Fernet keys and tokens: anything as a token, and a good token with bytes changed, which never opens.
#include "crypto/encoding/base64.h"
#include "crypto/token/fernet.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define NOW 1700000000u

static void any(const char *text)
{
    uint8_t key[FERNET_KEY_BYTES], *out = malloc(strlen(text) + 1);
    char again[FERNET_KEY_CHARS + 1];
    size_t n;
    if (!fernet_key_decode(key, text)) {
        fernet_key_encode(again, key);
        FUZZ_REQUIRE(!strcmp(again, text));
    }
    memset(key, 7, sizeof key);
    FUZZ_REQUIRE(fernet_decrypt(key, NOW, 60, out, &n, text) == GL_ERR_DECRYPT);
    free(out);
}

static void changed(struct fuzz_in in)
{
    uint8_t key[FERNET_KEY_BYTES] = {1}, iv[16] = {2}, out[64 * 4];
    size_t n, at = fuzz_u8(&in);
    char token[200];
    FUZZ_REQUIRE(!fernet_encrypt(key, NOW, iv, token, (const uint8_t *)"hello, world", 12));
    FUZZ_REQUIRE(!fernet_decrypt(key, NOW + 5, 60, out, &n, token) && n == 12);
    char c = (char)fuzz_u8(&in);
    if (at < strlen(token) && token[at] != c) {
        token[at] = c;
        FUZZ_REQUIRE(fernet_decrypt(key, NOW + 5, 60, out, &n, token) == GL_ERR_DECRYPT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_in in = fuzz_in(data, size);
    char *text = fuzz_text(&in);
    any(text);
    changed(fuzz_in(data, size));
    free(text);
    return 0;
}
