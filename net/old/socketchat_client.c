// SPDX-License-Identifier: MIT
// Encrypted SocketChat's client. There is no entry to speak of: whoever knows the password reads and is read.
// Our server greets a newcomer, so that a wrong password shows at once; the original's says nothing, and then
// it shows with the first line.
#include "crypto/common/bytes.h"
#include "net/old/clients.h"
#include "net/old/socketchat_wire.h"
#include "net/talk/talk.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define ADDRESS_CHARS 80
#define ENTERED       "] entered our chatting room"

struct socketchat {
    uint8_t key[SOCKETCHAT_KEY_BYTES];
    bool has_key;
    bool right;                // a line has decrypted under the key
    char nick[TALK_NAME_ROOM]; // "" until it is chosen
    char line[SOCKETCHAT_MAX_CHARS + 1], text[SOCKETCHAT_MAX_CHARS + 1];
};

// ---- entering ----

static void set_password(struct socketchat *s, const char *password)
{
    s->has_key = *password;
    s->right = false;
    socketchat_key(s->key, password, strlen(password));
}

static bool socketchat_open(struct chat_client *c, char *error, size_t room)
{
    struct socketchat *s = client_state_of(c);
    const struct client_config *config = client_config(c);
    const char *problem = config->user ? talk_name_problem(config->user) : NULL;
    if (problem) {
        snprintf(error, room, "socketchat: %s", problem);
        return false;
    }
    snprintf(s->nick, sizeof s->nick, "%s", config->user ? config->user : "");
    if (config->password)
        set_password(s, config->password);
    return true;
}

// In as soon as there are password and nick; nobody is asked.
static void enter(struct chat_client *c)
{
    struct socketchat *s = client_state_of(c);
    client_set_state(c, CLIENT_CONNECTED);
    if (!s->has_key)
        client_tell(c, EVENT_INFO, "this room has a password: /password WORD");
    if (!s->nick[0])
        client_tell(c, EVENT_INFO, "choose a nick: /nick NAME");
    if (!s->has_key || !s->nick[0])
        return;
    client_set_name(c, s->nick);
    client_set_state(c, CLIENT_ONLINE);
    client_tell(c, EVENT_INFO, "[info] Welcome");
    client_tell(c, EVENT_INFO, "[info] Connected to remote host. You can start sending messages");
    client_emit(c, &(struct client_event){.kind = EVENT_WELCOME, .who = s->nick});
}

static bool socketchat_connected(struct chat_client *c)
{
    enter(c);
    return true;
}

static void socketchat_lost(struct chat_client *c)
{
    client_people_clear(c);
    client_tell(c, EVENT_INFO, "[info] Disconnected from chat server");
}

// ---- saying ----

static bool socketchat_say(struct chat_client *c, const char *room, const char *text, bool emote)
{
    struct socketchat *s = client_state_of(c);
    (void)room;
    if (!old_may_say(c, "/password WORD and /nick NAME come first"))
        return true;
    size_t n = (size_t)snprintf(s->text, sizeof s->text, "[ %s: ] %s%s\n", s->nick, emote ? "* " : "", text);
    if (n >= sizeof s->text || socketchat_encrypt(s->key, s->line, s->text, n)) {
        client_tell(c, EVENT_ERROR, "nothing was said: a text has at most %d bytes here",
                    SOCKETCHAT_MAX_BYTES - TALK_NAME_ROOM - 16);
        return true;
    }
    s->text[n - 1] = '\0'; // without the line end
    client_show_wire(c, true, s->line, strlen(s->line), s->text);
    client_send(c, s->line, strlen(s->line));
    const char *said = s->text + strlen(s->nick) + strlen("[ : ] ");
    client_emit(c, &(struct client_event){.kind = EVENT_MESSAGE, .own = true, .who = s->nick, .text = said});
    return true;
}

// ---- what comes ----

// Our own end of the connection, as the server prints it.
static void own_address(const struct chat_client *c, char address[ADDRESS_CHARS])
{
    struct sockaddr_storage a = {0};
    socklen_t bytes = sizeof a;
    char ip[INET6_ADDRSTRLEN] = "";
    address[0] = '\0';
    if (getsockname(client_fd(c), (struct sockaddr *)&a, &bytes) != 0)
        return;
    if (a.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&a;
        inet_ntop(AF_INET, &in->sin_addr, ip, sizeof ip);
        snprintf(address, ADDRESS_CHARS, "%s:%u", ip, ntohs(in->sin_port));
    } else if (a.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a;
        inet_ntop(AF_INET6, &in6->sin6_addr, ip, sizeof ip);
        snprintf(address, ADDRESS_CHARS, "%s:%u", ip, ntohs(in6->sin6_port));
    }
}

