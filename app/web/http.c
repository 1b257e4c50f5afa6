// SPDX-License-Identifier: MIT
#include "app/web/assets.h"
#include "app/web/head.h"
#include "app/web/lab.h"
#include "app/web/web.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct web {
    struct mg_context *server;
    struct gate gate;
    struct browsers *pages;
    struct lab *lab;
    _Atomic(struct bridge *) bridge; // NULL: not yet, or no more
};

struct web_page {
    struct web *web;
    struct browser *browser;
};

// ---- the page's files ----

static int serve_asset(struct mg_connection *c, void *context)
{
    const struct web *w = context;
    const struct mg_request_info *info = mg_get_request_info(c);
    if (!gate_host_allowed(&w->gate, mg_get_header(c, "Host")))
        return http_refuse(c, &w->gate, 403, "This server answers to its own address only.\n");
    bool get = !strcmp(info->request_method, "GET");
    if (!get && strcmp(info->request_method, "HEAD") != 0)
        return http_refuse(c, &w->gate, 405, "Only GET.\n");
    const struct asset *asset = asset_find(info->local_uri);
    if (!asset)
        return http_refuse(c, &w->gate, 404, "There is no such page.\n");
    size_t bytes = (size_t)(asset->end - asset->begin);
    http_head(c, &w->gate, 200, asset->type, bytes, NULL);
    if (get)
        mg_write(c, asset->begin, bytes);
    return 200;
}

// ---- the socket ----

// "glasslock, TOKEN": a page may set no other header.
static bool offers_token(const struct web *w, const char *subprotocols)
{
    char list[128];
    if (!subprotocols || strlen(subprotocols) >= sizeof list)
        return false;
    snprintf(list, sizeof list, "%s", subprotocols);
    bool right = false;
    char *rest = list;
    for (char *item; (item = strsep(&rest, ", "));)
        right = gate_token_right(&w->gate, item) || right;
    return right;
}

// 0 lets it in.
static int socket_asks(const struct mg_connection *c, void *context)
{
    const struct web *w = context;
    return !w->bridge || !gate_host_allowed(&w->gate, mg_get_header(c, "Host")) ||
           !gate_origin_allowed(&w->gate, mg_get_header(c, "Origin")) ||
           !offers_token(w, mg_get_header(c, "Sec-WebSocket-Protocol"));
}

static void socket_open(struct mg_connection *c, void *context)
{
    struct web *w = context;
    struct bridge *bridge = w->bridge;
    const char *query = mg_get_request_info(c)->query_string;
    unsigned long after = 0;
    if (query)
        sscanf(query, "after=%19lu", &after);
    struct web_page *page = calloc(1, sizeof *page);
    if (page)
        page->browser = browsers_add(w->pages, c);
    mg_set_user_connection_data(c, page);
    if (page && page->browser && bridge)
        bridge_welcome(bridge, page->browser, after);
    else
        mg_websocket_write(c, MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, "", 0);
}

// 0 closes it.
static int socket_says(struct mg_connection *c, int bits, char *data, size_t bytes, void *context)
{
    struct web *w = context;
    const struct web_page *page = mg_get_user_connection_data(c);
    int opcode = bits & 0xf;
    struct bridge *bridge = w->bridge;
    if (opcode == MG_WEBSOCKET_OPCODE_PING || opcode == MG_WEBSOCKET_OPCODE_PONG)
        return 1;
    if (opcode != MG_WEBSOCKET_OPCODE_TEXT || !page || !page->browser || !bridge)
        return 0;
    return bridge_request(bridge, page->browser, data, bytes);
}

static void socket_closed(const struct mg_connection *c, void *context)
{
    struct web *w = context;
    struct web_page *page = mg_get_user_connection_data(c);
    if (page && page->browser)
        browsers_remove(w->pages, page->browser);
    free(page);
}

static bool write_page(void *page, const char *text, size_t bytes)
{
    return mg_websocket_write(page, MG_WEBSOCKET_OPCODE_TEXT, text, bytes) > 0;
}

static void close_page(void *page)
{
    mg_websocket_write(page, MG_WEBSOCKET_OPCODE_CONNECTION_CLOSE, "", 0);
}

// ---- start and stop ----

static const struct browser_ways ways = {write_page, close_page};

static bool listen_on(struct web *w, uint16_t port, char *error, size_t room)
{
    char address[32];
    snprintf(address, sizeof address, "127.0.0.1:%u", (unsigned)port);
    const char *options[] = {"listening_ports",
                             address,
                             "num_threads",
                             "32",
                             "request_timeout_ms",
                             "10000",
                             "websocket_timeout_ms",
                             "15000",
                             "enable_websocket_ping_pong",
                             "yes",
                             "tcp_nodelay",
                             "1",
                             "keep_alive_timeout_ms",
                             "500",
                             NULL};
    struct mg_callbacks callbacks = {0};
    struct mg_server_port bound[1];
    mg_init_library(0);
    w->server = mg_start(&callbacks, w, options);
    if (!w->server || mg_get_server_ports(w->server, 1, bound) != 1) {
        snprintf(error, room, "cannot listen on %s; is the port in use? give another by --port, or 0",
                 address);
        return false;
    }
    w->gate.port = (uint16_t)bound[0].port;
    return true;
}

struct web *web_start(uint16_t port, char *error, size_t room)
{
    static const char *names[] = {WEB_SUBPROTOCOL};
    static struct mg_websocket_subprotocols subprotocols = {1, names};
    struct web *w = calloc(1, sizeof *w);
    if (!w) {
        snprintf(error, room, "no memory");
        return NULL;
    }
    snprintf(error, room, "no memory, or no random bytes");
    w->pages = browsers_new(&ways);
    bool good = w->pages && !gate_open(&w->gate) && listen_on(w, port, error, room);
    if (good)
        w->lab = lab_open(w->server, &w->gate);
    if (!w->lab) {
        web_free(w);
        return NULL;
    }
    mg_set_request_handler(w->server, "/", serve_asset, w);
    mg_set_websocket_handler_with_subprotocols(w->server, "/chat$", &subprotocols, socket_asks, socket_open,
                                               socket_says, socket_closed, w);
    return w;
}

void web_serve(struct web *w, struct bridge *bridge)
{
    w->bridge = bridge;
}

const struct gate *web_gate(const struct web *w)
{
    return &w->gate;
}

struct browsers *web_pages(struct web *w)
{
    return w->pages;
}

void web_address(const struct web *w, char address[WEB_ADDRESS_ROOM])
{
    snprintf(address, WEB_ADDRESS_ROOM, "http://127.0.0.1:%u/#%s", (unsigned)w->gate.port, w->gate.token);
}

void web_stop(struct web *w)
{
    if (!w->server)
        return;
    lab_stop(w->lab);
    mg_stop(w->server); // closes every socket, and waits for those that serve them
    mg_exit_library();
    w->server = NULL;
}

void web_free(struct web *w)
{
    web_stop(w);
    browsers_free(w->pages);
    lab_close(w->lab);
    free(w);
}
