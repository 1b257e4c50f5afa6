// SPDX-License-Identifier: MIT
#include "app/web/gate.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "crypto/common/random.h"

#include <stdio.h>
#include <strings.h>

enum gl_error gate_open(struct gate *gate)
{
    uint8_t bytes[GATE_TOKEN_CHARS / 2];
    enum gl_error error = gl_random_bytes(NULL, bytes, sizeof bytes);
    if (!error)
        gl_hex_encode(gate->token, bytes, sizeof bytes);
    gl_wipe(bytes, sizeof bytes);
    return error;
}

bool gate_host_allowed(const struct gate *gate, const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char port[8];
    snprintf(port, sizeof port, ":%u", (unsigned)gate->port);
    for (size_t i = 0; host && i < sizeof names / sizeof *names; i++) {
        size_t chars = strlen(names[i]);
        if (!strncasecmp(host, names[i], chars) && !strcmp(host + chars, port))
            return true;
    }
    return false;
}

bool gate_origin_allowed(const struct gate *gate, const char *origin)
{
    static const char scheme[] = "http://";
    return origin && !strncmp(origin, scheme, sizeof scheme - 1) &&
           gate_host_allowed(gate, origin + sizeof scheme - 1);
}

bool gate_token_right(const struct gate *gate, const char *token)
{
    return token && strlen(token) == GATE_TOKEN_CHARS && gl_equal_ct(token, gate->token, GATE_TOKEN_CHARS);
}
