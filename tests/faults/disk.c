// SPDX-License-Identifier: MIT
// LD_PRELOAD: a disk that is full, read-only or broken, below one directory.
//
//   GLASSLOCK_DISK=DIRECTORY      below which it holds (its real path)
//   GLASSLOCK_DISK_RULE=FILE      one line, read anew at each call, so that a test can change it while the
//   program runs:
//     (no file, or nothing)       all is well
//     full BYTES                  so much more can be written, the last call in part; then ENOSPC, for new
//     files too readonly                    EROFS for all that would change something CALL NTH the NTH call
//     from now on, and those after it, fail: CALL is open (for writing), write,
//                                 rename (and link) with ENOSPC, or sync with EIO
//
// A rule holds for one process, and anew when the line changes. Streams of stdio that write to such a file
// are made to call write() here, too; those that were opened in another way (standard output) are left alone.
#include "tests/faults/next.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    int (*open)(const char *, int, ...);
    ssize_t (*write)(int, const void *, size_t);
    ssize_t (*pwrite64)(int, const void *, size_t, off_t);
    int (*fsync)(int), (*fdatasync)(int), (*ftruncate64)(int, off_t);
    int (*rename)(const char *, const char *);
    int (*linkat)(int, const char *, int, const char *, int);
    int (*unlink)(const char *);
    int (*mkdir)(const char *, mode_t);
    int (*mkostemp)(char *, int);
    FILE *(*fdopen)(int, const char *);
    int (*fileno)(FILE *);
} next;

static char directory[PATH_MAX], rule_file[PATH_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // guards what follows
static char rule[80], call[16];                          // as it was read last; its CALL, if it has one
static unsigned long left;                               // bytes, or calls that still succeed
static bool readonly, full;

// ---- the rule ----

static void read_rule(void)
{
    char now[sizeof rule] = "";
    int fd = next.open(rule_file, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, now, sizeof now - 1) < 0)
        _exit(99);
    if (fd >= 0)
        close(fd);
    if (strcmp(now, rule) == 0)
        return;
    memcpy(rule, now, sizeof rule);
    readonly = strncmp(rule, "readonly", 8) == 0;
    full = strncmp(rule, "full ", 5) == 0;
    const char *space = strchr(rule, ' ');
    left = space ? strtoul(space + 1, NULL, 10) : 0;
    snprintf(call, sizeof call, "%.*s", space && !full ? (int)(space - rule) : 0, rule);
    if (*call && left)
        left--;
}

// May this call be made? Otherwise errno says why not. *bytes: what it wants to write, and may.
static bool allowed(const char *name, size_t *bytes)
{
    pthread_mutex_lock(&lock);
    int before = errno, error = 0;
    read_rule();
    if (readonly)
        error = EROFS;
    else if (full && left == 0 && (bytes ? *bytes > 0 : strcmp(name, "open") == 0))
        error = ENOSPC;
    else if (*call && strcmp(call, name) == 0 && (left == 0 || !left--))
        error = strcmp(name, "sync") ? ENOSPC : EIO;
    if (!error && full && bytes) {
        *bytes = *bytes < left ? *bytes : left;
        left -= *bytes;
    }
    pthread_mutex_unlock(&lock);
    errno = error ? error : before;
    return !error;
}

// ---- where ----

static bool below(const char *path)
{
    size_t n = strlen(directory);
    return n && strncmp(path, directory, n) == 0 && (path[n] == '/' || !path[n]);
}

static bool here(const char *path)
{
    char whole[PATH_MAX], folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    int before = errno;
    bool found = *directory && realpath(folder, whole) && below(whole);
    errno = before;
    return found;
}

static bool holds(int fd)
{
    char link[40], path[PATH_MAX];
    if (!*directory)
        return false;
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    errno = before;
    path[n > 0 ? n : 0] = '\0';
    return below(path);
}

// ---- the calls ----

static int open_file(const char *path, int flags, mode_t mode)
{
    bool writes = flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    bool makes = flags & O_CREAT && access(path, F_OK) != 0;
    bool nameless = (flags & O_TMPFILE) == O_TMPFILE;
    if ((writes && here(path)) || (nameless && below(path))) {
        errno = 0;
        size_t none = 0;
        if (!allowed(makes || nameless ? "open" : "reopen", makes || nameless ? NULL : &none))
            return -1;
    }
    return next.open(path, flags, mode);
}

