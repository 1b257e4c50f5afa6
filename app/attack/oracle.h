// SPDX-License-Identifier: MIT
// A toy server for attacks that need one: a thread of its own behind a socket pair, which holds the secret
// and answers each query with one byte. What the attacker learns, it learns through the socket; queries are
// counted.
#ifndef GLASSLOCK_APP_ATTACK_ORACLE_H
#define GLASSLOCK_APP_ATTACK_ORACLE_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#define ORACLE_MAX_QUERY 65536

// The server's side: called in its thread, for one query at a time.
typedef uint8_t oracle_answer(void *secret, const uint8_t *query, size_t bytes);

struct oracle {
    int client, server; // the two ends; -1: closed
    pthread_t thread;
    oracle_answer *answer;
    void *secret; // the thread's alone from start to stop
    uint64_t queries;
};

// 0, or -1 where the machine has no socket or thread to give.
int oracle_start(struct oracle *oracle, oracle_answer *answer, void *secret);
// The answer, or -1 when the connection broke. bytes: 1 to ORACLE_MAX_QUERY.
int oracle_ask(struct oracle *oracle, const uint8_t *query, size_t bytes);
void oracle_stop(struct oracle *oracle); // joins the thread; `queries` stays

#endif
