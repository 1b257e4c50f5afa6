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
FILE_NAMED(chat_css)
FILE_NAMED(icon_svg)
FILE_NAMED(main_js)
FILE_NAMED(dom_js)
FILE_NAMED(lab_js)
FILE_NAMED(log_js)
FILE_NAMED(picture_js)
FILE_NAMED(say_js)
FILE_NAMED(side_js)
FILE_NAMED(socket_js)
FILE_NAMED(wire_js)

static const struct asset assets[] = {
    ASSET("/", "text/html", chat_html),
    ASSET("/chat.css", "text/css", chat_css),
    ASSET("/icon.svg", "image/svg+xml", icon_svg),
    ASSET("/main.js", "text/javascript", main_js),
    ASSET("/dom.js", "text/javascript", dom_js),
    ASSET("/lab.js", "text/javascript", lab_js),
    ASSET("/log.js", "text/javascript", log_js),
    ASSET("/picture.js", "text/javascript", picture_js),
    ASSET("/say.js", "text/javascript", say_js),
    ASSET("/side.js", "text/javascript", side_js),
    ASSET("/socket.js", "text/javascript", socket_js),
    ASSET("/wire.js", "text/javascript", wire_js),
};

const struct asset *asset_find(const char *path)
{
    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++)
        if (!strcmp(assets[i].path, path))
            return &assets[i];
    return NULL;
}