// "[ip:port] entered our chatting room": who came is known by address only.
static bool entered(struct chat_client *c, char *text)
{
    char ours[ADDRESS_CHARS];
    size_t n = strlen(text), end = strlen(ENTERED);
    if (text[0] != '[' || n <= end + 1 || strcmp(text + n - end, ENTERED) != 0)
        return false;
    text[n - end] = '\0';
    own_address(c, ours);
    if (strcmp(text + 1, ours) != 0)
        old_came(c, text + 1, true);
    return true;
}

// "[info] user (ip, port) is offline"
static bool went_offline(struct chat_client *c, const char *text)
{
    char ip[64], port[8], address[ADDRESS_CHARS];
    int read = 0;
    if (sscanf(text, "[info] user (%63[^,], %7[0-9]) is offline%n", ip, port, &read) != 2 || !read ||
        text[read])
        return false;
    snprintf(address, sizeof address, "%s:%s", ip, port);
    old_went(c, address);
    return true;
}

// "[ nick: ] text"
static bool chat_line(struct chat_client *c, char *text)
{
    char *end = strncmp(text, "[ ", 2) == 0 ? strstr(text + 2, ": ] ") : NULL;
    if (!end || !old_is_name(text + 2, (size_t)(end - text) - 2))
        return false;
    *end = '\0';
    client_emit(c, &(struct client_event){.kind = EVENT_MESSAGE, .who = text + 2, .text = end + 4});
    return true;
}

// The text without what only moves the cursor, fit to be shown.
static char *fit(char *text, size_t bytes)
{
    while (bytes && text[bytes - 1] == '\n')
        text[--bytes] = '\0';
    if (*text == '\r')
        text++, bytes--;
    old_clean(text, bytes);
    return text;
}

static void heard(struct chat_client *c, char *text)
{
    if (*text && !entered(c, text) && !went_offline(c, text) && !chat_line(c, text))
        client_emit(c, &(struct client_event){.kind = EVENT_NOTICE, .text = text});
}

// What does not decrypt comes from another password, unless this one has been right before.
static bool unreadable(struct chat_client *c)
{
    const struct socketchat *s = client_state_of(c);
    if (s->right) {
        client_tell(c, EVENT_WARNING, "a line that does not decrypt; it is left out");
        return true;
    }
    client_tell(c, EVENT_ERROR, "Unable to connect: the password is wrong; /password WORD, then /reconnect");
    client_give_up(c);
    return false;
}

static bool socketchat_input(struct chat_client *c, uint8_t *data, size_t bytes, size_t *used)
{
    struct socketchat *s = client_state_of(c);
    const char *stream = (const char *)data;
    size_t n, text_bytes;
    if (!s->has_key) {
        *used = bytes < SOCKETCHAT_MAX_CHARS ? 0 : bytes; // kept until the password is there
        return true;
    }
    if (socketchat_next(s->key, stream, bytes, &n)) {
        if (!s->right)
            return unreadable(c);
        client_tell(c, EVENT_ERROR, "what the server sends is not SocketChat's protocol");
        return false;
    }
    *used = n;
    if (!n)
        return true;
    if (socketchat_decrypt(s->key, s->text, &text_bytes, stream, n))
        return unreadable(c);
    s->right = true;
    char *shown = fit(s->text, text_bytes);
    client_show_wire(c, false, data, n, shown);
    heard(c, shown);
    return true;
}

// ---- commands ----

static bool socketchat_command(struct chat_client *c, const char *name, const char *rest)
{
    struct socketchat *s = client_state_of(c);
    if (strcmp(name, "password") == 0) {
        if (*rest)
            set_password(s, rest);
        else
            client_tell(c, EVENT_ERROR, "/password WORD: the word is missing");
    } else if (strcmp(name, "nick") == 0) {
        const char *problem = talk_name_problem(rest);
        if (problem) {
            client_tell(c, EVENT_ERROR, "/nick NAME: %s", problem);
            return true;
        }
        snprintf(s->nick, sizeof s->nick, "%s", rest);
        client_set_name(c, s->nick);
    } else {
        return false;
    }
    if (client_state(c) == CLIENT_CONNECTED && *rest)
        enter(c);
    return true;
}

static const struct client_command_help commands[] = {
    {"password", "WORD", "the room's password"}, {"nick", "NAME", "the name before what you say"}, {0}};

const struct client_protocol client_socketchat = {
    .name = "socketchat",
    .summary = "AES-256-ECB in base64 under a shared password (weak on purpose)",
    .port = SOCKETCHAT_PORT,
    .commands = commands,
    .state_bytes = sizeof(struct socketchat),
    .open = socketchat_open,
    .connected = socketchat_connected,
    .input = socketchat_input,
    .input_most = SOCKETCHAT_MAX_CHARS,
    .lost = socketchat_lost,
    .say = socketchat_say,
    .say_private = old_no_private,
    .command = socketchat_command,
};
