// SPDX-License-Identifier: MIT
#include "tests/run.h"

#include "crypto/common/bytes.h"
#include "crypto/common/error.h"
#include "crypto/common/hex.h"
#include "crypto/common/random.h"

static void hex_round_trip(void)
{
    uint8_t bytes[3] = {0};
    char text[7];
    CU_ASSERT_EQUAL(gl_hex_decode(bytes, "00fFa5", 6), GL_OK);
    gl_hex_encode(text, bytes, 3);
    CU_ASSERT_STRING_EQUAL(text, "00ffa5");
}

static void hex_refuses(void)
{
    uint8_t bytes[4];
    CU_ASSERT_EQUAL(gl_hex_decode(bytes, "abc", 3), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(gl_hex_decode(bytes, "0g", 2), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(gl_hex_decode(bytes, "0 ", 2), GL_ERR_ENCODING);
}

static void equal_in_constant_time(void)
{
    uint8_t a[32] = {0}, b[32] = {0};
    CU_ASSERT_TRUE(gl_equal_ct(a, b, 32));
    CU_ASSERT_TRUE(gl_equal_ct(a, b, 0));
    for (int bit = 0; bit < 256; bit++) {
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CU_ASSERT_FALSE(gl_equal_ct(a, b, 32));
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void fixed_random_runs_dry(void)
{
    struct gl_random_fixed fixed = {.bytes = (const uint8_t *)"abc", .count = 3};
    struct gl_random random = gl_random_from_fixed(&fixed);
    uint8_t out[2];
    CU_ASSERT_EQUAL(gl_random_bytes(&random, out, 2), GL_OK);
    CU_ASSERT_EQUAL(out[1], 'b');
    CU_ASSERT_EQUAL(gl_random_bytes(&random, out, 2), GL_ERR_RANDOM);
}

static void errors_have_words(void)
{
    for (int i = 0; i <= GL_ERR_COUNT; i++)
        CU_ASSERT_TRUE(strlen(gl_error_string((enum gl_error)i)) > 5);
}

void suite_common(void)
{
    add_suite("common", (const struct test_case[]){
                            {"hex: round trip", hex_round_trip},
                            {"hex: refuses odd lengths and other characters", hex_refuses},
                            {"constant-time comparison sees every bit", equal_in_constant_time},
                            {"a fixed random stream runs dry", fixed_random_runs_dry},
                            {"every error has words", errors_have_words},
                            {0},
                        });
}
