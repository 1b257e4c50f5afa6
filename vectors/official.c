// SPDX-License-Identifier: MIT
// Finding the official vectors.
#include "vectors/suite.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#ifndef GLASSLOCK_DATADIR
#define GLASSLOCK_DATADIR "/usr/local/share/glasslock"
#endif

const char *vectors_folder(void)
{
    const char *asked = getenv("GLASSLOCK_VECTORS");
    const char *const places[] = {"vectors/data", GLASSLOCK_DATADIR "/vectors"};
    struct stat status;
    if (asked && *asked)
        return asked;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (stat(places[i], &status) == 0 && S_ISDIR(status.st_mode))
            return places[i];
    return NULL;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool add(char ***paths, size_t *n, const char *path)
{
    char **grown = realloc(*paths, (*n + 1) * sizeof *grown);
    if (!grown)
        return false;
    *paths = grown;
    grown[*n] = strdup(path);
    return grown[*n] && ++*n;
}

char **vectors_official(const char *folder, size_t *n)
{
    char *start = strdup(folder), *const starts[] = {start, NULL}, **paths = NULL;
    *n = 0;
    FTS *walk = start ? fts_open(starts, FTS_PHYSICAL | FTS_NOCHDIR, by_name) : NULL;
    bool ok = walk != NULL;
    for (FTSENT *entry; ok && (entry = fts_read(walk));)
        if (entry->fts_info == FTS_F)
            ok = add(&paths, n, entry->fts_path);
    if (walk)
        fts_close(walk);
    free(start);
    if (ok && *n)
        return paths;
    vectors_paths_free(paths, *n);
    *n = 0;
    return NULL;
}

void vectors_paths_free(char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
}
