// SPDX-License-Identifier: MIT
// A program that writes a file and a line, and forgets about memory in one way or another: the test that lets
// allocations fail (tests/no_memory.h) must notice each, and nothing in "sound".
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES 100
static const char whole[] = "all that there is to say";

static int write_file(const char *path, const char *text)
{
    char name[400];
    snprintf(name, sizeof name, "%s.new", path);
    FILE *out = fopen(name, "we");
    if (!out)
        return 1;
    bool good = fputs(text, out) >= 0;
    good = fclose(out) == 0 && good;
    return !good || rename(name, path) != 0;
}

static int no_memory(void)
{
    fputs("glasslock forgetful: out of memory\n", stderr);
    return 1;
}

// NOLINTBEGIN: these are what the test must find
int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const char *how = argv[1], *path = argv[2];
    setvbuf(stdout, NULL, _IONBF, 0);
    if (strcmp(how, "half") == 0 || strcmp(how, "litter") == 0) {
        char name[400];
        snprintf(name, sizeof name, strcmp(how, "half") == 0 ? "%s" : "%s.new", path);
        FILE *out = fopen(name, "we");
        if (!out || fputs("all that", out) < 0 || fclose(out) != 0)
            return no_memory();
    }
    char *volatile text = malloc(BYTES);
    if (!text && strcmp(how, "aborts") == 0)
        abort();
    if (!text && strcmp(how, "unclear") == 0) {
        fputs("glasslock forgetful: the file is damaged\n", stderr);
        return 1;
    }
    if (!text && strcmp(how, "silent") == 0)
        return write_file(path, "") ? no_memory() : 0;
    if (!text && strcmp(how, "crashes") != 0)
        return no_memory();
    memcpy(text, whole, sizeof whole);
    int failed = write_file(path, text) ? no_memory() : 0;
    free(text);
    return failed;
}
// NOLINTEND
