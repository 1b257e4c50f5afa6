// SPDX-License-Identifier: MIT
#include "app/web/present.h"

json_t *present_hello(struct chat_client *client, const char *protocol, const char *server)
{
    json_t *commands = json_array(), *emotes = json_array();
    for (const struct client_command_help *h = client_commands(client); h && h->name; h++)
        json_array_append_new(
            commands, json_pack("{ssssss}", "name", h->name, "arguments", h->arguments, "help", h->help));
    for (const struct client_emote *e = client_emotes; e->code; e++)
        json_array_append_new(emotes, json_pack("[ss]", e->code, e->utf8));
    return json_pack("{sssssssoso}", "event", "hello", "protocol", protocol, "server", server, "commands",
                     commands, "emotes", emotes);
}

json_t *present_status(struct chat_client *client)
{
    const char *room = client_current_room(client);
    return json_pack("{sssssssssb}", "event", "status", "state", client_state_name(client_state(client)),
                     "name", client_name(client), "room", room ? room : "", "wire", client_wire(client));
}

json_t *present_people(struct chat_client *client)
{
    const struct client_person *list;
    json_t *array = json_array();
    for (size_t i = 0, n = client_people(client, &list); i < n; i++)
        json_array_append_new(array,
                              json_pack("{sssbsbsbsbsb}", "name", list[i].name, "online", list[i].online,
                                        "self", list[i].self, "friend", list[i].friend_of_ours, "verified",
                                        list[i].verified, "guest", list[i].guest));
    return json_pack("{ssso}", "event", "people", "people", array);
}

json_t *present_rooms(struct chat_client *client)
{
    const struct client_room *list;
    json_t *array = json_array();
    for (size_t i = 0, n = client_rooms(client, &list); i < n; i++)
        json_array_append_new(array, json_pack("{sssssbsbsbsbsisi}", "title", list[i].title, "recipe",
                                               list[i].recipe ? list[i].recipe : "", "current",
                                               list[i].current, "pair", list[i].pair, "lobby", list[i].lobby,
                                               "invited", list[i].invited, "unread", (int)list[i].unread,
                                               "members", (int)list[i].members));
    return json_pack("{ssso}", "event", "rooms", "rooms", array);
}
