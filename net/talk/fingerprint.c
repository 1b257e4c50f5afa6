// SPDX-License-Identifier: MIT
// What people compare: fingerprints and safety numbers.
#include "crypto/common/hex.h"
#include "crypto/rsa/octets.h"
#include "net/talk/fields.h"
#include "net/talk/talk.h"

#include <string.h>

#define GROUP_DIGITS 5

void talk_fingerprint(char text[TALK_FINGERPRINT_CHARS + 1], const uint8_t hash[TALK_HASH_BYTES])
{
    gl_hex_groups(text, hash, TALK_HASH_BYTES);
}

void talk_safety_number(char text[TALK_SAFETY_CHARS + 1], const uint8_t ours[TALK_HASH_BYTES],
                        const uint8_t theirs[TALK_HASH_BYTES])
{
    bool first = memcmp(ours, theirs, TALK_HASH_BYTES) <= 0;
    uint8_t digest[TALK_HASH_BYTES];
    struct hash_ctx h;
    talk_hash_begin(&h, "glasslock safety v1");
    talk_put_raw(&h, first ? ours : theirs, TALK_HASH_BYTES);
    talk_put_raw(&h, first ? theirs : ours, TALK_HASH_BYTES);
    hash_final(&h, digest);
    mpz_t number;
    mpz_init(number);
    os2ip(number, digest, sizeof digest);
    // The number's last sixty decimal digits, from the right.
    text[TALK_SAFETY_CHARS] = '\0';
    for (size_t i = TALK_SAFETY_CHARS; i-- > 0;)
        if (i % (GROUP_DIGITS + 1) == GROUP_DIGITS)
            text[i] = ' ';
        else
            text[i] = "0123456789"[mpz_fdiv_q_ui(number, number, 10)];
    mpz_clear(number);
}