EXPORT int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_file(path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_file(path, flags, mode);
}

EXPORT int mkostemp(char *name, int flags)
{
    return here(name) && !allowed("open", NULL) ? -1 : next.mkostemp(name, flags);
}

EXPORT ssize_t write(int fd, const void *data, size_t bytes)
{
    return holds(fd) && !allowed("write", &bytes) ? -1 : next.write(fd, data, bytes);
}

EXPORT ssize_t pwrite64(int fd, const void *data, size_t bytes, off_t at)
{
    return holds(fd) && !allowed("write", &bytes) ? -1 : next.pwrite64(fd, data, bytes, at);
}

EXPORT int fsync(int fd)
{
    return holds(fd) && !allowed("sync", NULL) ? -1 : next.fsync(fd);
}

EXPORT int fdatasync(int fd)
{
    return holds(fd) && !allowed("sync", NULL) ? -1 : next.fdatasync(fd);
}

EXPORT int ftruncate64(int fd, off_t bytes)
{
    return holds(fd) && !allowed("truncate", NULL) ? -1 : next.ftruncate64(fd, bytes);
}

EXPORT int rename(const char *from, const char *to)
{
    return here(to) && !allowed("rename", NULL) ? -1 : next.rename(from, to);
}

EXPORT int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    return here(to) && !allowed("rename", NULL) ? -1 : next.linkat(from_at, from, to_at, to, flags);
}

EXPORT int unlink(const char *path)
{
    return here(path) && !allowed("unlink", NULL) ? -1 : next.unlink(path);
}

EXPORT int mkdir(const char *path, mode_t mode)
{
    return here(path) && !allowed("open", NULL) ? -1 : next.mkdir(path, mode);
}

// ---- stdio ----

struct stream {
    struct stream *next;
    FILE *file;
    int fd;
};
static _Atomic(struct stream *) streams; // those of ours; never shortened

static ssize_t stream_write(void *stream, const char *data, size_t bytes)
{
    size_t done = 0; // as stdio does it: in several calls, if one is not enough
    for (ssize_t n; done < bytes; done += (size_t)n)
        if ((n = write(((struct stream *)stream)->fd, data + done, bytes - done)) <= 0)
            break;
    return (ssize_t)done; // what is missing is an error, and errno says which
}

static int stream_close(void *stream)
{
    struct stream *s = stream;
    int fd = s->fd;
    s->file = NULL;
    return close(fd);
}

EXPORT FILE *fdopen(int fd, const char *mode)
{
    if (*mode != 'w' || !holds(fd))
        return next.fdopen(fd, mode);
    struct stream *s = calloc(1, sizeof *s);
    if (!s)
        _exit(99);
    s->fd = fd;
    s->file = fopencookie(s, mode, (cookie_io_functions_t){.write = stream_write, .close = stream_close});
    s->next = atomic_load(&streams);
    while (!atomic_compare_exchange_weak(&streams, &s->next, s))
        continue;
    return s->file;
}

EXPORT int fileno(FILE *file)
{
    for (const struct stream *s = atomic_load(&streams); s; s = s->next)
        if (s->file == file)
            return s->fd;
    return next.fileno(file);
}

__attribute__((constructor)) static void begin(void)
{
    const char *where = getenv("GLASSLOCK_DISK"), *what = getenv("GLASSLOCK_DISK_RULE");
    next_find(&next.open, "open");
    next_find(&next.write, "write");
    next_find(&next.pwrite64, "pwrite64");
    next_find(&next.fsync, "fsync");
    next_find(&next.fdatasync, "fdatasync");
    next_find(&next.ftruncate64, "ftruncate64");
    next_find(&next.rename, "rename");
    next_find(&next.linkat, "linkat");
    next_find(&next.unlink, "unlink");
    next_find(&next.mkdir, "mkdir");
    next_find(&next.mkostemp, "mkostemp");
    next_find(&next.fdopen, "fdopen");
    next_find(&next.fileno, "fileno");
    if (!where || !what || !next_is_ours())
        return;
    snprintf(rule_file, sizeof rule_file, "%s", what);
    snprintf(directory, sizeof directory, "%s", where);
}
