// SPDX-License-Identifier: MIT
// The old protocols' streams: cut anywhere, joined anyhow, in Python's spelling of JSON; and what the
// coursework's server keeps.
#include "crypto/common/bytes.h"
#include "net/old/chatlock_message.h"
#include "net/old/coursework_conversation.h"
#include "net/old/coursework_stream.h"
#include "net/old/coursework_users.h"
#include "net/wire/file.h"
#include "tests/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- chatlock ----

static void chatlock_items(void)
{
    static const char stream[] =
        " [\"username\", \"al]i\\\"ce\", [4, 7]]\n!USERNAME[1, [], [], []]!DISCONNECT[0, [\"x\"]]";
    static const enum chatlock_item expected[] = {CHATLOCK_LIST,    CHATLOCK_TAKEN, CHATLOCK_LIST,
                                                  CHATLOCK_LEAVING, CHATLOCK_LIST,  CHATLOCK_MORE};
    // However much of it has come: the same items in the same order.
    for (size_t step = 1; step < sizeof stream; step++) {
        size_t begin = 0, have = 0, items = 0;
        while (have < sizeof stream - 1) {
            have = have + step < sizeof stream - 1 ? have + step : sizeof stream - 1;
            size_t from, used;
            enum chatlock_item item;
            while ((item = chatlock_next(stream + begin, have - begin, &from, &used)) != CHATLOCK_MORE) {
                CU_ASSERT_EQUAL_FATAL(item, expected[items]);
                items++;
                begin += used;
            }
        }
        CU_ASSERT_EQUAL(items, 5);
        CU_ASSERT_EQUAL(begin, sizeof stream - 1);
    }
}

