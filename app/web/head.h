// SPDX-License-Identifier: MIT
// The heads of our HTTP answers: what a page may load and who may embed it, said in one place.
#ifndef GLASSLOCK_APP_WEB_HEAD_H
#define GLASSLOCK_APP_WEB_HEAD_H

#include "app/web/gate.h"

#include <civetweb.h>
#include <stddef.h>

#define HTTP_UNKNOWN_LENGTH SIZE_MAX // chunked

// policy: the Content-Security-Policy; NULL: that of our own page (its own files, its own socket, nothing
// else).
void http_head(struct mg_connection *c, const struct gate *gate, int status, const char *type, size_t bytes,
               const char *policy);
// A whole answer of one line; returns the status, for CivetWeb's handlers.
int http_refuse(struct mg_connection *c, const struct gate *gate, int status, const char *why);

#endif
