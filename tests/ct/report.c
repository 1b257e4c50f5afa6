// SPDX-License-Identifier: MIT
#include "tests/ct/report.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static struct {
    unsigned clean, leaking, unchecked, caught, missed;
} total;

void report_start(bool memcheck, bool stepping)
{
    if (!memcheck)
        puts("memcheck SKIPPED: there is no valgrind here");
    if (!stepping)
        puts("stepping SKIPPED: it is written for x86-64");
    printf("%-8s %-12s %-26s %-10s %s\n", "family", "engine", "operation", "memcheck", "stepping");
}

static const char *memcheck_word(const struct report_row *row, char room[24])
{
    if (row->memcheck == MEMCHECK_NOT_RUN)
        return "-";
    if (row->memcheck == MEMCHECK_DIED)
        return "DIED";
    if (row->memcheck == 0)
        return "clean";
    snprintf(room, 24, "LEAK (%d)", row->memcheck);
    return room;
}

static const char *step_word(const struct report_row *row, char room[48])
{
    static const char *const words[] = {
        [STEP_BRANCH] = "LEAK: branch",
        [STEP_ADDRESS] = "LEAK: address",
        [STEP_DIVISION] = "LEAK: division",
        [STEP_LONGER] = "too many steps",
        [STEP_CRASH] = "DIED",
    };
    if (!row->stepped || (row->step.verdict == STEP_CLEAN && row->step.steps == 0))
        return "-"; // or the short form of the operation is empty
    if (row->step.verdict != STEP_CLEAN)
        return words[row->step.verdict];
    snprintf(room, 48, "clean, %llu steps", (unsigned long long)row->step.steps);
    return room;
}

// One line: function, and file and line where the program has them; addr2line knows inlined functions too.
static void print_place(const char *program, const char *word, uintptr_t at)
{
    char command[600], function[200] = "", place[300] = "";
    Dl_info info = {0};
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the processor gave it as a number
    if (!dladdr((const void *)at, &info) || !info.dli_fname)
        return;
    unsigned long offset = at - (uintptr_t)info.dli_fbase;
    printf("    %s ", word);
    snprintf(command, sizeof command, "addr2line -f -e '%s' 0x%lx 2>/dev/null",
             strstr(info.dli_fname, "check-ct") ? program : info.dli_fname, offset);
    FILE *in = popen(command, "r");
    if (in && fgets(function, sizeof function, in) && fgets(place, sizeof place, in))
        function[strcspn(function, "\n")] = place[strcspn(place, "\n ")] = '\0';
    if (in)
        pclose(in);
    if (function[0] && function[0] != '?')
        printf("%s (%s)\n", function, place);
    else
        printf("%s+0x%lx (%s)\n", info.dli_sname ? info.dli_sname : "?",
               info.dli_saddr ? at - (uintptr_t)info.dli_saddr : offset, info.dli_fname);
}

static void print_step(const struct report_row *row, const char *program)
{
    static const char *const sentences[] = {
        [STEP_BRANCH] = "what is executed next depends on the secret",
        [STEP_ADDRESS] = "an address depends on the secret",
        [STEP_DIVISION] = "a division, whose time depends on its operands, works on the secret",
    };
    if (row->step.verdict == STEP_LONGER || row->step.verdict == STEP_CRASH)
        return;
    printf("    stepping: %s (secret %u against 0)\n", sentences[row->step.verdict], row->step.secret);
    print_place(program, "at", row->step.at);
    for (unsigned i = 0; i < row->step.n_callers; i++)
        print_place(program, "called at", row->step.callers[i] + 1);
}

static void count_planted(const struct report_row *row, bool found, bool found_too)
{
    bool all =
        (found || row->memcheck == MEMCHECK_NOT_RUN) && (found_too || !row->stepped) && (found || found_too);
    total.caught += all;
    total.missed += !all;
    if (!all)
        puts("    MISSED: this leaks on purpose, and was not reported; the check itself is broken");
}

void report_row(const struct report_row *row, const struct memcheck *m, const char *program)
{
    char room[24], more_room[48];
    bool memcheck_leak = row->memcheck > 0 || row->memcheck == MEMCHECK_DIED;
    bool step_leak = row->stepped && row->step.verdict != STEP_CLEAN;
    printf("%-8s %-12s %-26s %-10s %s\n", row->family, row->engine, row->operation->name,
           memcheck_word(row, room), step_word(row, more_room));
    if (row->operation->kind == CT_PLANTED) {
        // only what was looked at to its end counts as caught
        count_planted(row, row->memcheck > 0, step_leak && row->step.verdict <= STEP_DIVISION);
        return;
    }
    if (memcheck_leak)
        memcheck_print(m, row->number);
    if (step_leak)
        print_step(row, program);
    if (memcheck_leak || step_leak)
        total.leaking++;
    else if (row->stepped || row->memcheck == 0)
        total.clean++;
    else
        total.unchecked++;
}

void report_absent(const char *family, const char *engine)
{
    printf("%-8s %-12s not available on this CPU\n", family, engine);
}

int report_end(void)
{
    printf(
        "check-ct: %u operations clean, %u leaking, %u unchecked; leaks on purpose: %u caught, %u missed\n",
        total.clean, total.leaking, total.unchecked, total.caught, total.missed);
    return total.leaking || total.unchecked || total.missed ? 1 : 0;
}
