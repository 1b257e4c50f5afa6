// SPDX-License-Identifier: MIT
#include "tests/engine_watch.h"

#include "crypto/cipher/cipher.h"
#include "crypto/ec/ec.h"
#include "crypto/hash/hash.h"
#include "crypto/rsa/rsa.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <sys/user.h>

#define MOST_POINTS  1024
#define MOST_RANGES  64
#define ENGINE_BYTES 256 // more than any engine's struct
#define INT3         0xccu

struct point {
    uintptr_t at;
    uint8_t original;
    unsigned owners[WATCH_FAMILIES];
};

struct child {
    pid_t pid;
    struct {
        uintptr_t from, to;
    } code[MOST_RANGES]; // where its code lies
    size_t n_code;
    struct point points[MOST_POINTS];
    size_t n_points;
    struct watch *watch;
};

static bool fetch(const struct child *c, void *out, uintptr_t from, size_t bytes)
{
    struct iovec here = {out, bytes}, there = {(void *)from, bytes}; // NOLINT(performance-no-int-to-ptr)
    return process_vm_readv(c->pid, &here, 1, &there, 1, 0) == (ssize_t)bytes;
}

// A byte of the child's code, read or written as part of a word.
static uint8_t exchange(const struct child *c, uintptr_t at, uint8_t byte)
{
    void *place = (void *)at; // NOLINT(performance-no-int-to-ptr): the child's, not ours
    long word = ptrace(PTRACE_PEEKTEXT, c->pid, place, NULL);
    ptrace(PTRACE_POKETEXT, c->pid, place,
           (void *)((word & ~0xffl) | byte)); // NOLINT(performance-no-int-to-ptr)
    return (uint8_t)word;
}

static void read_ranges(struct child *c)
{
    char path[64], line[512], mode[8];
    snprintf(path, sizeof path, "/proc/%d/maps", (int)c->pid);
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in) && c->n_code < MOST_RANGES) {
        unsigned long from = 0, to = 0;
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || mode[2] != 'x')
            continue;
        c->code[c->n_code].from = from;
        c->code[c->n_code++].to = to;
    }
    if (in)
        fclose(in);
}

static bool is_code(const struct child *c, uintptr_t at)
{
    for (size_t i = 0; i < c->n_code; i++)
        if (at >= c->code[i].from && at < c->code[i].to)
            return true;
    return false;
}

static void add_point(struct child *c, uintptr_t at, size_t family, size_t engine)
{
    size_t i = 0;
    while (i < c->n_points && c->points[i].at != at)
        i++;
    if (i == MOST_POINTS)
        return;
    if (i == c->n_points) {
        c->points[c->n_points++].at = at;
        c->points[i].original = exchange(c, at, INT3);
    }
    c->points[i].owners[family] |= 1u << engine;
}

// Every word of a struct that points at code is a function.
static void add_functions(struct child *c, uintptr_t from, size_t bytes, size_t family, size_t engine)
{
    uintptr_t words[ENGINE_BYTES / sizeof(uintptr_t)];
    if (bytes > sizeof words || !fetch(c, words, from, bytes))
        return;
    for (size_t i = 0; i < bytes / sizeof words[0]; i++)
        if (is_code(c, words[i]))
            add_point(c, words[i], family, engine);
}

static size_t engine_bytes(const struct gl_family *family)
{
    if (family == cipher_des.family || family == cipher_aes128.family)
        return sizeof(struct cipher_engine);
    if (family == &modexp_family)
        return sizeof(struct modexp_engine);
    return family == &ec_family ? sizeof(struct ec_engine) : sizeof(struct hash_engine);
}

// Everything behind `struct gl_engine`, whose only function is available(), and the lanes of a hash.
static void add_engine(struct child *c, uintptr_t at, size_t family, size_t engine)
{
    size_t head = sizeof(struct gl_engine), bytes = engine_bytes(gl_families[family]);
    uintptr_t lanes = 0;
    add_functions(c, at + head, bytes - head, family, engine);
    if (bytes == sizeof(struct hash_engine) &&
        fetch(c, &lanes, at + offsetof(struct hash_engine, lanes), sizeof lanes) && lanes)
        add_functions(c, lanes, sizeof(struct hash_lanes), family, engine);
}

static bool only_one(unsigned owners)
{
    return (owners & (owners - 1)) == 0;
}

// gl_families as it is in the child: the same lists as here, perhaps at other addresses.
static bool add_families(struct child *c, uintptr_t at)
{
    for (size_t f = 0; gl_families[f] && f < WATCH_FAMILIES; f++) {
        uintptr_t family = 0, engines = 0, engine = 0;
        if (!fetch(c, &family, at + f * sizeof family, sizeof family) ||
            !fetch(c, &engines, family + offsetof(struct gl_family, engines), sizeof engines))
            return false;
        for (size_t e = 0; gl_families[f]->engines[e]; e++) {
            if (!fetch(c, &engine, engines + e * sizeof engine, sizeof engine))
                return false;
            add_engine(c, engine, f, e);
        }
        for (size_t i = 0; i < c->n_points; i++)
            c->watch->families[f].distinct |= only_one(c->points[i].owners[f]) ? c->points[i].owners[f] : 0;
    }
    return true;
}

