// SPDX-License-Identifier: MIT
// Small private files: what cannot be written leaves the old one as it was, and says why.
#include "net/wire/file.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[PATH_MAX], error[256];

static const char *at(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", shell_directory(), name);
    return path;
}

static void expect_contents(const char *name, const char *text)
{
    size_t bytes = 0;
    bool missing = true;
    uint8_t *data = wire_file_read(at(name), 1000, &bytes, &missing, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_FALSE(missing);
    CU_ASSERT_TRUE(bytes == strlen(text) && strcmp((const char *)data, text) == 0); // a NUL is behind it
    free(data);
}

static void written_and_read(void)
{
    struct stat st;
    CU_ASSERT_TRUE(wire_file_replace(at("file"), "first", 5, error, sizeof error));
    expect_contents("file", "first");
    CU_ASSERT_EQUAL(chmod(at("file"), 0644), 0);
    CU_ASSERT_TRUE(wire_file_replace(at("file"), "", 0, error, sizeof error));
    expect_contents("file", "");
    CU_ASSERT_TRUE(stat(at("file"), &st) == 0 && (st.st_mode & 07777) == 0600); // private again
    CU_ASSERT_NOT_EQUAL(access(at("file.new"), F_OK), 0);
}

// A write that fails: the reason is told, the old file stands, and nothing half-written is left.
static void refused(const char *name, const char *why)
{
    CU_ASSERT_FALSE(wire_file_replace(at(name), "second", 6, error, sizeof error));
    if (!strstr(error, why))
        fprintf(stderr, "%s: '%s', not '%s'\n", name, error, why);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, why));
    CU_ASSERT_PTR_NULL(strchr(error, '\n'));
}

static void what_cannot_be_written(void)
{
    char *longest = malloc(PATH_MAX + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(longest);
    memset(longest, 'x', PATH_MAX);
    longest[PATH_MAX - 4] = '\0'; // with ".new" behind it, a byte too long
    CU_ASSERT_FALSE(wire_file_replace(longest, "x", 1, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "is too long"));
    free(longest);
    refused("nowhere/file", "No such file or directory");
    CU_ASSERT_TRUE(wire_file_replace(at("old"), "first", 5, error, sizeof error));
    shell_expect(0, "mkdir -p \"$T/folder/inside\" && ln -sf /dev/full \"$T/old.new\"");
    refused("old", "No space left on device");
    expect_contents("old", "first");
    shell_expect(0, "test ! -e \"$T/old.new\" && test ! -L \"$T/old.new\" && ln -s /dev/null \"$T/old.new\"");
    refused("old", "Invalid argument"); // a disk that cannot promise to keep it
    expect_contents("old", "first");
    refused("folder", "cannot write");
    shell_expect(0, "test ! -e \"$T/folder.new\" && test -d \"$T/folder/inside\"");
}

static void not_read(const char *name, size_t most, bool is_missing, const char *why)
{
    size_t bytes = 0;
    bool missing = !is_missing;
    CU_ASSERT_PTR_NULL(wire_file_read(at(name), most, &bytes, &missing, error, sizeof error));
    CU_ASSERT_EQUAL(missing, is_missing);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, why));
}

static void what_cannot_be_read(void)
{
    CU_ASSERT_TRUE(wire_file_replace(at("ten"), "ten bytes!", 10, error, sizeof error));
    shell_expect(0, "mkdir -p \"$T/folder\" && ln -sf loop \"$T/loop\"");
    not_read("absent", 100, true, "No such file or directory");
    not_read("loop", 100, false, "symbolic links");
    not_read("folder", 100, false, "Invalid argument");
    not_read("ten", 9, false, "File too large");
    size_t bytes = 0;
    bool missing = true;
    free(wire_file_read(at("ten"), 10, &bytes, &missing, error, sizeof error));
    CU_ASSERT_EQUAL(bytes, 10);
}

void suite_file(void)
{
    static const struct test_case cases[] = {
        {"written and read", written_and_read},
        {"what cannot be written", what_cannot_be_written},
        {"what cannot be read", what_cannot_be_read},
        {0},
    };
    add_suite("file", cases);
}
