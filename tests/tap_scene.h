// SPDX-License-Identifier: MIT
// A chat server, two clients and the tap between them, as processes: scenes for Mallory.
#ifndef GLASSLOCK_TESTS_TAP_SCENE_H
#define GLASSLOCK_TESTS_TAP_SCENE_H

#include "tests/process.h"

struct scene {
    unsigned number; // its folder is $T/tapNUMBER
    int server_port, tap_port;
    struct process *server, *tap, *alice, *bob;
};

// `glasslock serve` with these options.
void scene_open(struct scene *s, const char *options);
// `glasslock tap` before it; port 0: any.
void scene_tap(struct scene *s, int port, const char *options);
// A client of the default protocol, which registers NAME and is in.
struct process *scene_enter(const struct scene *s, const char *name, int port);
// A client of an old protocol, with further options, which is in.
struct process *scene_enter_old(const struct scene *s, const char *protocol, const char *name, int port,
                                const char *options);
// Clients that are still there are killed; tap and server end by SIGTERM, and must end well.
void scene_close(struct scene *s);

#endif
