// SPDX-License-Identifier: MIT
// Processes that tests talk to while they run: servers, clients, peers in other languages.
//
// Their output, standard error included, is read as it comes; every wait ends after PATIENCE_MS (run.h): then
// the test fails and says what it has seen. Whatever a test leaves running is killed when the test program
// ends.
#ifndef GLASSLOCK_TESTS_PROCESS_H
#define GLASSLOCK_TESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process;

// `exec COMMAND` in a shell, with $G, $F and $T as in shell.h. Never NULL: a failure to start ends the test.
__attribute__((format(printf, 1, 2))) struct process *process_start(const char *format, ...);
// One line to its standard input; the line end is added.
__attribute__((format(printf, 2, 3))) void process_say(struct process *p, const char *format, ...);
// The next line of its output that contains `words`, those before it are passed over. Fails the test, and
// returns "", at the deadline or the end of the output. Valid until the next call.
const char *process_await(struct process *p, const char *words);
// Has a line with these words come so far (also among those passed over)?
bool process_saw(const struct process *p, const char *words);
void process_listen(struct process *p);                             // read what has come, without waiting
const char *process_seen(const struct process *p);                  // all that was read
unsigned process_count(const struct process *p, const char *words); // how often, up to what was read
bool process_ended(const struct process *p);                        // without waiting
pid_t process_id(const struct process *p);
void process_signal(struct process *p, int signal);
// Close its standard input and wait for its end; its exit status, or 128 + signal. Killed at the deadline,
// which fails the test. Frees p.
int process_end(struct process *p);
void process_kill(struct process *p); // SIGKILL, wait, free

#endif
