// SPDX-License-Identifier: MIT
// What a debugger finds in a running server's memory: neither what people say nor their passwords.
#include "tests/class.h"
#include "tests/run.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_BYTES (256UL << 20) // of one mapping: the sanitizers' shadow is larger

static unsigned found_in(int memory, uintptr_t start, size_t bytes, const char *words)
{
    unsigned n = 0;
    char *copy = malloc(bytes);
    ssize_t got = copy ? pread(memory, copy, bytes, (off_t)start) : -1;
    for (char *at = copy; got > 0; at++, n++) {
        at = memmem(at, (size_t)(copy + got - at), words, strlen(words));
        if (!at)
            break;
    }
    free(copy);
    return n;
}

// How often the words stand in the memory that the process can read.
static unsigned in_memory(struct process *p, const char *words)
{
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)process_id(p));
    int memory = open(path, O_RDONLY);
    snprintf(path, sizeof path, "/proc/%d/maps", (int)process_id(p));
    FILE *maps = fopen(path, "r");
    CU_ASSERT_TRUE_FATAL(memory >= 0 && maps);
    unsigned n = 0;
    uintptr_t start, end;
    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " r", &start, &end) == 2 && strstr(line, " r") &&
            !strstr(line, "[v") && end - start <= MOST_BYTES)
            n += found_in(memory, start, end - start, words);
    fclose(maps);
    close(memory);
    return n;
}

static void server(void)
{
    static const char *const said[] = {"plugh in the lobby", "xyzzy for you alone"};
    struct class_server s = class_serve("searched", 0, "--open");
    struct process *alice = class_join(&s, "alice", "--register"), *bob = class_join(&s, "bob", "--register");
    CU_ASSERT_EQUAL(process_end(bob), 0);
    bob = process_start("$G chat 127.0.0.1:%u --plain --data \"$T/searched-bob\"", s.port);
    process_await(bob, "say who you are");
    process_say(bob, "/login bob wrong-password-77");
    process_await(bob, "! ");
    process_say(bob, "/login bob %s", class_password("bob"));
    process_await(bob, "* you are bob");
    process_say(alice, "%s", said[0]);
    process_await(bob, said[0]);
    process_say(alice, "/msg bob %s", said[1]);
    process_await(bob, said[1]);
    process_await(alice, "* bob has received what you said in bob");

    for (int i = 0; i < 2; i++)
        CU_ASSERT_EQUAL(in_memory(s.process, said[i]), 0);
    CU_ASSERT_EQUAL(in_memory(s.process, class_password("alice")), 0);
    CU_ASSERT_EQUAL(in_memory(s.process, class_password("bob")), 0);
    CU_ASSERT_EQUAL(in_memory(s.process, "wrong-password-77"), 0);
    // The search finds what is there: names; and at her client the password, with which it comes back.
    CU_ASSERT_TRUE(in_memory(s.process, "alice") > 0);
    CU_ASSERT_TRUE(in_memory(alice, class_password("alice")) > 0);
    process_kill(alice);
    process_kill(bob);
    class_kill(&s);
}

void suite_memory(void)
{
    add_suite("memory", (const struct test_case[]){{"a server's memory tells nothing", server}, {0}});
}
