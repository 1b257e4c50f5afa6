// SPDX-License-Identifier: MIT
// The files of app/page/, built into the program.
#ifndef GLASSLOCK_APP_PAGE_PAGE_H
#define GLASSLOCK_APP_PAGE_PAGE_H

struct page_part {
    const char *begin, *end;
};
extern const struct page_part page_html, page_css;
extern const struct page_part *const page_scripts[]; // in the order in which they must run; NULL at the end

#endif
