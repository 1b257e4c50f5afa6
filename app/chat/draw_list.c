// SPDX-License-Identifier: MIT
// The list at the side: rooms with what is unread, then who is online.
#include "app/chat/view.h"

#include <string.h>

static int draw_rooms(struct chat_view *v, const struct pane *p, int most)
{
    const struct client_room *rooms = NULL;
    size_t n = v->engine->rooms(v->client, &rooms);
    int row = 0;
    memset(v->room_row, 0, sizeof v->room_row);
    if (n == 0)
        return 0;
    pane_print(p, row++, 2, CANVAS_BOLD, "rooms");
    for (size_t i = 0; i < n; i++) {
        const struct client_room *room = &rooms[i];
        if (row >= most) {
            pane_print(p, row, 2, CANVAS_DIM, "%zu more", n - i);
            return row + 1;
        }
        unsigned style = room->current ? CANVAS_BOLD : room->unread ? CANVAS_MARK : CANVAS_PLAIN;
        if (i < sizeof v->room_row / sizeof v->room_row[0])
            v->room_row[i] = p->row + row;
        struct pane line = *p;
        line.columns -= room->unread ? 5 : room->invited ? 4 : 0;
        pane_print(&line, row, 2, style, "%s%zu %s", room->current ? ">" : " ", i + 1, room->title);
        if (room->unread)
            pane_print(p, row, p->columns - 4, CANVAS_MARK, "%4u", room->unread > 9999 ? 9999 : room->unread);
        else if (room->invited)
            pane_put(p, row, p->columns - 3, CANVAS_BOLD, "inv");
        row++;
    }
    return row + 1;
}

static void draw_person(const struct chat_view *v, const struct pane *p, int row,
                        const struct client_person *who)
{
    char marks[64];
    snprintf(marks, sizeof marks, "%s%s%s%s", who->self ? " you" : "",
             who->verified ? view_mark(v, " ✔", " =") : "",
             who->friend_of_ours ? view_mark(v, " ♥", " +") : "", who->guest ? " guest" : "");
    const char *dot = who->online ? view_mark(v, "●", "*") : view_mark(v, "○", "-");
    unsigned style = who->online ? view_colour(who->name) : CANVAS_DIM;
    int used = 2 + pane_print(p, row, 2, style, "%s %s", dot, who->name);
    if (used + 1 < p->columns)
        pane_put(p, row, used, CANVAS_DIM, marks);
}

void view_draw_list(struct chat_view *v, const struct pane *p)
{
    const struct client_person *people = NULL;
    size_t n = v->engine->people(v->client, &people), online = 0;
    for (int row = 0; row < p->rows; row++)
        pane_put(p, row, 0, CANVAS_DIM, view_mark(v, "│", "|"));
    int row = draw_rooms(v, p, p->rows / 2);
    for (size_t i = 0; i < n; i++)
        online += people[i].online;
    if (row >= p->rows)
        return;
    pane_print(p, row++, 2, CANVAS_BOLD, "online: %zu", online);
    // Who is online first; then friends who are not.
    size_t shown = 0, wanted = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            if (people[i].online != (pass == 0))
                continue;
            wanted++;
            if (row < p->rows - 1 || (row == p->rows - 1 && wanted == n)) {
                draw_person(v, p, row++, &people[i]);
                shown++;
            }
        }
    if (shown < wanted && row < p->rows)
        pane_print(p, row, 2, CANVAS_DIM, "%zu more", wanted - shown);
}
