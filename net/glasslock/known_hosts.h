// SPDX-License-Identifier: MIT
// The servers whose identity was seen before: a text file as ssh keeps one, "[HOST]:PORT HEX" a line, where
// HEX is the identity's point. Lines that begin with '#' are remarks.
#ifndef GLASSLOCK_NET_GLASSLOCK_KNOWN_HOSTS_H
#define GLASSLOCK_NET_GLASSLOCK_KNOWN_HOSTS_H

#include "net/channel/channel.h"

enum known_host { HOST_KNOWN, HOST_NEW, HOST_CHANGED, HOST_FAILED };
// *line: where the host stands (HOST_CHANGED). HOST_FAILED: the file cannot be read, or the host's line not
// be understood: `error` says so in one line.
enum known_host known_host_check(const char *path, const char *host, uint16_t port,
                                 const uint8_t identity[CHANNEL_POINT_BYTES], unsigned *line, char *error,
                                 size_t room);
// Add a line: the file is written anew and renamed. false: `error` says why.
bool known_host_add(const char *path, const char *host, uint16_t port,
                    const uint8_t identity[CHANNEL_POINT_BYTES], char *error, size_t room);

#endif
