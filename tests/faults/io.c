// SPDX-License-Identifier: MIT
// LD_PRELOAD: system calls that are interrupted, and that do less than they were asked to.
//
//   GLASSLOCK_IO="eintr=N short=N seed=N"   one call in N fails with EINTR before it has done anything; one
//                                           transfer in N moves only a part, often one byte. 0, or left out:
//                                           never. The seed draws which; it is 1 where it is left out.
//   GLASSLOCK_IO_COUNT=FILE                 at exit, a line "INTERRUPTED SHORTENED" is appended to FILE
//
// The calls are those that the program and its libraries make; what the C library does inside stdio never
// comes here. Only what a kernel may do is done: descriptors without a stream of bytes (eventfd, signalfd,
// datagrams) and small writes to pipes are left whole; a connect() that is interrupted goes on by itself, as
// POSIX says. Libraries that give up when they are interrupted are not: CivetWeb drops the connection,
// ncurses half a key, and SQLite takes a failed fsync() for lost data, rightly. (The program installs no
// signal handler, so it does not happen to them.) The same seed draws the same faults as long as one thread
// makes the calls.
#include "tests/faults/next.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct {
    __typeof__(read) *read;
    __typeof__(write) *write;
    __typeof__(pread64) *pread64;
    __typeof__(pwrite64) *pwrite64;
    __typeof__(recv) *recv;
    __typeof__(send) *send;
    __typeof__(poll) *poll;
    __typeof__(epoll_wait) *epoll_wait;
    __typeof__(accept) *accept;
    __typeof__(accept4) *accept4;
    __typeof__(connect) *connect;
    __typeof__(getrandom) *getrandom;
    __typeof__(nanosleep) *nanosleep;
    __typeof__(fsync) *fsync;
    __typeof__(fdatasync) *fdatasync;
    __typeof__(waitpid) *waitpid;
} next;

static unsigned long eintr_in, short_in, seed = 1;
static atomic_ulong drawn, interruptions, shortenings;
static char count_file[4096];

static void find_all(void)
{
    next_find(&next.read, "read");
    next_find(&next.write, "write");
    next_find(&next.pread64, "pread64");
    next_find(&next.pwrite64, "pwrite64");
    next_find(&next.recv, "recv");
    next_find(&next.send, "send");
    next_find(&next.poll, "poll");
    next_find(&next.epoll_wait, "epoll_wait");
    next_find(&next.accept, "accept");
    next_find(&next.accept4, "accept4");
    next_find(&next.connect, "connect");
    next_find(&next.getrandom, "getrandom");
    next_find(&next.nanosleep, "nanosleep");
    next_find(&next.fsync, "fsync");
    next_find(&next.fdatasync, "fdatasync");
    next_find(&next.waitpid, "waitpid");
}

// ---- chance ----

static uint64_t draw(void)
{
    uint64_t x =
        seed * UINT64_C(0x9e3779b97f4a7c15) + atomic_fetch_add(&drawn, 1) * UINT64_C(0xd1342543de82ef95);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9); // SplitMix64's way to spread bits
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static bool is_in(const void *caller, const char *library)
{
    Dl_info where;
    return dladdr(caller, &where) && where.dli_fname && strstr(where.dli_fname, library);
}

static bool interrupts(const void *caller)
{
    if (!next.waitpid) // a constructor of another library was before ours
        find_all();
    if (!eintr_in || draw() % eintr_in || is_in(caller, "libcivetweb") || is_in(caller, "libncurses"))
        return false;
    atomic_fetch_add(&interruptions, 1);
    errno = EINTR;
    return true;
}

// Bytes that may come and go in parts?
static bool is_stream(int fd)
{
    if (!next.waitpid)
        find_all();
    struct stat there;
    int type = 0, before = errno;
    socklen_t bytes = sizeof type;
    bool stream = fstat(fd, &there) == 0 &&
                  (S_ISREG(there.st_mode) || S_ISFIFO(there.st_mode) || S_ISCHR(there.st_mode) ||
                   (S_ISSOCK(there.st_mode) && !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &bytes) &&
                    type == SOCK_STREAM));
    errno = before;
    return stream;
}

static bool is_pipe(int fd)
{
    struct stat there;
    return fstat(fd, &there) == 0 && S_ISFIFO(there.st_mode);
}

// At least one byte of several.
static size_t part_of(size_t bytes)
{
    if (bytes < 2 || !short_in || draw() % short_in)
        return bytes;
    atomic_fetch_add(&shortenings, 1);
    size_t most = (size_t)1 << draw() % 16; // small parts are as likely as large ones
    return 1 + draw() % (bytes - 1 < most ? bytes - 1 : most);
}

