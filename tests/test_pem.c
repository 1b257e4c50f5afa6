// SPDX-License-Identifier: MIT
// PEM: round trips, and damage of every kind.
#include "tests/run.h"

#include "crypto/encoding/pem.h"

#include <stdlib.h>
#include <string.h>

static enum gl_error decode(const char *text)
{
    char label[PEM_MAX_LABEL_CHARS + 1];
    uint8_t *der = NULL;
    size_t bytes = 0;
    enum gl_error error = pem_decode(text, strlen(text), label, &der, &bytes);
    free(der);
    return error;
}

static void round_trips(void)
{
    uint8_t data[200];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7 + 1);
    for (size_t bytes = 1; bytes <= sizeof data; bytes++) {
        char label[PEM_MAX_LABEL_CHARS + 1];
        uint8_t *back = NULL;
        size_t n = 0;
        char *pem = pem_encode("PUBLIC KEY", data, bytes);
        CU_ASSERT_PTR_NOT_NULL_FATAL(pem);
        CU_ASSERT_EQUAL(strncmp(pem, "-----BEGIN PUBLIC KEY-----\n", 27), 0);
        for (const char *line = pem; *line; line = strchr(line, '\n') + 1)
            CU_ASSERT_TRUE(strcspn(line, "\n") >= 1 && strcspn(line, "\n") <= 64);
        CU_ASSERT_EQUAL_FATAL(pem_decode(pem, strlen(pem), label, &back, &n), GL_OK);
        CU_ASSERT_STRING_EQUAL(label, "PUBLIC KEY");
        CU_ASSERT_EQUAL_FATAL(n, bytes);
        CU_ASSERT_EQUAL(memcmp(back, data, bytes), 0);
        free(back);
        free(pem);
    }
}

static void harmless_variations(void)
{
    CU_ASSERT_EQUAL(decode("-----BEGIN X-----\nAAEC\n-----END X-----\n"), GL_OK);
    CU_ASSERT_EQUAL(decode("-----BEGIN X-----\r\nAAEC\r\n-----END X-----\r\n"), GL_OK);
    CU_ASSERT_EQUAL(decode("-----BEGIN X-----\nAAEC\n-----END X-----"), GL_OK);
    CU_ASSERT_EQUAL(decode("some words\n-----BEGIN X-----\nAAEC\n-----END X-----\n"), GL_OK);
    CU_ASSERT_EQUAL(decode("-----BEGIN X-----\nAA\nEC\n-----END X-----\n"), GL_OK);
}

static void damage(void)
{
    static const char *const damaged[] = {
        "",
        "\n",
        "-----BEGIN X-----",
        "-----BEGIN X-----\n",
        "-----BEGIN X-----\n-----END X-----\n",       // empty
        "-----BEGIN X-----\nAAEC\n",                  // no END
        "-----BEGIN X-----\nAAEC\n-----END Y-----\n", // another END
        "-----BEGIN X-----\nAAEC\n-----END X----\n",  // a dash less
        "----BEGIN X-----\nAAEC\n-----END X-----\n",
        "-----BEGIN X----\nAAEC\n-----END X-----\n",
        "-----BEGIN X-----\nAAE\n-----END X-----\n", // cut
        "-----BEGIN X-----\nAAE=C\n-----END X-----\n",
        "-----BEGIN X-----\nAAF=\n-----END X-----\n", // unused bits
        "-----BEGIN X-----\nAA=E\n-----END X-----\n",
        "-----BEGIN X-----\nA===\n-----END X-----\n",
        "-----BEGIN X-----\nAA-_\n-----END X-----\n", // the other alphabet
        "-----BEGIN X-----\nAA*C\n-----END X-----\n",
        "-----BEGIN X-----\nComment: hello\n\nAAEC\n-----END X-----\n",
        "-----BEGIN X-----\nAAEC\n-----BEGIN X-----\nAAEC\n-----END X-----\n",
        "-----begin X-----\nAAEC\n-----end X-----\n",
        ("-----BEGIN 12345678901234567890123456789012345678901-----\nAAEC\n"
         "-----END 12345678901234567890123456789012345678901-----\n"), // a label of 41
    };
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
        CU_ASSERT_EQUAL(decode(damaged[i]), GL_ERR_ENCODING);
    CU_ASSERT_EQUAL(
        decode("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: A,B\n\nAAEC\n-----END X-----\n"),
        GL_ERR_UNSUPPORTED);
}

static void cut_anywhere(void)
{
    static const char pem[] = "-----BEGIN KEY-----\nAAECAwQFBgcICQ==\n-----END KEY-----";
    char label[PEM_MAX_LABEL_CHARS + 1];
    for (size_t chars = 0; chars < sizeof pem - 1; chars++) {
        uint8_t *der = NULL;
        size_t bytes = 0;
        char *copy = malloc(chars + 1); // so that a sanitizer sees a read beyond the cut
        if (!copy)
            abort();
        memcpy(copy, pem, chars);
        CU_ASSERT_EQUAL(pem_decode(copy, chars, label, &der, &bytes), GL_ERR_ENCODING);
        CU_ASSERT_PTR_NULL(der);
        free(copy);
    }
}

static void nul_bytes(void)
{
    static const char pem[] = "-----BEGIN K-----\nAA\0CAwQF\n-----END K-----\n";
    char label[PEM_MAX_LABEL_CHARS + 1];
    uint8_t *der = NULL;
    size_t bytes = 0;
    CU_ASSERT_EQUAL(pem_decode(pem, sizeof pem - 1, label, &der, &bytes), GL_ERR_ENCODING);
    CU_ASSERT_PTR_NULL(der);
}

void suite_pem(void)
{
    static const struct test_case cases[] = {
        {"round trips of 1 to 200 bytes", round_trips},
        {"harmless variations", harmless_variations},
        {"damage of every kind", damage},
        {"cut at every character", cut_anywhere},
        {"NUL bytes inside", nul_bytes},
        {0},
    };
    add_suite("pem", cases);
}
