// SPDX-License-Identifier: MIT
// The linker makes an object of each file, with these names for its first byte and the one after its last.
#include "app/page/page.h"

#include <stddef.h>

#define PART(name, file)                                                                                     \
    extern const char _binary_app_page_##file##_start[], _binary_app_page_##file##_end[];                    \
    const struct page_part name = {_binary_app_page_##file##_start, _binary_app_page_##file##_end};

PART(page_html, page_html)
PART(page_css, page_css)

#undef PART
#define PART(name)                                                                                           \
    extern const char _binary_app_page_##name##_js_start[], _binary_app_page_##name##_js_end[];              \
    static const struct page_part script_##name = {_binary_app_page_##name##_js_start,                       \
                                                   _binary_app_page_##name##_js_end};

PART(data)
PART(cursor)
PART(marks)
PART(twin)
PART(draw)
PART(main)

const struct page_part *const page_scripts[] = {&script_data, &script_cursor, &script_marks, &script_twin,
                                                &script_draw, &script_main,   NULL};
