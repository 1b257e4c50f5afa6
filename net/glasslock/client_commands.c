// SPDX-License-Identifier: MIT
// The commands of the default protocol.
#include "net/glasslock/client_parts.h"

#include <stdio.h>
#include <stdlib.h>

const struct client_command_help gc_commands[] = {
    {"register", "NAME PASSWORD", "make an account and come in"},
    {"login", "NAME PASSWORD", "come in"},
    {"guest", "NAME", "come in without an account, where the server is open"},
    {"open", "TITLE NAME..", "open a group and invite people to it; /group does the same"},
    {"group", "TITLE NAME..", "as /open"},
    {"invite", "NAME.. [ROOM]", "invite people to a group"},
    {"accept", "[ROOM]", "accept an invitation"},
    {"decline", "[ROOM]", "decline an invitation"},
    {"leave", "[ROOM]", "leave a conversation"},
    {"friend", "[accept|decline|remove] NAME", "ask to be friends, or answer"},
    {"friends", "", "friends, and who asks"},
    {"wait", "NAME [RECIPE|off]", "wait until a friend waits for you too; then the conversation opens"},
    {"history", "[N] [ROOM]", "what was said before"},
    {"find", "TEXT", "search the history"},
    {"verify", "NAME [yes|no|accept]", "compare keys; mark them as compared; accept changed ones"},
    {"keys", "", "your fingerprint, the server's, and those of others"},
    {"rekey", "", "make and publish new keys"},
    {"recipe", "NAME", "strong, securechat or fernet: of this conversation; in the lobby, of new ones"},
    {"sign", "pss|dsa", "which signature securechat uses"},
    {"receipts", "on|off", "tell others what you have received and read, and be told"},
    {0},
};

bool gc_word(const char **rest, char *word, size_t room)
{
    size_t n = strcspn(*rest, " ");
    if (!n || n >= room)
        return false;
    memcpy(word, *rest, n);
    word[n] = '\0';
    *rest += n;
    *rest += strspn(*rest, " ");
    return true;
}

static void come_in(struct gc *g, enum gc_way way, const char *rest)
{
    char name[TALK_NAME_ROOM];
    if (g->in || g->asked_in) {
        client_tell(g->c, EVENT_ERROR, "you are in already, as %s", g->in ? client_name(g->c) : g->name);
        return;
    }
    if (!gc_word(&rest, name, sizeof name) || (way == GC_GUEST ? *rest : !*rest)) {
        client_tell(g->c, EVENT_ERROR,
                    way == GC_GUEST ? "/guest NAME" : "a name and a password: /%s NAME PASSWORD",
                    way == GC_LOGIN ? "login" : "register");
        return;
    }
    if (!gc_as(g, way, name, *rest ? rest : NULL)) {
        client_not_done(g->c);
        return;
    }
    if (g->channel.open)
        gc_enter(g);
    else
        client_tell(g->c, EVENT_INFO, "you are not connected: you come in when you are");
}

static void set_sign(struct gc *g, const char *rest)
{
    if (strcmp(rest, "pss") != 0 && strcmp(rest, "dsa") != 0) {
        client_tell(g->c, EVENT_ERROR, "/sign pss or /sign dsa; securechat now signs with %s",
                    talk_signature_name(g->signature));
        return;
    }
    g->signature = rest[0] == 'p' ? TALK_PSS : TALK_DSA;
    client_tell(g->c, EVENT_INFO, "securechat signs with %s", talk_signature_name(g->signature));
}

static void set_receipts(struct gc *g, const char *rest)
{
    if (strcmp(rest, "on") == 0 || strcmp(rest, "off") == 0)
        g->receipts = strcmp(rest, "on") == 0;
    client_tell(g->c, EVENT_INFO, "receipts are %s", g->receipts ? "on" : "off");
}

// Those that need the server. line: the command as typed, for those that run again when cards have come.
static bool online_command(struct gc *g, const char *name, const char *rest, const char *line)
{
    static const struct {
        const char *name;
        void (*run)(struct gc *g, const char *rest);
        void (*run_line)(struct gc *g, const char *rest, const char *line);
    } commands[] = {
        {"open", NULL, gc_open},     {"group", NULL, gc_open},      {"invite", NULL, gc_invite},
        {"accept", gc_accept, NULL}, {"decline", gc_decline, NULL}, {"leave", gc_leave, NULL},
        {"friend", gc_friend, NULL}, {"wait", gc_wait, NULL},
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) != 0)
            continue;
        if (!g->in || !g->have_keys)
            client_tell(g->c, EVENT_ERROR, "you are not in: /login, /register or /guest first");
        else if (commands[i].run)
            commands[i].run(g, rest);
        else
            commands[i].run_line(g, rest, line);
        return true;
    }
    return false;
}

static bool run(struct gc *g, const char *name, const char *rest, const char *line)
{
    if (strcmp(name, "login") == 0)
        come_in(g, GC_LOGIN, rest);
    else if (strcmp(name, "register") == 0)
        come_in(g, GC_REGISTER, rest);
    else if (strcmp(name, "guest") == 0)
        come_in(g, GC_GUEST, rest);
    else if (strcmp(name, "friends") == 0)
        gc_friends(g);
    else if (strcmp(name, "history") == 0)
        gc_history(g, rest);
    else if (strcmp(name, "find") == 0)
        gc_find(g, rest);
    else if (strcmp(name, "verify") == 0)
        gc_verify(g, rest);
    else if (strcmp(name, "keys") == 0)
        gc_show_keys(g);
    else if (strcmp(name, "recipe") == 0)
        gc_recipe(g, rest);
    else if (strcmp(name, "rekey") == 0)
        gc_rekey(g);
    else if (strcmp(name, "sign") == 0)
        set_sign(g, rest);
    else if (strcmp(name, "receipts") == 0)
        set_receipts(g, rest);
    else
        return online_command(g, name, rest, line);
    return true;
}

bool gc_command(struct chat_client *c, const char *name, const char *rest)
{
    char *line = NULL;
    if (asprintf(&line, "%s %s", name, rest) < 0) {
        client_not_done(c);
        return true;
    }
    bool known = run(gc_of(c), name, rest, line);
    explicit_bzero(line, strlen(line)); // it may hold a password
    free(line);
    return known;
}

// A command that has waited for cards.
void gc_run_again(struct gc *g, const char *line)
{
    char name[32], other[TALK_NAME_ROOM];
    const char *rest = line;
    enum talk_recipe recipe;
    if (!gc_word(&rest, name, sizeof name))
        return;
    if (strcmp(name, "pair") != 0)
        run(g, name, rest, line);
    else if (gc_word(&rest, other, sizeof other) && talk_recipe_find(rest, &recipe))
        gc_open_pair(g, other, recipe); // ours, after READY or for a first message
}
