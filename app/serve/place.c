// SPDX-License-Identifier: MIT
#include "app/serve/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool place_data(char path[PATH_MAX], const char *protocol)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    bool standard = strcmp(protocol, "glasslock") == 0;
    const char *base = data && *data == '/' ? data : home, *between = base == data ? "" : "/.local/share";
    if (!base || *base != '/')
        return false;
    int n = snprintf(path, PATH_MAX, "%s%s/glasslock/server%s%s", base, between, standard ? "" : "-",
                     standard ? "" : protocol);
    return n > 0 && n < PATH_MAX;
}

bool place_socket(char path[PATH_MAX], const char *data)
{
    int n = snprintf(path, PATH_MAX, "%s/admin.sock", data);
    return n > 0 && n < PATH_MAX;
}

bool place_make_parents(const char *path)
{
    char part[PATH_MAX];
    for (const char *at = path; (at = strchr(at + 1, '/'));) {
        int n = snprintf(part, sizeof part, "%.*s", (int)(at - path), path);
        if (n < 0 || n >= PATH_MAX || (mkdir(part, 0700) != 0 && errno != EEXIST))
            return false;
    }
    return true;
}