static void chatlock_refuses(void)
{
    static const char *const bad[] = {"x", "{}", "!NO", "\"text\"", "1", "]", "!USERNAMF"};
    size_t from, used;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_EQUAL(chatlock_next(bad[i], strlen(bad[i]), &from, &used), CHATLOCK_BAD);
    char *deep = malloc(CHATLOCK_MAX_MESSAGE + 1);
    memset(deep, '[', CHATLOCK_MAX_MESSAGE + 1);
    CU_ASSERT_EQUAL(chatlock_next(deep, CHATLOCK_MAX_MESSAGE, &from, &used), CHATLOCK_MORE);
    CU_ASSERT_EQUAL(chatlock_next(deep, CHATLOCK_MAX_MESSAGE + 1, &from, &used), CHATLOCK_BAD);
    struct chatlock_message *m = malloc(sizeof *m);
    CU_ASSERT_EQUAL(chatlock_read(m, deep, CHATLOCK_MAX_MESSAGE), GL_ERR_ENCODING); // as deep as it is long
    static const char *const lists[] = {"[]",
                                        "[2, [], [], []]",
                                        "[1, [], []]",
                                        "[1, [\"b9eb4e73991df0c\"], [], []]",
                                        "[1, [7], [], []]",
                                        "[1, 1, 2, 3]",
                                        "[0, [], [], [], [1]]",
                                        "[0, [], [], [], [1, \"2\"]]",
                                        "[0, [], [], []]",
                                        "[\"username\"]",
                                        "[\"username\", 7, 0]",
                                        "[\"username\", \"a\", \"b\"]",
                                        "[\"username\", \"a\", [1]]",
                                        "[\"username\", \"a\", 0, 0]",
                                        "[true, [], [], []]",
                                        "[1.0, [], [], []]",
                                        "[1, [], [], []",
                                        "[0, [], [], [], [99999999999999999999, 1]]"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        CU_ASSERT_EQUAL(chatlock_read(m, lists[i], strlen(lists[i])), GL_ERR_ENCODING);
    free(m);
    free(deep);
}

static void chatlock_reads_python(void)
{
    struct chatlock_message *m = malloc(sizeof *m);
    static const char name[] = "[\"username\", \"Ren\\u00e9e\", [4, 7]]";
    CU_ASSERT_EQUAL(chatlock_read(m, name, strlen(name)), GL_OK);
    CU_ASSERT_TRUE(m->kind == CHATLOCK_REGISTER && m->point.x == 4 && m->point.y == 7 && !m->point.none);
    CU_ASSERT_STRING_EQUAL(m->user, "Renée");
    static const char none[] = "[\"username\",\"bob\",0]";
    CU_ASSERT_EQUAL(chatlock_read(m, none, strlen(none)), GL_OK);
    CU_ASSERT_TRUE(m->point.none);
    static const char far_off[] = "[\"username\",\"bob\",[100, -1]]";
    CU_ASSERT_EQUAL(chatlock_read(m, far_off, strlen(far_off)), GL_OK);
    CU_ASSERT_TRUE(m->point.none); // no point of the curve: as good as none
    // The values of the description: hello, and All.
    static const char hello[] = "[1, [\"3bf8180786fd6e5c\"], [\"3bf8180786fd6e5c\"], [\"b9eb4e73991df0c4\"]]";
    CU_ASSERT_EQUAL(chatlock_read(m, hello, strlen(hello)), GL_OK);
    CU_ASSERT_STRING_EQUAL(m->text, "hello");
    CU_ASSERT_STRING_EQUAL(m->to, "All");
    CU_ASSERT_STRING_EQUAL(m->first_block, "b9eb4e73991df0c4");
    free(m);
}

static void chatlock_writes_python(void)
{
    struct chatlock_message *m = calloc(1, sizeof *m), *back = malloc(sizeof *back);
    struct wire_writer out = {0};
    m->kind = CHATLOCK_REGISTER;
    m->point = (struct chatlock_point){4, 7, false};
    strcpy(m->user, "Ren\xc3\xa9"
                    "e\"");
    CU_ASSERT_EQUAL(chatlock_write(&out, m, 0, NULL, NULL), GL_OK);
    static const char expected[] = "[\"username\", \"Ren\\u00e9e\\\"\", [4, 7]]";
    CU_ASSERT_TRUE(out.bytes == strlen(expected) && !memcmp(out.data, expected, out.bytes));
    wire_empty(&out);

    m->kind = CHATLOCK_TO_ONE;
    strcpy(m->to, "All");
    strcpy(m->text, "hello");
    strcpy(m->user, "hello");
    m->signature = (struct chatlock_signature){-1, 1234567890123};
    CU_ASSERT_EQUAL(chatlock_write(&out, m, 0, NULL, NULL), GL_OK);
    static const char private[] =
        "[0, [\"b9eb4e73991df0c4\"], [\"3bf8180786fd6e5c\"], [\"b9eb4e73991df0c4\"], [-1, 1234567890123]]";
    CU_ASSERT_TRUE(out.bytes == strlen(private) && !memcmp(out.data, private, out.bytes));
    CU_ASSERT_EQUAL(chatlock_read(back, (const char *)out.data, out.bytes), GL_OK);
    CU_ASSERT_TRUE(back->signature.r == -1 && back->signature.s == 1234567890123);
    wire_empty(&out);

    struct chatlock_point Q;
    chatlock_public(&Q, 11);
    CU_ASSERT_EQUAL(chatlock_write(&out, m, 11, NULL, NULL), GL_OK);
    CU_ASSERT_EQUAL(chatlock_read(back, (const char *)out.data, out.bytes), GL_OK);
    CU_ASSERT_EQUAL(chatlock_verify(&Q, &back->signature, back->first_block), CHATLOCK_VALID);
    wire_free(&out);

    // What a terminal would obey comes in as '?'. (The text: ESC, NUL within, U+009B.)
    strcpy(m->text, "a\x1b[2Jb\xc2\x9b");
    m->kind = CHATLOCK_TO_ALL;
    CU_ASSERT_EQUAL(chatlock_write(&out, m, 0, NULL, NULL), GL_OK);
    CU_ASSERT_EQUAL(chatlock_read(back, (const char *)out.data, out.bytes), GL_OK);
    CU_ASSERT_STRING_EQUAL(back->text, "a?[2Jb??");
    wire_free(&out);
    free(m);
    free(back);
}

// ---- coursework ----

static void coursework_items(void)
{
    struct rsa_private key;
    struct rsa_public read;
    rsa_private_init(&key);
    CU_ASSERT_EQUAL_FATAL(rsa_generate(&key, COURSEWORK_RSA_BITS, 65537, NULL, NULL), GL_OK);
    char *pem = coursework_key_pem(&key.public), stream[COURSEWORK_MAX_STREAM];
    CU_ASSERT_EQUAL_FATAL(strlen(pem), 451);
    size_t bytes = strlen(pem), frame_bytes, used, from, chars;
    memcpy(stream, pem, bytes + 1);
    CU_ASSERT_EQUAL(
        coursework_frame_encode(&key.public, NULL, (uint8_t *)stream + bytes, &frame_bytes, "LOGIN", 5),
        GL_OK);
    bytes += frame_bytes;

    for (size_t have = 0; have < 450; have += 7) {
        CU_ASSERT_EQUAL(coursework_next_key(stream, have, &read, &used), GL_OK);
        CU_ASSERT_EQUAL(used, 0);
    }
    CU_ASSERT_EQUAL(coursework_next_key(stream, bytes, &read, &used), GL_OK);
    CU_ASSERT_EQUAL_FATAL(used, 450); // the line end stays for the frame
    CU_ASSERT_EQUAL(mpz_cmp(read.n, key.public.n), 0);
    rsa_public_clear(&read);
    size_t end;
    for (size_t have = used; have < bytes; have++)
        CU_ASSERT_TRUE(!coursework_next_frame(stream + used, have - used, &from, &end) && !end);
    CU_ASSERT_EQUAL(coursework_next_frame(stream + used, bytes - used, &from, &end), GL_OK);
    CU_ASSERT_EQUAL_FATAL(end, bytes - used);
    char text[COURSEWORK_MAX_KEY_BYTES];
    CU_ASSERT_EQUAL(
        coursework_frame_decode(&key, NULL, text, &chars, (const uint8_t *)stream + used + from, end - from),
        GL_OK);
    CU_ASSERT_STRING_EQUAL(text, "LOGIN");

    CU_ASSERT_EQUAL(coursework_next_frame("\0\1\0\0", 4, &from, &end), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(coursework_next_frame("\0\0\0\0", 4, &from, &end), GL_ERR_LENGTH);
    CU_ASSERT_EQUAL(coursework_next_key("GET / HTTP/1.1", 14, &read, &used), GL_ERR_ENCODING);
    static const char begin[] = "-----BEGIN PUBLIC KEY-----\n";
    char *endless = malloc(COURSEWORK_MAX_PEM);
    memset(endless, 'A', COURSEWORK_MAX_PEM);
    for (size_t i = 0; i < strlen(begin); i++)
        endless[i] = begin[i];
    CU_ASSERT_EQUAL(coursework_next_key(endless, COURSEWORK_MAX_PEM, &read, &used), GL_ERR_ENCODING);
    free(endless);
    free(pem);
    rsa_private_clear(&key);
}

static void coursework_accounts(void)
{
    char folder[] = "/tmp/glasslock-test-XXXXXX", path[64], error[256], hash[65];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/users.txt", folder);
    coursework_hash(hash, "secret1!", 8);
    struct coursework_users *users = coursework_users_open(path, error, sizeof error);
    CU_ASSERT_EQUAL(coursework_log_in(users, "alice", hash), COURSEWORK_REFUSED);
    CU_ASSERT_EQUAL(coursework_sign_up(users, "alice", hash), COURSEWORK_DONE);
    CU_ASSERT_EQUAL(coursework_sign_up(users, "alice", hash), COURSEWORK_REFUSED);
    CU_ASSERT_EQUAL(coursework_sign_up(users, "b c", hash), COURSEWORK_REFUSED);
    CU_ASSERT_EQUAL(coursework_sign_up(users, "bob\nroot", hash), COURSEWORK_REFUSED);
    CU_ASSERT_EQUAL(coursework_sign_up(users, "bob", "no hash"), COURSEWORK_REFUSED);
    CU_ASSERT_EQUAL(coursework_log_in(users, "alice", hash), COURSEWORK_DONE);
    hash[0] = hash[0] == '0' ? '1' : '0';
    CU_ASSERT_EQUAL(coursework_log_in(users, "alice", hash), COURSEWORK_REFUSED);
    coursework_users_close(users);

    size_t bytes;
    bool missing;
    uint8_t *file = wire_file_read(path, 1000, &bytes, &missing, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(bytes, strlen("alice ") + 64 + 1);
    free(file);
    struct stat st;
    CU_ASSERT_TRUE(!stat(path, &st) && (st.st_mode & 0777) == 0600);
    users = coursework_users_open(path, error, sizeof error);
    hash[0] = hash[0] == '0' ? '1' : '0';
    CU_ASSERT_NOT_EQUAL(coursework_log_in(users, "bob", hash), COURSEWORK_DONE);
    coursework_hash(hash, "secret1!", 8);
    CU_ASSERT_EQUAL(coursework_log_in(users, "alice", hash), COURSEWORK_DONE);
    coursework_users_close(users);

    CU_ASSERT_TRUE(wire_file_replace(path, "alice\n", 6, error, sizeof error));
    CU_ASSERT_PTR_NULL(coursework_users_open(path, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "line 1"));
    unlink(path);
    rmdir(folder);
}

static void coursework_conversation(void)
{
    char folder[] = "/tmp/glasslock-test-XXXXXX", path[64], error[256];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/log.txt", folder);
    struct coursework_log *log = coursework_log_new();
    coursework_log_add(log, "alice has joined");
    coursework_log_add(log, "[2026-11-21 10:00:00] alice: Grüße");
    CU_ASSERT_TRUE(coursework_log_save(log, path, error, sizeof error));
    CU_ASSERT_FALSE(coursework_log_save(log, "/nonexistent/log.txt", error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "cannot write /nonexistent/log.txt"));
    coursework_log_free(log);

    size_t bytes, chars;
    bool missing;
    uint8_t *base64 = wire_file_read(path, 10000, &chars, &missing, error, sizeof error), *text,
            key[COURSEWORK_LOG_KEY_BYTES];
    CU_ASSERT_PTR_NOT_NULL_FATAL(base64);
    coursework_log_key(key, COURSEWORK_LOG_PASSWORD, strlen(COURSEWORK_LOG_PASSWORD), COURSEWORK_LOG_SALT,
                       strlen(COURSEWORK_LOG_SALT), COURSEWORK_LOG_ITERATIONS);
    CU_ASSERT_EQUAL_FATAL(coursework_log_decrypt(key, &text, &bytes, (const char *)base64, chars), GL_OK);
    CU_ASSERT_STRING_EQUAL((const char *)text, "alice has joined\n[2026-11-21 10:00:00] alice: Grüße\n");
    free(text);
    free(base64);
    unlink(path);
    rmdir(folder);
}

void suite_old_stream(void)
{
    static const struct test_case cases[] = {
        {"chatlock: lists and words, however the stream is cut", chatlock_items},
        {"chatlock: what is no message is refused", chatlock_refuses},
        {"chatlock: Python's JSON is read", chatlock_reads_python},
        {"chatlock: JSON is written as Python writes it", chatlock_writes_python},
        {"coursework: a PEM and frames, however the stream is cut", coursework_items},
        {"coursework: accounts, and their file", coursework_accounts},
        {"coursework: the saved conversation opens again", coursework_conversation},
        {0},
    };
    add_suite("old_stream", cases);
}
