// SPDX-License-Identifier: MIT
// ChatLock without its key: lists of JSON whose strings are DES blocks in hex.
#include "app/tap/protocol.h"

#include "net/old/chatlock_message.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>

static enum tap_cut cut(const struct tap_unit *next, size_t *used)
{
    size_t from;
    switch (chatlock_next((const char *)next->data, next->bytes, &from, used)) {
    case CHATLOCK_MORE:
        return TAP_MORE;
    case CHATLOCK_BAD:
        return TAP_FOREIGN;
    default:
        return TAP_WHOLE;
    }
}

// "bob" in the clear, or how many blocks; names are of one block, by which they can be told apart.
static void put_blocks(const json_t *list, const char *what, FILE *out)
{
    fprintf(out, "%s %zu block%s", what, json_array_size(list), json_array_size(list) == 1 ? "" : "s");
    const char *first = json_string_value(json_array_get(list, 0));
    if (first)
        fprintf(out, " (%.16s%s)", first, json_array_size(list) > 1 ? " ..." : "");
}

static void put_repeats(const json_t *list, FILE *out)
{
    size_t n = json_array_size(list) < CHATLOCK_MAX_BLOCKS ? json_array_size(list) : CHATLOCK_MAX_BLOCKS;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_array_get(list, i), json_array_get(list, j))) {
                fprintf(out, "; block %zu of the text is block %zu again", i + 1, j + 1);
                break;
            }
}

static void put_signature(const json_t *pair, FILE *out)
{
    json_int_t r = json_integer_value(json_array_get(pair, 0));
    fprintf(out, ", signature (%lld, %lld) of the first block", (long long)r,
            (long long)json_integer_value(json_array_get(pair, 1)));
    if (r == 0)
        fputs(": r = 0 passes under every key", out);
}

static void mean_list(const json_t *list, FILE *out)
{
    const json_t *first = json_array_get(list, 0);
    const char *name = json_string_value(json_array_get(list, 1));
    if (json_is_string(first) && name) {
        char *point = json_dumps(json_array_get(list, 2), JSON_ENCODE_ANY | JSON_COMPACT);
        fprintf(out, "register: the name '%s' in the clear, public point %s", name, point ? point : "none");
        free(point);
    } else if (json_is_integer(first) && json_array_size(list) >= 4) {
        bool to_one = json_integer_value(first) == 0;
        put_blocks(json_array_get(list, 1), to_one ? "to one: from" : "to all: from", out);
        put_blocks(json_array_get(list, 2), ", to", out);
        put_blocks(json_array_get(list, 3), ", text", out);
        if (to_one)
            put_signature(json_array_get(list, 4), out);
        put_repeats(json_array_get(list, 3), out);
    } else {
        fputs("a list that says nothing", out);
    }
}

static void meaning(struct wire_writer *memory, const struct tap_unit *unit, FILE *out)
{
    size_t from = 0, used;
    const char *data = (const char *)unit->data;
    (void)memory;
    switch (chatlock_next(data, unit->bytes, &from, &used)) {
    case CHATLOCK_TAKEN:
        fputs("the word " CHATLOCK_WORD_TAKEN ": that name is taken", out);
        return;
    case CHATLOCK_LEAVING:
        fputs("the word " CHATLOCK_WORD_LEAVING ": somebody leaves", out);
        return;
    default:
        break;
    }
    json_t *list = json_loadb(data + from, unit->bytes - from, 0, NULL);
    if (list)
        mean_list(list, out);
    else
        fputs("brackets that hold no JSON", out);
    json_decref(list);
}

// The last string of sixteen hex digits: another digit in its middle.
static void alter(const struct tap_unit *unit, uint8_t *data, FILE *said)
{
    size_t run = 0, found = 0;
    for (size_t i = 0; i < unit->bytes; i++) {
        run = isxdigit(data[i]) ? run + 1 : 0;
        if (run == CHATLOCK_HEX_CHARS)
            found = i;
    }
    if (!found) {
        data[unit->bytes / 2] ^= 1;
        fprintf(said, "a bit of byte %zu", unit->bytes / 2);
        return;
    }
    data[found - 8] = data[found - 8] == '0' ? '1' : '0';
    fprintf(said, "a digit of the last DES block, byte %zu", found - 8);
}

const struct tap_protocol tap_chatlock = {.name = "chatlock",
                                          .first = {2, 1},
                                          .cut = cut,
                                          .meaning = meaning,
                                          .alter = alter,
                                          .middle = &tap_chatlock_middle};
