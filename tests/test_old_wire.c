// SPDX-License-Identifier: MIT
// The bytes of the three old systems: the values of their reports, and what is refused.
#include "tests/run.h"

#include "crypto/common/bytes.h"
#include "net/old/chatlock_wire.h"
#include "net/old/coursework_wire.h"
#include "net/old/socketchat_wire.h"

#include <stdio.h>
#include <stdlib.h>

// ---- chatlock ----

static void chatlock_texts_of_the_report(void)
{
    struct chatlock_list list;
    char text[CHATLOCK_TEXT_ROOM];
    size_t replaced = 9;
    CU_ASSERT_EQUAL(chatlock_encrypt(&list, "hello", &replaced), GL_OK);
    CU_ASSERT_EQUAL_FATAL(list.blocks, 1);
    CU_ASSERT_STRING_EQUAL(list.hex[0], "b9eb4e73991df0c4");
    CU_ASSERT_EQUAL(replaced, 0);
    CU_ASSERT_EQUAL(chatlock_list_decrypt(text, sizeof text, &list), GL_OK);
    CU_ASSERT_STRING_EQUAL(text, "hello");
    CU_ASSERT_EQUAL(chatlock_encrypt(&list, "All", NULL), GL_OK);
    CU_ASSERT_STRING_EQUAL(list.hex[0], "3bf8180786fd6e5c");
    CU_ASSERT_EQUAL(chatlock_encrypt(&list, "", NULL), GL_OK);
    CU_ASSERT_EQUAL(list.blocks, 0);
    CU_ASSERT_EQUAL(chatlock_list_decrypt(text, sizeof text, &list), GL_OK);
    CU_ASSERT_STRING_EQUAL(text, "");
}