// ---- bytes ----

EXPORT ssize_t read(int fd, void *data, size_t bytes)
{
    bool stream = is_stream(fd);
    return stream && interrupts(__builtin_return_address(0))
               ? -1
               : next.read(fd, data, stream ? part_of(bytes) : bytes);
}

EXPORT ssize_t write(int fd, const void *data, size_t bytes)
{
    bool stream = is_stream(fd);
    if (stream && interrupts(__builtin_return_address(0)))
        return -1;
    bool whole = !stream || (bytes <= PIPE_BUF && is_pipe(fd)); // POSIX promises that
    return next.write(fd, data, whole ? bytes : part_of(bytes));
}

EXPORT ssize_t pread64(int fd, void *data, size_t bytes, off_t at)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.pread64(fd, data, part_of(bytes), at);
}

EXPORT ssize_t pwrite64(int fd, const void *data, size_t bytes, off_t at)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.pwrite64(fd, data, part_of(bytes), at);
}

EXPORT ssize_t recv(int fd, void *data, size_t bytes, int flags)
{
    bool stream = is_stream(fd) && !(flags & (MSG_WAITALL | MSG_PEEK));
    return stream && interrupts(__builtin_return_address(0))
               ? -1
               : next.recv(fd, data, stream ? part_of(bytes) : bytes, flags);
}

EXPORT ssize_t send(int fd, const void *data, size_t bytes, int flags)
{
    bool stream = is_stream(fd);
    return stream && interrupts(__builtin_return_address(0))
               ? -1
               : next.send(fd, data, stream ? part_of(bytes) : bytes, flags);
}

EXPORT ssize_t getrandom(void *data, size_t bytes, unsigned flags)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.getrandom(data, part_of(bytes), flags);
}

// ---- waiting ----

EXPORT int poll(struct pollfd *fds, nfds_t n, int ms)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.poll(fds, n, ms);
}

EXPORT int epoll_wait(int fd, struct epoll_event *events, int n, int ms)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.epoll_wait(fd, events, n, ms);
}

EXPORT int accept(int fd, __SOCKADDR_ARG address, socklen_t *bytes)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.accept(fd, address, bytes);
}

EXPORT int accept4(int fd, __SOCKADDR_ARG address, socklen_t *bytes, int flags)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.accept4(fd, address, bytes, flags);
}

// A connection that is interrupted while it is made is made nevertheless; asking again only tells so.
EXPORT int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t bytes)
{
    bool waits = !(fcntl(fd, F_GETFL) & O_NONBLOCK);
    if (waits && address.__sockaddr__->sa_family == AF_UNIX && interrupts(__builtin_return_address(0)))
        return -1;
    int result = next.connect(fd, address, bytes);
    return waits && !result && address.__sockaddr__->sa_family != AF_UNIX &&
                   interrupts(__builtin_return_address(0))
               ? -1
               : result;
}

EXPORT int nanosleep(const struct timespec *time, struct timespec *rest)
{
    if (!interrupts(__builtin_return_address(0)))
        return next.nanosleep(time, rest);
    if (rest)
        *rest = *time;
    return -1;
}

EXPORT int fsync(int fd)
{
    return !is_in(__builtin_return_address(0), "libsqlite3") && interrupts(__builtin_return_address(0))
               ? -1
               : next.fsync(fd);
}

EXPORT int fdatasync(int fd)
{
    return !is_in(__builtin_return_address(0), "libsqlite3") && interrupts(__builtin_return_address(0))
               ? -1
               : next.fdatasync(fd);
}

EXPORT pid_t waitpid(pid_t pid, int *status, int options)
{
    return interrupts(__builtin_return_address(0)) ? -1 : next.waitpid(pid, status, options);
}

// ---- what the environment says ----

static void tell_count(void)
{
    FILE *out = fopen(count_file, "ae");
    eintr_in = short_in = 0;
    if (out)
        fprintf(out, "%lu %lu\n", atomic_load(&interruptions), atomic_load(&shortenings));
    if (!out || fclose(out))
        _exit(99);
}

__attribute__((constructor)) static void begin(void)
{
    const char *how = getenv("GLASSLOCK_IO"), *count = getenv("GLASSLOCK_IO_COUNT");
    find_all();
    if (!how || !next_is_ours())
        return;
    seed = next_number(how, "seed=", 1);
    short_in = next_number(how, "short=", 0);
    eintr_in = next_number(how, "eintr=", 0);
    if (count && snprintf(count_file, sizeof count_file, "%s", count) > 0)
        atexit(tell_count);
}
