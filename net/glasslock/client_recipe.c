// SPDX-License-Identifier: MIT
// Which recipe a conversation uses: chosen by its people, and never weakened behind the user's back.
#include "net/glasslock/client_parts.h"

void gc_recipe(struct gc *g, const char *rest)
{
    enum talk_recipe recipe;
    struct gc_room *r = gc_room_titled(g, NULL);
    if (!talk_recipe_find(rest, &recipe)) {
        client_tell(g->c, EVENT_ERROR, "/recipe NAME: strong (%s), securechat (%s) or fernet (%s)%s%s",
                    talk_recipe_summary(TALK_STRONG), talk_recipe_summary(TALK_SECURECHAT),
                    talk_recipe_summary(TALK_FERNET), r && talk_recipe_name(r->recipe) ? "; now it is " : "",
                    r && talk_recipe_name(r->recipe) ? talk_recipe_name(r->recipe) : "");
        return;
    }
    if (!r || r->lobby || !g->in) {
        g->recipe = recipe;
        client_tell(g->c, EVENT_INFO, "the lobby always uses strong; what you open from now on uses %s",
                    rest);
        return;
    }
    if (r->recipe == recipe && r->agreed != recipe) { // the user agrees to what somebody else has chosen
        r->agreed = (uint8_t)recipe;
        r->stuck_told = false;
        gc_keep_room(g, r);
        gc_tell(g, EVENT_INFO, r, "%s uses %s", r->title, rest);
        gc_pump(g);
        return;
    }
    gc_recipe_set(g, r, recipe);
}

void gc_recipe_set(struct gc *g, struct gc_room *r, enum talk_recipe recipe)
{
    if (!gc_about(g, GLF_RECIPE, ASK_RECIPE, r))
        return;
    gc_last_ask(g)->number = recipe;
    wire_put_u8(&g->frame, (uint8_t)recipe);
    gc_end(g);
}

bool gc_recipe_agreed(struct gc *g, struct gc_room *room)
{
    if (room->recipe == room->agreed)
        return true;
    if (gc_asking(g, ASK_RECIPE, room->id))
        return false; // it is being changed by us
    if (room->lobby || !talk_recipe_name(room->recipe)) {
        if (!room->stuck_told)
            gc_tell(g, EVENT_WARNING, room,
                    "the server gives %s a recipe that it cannot have; nothing is said there", room->title);
        room->stuck_told = true;
        return false;
    }
    if (talk_recipe_maker(room->recipe) != TALK_MADE_BY_SERVER) {
        room->agreed = room->recipe;
        gc_keep_room(g, room);
        gc_tell(g, EVENT_INFO, room, "%s now uses %s: %s", room->title, talk_recipe_name(room->recipe),
                talk_recipe_summary(room->recipe));
        return true;
    }
    if (!room->stuck_told)
        gc_tell(g, EVENT_WARNING, room,
                "%s is now to use %s: %s. Nothing is said there until you agree: /room %s, then /recipe %s "
                "(or /recipe "
                "strong, to go back)",
                room->title, talk_recipe_name(room->recipe), talk_recipe_summary(room->recipe), room->title,
                talk_recipe_name(room->recipe));
    room->stuck_told = true;
    return false;
}
