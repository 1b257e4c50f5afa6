// SPDX-License-Identifier: MIT
#include "tests/no_memory.h"

#include "tests/places.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_WORDS 24
#define BEFORE     "as it was before\n"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define ONE_IN 6 // places are tried: such a program starts slowly
#else
#define ONE_IN 1
#endif

struct ran {
    int status; // 128 + signal
    char *out, *err;
    size_t out_n;
    char *file; // what is in the file that it writes; NULL: it is not there
    size_t file_n;
};

bool no_memory_every(void)
{
    const char *which = getenv("GLASSLOCK_FAULTS");
    return which && strcmp(which, "every") == 0;
}

static char *contents(int fd, size_t *n)
{
    struct stat about;
    CU_ASSERT_FATAL(fstat(fd, &about) == 0);
    *n = (size_t)about.st_size;
    char *text = calloc(1, *n + 1);
    CU_ASSERT_FATAL(text && pread(fd, text, *n, 0) == (ssize_t)*n);
    return text;
}

static char *path_in(const char *name, char path[400])
{
    snprintf(path, 400, "%s/memory/out/%s", shell_directory(), name);
    return path;
}

static char *file_contents(const char *name, size_t *n)
{
    char path[400];
    int fd = open(path_in(name, path), O_RDONLY | O_CLOEXEC);
    char *text = fd < 0 ? NULL : contents(fd, n);
    if (fd >= 0)
        close(fd);
    return text;
}

// The child: it has PATIENCE_MS, then SIGALRM ends it.
static void become(const struct no_memory_case *c, const char *variable, const char *value, int out, int err)
{
    char words[1024], library[400], *argv[MOST_WORDS + 1] = {getenv("G")}, *rest = words;
    snprintf(words, sizeof words, "%s", c->command);
    for (int i = 1; i < MOST_WORDS; i++)
        argv[i] = strsep(&rest, " ");
    snprintf(library, sizeof library, "%s/memory", shell_directory());
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    char planted[400];
    snprintf(planted, sizeof planted, "%s/../../forgetful", getenv("F"));
    if (c->planted)
        argv[0] = planted;
    if (chdir(library) != 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(126);
    snprintf(library, sizeof library, "%s/memory.so", getenv("F"));
    // AddressSanitizer wants to be first, but need not be; what a process leaves that ends at once is no
    // leak.
    const char *options = getenv("ASAN_OPTIONS");
    char asan[400];
    snprintf(asan, sizeof asan, "%s%sverify_asan_link_order=0:detect_leaks=0", options ? options : "",
             options ? ":" : "");
    setenv("ASAN_OPTIONS", asan, 1);
    setenv("LD_PRELOAD", library, 1);
    setenv(variable, value, 1);
    if (!no_memory_every())
        setenv("GLASSLOCK_PLACE_FRAMES", NO_MEMORY_FRAMES, 1);
    alarm(PATIENCE_MS / 1000);
    execv(argv[0], argv);
    _exit(127);
}

static struct ran run(const struct no_memory_case *c, const char *variable, const char *value)
{
    int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC), status = 0;
    size_t n = 0;
    CU_ASSERT_FATAL(out >= 0 && err >= 0);
    fflush(NULL);
    pid_t child = fork();
    CU_ASSERT_FATAL(child >= 0);
    if (!child)
        become(c, variable, value, out, err);
    CU_ASSERT_FATAL(waitpid(child, &status, 0) == child);
    struct ran ran = {.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
    ran.out = contents(out, &ran.out_n);
    ran.err = contents(err, &n);
    ran.file = c->writes ? file_contents(c->writes, &ran.file_n) : NULL;
    close(out);
    close(err);
    return ran;
}

static void free_ran(struct ran *ran)
{
    free(ran->out);
    free(ran->err);
    free(ran->file);
}

// Make the directory out/ what it is before a run: empty, or with an older file.
static void lay_out(const struct no_memory_case *c, bool older)
{
    char path[400];
    DIR *folder = opendir(path_in("", path));
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            unlink(path_in(entry->d_name, path));
    closedir(folder);
    FILE *out = older && c->writes ? fopen(path_in(c->writes, path), "we") : NULL;
    if (out)
        CU_ASSERT_FATAL(fputs(BEFORE, out) >= 0 && fclose(out) == 0);
}

// NULL: nothing lies beside the file that is written.
static const char *litter(const struct no_memory_case *c)
{
    char path[400];
    const char *wrong = NULL;
    DIR *folder = opendir(path_in("", path));
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && (!c->writes || strcmp(entry->d_name, c->writes) != 0))
            wrong = "a temporary file is left behind";
    closedir(folder);
    return wrong;
}

