// SPDX-License-Identifier: MIT
// What comes to the coursework's client.
#include "net/old/coursework_client.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PEOPLE     "People entered the chatroom: "
#define MAX_PEOPLE 65536                     // bytes of the list
#define FULL_BYTES (COURSEWORK_MAX_TEXT - 3) // a text of this length may go on in the next frame

static void answered(struct chat_client *c, bool yes)
{
    struct coursework *s = client_state_of(c);
    bool sign_up = s->sign_up;
    s->sign_up = false; // after the next loss, log in
    if (!yes) {
        s->stage = AWAITS_ENTRY;
        s->name[0] = '\0';
        client_tell(c, EVENT_ERROR,
                    sign_up ? "refused: the name is taken; /register ANOTHER PASSWORD"
                            : "refused: wrong name or password, or online already; /login NAME PASSWORD");
        return;
    }
    s->stage = IN_ROOM;
    client_set_name(c, s->name);
    client_set_state(c, CLIENT_ONLINE);
    client_emit(c, &(struct client_event){.kind = EVENT_WELCOME, .who = s->name});
    old_came(c, s->name, false);
    coursework_send(c, "GET_USERS", NULL);
}

// "a, b": the names so far; the last one may not be whole yet.
static void list_people(struct chat_client *c, const char *more)
{
    struct coursework *s = client_state_of(c);
    if (s->people.bytes + strlen(more) > MAX_PEOPLE)
        return;
    if (s->people.bytes)
        s->people.bytes--; // the NUL
    wire_put_raw(&s->people, more, strlen(more) + 1);
    char *names = s->people.failed ? NULL : strdup((const char *)s->people.data), *rest = names;
    if (!names)
        return;
    client_people_clear(c);
    for (char *name; (name = strsep(&rest, ","));) {
        name += strspn(name, " ");
        if (*name && strlen(name) < TALK_NAME_ROOM)
            old_came(c, name, false);
    }
    free(names);
    client_emit(c, &(struct client_event){.kind = EVENT_PRESENCE});
}

// "NAME has joined", "NAME has left"
static bool came_or_went(struct chat_client *c, const char *text)
{
    char name[TALK_NAME_ROOM];
    size_t n = strcspn(text, " ");
    bool joined = strcmp(text + n, " has joined") == 0;
    if (!old_is_name(text, n) || n >= sizeof name || (!joined && strcmp(text + n, " has left") != 0))
        return false;
    snprintf(name, sizeof name, "%.*s", (int)n, text);
    if (joined)
        old_came(c, name, true);
    else
        old_went(c, name);
    return true;
}

// "[YYYY-mm-dd HH:MM:SS] " in local time: ms since 1970, 0 where that is no time. false: no stamp.
static bool stamped(const char *text, uint64_t *ms)
{
    struct tm at = {.tm_isdst = -1};
    int read = 0;
    if (sscanf(text, "[%4d-%2d-%2d %2d:%2d:%2d] %n", &at.tm_year, &at.tm_mon, &at.tm_mday, &at.tm_hour,
               &at.tm_min, &at.tm_sec, &read) != 6 ||
        read != COURSEWORK_STAMP_CHARS)
        return false;
    at.tm_year -= 1900;
    at.tm_mon--;
    time_t seconds = mktime(&at);
    *ms = seconds > 0 ? (uint64_t)seconds * 1000 : 0;
    return true;
}

static void message(struct chat_client *c, const char *who, const char *text, uint64_t ms)
{
    client_emit(c, &(struct client_event){.kind = EVENT_MESSAGE, .who = who, .text = text, .time = ms});
}

// "name: text"
static bool chat_line(struct chat_client *c, char *text, uint64_t ms)
{
    struct coursework *s = client_state_of(c);
    char *colon = strstr(text, ": ");
    if (!colon || !old_is_name(text, (size_t)(colon - text)) || (size_t)(colon - text) >= sizeof s->author)
        return false;
    *colon = '\0';
    memcpy(s->author, text, (size_t)(colon - text) + 1);
    message(c, s->author, colon + COURSEWORK_COLON_BYTES, ms);
    return true;
}

// A text that is no answer. Returns what of it may go on in the next frame.
static enum coursework_text heard(struct chat_client *c, char *text)
{
    struct coursework *s = client_state_of(c);
    uint64_t ms = 0;
    if (strncmp(text, PEOPLE, strlen(PEOPLE)) == 0) {
        if (s->asked)
            client_tell(c, EVENT_INFO, "%s", text);
        s->asked = false;
        wire_empty(&s->people);
        list_people(c, text + strlen(PEOPLE));
        return A_LIST;
    }
    bool has_stamp = stamped(text, &ms);
    char *rest = has_stamp ? text + COURSEWORK_STAMP_CHARS : text;
    if (came_or_went(c, rest))
        return NOTHING;
    if (has_stamp && chat_line(c, rest, ms))
        return A_MESSAGE;
    if (s->goes_on == A_MESSAGE)
        message(c, s->author, text, 0);
    else if (s->goes_on == A_LIST)
        list_people(c, text);
    else
        client_emit(c, &(struct client_event){.kind = EVENT_NOTICE, .text = text});
    return s->goes_on;
}

static void frame(struct chat_client *c, const uint8_t *body, size_t bytes)
{
    struct coursework *s = client_state_of(c);
    char text[COURSEWORK_MAX_KEY_BYTES];
    size_t chars;
    if (coursework_frame_decode(&s->key, NULL, text, &chars, body, bytes)) {
        client_tell(c, EVENT_WARNING, "a frame that does not decrypt under our key; it is left out");
        return;
    }
    old_clean(text, chars);
    client_show_wire(c, false, body, bytes, text);
    bool answer = s->stage == AWAITS_ANSWER && chars == 1 && (text[0] == '0' || text[0] == '1');
    if (answer)
        answered(c, text[0] == '1');
    enum coursework_text kind = answer ? NOTHING : heard(c, text);
    s->goes_on = chars >= FULL_BYTES ? kind : NOTHING;
    gl_wipe(text, sizeof text);
}

static enum gl_error server_key(struct chat_client *c, const char *data, size_t bytes, size_t *used)
{
    struct coursework *s = client_state_of(c);
    enum gl_error error = coursework_next_key(data, bytes, &s->server, used);
    if (error || !*used)
        return error;
    s->has_server = true;
    s->stage = AWAITS_ENTRY;
    client_show_wire(c, false, data, *used, "the server's public key, which nobody vouches for");
    client_show_wire(c, true, s->pem, strlen(s->pem), "our public key");
    client_send(c, s->pem, strlen(s->pem));
    coursework_enter(c);
    return GL_OK;
}

bool coursework_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    const struct coursework *s = client_state_of(c);
    const char *stream = (const char *)data;
    size_t from = 0;
    enum gl_error error;
    if (s->stage == AWAITS_KEY) {
        error = server_key(c, stream, bytes, used);
    } else {
        error = coursework_next_frame(stream, bytes, &from, used);
        if (!error && *used)
            frame(c, data + from, *used - from);
    }
    if (error)
        client_tell(c, EVENT_ERROR, "what the server sends is not the coursework's protocol: %s",
                    gl_error_string(error));
    return !error;
}
