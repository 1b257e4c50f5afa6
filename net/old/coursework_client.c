// SPDX-License-Identifier: MIT
// The coursework's client: keys exchanged in the clear, then RSA-OAEP frames both ways. What is asked and
// answered, SIGNUP or LOGIN and 1 or 0, stands among the texts of others; what those are is told by their
// form alone.
#include "net/old/coursework_client.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTER "/login NAME PASSWORD or /register NAME PASSWORD comes first"

// ---- frames ----

bool coursework_send(struct chat_client *c, const char *text, const char *meaning)
{
    struct coursework *s = client_state_of(c);
    uint8_t frame[COURSEWORK_MAX_FRAME];
    size_t bytes;
    enum gl_error error = coursework_frame_encode(&s->server, NULL, frame, &bytes, text, strlen(text));
    if (error) {
        client_tell(c, EVENT_ERROR, "nothing was sent: %s", gl_error_string(error));
        return false;
    }
    client_show_wire(c, true, frame, bytes, meaning ? meaning : text);
    client_send(c, frame, bytes);
    return true;
}

void coursework_enter(struct chat_client *c)
{
    struct coursework *s = client_state_of(c);
    char text[TALK_NAME_ROOM + COURSEWORK_HASH_CHARS + 1], meaning[TALK_NAME_ROOM + 64];
    client_set_state(c, CLIENT_CONNECTED);
    if (!s->name[0]) {
        client_tell(c, EVENT_INFO, "/login NAME PASSWORD, or /register NAME PASSWORD for a new account");
        return;
    }
    snprintf(text, sizeof text, "%s %s", s->name, s->hash);
    snprintf(meaning, sizeof meaning, "%s and SHA-256 of the password", s->name);
    if (coursework_send(c, s->sign_up ? "SIGNUP" : "LOGIN", NULL) && coursework_send(c, text, meaning))
        s->stage = AWAITS_ANSWER;
    gl_wipe(text, sizeof text);
}

// NULL: fine, and what to enter with is kept.
static const char *set_entry(struct coursework *s, const char *name, const char *password, bool sign_up)
{
    const char *problem = talk_name_problem(name);
    if (!problem && sign_up)
        problem = coursework_password_fault(password);
    if (problem)
        return problem;
    snprintf(s->name, sizeof s->name, "%s", name);
    coursework_hash(s->hash, password, strlen(password));
    s->sign_up = sign_up;
    return NULL;
}

// ---- life ----

static void coursework_close(struct chat_client *c)
{
    struct coursework *s = client_state_of(c);
    rsa_private_clear(&s->key);
    if (s->has_server)
        rsa_public_clear(&s->server);
    free(s->pem);
    wire_free(&s->people);
}

static bool coursework_open(struct chat_client *c, char *error, size_t room)
{
    struct coursework *s = client_state_of(c);
    const struct client_config *config = client_config(c);
    const char *problem = NULL;
    rsa_private_init(&s->key);
    if (config->user && config->password)
        problem = set_entry(s, config->user, config->password, config->register_first);
    if (!problem) {
        enum gl_error failed = rsa_generate(&s->key, COURSEWORK_RSA_BITS, 65537, NULL, NULL);
        s->pem = failed ? NULL : coursework_key_pem(&s->key.public);
        if (!s->pem)
            problem = gl_error_string(failed ? failed : GL_ERR_MEMORY);
    }
    if (!problem)
        return true;
    snprintf(error, room, "coursework: %s", problem);
    coursework_close(c);
    return false;
}

static bool coursework_connected(struct chat_client *c)
{
    struct coursework *s = client_state_of(c);
    s->stage = AWAITS_KEY;
    return true;
}

static void coursework_lost(struct chat_client *c)
{
    struct coursework *s = client_state_of(c);
    if (s->has_server)
        rsa_public_clear(&s->server);
    s->has_server = s->asked = false;
    s->stage = AWAITS_KEY;
    s->goes_on = NOTHING;
    client_people_clear(c);
}

