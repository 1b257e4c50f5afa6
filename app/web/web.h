// SPDX-License-Identifier: MIT
// The page's server: HTTP and WebSocket on loopback (CivetWeb), over one bridge to the chat.
//
//   GET /, /NAME                      the page's own files (assets.h); no secret is in them
//   GET /chat?after=N  (WebSocket)    subprotocols "glasslock" and the token; then bridge.h's requests and
//   answers
//
// Nothing is answered unless gate.h lets it through.
#ifndef GLASSLOCK_APP_WEB_WEB_H
#define GLASSLOCK_APP_WEB_WEB_H

#include "app/web/bridge.h"
#include "app/web/gate.h"

#define WEB_SUBPROTOCOL "glasslock"

struct web;
// Listen on 127.0.0.1 (port 0: the kernel chooses) and serve. NULL: `error` says why.
struct web *web_start(uint16_t port, char *error, size_t room);
const struct gate *web_gate(const struct web *w);
struct browsers *web_pages(struct web *w);
// Pages are welcome from here on. (The bridge wants the pages, the pages the bridge.)
void web_serve(struct web *w, struct bridge *bridge);
// The address with the token, "http://127.0.0.1:8080/#...".
#define WEB_ADDRESS_ROOM 96
void web_address(const struct web *w, char address[WEB_ADDRESS_ROOM]);
// At the end: web_stop(), so that no page asks the bridge any more; bridge_stop(), so that nobody tells the
// pages; web_free().
void web_stop(struct web *w);
void web_free(struct web *w);

#endif
