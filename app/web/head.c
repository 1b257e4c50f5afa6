// SPDX-License-Identifier: MIT
#include "app/web/head.h"

#include <stdio.h>
#include <string.h>

static void own_policy(char *policy, size_t room, unsigned port)
{
    snprintf(
        policy, room,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' "
        "ws://127.0.0.1:%u ws://localhost:%u; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        port, port);
}

void http_head(struct mg_connection *c, const struct gate *gate, int status, const char *type, size_t bytes,
               const char *policy)
{
    char own[400], length[64] = "Transfer-Encoding: chunked";
    own_policy(own, sizeof own, gate->port);
    if (bytes != HTTP_UNKNOWN_LENGTH)
        snprintf(length, sizeof length, "Content-Length: %zu", bytes);
    mg_printf(c,
              "HTTP/1.1 %d %s\r\n"
              "Content-Type: %s\r\n"
              "%s\r\n"
              "Content-Security-Policy: %s\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Referrer-Policy: no-referrer\r\n"
              "Cross-Origin-Opener-Policy: same-origin\r\n"
              "Cross-Origin-Resource-Policy: same-origin\r\n"
              "Cache-Control: no-store\r\n"
              "Connection: close\r\n\r\n",
              status, status == 200 ? "OK" : "Refused", type, length, policy ? policy : own);
}

int http_refuse(struct mg_connection *c, const struct gate *gate, int status, const char *why)
{
    http_head(c, gate, status, "text/plain; charset=utf-8", strlen(why), NULL);
    mg_write(c, why, strlen(why));
    return status;
}
