// SPDX-License-Identifier: MIT
// The page's files, built into the program as they stand.
#ifndef GLASSLOCK_APP_WEB_ASSETS_H
#define GLASSLOCK_APP_WEB_ASSETS_H

#include <stddef.h>

struct asset {
    const char *path; // "/chat.js"; "/" is the page itself
    const char *type; // "text/javascript; charset=utf-8"
    const char *begin, *end;
};
const struct asset *asset_find(const char *path); // NULL: none

#endif
