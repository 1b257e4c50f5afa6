// SPDX-License-Identifier: MIT
// Completion of the word before the cursor, and search in what was said.
#include "app/chat/view.h"

#include "app/columns.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

// ---- completion: Tab goes through what the engine offers, Shift+Tab back ----

void view_forget_candidates(struct chat_view *v)
{
    for (size_t i = 0; i < v->n_candidates; i++)
        free(v->candidates[i]);
    free(v->candidates);
    v->candidates = NULL;
    v->n_candidates = 0;
}

// The part that all candidates share stands first in the line; the first Tab goes no further where that is
// more than what was typed.
static size_t shared(char *const *candidates, size_t n)
{
    size_t bytes = strlen(candidates[0]);
    for (size_t i = 1; i < n; i++)
        for (size_t at = 0; at < bytes; at++)
            if (candidates[i][at] != candidates[0][at])
                bytes = at;
    while (bytes > 0 && ((unsigned char)candidates[0][bytes] & 0xc0) == 0x80)
        bytes--; // not inside a character
    return bytes;
}

static void put(struct chat_view *v, const char *word, size_t bytes, bool whole)
{
    edit_remove(&v->input, v->candidate_from, v->candidate_from + v->candidate_tail);
    edit_insert(&v->input, word, bytes);
    if (whole && v->input.cursor == v->input.bytes)
        edit_insert(&v->input, " ", 1);
    v->candidate_tail = v->input.cursor - v->candidate_from;
}

static void begin(struct chat_view *v)
{
    size_t n = 0, from = 0, cursor = v->input.cursor;
    char **found = v->engine->complete(v->client, v->input.text, cursor, &n, &from);
    if (n == 0 || from > cursor) {
        for (size_t i = 0; i < n; i++)
            free(found[i]);
        free(found);
        view_say(v, "nothing completes this");
        return;
    }
    v->candidates = found;
    v->n_candidates = n;
    v->candidate = n; // none of them yet
    v->candidate_from = from;
    v->candidate_tail = cursor - from;
    size_t common = shared(found, n);
    if (n == 1)
        put(v, found[0], strlen(found[0]), true);
    else if (common > v->candidate_tail)
        put(v, found[0], common, false);
    if (n == 1)
        view_forget_candidates(v);
}

void view_complete(struct chat_view *v, int by)
{
    if (v->n_candidates == 0) {
        begin(v);
        return;
    }
    size_t n = v->n_candidates;
    v->candidate = v->candidate >= n ? (by > 0 ? 0 : n - 1) : (v->candidate + n + (size_t)(by + (int)n)) % n;
    put(v, v->candidates[v->candidate], strlen(v->candidates[v->candidate]), false);
}

// ---- search ----

static wchar_t folded(const char **text)
{
    wchar_t c = 0;
    const char *at = *text;
    columns_next(text, &c);
    return c ? (wchar_t)towlower((wint_t)c) : (wchar_t)(unsigned char)*at;
}

// Does the text hold the words, upper and lower case alike?
static bool holds(const char *text, const char *words)
{
    for (; text && *text;) {
        const char *a = text, *b = words;
        while (*a && *b) {
            const char *x = a, *y = b;
            if (folded(&x) != folded(&y))
                break;
            a = x;
            b = y;
        }
        if (!*b)
            return true;
        folded(&text);
    }
    return false;
}

static bool matches(const struct note *note, const char *words)
{
    return holds(note->text, words) || holds(note->who, words);
}

// The next older (newer) note that matches; it stays where there is none.
static void find(struct chat_view *v, bool older, bool here_too)
{
    struct roll *r = view_current(v);
    const char *words = v->search.text;
    if (!*words || r->n == 0)
        return;
    size_t at = v->found ? roll_index(r, v->found) : r->n;
    for (size_t i = at + (here_too && at < r->n); older && i-- > 0;)
        if (matches(&r->notes[i], words)) {
            v->found = r->notes[i].id;
            view_show_note(v, v->found);
            return;
        }
    for (size_t i = at + 1; !older && i < r->n; i++)
        if (matches(&r->notes[i], words)) {
            v->found = r->notes[i].id;
            view_show_note(v, v->found);
            return;
        }
    view_say(v, "nothing %s holds '%.60s'", older ? "older" : "newer", words);
}

void view_search_key(struct chat_view *v, int key)
{
    if (!v->searching && key == KEY_VIEW_SEARCH) {
        v->searching = true;
        v->found = 0;
        edit_clear(&v->search);
        return;
    }
    switch (key) {
    case KEY_VIEW_ESCAPE:
    case CTRL('C'):
        v->searching = false;
        return;
    case KEY_VIEW_ENTER:
    case KEY_EDIT_UP:
    case KEY_VIEW_SEARCH:
    case CTRL('F'):
    case CTRL('R'):
        find(v, true, false);
        return;
    case KEY_VIEW_TAB:
    case KEY_EDIT_DOWN:
        find(v, false, false);
        return;
    default:
        if (edit_key(&v->search, key))
            find(v, true, true);
        return;
    }
}
