// SPDX-License-Identifier: MIT
// The linker makes an object of each file, with these names for its first byte and the one after its last.
#include "app/web/assets.h"

#include <string.h>

#define FILE_NAMED(file)                                                                                     \
    extern const char _binary_app_web_assets_##file##_start[], _binary_app_web_assets_##file##_end[];
#define ASSET(path, type, file)                                                                              \
    {                                                                                                        \
        path, type "; charset=utf-8", _binary_app_web_assets_##file##_start,                                 \
            _binary_app_web_assets_##file##_end                                                              \
    }

FILE_NAMED(chat_html)

static const struct asset assets[] = {
    ASSET("/", "text/html", chat_html),
};

const struct asset *asset_find(const char *path)
{
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (!strcmp(assets[i].path, path))
            return &assets[i];
    return NULL;
}
