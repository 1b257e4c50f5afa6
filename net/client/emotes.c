// SPDX-License-Identifier: MIT
// Emotes: shortcodes, and what they stand for.
#include "net/client/engine.h"

#include <stdio.h>
#include <stdlib.h>

const struct client_emote client_emotes[] = {
    {":smile:", "\U0001F604"},     {":grin:", "\U0001F601"},     {":joy:", "\U0001F602"},
    {":wink:", "\U0001F609"},      {":cool:", "\U0001F60E"},     {":think:", "\U0001F914"},
    {":surprised:", "\U0001F62E"}, {":cry:", "\U0001F622"},      {":angry:", "\U0001F620"},
    {":sleepy:", "\U0001F634"},    {":love:", "\U0001F60D"},     {":heart:", "\U0001F496"},
    {":wave:", "\U0001F44B"},      {":thumbsup:", "\U0001F44D"}, {":thumbsdown:", "\U0001F44E"},
    {":clap:", "\U0001F44F"},      {":ok:", "\U0001F44C"},       {":pray:", "\U0001F64F"},
    {":fire:", "\U0001F525"},      {":rocket:", "\U0001F680"},   {":party:", "\U0001F389"},
    {":star:", "\U00002B50"},      {":check:", "\U00002705"},    {":cross:", "\U0000274C"},
    {":lock:", "\U0001F512"},      {":unlock:", "\U0001F513"},   {":key:", "\U0001F511"},
    {":eyes:", "\U0001F440"},      {":coffee:", "\U00002615"},   {":bug:", "\U0001F41B"},
    {":hundred:", "\U0001F4AF"},   {":shrug:", "\U0001F937"},    {0},
};

// The emote whose code begins at text, or NULL.
static const struct client_emote *at(const char *text)
{
    for (const struct client_emote *e = client_emotes; e->code; e++)
        if (strncmp(text, e->code, strlen(e->code)) == 0)
            return e;
    return NULL;
}

// No emote is longer than its code, so the text only shrinks.
char *engine_emotes(const char *text)
{
    char *out = strdup(text);
    if (!out)
        return NULL;
    char *end = out;
    while (*text) {
        const struct client_emote *e = *text == ':' ? at(text) : NULL;
        if (e) {
            size_t bytes = strlen(e->utf8);
            memcpy(end, e->utf8, bytes);
            end += bytes;
            text += strlen(e->code);
        } else {
            *end++ = *text++;
        }
    }
    *end = '\0';
    return out;
}
