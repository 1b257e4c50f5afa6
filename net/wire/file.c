// SPDX-License-Identifier: MIT
#include "net/wire/file.h"

#include "crypto/common/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const uint8_t *data, size_t bytes)
{
    while (bytes) {
        ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        bytes -= (size_t)n;
    }
    while (fsync(fd))
        if (errno != EINTR)
            return false;
    return true;
}

bool wire_file_replace(const char *path, const void *data, size_t bytes, char *error, size_t room)
{
    char temporary[PATH_MAX];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary) {
        snprintf(error, room, "the name %.40s... is too long", path);
        return false;
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_all(fd, data, bytes);
    int why = errno;
    if (fd >= 0 && close(fd) && good) {
        good = false;
        why = errno;
    }
    if (good && rename(temporary, path)) {
        good = false;
        why = errno;
    }
    if (good)
        return true;
    if (fd >= 0)
        unlink(temporary);
    snprintf(error, room, "cannot write %s: %s", path, strerror(why));
    return false;
}

static uint8_t *read_all(int fd, size_t most, size_t *bytes)
{
    struct stat st;
    if (fstat(fd, &st))
        return NULL;
    if (!S_ISREG(st.st_mode) || (uintmax_t)st.st_size > most) {
        errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
        return NULL;
    }
    size_t size = (size_t)st.st_size;
    uint8_t *data = malloc(size + 1);
    *bytes = 0;
    while (data && *bytes < size) {
        ssize_t n = read(fd, data + *bytes, size - *bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            gl_wipe_free(data, *bytes);
            return NULL;
        }
        if (!n)
            break; // it has just become shorter
        *bytes += (size_t)n;
    }
    if (data)
        data[*bytes] = 0;
    return data;
}

uint8_t *wire_file_read(const char *path, size_t most, size_t *bytes, bool *missing, char *error, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t *data = fd >= 0 ? read_all(fd, most, bytes) : NULL;
    int why = errno;
    if (fd >= 0)
        close(fd);
    *missing = !data && fd < 0 && why == ENOENT;
    if (!data)
        snprintf(error, room, "cannot read %s: %s", path, strerror(why));
    return data;
}
