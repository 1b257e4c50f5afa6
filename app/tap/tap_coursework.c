// SPDX-License-Identifier: MIT
// The coursework chat without a private key: a PEM each way that nobody vouches for, then RSA blocks.
#include "app/tap/protocol.h"

#include "crypto/common/hex.h"
#include "crypto/hash/hash.h"
#include "net/old/coursework_stream.h"

#include <string.h>

static enum tap_cut cut_key(const struct tap_unit *next, size_t *used)
{
    struct rsa_public key;
    if (coursework_next_key((const char *)next->data, next->bytes, &key, used))
        return TAP_FOREIGN;
    if (*used == 0)
        return TAP_MORE;
    rsa_public_clear(&key);
    return TAP_WHOLE;
}

static enum tap_cut cut(const struct tap_unit *next, size_t *used)
{
    size_t from;
    if (next->number == 1)
        return cut_key(next, used);
    if (coursework_next_frame((const char *)next->data, next->bytes, &from, used))
        return TAP_FOREIGN;
    return *used ? TAP_WHOLE : TAP_MORE;
}

static void mean_key(const struct tap_unit *unit, FILE *out)
{
    struct rsa_public key;
    size_t used;
    uint8_t hash[32];
    char groups[80];
    if (coursework_next_key((const char *)unit->data, unit->bytes, &key, &used) || used == 0) {
        fputs("a public key that cannot be read", out);
        return;
    }
    hash_digest(&hash_sha256, unit->data, used, hash);
    gl_hex_groups(groups, hash, sizeof hash);
    fprintf(out, "public key: RSA-%zu, signed by nobody, SHA-256 %s", mpz_sizeinbase(key.n, 2), groups);
    rsa_public_clear(&key);
}

static void meaning(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    size_t from, used;
    (void)memory;
    if (unit->number == 1)
        mean_key(unit, out);
    else if (!coursework_next_frame((const char *)unit->data, unit->bytes, &from, &used) && used)
        fprintf(out, "frame: %zu characters of base64, one RSA-OAEP block, a text of at most %d bytes",
                used - from, COURSEWORK_MAX_TEXT);
    else
        fputs("a frame that cannot be read", out);
}

static void alter(const struct tap_unit *unit, uint8_t *data, FILE *said)
{
    size_t at = unit->bytes / 2;
    data[at] = data[at] == 'A' ? 'B' : 'A';
    fprintf(said, "character %zu", at);
}

const struct tap_protocol tap_coursework = {.name = "coursework",
                                            .first = {2, 2},
                                            .cut = cut,
                                            .meaning = meaning,
                                            .alter = alter,
                                            .middle = &tap_coursework_middle};
