// SPDX-License-Identifier: MIT
// glasslock bench: find glasslock-bench, the program that links the peers, and become it.
#include "app/commands.h"

#include "app/bench_options.h"
#include "app/options.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Beside this program (build/), or where `make install-bench` puts it (PREFIX/libexec/glasslock).
static bool find(char path[PATH_MAX])
{
    static const char *const places[] = {"glasslock-bench", "../libexec/glasslock/glasslock-bench", NULL};
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return false;
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash)
        return false;
    *slash = '\0';
    for (size_t i = 0; places[i]; i++) {
        int needed = snprintf(path, PATH_MAX, "%s/%s", self, places[i]);
        if (needed > 0 && needed < PATH_MAX && access(path, X_OK) == 0)
            return true;
    }
    return false;
}

int cmd_bench(int argc, char **argv)
{
    struct bench_options options;
    char path[PATH_MAX];
    int status = bench_options_read(argc, argv, &options);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    const char *named = getenv("GLASSLOCK_BENCH");
    if (named && !*named)
        named = NULL;
    if (!named && !find(path))
        return app_fail("bench", "glasslock-bench is not built; run `make bench` in glasslock's source tree");
    execv(named ? named : path, argv);
    return app_fail("bench", "cannot run '%s': %s", named ? named : path, strerror(errno));
}