// The child has stopped behind an int3. Note it if it is ours, and let the true instruction run.
static bool take_hit(struct child *c)
{
    struct user_regs_struct registers;
    ptrace(PTRACE_GETREGS, c->pid, NULL, &registers);
    for (size_t i = 0; i < c->n_points; i++) {
        const struct point *point = &c->points[i];
        if (point->at != registers.rip - 1)
            continue;
        for (size_t f = 0; f < WATCH_FAMILIES; f++) {
            struct watch_family *seen = &c->watch->families[f];
            unsigned owners = point->owners[f];
            if (!owners)
                continue;
            seen->first = seen->first ? seen->first : owners;
            seen->exclusive |= only_one(owners) ? owners : 0;
            seen->foreign |= ~owners;
        }
        exchange(c, point->at, point->original);
        registers.rip--;
        ptrace(PTRACE_SETREGS, c->pid, NULL, &registers);
        return true;
    }
    return false;
}

static void run_to_end(struct child *c)
{
    int status = 0, signal = 0;
    for (;;) {
        ptrace(PTRACE_CONT, c->pid, NULL, (long)signal);
        if (waitpid(c->pid, &status, 0) != c->pid)
            return;
        if (WIFEXITED(status) || WIFSIGNALED(status))
            break;
        signal = WSTOPSIG(status) == SIGTRAP && take_hit(c) ? 0 : WSTOPSIG(status);
    }
    c->watch->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Wait for the child's first stop; false where it was not allowed to be traced.
static bool stopped(const struct child *c)
{
    int status = 0;
    return c->pid > 0 && waitpid(c->pid, &status, 0) == c->pid && WIFSTOPPED(status) &&
           ptrace(PTRACE_SETOPTIONS, c->pid, NULL, (long)PTRACE_O_EXITKILL) == 0;
}

struct watch watch_call(void (*work)(void))
{
    struct watch watch = {.possible = false};
    struct child c = {.watch = &watch};
    fflush(NULL);
    c.pid = fork();
    if (c.pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 || raise(SIGSTOP) != 0)
            _exit(126);
        work();
        _exit(0);
    }
    if (!stopped(&c))
        return watch;
    read_ranges(&c);
    watch.possible = add_families(&c, (uintptr_t)gl_families);
    run_to_end(&c);
    return watch;
}

// Where a symbol lies in the program's file; binutils comes with the compiler.
static uintptr_t symbol(const char *program, const char *name)
{
    char command[600], line[400], found[200];
    unsigned long value = 0, answer = 0;
    snprintf(command, sizeof command, "nm '%s' 2>/dev/null", program);
    FILE *in = popen(command, "r");
    while (in && fgets(line, sizeof line, in))
        if (sscanf(line, "%lx %*c %199s", &value, found) == 2 && strcmp(found, name) == 0)
            answer = value;
    if (in)
        pclose(in);
    return answer;
}

static uintptr_t load_address(const struct child *c)
{
    char path[64];
    unsigned long from = 0;
    snprintf(path, sizeof path, "/proc/%d/maps", (int)c->pid);
    FILE *in = fopen(path, "r");
    if (in && fscanf(in, "%lx", &from) != 1)
        from = 0;
    if (in)
        fclose(in);
    return from;
}

static _Noreturn void become(const char *program, char *const *arguments, const char *environment)
{
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    if (environment)
        putenv(strdup(environment));
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1); // the leak detector wants to trace the program itself
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
        execv(program, arguments);
    _exit(126);
}

// When exec() stops, the program's tables are not relocated yet: go on to main() first.
static bool run_to_main(struct child *c, uintptr_t at)
{
    struct user_regs_struct registers;
    int status = 0;
    uint8_t original = exchange(c, at, INT3);
    ptrace(PTRACE_CONT, c->pid, NULL, NULL);
    if (waitpid(c->pid, &status, 0) != c->pid || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
        return false;
    exchange(c, at, original);
    ptrace(PTRACE_GETREGS, c->pid, NULL, &registers);
    registers.rip--;
    ptrace(PTRACE_SETREGS, c->pid, NULL, &registers);
    return true;
}

struct watch watch_program(const char *program, char *const *arguments, const char *environment)
{
    struct watch watch = {.possible = false};
    struct child c = {.watch = &watch};
    uintptr_t families = symbol(program, "gl_families"), main_at = symbol(program, "main");
    fflush(NULL);
    c.pid = fork();
    if (c.pid == 0)
        become(program, arguments, environment);
    if (!stopped(&c))
        return watch;
    uintptr_t base = load_address(&c);
    if (families && main_at && run_to_main(&c, base + main_at)) {
        read_ranges(&c);
        watch.possible = add_families(&c, base + families);
    }
    run_to_end(&c);
    return watch;
}

#else // another machine, with other breakpoints

struct watch watch_call(void (*work)(void))
{
    (void)work;
    return (struct watch){.possible = false};
}

struct watch watch_program(const char *program, char *const *arguments, const char *environment)
{
    (void)program;
    (void)arguments;
    (void)environment;
    return (struct watch){.possible = false};
}

#endif
