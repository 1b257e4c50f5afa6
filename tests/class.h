// SPDX-License-Identifier: MIT
// A class: `glasslock serve` and `glasslock chat --plain` as processes of their own. All folders are below
// $T.
#ifndef GLASSLOCK_TESTS_CLASS_H
#define GLASSLOCK_TESTS_CLASS_H

#include "tests/process.h"

struct class_server {
    struct process *process;
    char name[32]; // its data is $T/NAME
    char fingerprint[96];
    unsigned port;
};

// Start a server; `options` go to its command line. With the same name and `port` 0 it is the same server on
// another port.
struct class_server class_serve(const char *name, unsigned port, const char *options);
void class_kill(struct class_server *s);                     // SIGKILL
void class_stop(struct class_server *s);                     // SIGINT, and what must be said and left then
void class_await(struct class_server *s, const char *words); // a line of its log
// `glasslock admin` with these words: the answer, valid until the next call.
const char *class_admin(const struct class_server *s, const char *words);

// A client in plain mode with the data folder $T/SERVER-NAME: `how` is --register, --guest, or "" for log-in,
// and more options. It is awaited until it is in.
struct process *class_join(const struct class_server *s, const char *name, const char *how);
// The same without waiting.
struct process *class_come(const struct class_server *s, const char *name, const char *how);
// And under a command that goes before the program: "env LD_PRELOAD=...".
struct process *class_come_under(const char *under, const struct class_server *s, const char *name,
                                 const char *how);
// What `name` uses as its password: "Secret-1 " and the name, with a '!'.
const char *class_password(const char *name);

#endif