static void chatlock_blocks_and_characters(void)
{
    static const struct {
        const char *text, *back;
        size_t blocks, replaced;
    } cases[] = {
        {"12345678", "12345678", 1, 0},
        {"123456789", "123456789", 2, 0},
        {"caf\xc3\xa9", "caf\xc3\xa9", 1, 0},
        {"\xe2\x82\xac 5", "? 5", 1, 1},
        {"a\tb\n", "a?b?", 1, 2},
        {"\xf0\x9f\x94\x92\x10", "?\x10", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct chatlock_list list;
        char text[CHATLOCK_TEXT_ROOM];
        size_t replaced;
        CU_ASSERT_EQUAL(chatlock_encrypt(&list, cases[i].text, &replaced), GL_OK);
        CU_ASSERT_EQUAL(list.blocks, cases[i].blocks);
        CU_ASSERT_EQUAL(replaced, cases[i].replaced);
        CU_ASSERT_EQUAL(chatlock_list_decrypt(text, sizeof text, &list), GL_OK);
        CU_ASSERT_STRING_EQUAL(text, cases[i].back);
    }
}

static void chatlock_refuses_what_is_no_list(void)
{
    static struct chatlock_list list;
    static char text[CHATLOCK_TEXT_ROOM], longest[CHATLOCK_MAX_CHARS + 2];
    static const char *const wrong[] = {"", "b9eb4e73991df0c", "b9eb4e73991df0c40", "b9eb4e73991df0cg"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CU_ASSERT_EQUAL(chatlock_decrypt(text, sizeof text, &wrong[i], 1), GL_ERR_ENCODING);
    static const char *const not_utf8[] = {"\xff",         "a\x80",           "\xc3", "\xe2\x82", "\xc0\xaf",
                                           "\xed\xa0\x80", "\xf4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof not_utf8 / sizeof not_utf8[0]; i++)
        CU_ASSERT_EQUAL(chatlock_encrypt(&list, not_utf8[i], NULL), GL_ERR_ENCODING);
    memset(longest, 'x', CHATLOCK_MAX_CHARS + 1);
    CU_ASSERT_EQUAL(chatlock_encrypt(&list, longest, NULL), GL_ERR_LENGTH);
    longest[CHATLOCK_MAX_CHARS] = '\0';
    CU_ASSERT_EQUAL(chatlock_encrypt(&list, longest, NULL), GL_OK);
    CU_ASSERT_EQUAL(chatlock_list_decrypt(text, sizeof text, &list), GL_OK);
    CU_ASSERT_STRING_EQUAL(text, longest);
    CU_ASSERT_EQUAL(chatlock_list_decrypt(text, 100, &list), GL_ERR_LENGTH);
    CU_ASSERT_STRING_EQUAL(text, "");
    CU_ASSERT_EQUAL(chatlock_decrypt(text, sizeof text, NULL, CHATLOCK_MAX_BLOCKS + 1), GL_ERR_LENGTH);
}

// Every private key signs, and its signatures hold under its own public key.
static void chatlock_signatures_hold(void)
{
    for (unsigned d = 1; d < CHATLOCK_ORDER; d++) {
        struct chatlock_point Q, other;
        struct chatlock_signature sig;
        CU_ASSERT_EQUAL(chatlock_public(&Q, d), GL_OK);
        CU_ASSERT_TRUE(chatlock_point_valid(&Q));
        CU_ASSERT_EQUAL(chatlock_sign(&sig, d, "b9eb4e73991df0c4", NULL), GL_OK);
        CU_ASSERT_EQUAL(chatlock_verify(&Q, &sig, "b9eb4e73991df0c4"), CHATLOCK_VALID);
        CU_ASSERT_EQUAL(chatlock_public(&other, d % 28 + 1), GL_OK);
        CU_ASSERT_TRUE(Q.x != other.x || Q.y != other.y);
    }
    struct chatlock_point G;
    CU_ASSERT_EQUAL(chatlock_public(&G, 1), GL_OK);
    CU_ASSERT_TRUE(G.x == 7 && G.y == 3 && !G.none);
    CU_ASSERT_EQUAL(chatlock_public(&G, 0), GL_ERR_RANGE);
    CU_ASSERT_EQUAL(chatlock_public(&G, 29), GL_ERR_RANGE);
}

// int.from_bytes(sha512(b"b9eb4e73991df0c4").digest(), "big") % 29, and one more, from Python
static void chatlock_digest_is_the_whole_integer(void)
{
    CU_ASSERT_EQUAL(chatlock_digest("b9eb4e73991df0c4"), 5);
    CU_ASSERT_EQUAL(chatlock_digest("3bf8180786fd6e5c"), 22);
}

// The wrong acceptance is the original's own: out of range counts, 0 <= r is in range.
static void chatlock_accepts_what_the_original_accepts(void)
{
    static const struct chatlock_signature out_of_range[] = {
        {29, 5}, {-1, 5}, {5, 0}, {5, 29}, {INT64_MAX, INT64_MIN},
    };
    struct chatlock_point Q = {.none = true};
    for (size_t i = 0; i < sizeof out_of_range / sizeof out_of_range[0]; i++) {
        enum chatlock_verdict verdict = chatlock_verify(&Q, &out_of_range[i], "b9eb4e73991df0c4");
        CU_ASSERT_EQUAL(verdict, CHATLOCK_OUT_OF_RANGE);
        CU_ASSERT_TRUE(chatlock_accepts(verdict));
    }
    for (unsigned d = 1; d < CHATLOCK_ORDER; d++) {
        unsigned held = 0;
        CU_ASSERT_EQUAL(chatlock_public(&Q, d), GL_OK);
        for (int64_t s = 1; s < CHATLOCK_ORDER; s++)
            held +=
                chatlock_verify(&Q, &(struct chatlock_signature){0, s}, "b9eb4e73991df0c4") == CHATLOCK_VALID;
        CU_ASSERT_EQUAL(held, 2); // x = 0 has two points
    }
    Q = (struct chatlock_point){1, 1, false}; // not on the curve
    CU_ASSERT_FALSE(chatlock_accepts(chatlock_verify(&Q, &(struct chatlock_signature){0, 5}, "00")));
    Q.none = true;
    CU_ASSERT_FALSE(chatlock_accepts(chatlock_verify(&Q, &(struct chatlock_signature){7, 5}, "00")));
}

// ---- socketchat ----

static void socketchat_values_of_the_report(void)
{
    static const struct {
        const char *text, *line;
    } cases[] = {
        {"[ user1: ] Hello\n", "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o="},
        {"[ user2: ] Hello world\n", "aOB7rRqQrEWOj/fpsEi0UEem/6slAtCueg/R8nnIwQs="},
    };
    uint8_t key[SOCKETCHAT_KEY_BYTES];
    socketchat_key(key, "password", 8);
    CU_ASSERT_EQUAL(memcmp(key, "1e95e68cabcdb5d12f71a712bb740624", sizeof key), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[SOCKETCHAT_MAX_CHARS + 1], text[64];
        size_t bytes = 0;
        CU_ASSERT_EQUAL(socketchat_encrypt(key, line, cases[i].text, strlen(cases[i].text)), GL_OK);
        CU_ASSERT_STRING_EQUAL(line, cases[i].line);
        CU_ASSERT_EQUAL(socketchat_decrypt(key, text, &bytes, line, strlen(line)), GL_OK);
        CU_ASSERT_EQUAL(bytes, strlen(cases[i].text));
        CU_ASSERT_STRING_EQUAL(text, cases[i].text);
    }
}

// Lines of every length joined into one stream come apart again, whole and byte by byte.
static void socketchat_streams(void)
{
    static char stream[40000], line[SOCKETCHAT_MAX_CHARS + 1], text[SOCKETCHAT_MAX_CHARS];
    char plain[131];
    uint8_t key[SOCKETCHAT_KEY_BYTES];
    size_t filled = 0, at = 0, first = 0, bytes = 0;
    socketchat_key(key, "password", 8);
    memset(plain, 'x', sizeof plain);
    for (size_t n = 0; n <= 130; n++) {
        CU_ASSERT_EQUAL(socketchat_encrypt(key, line, plain, n), GL_OK);
        strcpy(stream + filled, line);
        filled += strlen(line);
    }
    for (size_t n = 0; n <= 130; n++) {
        for (size_t known = 0; known < 300 && first == 0; known++)
            CU_ASSERT_EQUAL_FATAL(socketchat_next(key, stream + at, known, &first), GL_OK);
        size_t whole = 0;
        CU_ASSERT_EQUAL(socketchat_next(key, stream + at, filled - at, &whole), GL_OK);
        CU_ASSERT_EQUAL_FATAL(whole, first);
        CU_ASSERT_EQUAL(socketchat_decrypt(key, text, &bytes, stream + at, first), GL_OK);
        CU_ASSERT_EQUAL_FATAL(bytes, n);
        at += first;
        first = 0;
    }
    CU_ASSERT_EQUAL(at, filled);
}

static void socketchat_refuses(void)
{
    static char line[SOCKETCHAT_MAX_CHARS + 9], text[SOCKETCHAT_MAX_CHARS], longest[SOCKETCHAT_MAX_BYTES + 1];
    uint8_t key[SOCKETCHAT_KEY_BYTES], other[SOCKETCHAT_KEY_BYTES];
    size_t bytes = 0, first = 0;
    socketchat_key(key, "password", 8);
    socketchat_key(other, "Password", 8);
    memset(longest, 'x', sizeof longest);
    CU_ASSERT_EQUAL(socketchat_encrypt(key, line, longest, sizeof longest), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(socketchat_encrypt(key, line, longest, sizeof longest - 1), GL_OK);
    CU_ASSERT_EQUAL(socketchat_decrypt(key, text, &bytes, line, strlen(line)), GL_OK);
    CU_ASSERT_EQUAL(bytes, SOCKETCHAT_MAX_BYTES);
    CU_ASSERT_EQUAL(
        socketchat_decrypt(other, text, &bytes, "rN4pzMHrXt+H3yD3wjH83T3Q0kEK6tARTQWHNQVNR/o=", 44),
        GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(socketchat_decrypt(key, text, &bytes, "", 0), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(socketchat_decrypt(key, text, &bytes, "rN4pzMHrXt+H3yD3wjH83Q==", 24), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(socketchat_decrypt(key, text, &bytes, "rN4p zMH", 8), GL_ERR_ENCODING);
    static const char *const wrong[] = {"abc!", "\n", "a=", "ab=c", "abcdab=c", "===="};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CU_ASSERT_EQUAL(socketchat_next(key, wrong[i], strlen(wrong[i]), &first), GL_ERR_ENCODING);
    memset(line, 'A', sizeof line);
    CU_ASSERT_EQUAL(socketchat_next(key, line, sizeof line, &first), GL_ERR_TOO_LARGE);
}

// ---- coursework ----

static void coursework_frames(void)
{
    struct rsa_private key;
    uint8_t frame[COURSEWORK_MAX_FRAME];
    char text[COURSEWORK_MAX_KEY_BYTES], longest[COURSEWORK_MAX_TEXT + 1];
    size_t bytes = 0, body = 0, back = 0;
    rsa_private_init(&key);
    CU_ASSERT_EQUAL_FATAL(rsa_generate(&key, COURSEWORK_RSA_BITS, 65537, NULL, NULL), GL_OK);
    memset(longest, 'y', sizeof longest);
    CU_ASSERT_EQUAL(coursework_frame_encode(&key.public, NULL, frame, &bytes, longest, COURSEWORK_MAX_TEXT),
                    GL_OK);
    CU_ASSERT_EQUAL(coursework_body_bytes(frame, &body), GL_OK);
    CU_ASSERT_EQUAL_FATAL(bytes, COURSEWORK_HEADER_BYTES + body);
    CU_ASSERT_EQUAL(body, 344);
    CU_ASSERT_EQUAL(coursework_frame_decode(&key, NULL, text, &back, frame + COURSEWORK_HEADER_BYTES, body),
                    GL_OK);
    CU_ASSERT_EQUAL(back, COURSEWORK_MAX_TEXT);
    CU_ASSERT_EQUAL(memcmp(text, longest, back), 0);
    CU_ASSERT_EQUAL(
        coursework_frame_encode(&key.public, NULL, frame, &bytes, longest, COURSEWORK_MAX_TEXT + 1),
        GL_ERR_LENGTH);
    frame[40] ^= 1;
    CU_ASSERT_EQUAL(coursework_frame_decode(&key, NULL, text, &back, frame + COURSEWORK_HEADER_BYTES, body),
                    GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(
        coursework_frame_decode(&key, NULL, text, &back, frame + COURSEWORK_HEADER_BYTES, body - 1),
        GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(coursework_frame_decode(&key, NULL, text, &back, (const uint8_t *)"", 0), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(coursework_body_bytes((const uint8_t[4]){0, 0, 0, 0}, &body), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(coursework_body_bytes((const uint8_t[4]){0xff, 0xff, 0xff, 0xff}, &body), GL_ERR_LENGTH);
    rsa_private_clear(&key);
}

static void coursework_accounts(void)
{
    char sent[COURSEWORK_HASH_CHARS + 1], stored[COURSEWORK_HASH_CHARS + 1];
    coursework_hash(sent, "abc", 3);
    CU_ASSERT_STRING_EQUAL(sent, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    coursework_hash(stored, sent, COURSEWORK_HASH_CHARS);
    CU_ASSERT_TRUE(coursework_hash_matches(stored, sent));
    CU_ASSERT_FALSE(coursework_hash_matches(stored, stored));
    CU_ASSERT_FALSE(coursework_hash_matches("", sent));
    static const struct {
        const char *password, *fault;
    } cases[] = {
        {"a1!bcdef", NULL},
        {"a1!bcde", "8 characters"},
        {"12345678!", "letter"},
        {"abcdefgh!", "digit"},
        {"abcdefg1", "one of !@#"},
        {"abcdefg1-", "one of !@#"},
        {"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", "8 characters"},
        {"", "8 characters"},
        {"pass word1\"", NULL},
        {"a1|bcdef", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *fault = coursework_password_fault(cases[i].password);
        CU_ASSERT_EQUAL(!fault, !cases[i].fault);
        CU_ASSERT_TRUE(!fault || !cases[i].fault || strstr(fault, cases[i].fault));
    }
}

static void coursework_stamps(void)
{
    char stamp[COURSEWORK_STAMP_CHARS + 1], expected[COURSEWORK_STAMP_CHARS + 1];
    struct tm tm = {.tm_year = 124, .tm_mon = 1, .tm_mday = 9, .tm_hour = 7, .tm_min = 5, .tm_sec = 3};
    tm.tm_isdst = -1;
    coursework_stamp(stamp, mktime(&tm));
    snprintf(expected, sizeof expected, "[2024-02-09 07:05:03] ");
    CU_ASSERT_STRING_EQUAL(stamp, expected);
    coursework_stamp(stamp, (time_t)1 << 50);
    CU_ASSERT_EQUAL(strlen(stamp), COURSEWORK_STAMP_CHARS);
}

// The key and a log from Python's hashlib and cryptography.
static void coursework_logs(void)
{
    static const uint8_t expected[COURSEWORK_LOG_KEY_BYTES] = {
        0xfc, 0xf9, 0xe9, 0xf8, 0xda, 0x7e, 0xb1, 0x0a, 0xd9, 0x7c, 0xbd, 0x8e, 0x36, 0xa7, 0x8f, 0x04,
        0x9a, 0xb7, 0xa1, 0x0c, 0xea, 0x46, 0x7d, 0xbe, 0x77, 0x63, 0x79, 0x73, 0x93, 0xc1, 0x27, 0x90};
    static const char log[] = "eyfJ11Mmo2ecPYpKxe2cyLRsAYnUk5YjPw7JUAjbrmWl3huPwlAvewq2mGOh6I4v";
    static const char broken[] = "eyfJ11Mmo2ecPYpKxe2cyLRsAYnUk5\nYjPw7JUAjbrmWl3huPwlAvewq2mGOh6I4v\r\n";
    uint8_t key[COURSEWORK_LOG_KEY_BYTES], *text = NULL;
    char *base64 = NULL;
    size_t bytes = 0;
    CU_ASSERT_EQUAL_FATAL(coursework_log_key(key, COURSEWORK_LOG_PASSWORD, strlen(COURSEWORK_LOG_PASSWORD),
                                             COURSEWORK_LOG_SALT, strlen(COURSEWORK_LOG_SALT),
                                             COURSEWORK_LOG_ITERATIONS),
                          GL_OK);
    CU_ASSERT_EQUAL(memcmp(key, expected, sizeof key), 0);
    CU_ASSERT_EQUAL_FATAL(coursework_log_decrypt(key, &text, &bytes, log, strlen(log)), GL_OK);
    CU_ASSERT_STRING_EQUAL((char *)text, "alice: hi\nbob: hello, meet me at eight\n");
    CU_ASSERT_EQUAL(coursework_log_encrypt(key, &base64, text, bytes), GL_OK);
    CU_ASSERT_STRING_EQUAL(base64, log);
    gl_wipe_free(text, bytes);
    free(base64);
    CU_ASSERT_EQUAL_FATAL(coursework_log_decrypt(key, &text, &bytes, broken, strlen(broken)), GL_OK);
    gl_wipe_free(text, bytes);
    CU_ASSERT_EQUAL(coursework_log_decrypt(key, &text, &bytes, "", 0), GL_ERR_DECRYPT);
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(coursework_log_decrypt(key, &text, &bytes, "not base64", 10), GL_ERR_ENCODING);
    key[20] ^= 1;
    CU_ASSERT_EQUAL(coursework_log_decrypt(key, &text, &bytes, log, strlen(log)), GL_ERR_DECRYPT);
    CU_ASSERT_EQUAL(coursework_log_key(key, "", 0, "", 0, 0), GL_ERR_RANGE);
}

void suite_old_wire(void)
{
    static const struct test_case cases[] = {
        {"chatlock: the report's texts", chatlock_texts_of_the_report},
        {"chatlock: blocks and characters", chatlock_blocks_and_characters},
        {"chatlock: refusals", chatlock_refuses_what_is_no_list},
        {"chatlock: signatures hold", chatlock_signatures_hold},
        {"chatlock: the digest", chatlock_digest_is_the_whole_integer},
        {"chatlock: the original's acceptance", chatlock_accepts_what_the_original_accepts},
        {"socketchat: the report's values", socketchat_values_of_the_report},
        {"socketchat: streams", socketchat_streams},
        {"socketchat: refusals", socketchat_refuses},
        {"coursework: frames", coursework_frames},
        {"coursework: accounts", coursework_accounts},
        {"coursework: time stamps", coursework_stamps},
        {"coursework: logs", coursework_logs},
        {0},
    };
    add_suite("old_wire", cases);
}
