// SPDX-License-Identifier: MIT
// WAIT and READY: waiting until a friend is ready to talk.
#include "net/glasslock/server_parts.h"

#include <stdlib.h>

// The place of a wait; waits_n where there is none. waits_lock is held.
static size_t find_wait(const struct gls_state *s, const char *name, const char *other)
{
    size_t i = 0;
    while (i < s->waits_n && (strcmp(s->waits[i].name, name) != 0 || strcmp(s->waits[i].other, other) != 0))
        i++;
    return i;
}

static bool drop_wait(struct gls_state *s, const char *name, const char *other)
{
    size_t at = find_wait(s, name, other);
    if (at == s->waits_n)
        return false;
    s->waits[at] = s->waits[--s->waits_n];
    return true;
}

static bool add_wait(struct gls_state *s, const char *name, const char *other, uint8_t recipe)
{
    drop_wait(s, name, other);
    struct gls_wait *grown =
        s->waits_n < GLS_WAITS ? realloc(s->waits, (s->waits_n + 1) * sizeof *grown) : NULL;
    if (!grown)
        return false;
    s->waits = grown;
    struct gls_wait *wait = &grown[s->waits_n++];
    *wait = (struct gls_wait){.recipe = recipe};
    snprintf(wait->name, sizeof wait->name, "%s", name);
    snprintf(wait->other, sizeof wait->other, "%s", other);
    return true;
}

void gls_waits_drop(struct gls_state *s, const char *name)
{
    pthread_mutex_lock(&s->waits_lock);
    for (size_t i = 0; i < s->waits_n;)
        if (strcmp(s->waits[i].name, name) == 0)
            s->waits[i] = s->waits[--s->waits_n];
        else
            i++;
    pthread_mutex_unlock(&s->waits_lock);
}

static void say_ready(struct gls_state *s, const char *name, const char *other, uint8_t recipe)
{
    struct conn *to = server_find(s->server, name);
    struct gls_out out = {.conn = to};
    if (!to)
        return;
    size_t mark = frame_begin(&out.w, GLF_READY);
    wire_put_text(&out.w, other);
    wire_put_u8(&out.w, recipe);
    gls_end(&out, mark);
    gls_say(&out);
    conn_release(to);
}

// Waits now; where the other waits, too, both are ready, and the lower name, who opens, has chosen the
// recipe.
static bool wait_for(struct gls_state *s, const char *name, const char *other, uint8_t *recipe, bool *ready)
{
    pthread_mutex_lock(&s->waits_lock);
    size_t at = find_wait(s, other, name);
    *ready = at < s->waits_n;
    bool good = true;
    if (*ready) {
        *recipe = strcmp(name, other) < 0 ? *recipe : s->waits[at].recipe;
        drop_wait(s, other, name);
        drop_wait(s, name, other);
    } else {
        good = add_wait(s, name, other, *recipe);
    }
    pthread_mutex_unlock(&s->waits_lock);
    return good;
}

static void tell_waiting(struct gls_state *s, const char *name, const char *other)
{
    char text[NET_ERROR_CHARS];
    struct conn *to = server_find(s->server, other);
    if (!to)
        return;
    snprintf(text, sizeof text, "%s waits until you are ready to talk", name);
    gls_text(to, GLF_NOTICE, text);
    conn_release(to);
}

bool gls_wait(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    char other[TALK_NAME_ROOM];
    uint8_t state = GLS_NONE;
    bool ready = false;
    uint32_t id = wire_u32(r);
    wire_text(r, other, sizeof other);
    uint8_t recipe = wire_u8(r), on = wire_u8(r);
    if (!wire_done(r) || on > 1)
        return false;
    if (!talk_recipe_name((enum talk_recipe)recipe))
        return gls_error(c, id, GLE_RECIPE, "no such recipe");
    if (store_friend(s->store, name, other, &state) == STORE_FAILED)
        return gls_give_up(c);
    if (state != GLS_FRIENDS)
        return gls_error(c, id, GLE_FRIENDS, "%s is not your friend", other);
    if (!on) {
        pthread_mutex_lock(&s->waits_lock);
        drop_wait(s, name, other);
        pthread_mutex_unlock(&s->waits_lock);
    } else if (!wait_for(s, name, other, &recipe, &ready)) {
        return gls_error(c, id, GLE_LIMIT, "too many wait already");
    }
    gls_ok(c, id, 0);
    if (ready) {
        say_ready(s, name, other, recipe);
        say_ready(s, other, name, recipe);
    } else if (on) {
        tell_waiting(s, name, other);
    }
    return true;
}