static bool same(const char *a, size_t a_n, const char *b, size_t b_n)
{
    return !a == !b && (!a || (a_n == b_n && memcmp(a, b, a_n) == 0));
}

static bool holds(const char *check)
{
    struct shell s = shell_run("cd $T/memory && %s", check);
    bool good = s.status == 0;
    shell_free(&s);
    return good;
}

static bool one_line(const char *text)
{
    const char *end = strchr(text, '\n');
    return end && !end[1] && strncmp(text, "glasslock", 9) == 0 && strcasestr(text, "memory");
}

// NULL: as it must be.
static const char *judge(const struct no_memory_case *c, const struct ran *whole, const struct ran *ran,
                         bool older)
{
    if (ran->status == 128 + SIGALRM)
        return "it does not end";
    if (ran->status > 128)
        return "it ends by a signal";
    if (ran->status == 1) {
        if (!one_line(ran->err))
            return "it does not say one line about memory";
        if (c->writes && older ? !same(ran->file, ran->file_n, BEFORE, strlen(BEFORE)) : ran->file != NULL)
            return "it fails, and has touched its file";
        return litter(c);
    }
    if (ran->status != 0)
        return "its status is neither 0 nor 1";
    if (strcmp(ran->err, whole->err) != 0)
        return "it succeeds, but says something else than with memory";
    if (strstr(ran->out, "no memory")) // on a screen, in the place of what there is none for
        return litter(c);
    if (c->check ? !holds(c->check)
                 : !same(ran->out, ran->out_n, whole->out, whole->out_n) ||
                       !same(ran->file, ran->file_n, whole->file, whole->file_n))
        return "it succeeds, but its output is not what it is with memory";
    return litter(c);
}

// One run; how many allocations fail is for the library to know.
static bool try(const struct no_memory_case *c, const struct ran *whole, const char *variable,
                const char *value)
{
    static bool older;
    older = !older;
    lay_out(c, older);
    struct ran ran = run(c, variable, value);
    const char *wrong = judge(c, whole, &ran, older);
    if (wrong && !c->planted)
        fprintf(stderr, "\nLD_PRELOAD=$F/memory.so %s=%s $G %s\n%s (status %d)\n%.*s", variable, value,
                c->command, wrong, ran.status, 1000, ran.err);
    free_ran(&ran);
    return !wrong;
}

static unsigned try_places(const struct no_memory_case *c, const struct ran *whole, struct places *all,
                           const struct places *own)
{
    unsigned bad = 0;
    for (unsigned i = 0; i < own->n; i++) {
        char value[40];
        const struct place *place = &own->place[i];
        if (i % ONE_IN && !c->planted && !no_memory_every())
            continue;
        if (!places_add(all, place->name) && !no_memory_every() && !c->planted)
            continue;
        snprintf(value, sizeof value, "%lx", place->name);
        bad += !try(c, whole, "GLASSLOCK_FAIL_PLACE", value);
        snprintf(value, sizeof value, "%lx+", place->name);
        if (i % 3 == 0 || no_memory_every())
            bad += !try(c, whole, "GLASSLOCK_FAIL_PLACE", value);
    }
    return bad;
}

static unsigned try_numbers(const struct no_memory_case *c, const struct ran *whole, unsigned long calls)
{
    unsigned bad = 0;
    for (unsigned long n = 1; n <= calls; n += n < NO_MEMORY_EVERY ? 1 : 101) {
        char value[40];
        snprintf(value, sizeof value, "%lu", n);
        bad += !try(c, whole, "GLASSLOCK_FAIL_ALLOC", value);
    }
    return bad;
}

void no_memory_try(const char *prepare, const struct no_memory_case *cases)
{
    static struct places all;
    shell_expect(0, "rm -rf $T/memory && mkdir -p $T/memory/out && cd $T/memory && %s", prepare);
    for (const struct no_memory_case *c = cases; c->command; c++) {
        char path[400];
        snprintf(path, sizeof path, "%s/memory/places", shell_directory());
        lay_out(c, false);
        struct ran whole = run(c, "GLASSLOCK_ALLOC_PLACES", path);
        CU_ASSERT_EQUAL(whole.status, 0);
        struct places own = {0};
        unsigned long calls = places_read(&own, path);
        CU_ASSERT_TRUE(calls > 0);
        unsigned bad = try_places(c, &whole, &all, &own);
        if (no_memory_every())
            bad += try_numbers(c, &whole, calls);
        CU_ASSERT_EQUAL(bad > 0, c->planted);
        if ((bad > 0) != c->planted || no_memory_every())
            fprintf(stderr, "\n%s: %lu allocations at %u places, %u runs went wrong\n", c->command, calls,
                    own.n, bad);
        places_free(&own);
        free_ran(&whole);
    }
}
