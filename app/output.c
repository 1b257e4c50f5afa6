// SPDX-License-Identifier: MIT
#include "app/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot_write(const struct app_output *out)
{
    return app_fail(out->command, "cannot write '%s': %s", out->path ? out->path : "standard output",
                    strerror(errno));
}

// The folder that will hold the file, malloc'd.
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

// Another name in the same folder, malloc'd.
static char *name_beside(const char *path)
{
    char *name = NULL;
    return asprintf(&name, "%s.%ld.XXXXXX", path, (long)getpid()) < 0 ? NULL : name;
}

// A nameless file where there can be one, else one with a temporary name; -1 on failure.
static int open_temporary(struct app_output *out, mode_t mode)
{
    char *folder = folder_of(out->path);
    int fd = folder ? open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode) : -1;
    int error = errno;
    free(folder);
    out->nameless = fd >= 0;
    if (fd >= 0 || (error != EOPNOTSUPP && error != EISDIR && error != EINVAL)) {
        errno = error;
        return fd;
    }
    out->temporary = name_beside(out->path);
    fd = out->temporary ? mkostemp(out->temporary, O_CLOEXEC) : -1;
    mode_t mask = umask(0);
    umask(mask);
    if (fd >= 0)
        (void)fchmod(fd, mode & ~mask);
    return fd;
}

int app_output_open(struct app_output *out, const char *command, const char *path, mode_t mode)
{
    struct stat there;
    *out = (struct app_output){.command = command, .path = path};
    if (!path || strcmp(path, "-") == 0) {
        out->path = NULL;
        out->file = stdout;
        return APP_OK;
    }
    bool exists = stat(path, &there) == 0;
    if (exists && S_ISDIR(there.st_mode)) {
        errno = EISDIR;
        return cannot_write(out);
    }
    int fd = exists && !S_ISREG(there.st_mode) ? open(path, O_WRONLY | O_CLOEXEC) : open_temporary(out, mode);
    out->file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    return out->file ? APP_OK : cannot_write(out);
}

int app_output_write(struct app_output *out, const void *data, size_t bytes)
{
    if (bytes == 0 || fwrite(data, 1, bytes, out->file) == bytes)
        return APP_OK;
    return cannot_write(out);
}

// A nameless file cannot take the place of another: it gets a name beside it first.
static bool name_it(struct app_output *out)
{
    char source[40];
    out->temporary = name_beside(out->path);
    int fd = out->temporary ? mkostemp(out->temporary, O_CLOEXEC) : -1; // a name that no one else has
    if (fd < 0)
        return false;
    close(fd);
    unlink(out->temporary);
    snprintf(source, sizeof source, "/proc/self/fd/%d", fileno(out->file));
    return linkat(AT_FDCWD, source, AT_FDCWD, out->temporary, AT_SYMLINK_FOLLOW) == 0;
}

int app_output_commit(struct app_output *out)
{
    bool good = fflush(out->file) == 0 && (!out->nameless || name_it(out));
    if (good && out->temporary)
        good = rename(out->temporary, out->path) == 0;
    int status = good ? APP_OK : cannot_write(out);
    if (!good) {
        app_output_discard(out);
        return status;
    }
    if (out->file != stdout)
        fclose(out->file);
    free(out->temporary);
    *out = (struct app_output){0};
    return APP_OK;
}

void app_output_discard(struct app_output *out)
{
    if (out->file && out->file != stdout)
        fclose(out->file);
    if (out->temporary)
        unlink(out->temporary);
    free(out->temporary);
    *out = (struct app_output){0};
}

int app_write_file(const char *command, const char *path, mode_t mode, const void *data, size_t bytes)
{
    struct app_output out;
    int status = app_output_open(&out, command, path, mode);
    if (!status)
        status = app_output_write(&out, data, bytes);
    if (!status)
        return app_output_commit(&out);
    app_output_discard(&out);
    return status;
}
