// SPDX-License-Identifier: MIT
// Who may talk to the page's server: requests that name this very server, from a page of this very server, by
// somebody who knows the token.
//
// A web page from elsewhere can make the user's browser send requests to loopback, under a name of its own
// that points here (DNS rebinding). So the Host header is taken apart and must be loopback with our port; an
// Origin must be exactly what we serve. Another user of the machine can connect, too: the token, 128 random
// bits in the fragment of the address (which browsers never send), is what keeps him out.
#ifndef GLASSLOCK_APP_WEB_GATE_H
#define GLASSLOCK_APP_WEB_GATE_H

#include "crypto/common/error.h"

#include <stdbool.h>
#include <stdint.h>

#define GATE_TOKEN_CHARS 32

struct gate {
    uint16_t port;
    char token[GATE_TOKEN_CHARS + 1];
};

enum gl_error gate_open(struct gate *gate); // draws the token; the port is set by the caller

// "127.0.0.1:PORT" or "localhost:PORT", the name in either case; nothing else. NULL: no.
bool gate_host_allowed(const struct gate *gate, const char *host);
// "http://" and a host as above.
bool gate_origin_allowed(const struct gate *gate, const char *origin);
// CT: depends on the length that is offered only.
bool gate_token_right(const struct gate *gate, const char *token);

#endif
