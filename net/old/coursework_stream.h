// SPDX-License-Identifier: MIT
// The coursework chat's stream: a public key as PEM without any length, then frames. A PEM may be followed at
// once by frames, and everything may be split and joined anyhow.
#ifndef GLASSLOCK_NET_OLD_COURSEWORK_STREAM_H
#define GLASSLOCK_NET_OLD_COURSEWORK_STREAM_H

#include "net/old/coursework_wire.h"

#define COURSEWORK_PORT       10000
#define COURSEWORK_MAX_PEM    4096
#define COURSEWORK_MAX_STREAM (COURSEWORK_MAX_PEM + COURSEWORK_MAX_FRAME) // waiting for a whole item

// The PEM that the stream begins with. *used is 0 while it is not whole. GL_ERR_ENCODING: that can be no PEM,
// or it is longer than COURSEWORK_MAX_PEM; GL_ERR_KEY, GL_ERR_UNSUPPORTED: no RSA key, or one that frames
// cannot carry. *key is initialised by the call when *used is not 0.
enum gl_error coursework_next_key(const char *data, size_t bytes, struct rsa_public *key, size_t *used);

// The first frame: its body is data[*from..*used). *used is 0 while it is not whole. Line ends before it
// belong to the PEM. GL_ERR_LENGTH as coursework_body_bytes().
enum gl_error coursework_next_frame(const char *data, size_t bytes, size_t *from, size_t *used);

// The public key as the stream begins with it, malloc'd (451 bytes for RSA-2048); NULL without memory.
char *coursework_key_pem(const struct rsa_public *key);

#endif