static void coursework_leave(struct chat_client *c)
{
    const struct coursework *s = client_state_of(c);
    if (s->stage != AWAITS_KEY)
        coursework_send(c, "#exit", NULL);
}

// ---- saying ----

// The answer is shown when it comes.
static void ask_people(struct chat_client *c)
{
    struct coursework *s = client_state_of(c);
    s->asked = coursework_send(c, "GET_USERS", NULL);
}

// The server puts a stamp and our name before the text and sends it on under keys for which 190 bytes are the
// most: a longer one reached nobody whole in the original.
static bool coursework_say(struct chat_client *c, const char *room, const char *text, bool emote)
{
    const struct coursework *s = client_state_of(c);
    char line[COURSEWORK_MAX_TEXT + 1];
    (void)room;
    if (!old_may_say(c, ENTER))
        return true;
    if (strcmp(text, "GET_USERS") == 0) { // typed as in the original
        ask_people(c);
        return true;
    }
    size_t most = COURSEWORK_MAX_TEXT - COURSEWORK_STAMP_CHARS - strlen(s->name) - COURSEWORK_COLON_BYTES;
    size_t n = (size_t)snprintf(line, sizeof line, "%s%s", emote ? "* " : "", text);
    if (n > most)
        client_tell(c, EVENT_ERROR, "nothing was said: a text has at most %zu bytes here", most);
    else if (coursework_send(c, line, NULL))
        client_emit(c,
                    &(struct client_event){.kind = EVENT_MESSAGE, .own = true, .who = s->name, .text = line});
    return true;
}

// ---- commands ----

static void entry_command(struct chat_client *c, const char *rest, bool sign_up)
{
    struct coursework *s = client_state_of(c);
    const char *password = strchr(rest, ' ');
    char *name = password ? strndup(rest, (size_t)(password - rest)) : NULL;
    const char *problem = name ? NULL : "NAME and PASSWORD are wanted";
    if (s->stage == AWAITS_ANSWER || s->stage == IN_ROOM)
        problem = s->stage == IN_ROOM ? "you are in already" : "wait for the answer";
    if (!problem)
        problem = set_entry(s, name, password + strspn(password, " "), sign_up);
    if (problem)
        client_tell(c, EVENT_ERROR, "/%s: %s", sign_up ? "register" : "login", problem);
    else if (s->stage == AWAITS_ENTRY)
        coursework_enter(c);
    free(name);
}

static bool coursework_command(struct chat_client *c, const char *name, const char *rest)
{
    struct coursework *s = client_state_of(c);
    if (strcmp(name, "login") == 0 || strcmp(name, "register") == 0) {
        entry_command(c, rest, name[0] == 'r');
        return true;
    }
    if (strcmp(name, "who") != 0)
        return false;
    if (s->stage != IN_ROOM)
        client_tell(c, EVENT_ERROR, "/who: " ENTER);
    else
        ask_people(c);
    return true;
}

static const struct client_command_help commands[] = {
    {"login", "NAME PASSWORD", "enter the chatroom"},
    {"register", "NAME PASSWORD", "make an account and enter"},
    {"who", "", "ask the server who is in the chatroom"},
    {0}};

const struct client_protocol client_coursework = {
    .name = "coursework",
    .summary = "texts under RSA-OAEP with keys that nobody vouches for (weak on purpose)",
    .port = COURSEWORK_PORT,
    .commands = commands,
    .state_bytes = sizeof(struct coursework),
    .open = coursework_open,
    .close = coursework_close,
    .connected = coursework_connected,
    .input = coursework_input,
    .input_most = COURSEWORK_MAX_STREAM,
    .lost = coursework_lost,
    .say = coursework_say,
    .say_private = old_no_private,
    .command = coursework_command,
    .leave = coursework_leave,
};
