// SPDX-License-Identifier: MIT
// The chat uses constant-time engines only: the one place where this is decided.
//
// channel/ and talk/ compute with the engines in force. Left alone, these are constant-time on every CPU; but
// GLASSLOCK_ENGINE may force a textbook engine. Programs that chat call net_engines_check() at start and say
// which engine is wrong; a handshake calls it too, so that no channel can be opened past it.
#ifndef GLASSLOCK_NET_ENGINES_H
#define GLASSLOCK_NET_ENGINES_H

#include "crypto/common/error.h"

// GL_ERR_UNAVAILABLE where an engine in force is not constant-time; then *family (which may be NULL) is the
// name of its family: "aes", "sha256", "modexp" or "ec". Costs four loads.
enum gl_error net_engines_check(const char **family);

#endif
