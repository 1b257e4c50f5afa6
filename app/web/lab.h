// SPDX-License-Identifier: MIT
// The lab behind the page: jobs that the program runs on request (traces, curves, vectors, benchmarks,
// attacks), each a command line of its own with places for what the user fills in. A job is this very
// program, started again without a shell; its output comes back as it is made.
#ifndef GLASSLOCK_APP_WEB_LAB_H
#define GLASSLOCK_APP_WEB_LAB_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define LAB_FIELDS       4
#define LAB_ARGS         16
#define LAB_VALUE_CHARS  4096
#define LAB_OUTPUT_BYTES (64 * 1024 * 1024) // of one job
#define LAB_SECONDS      900                // a job's longest life
#define LAB_AT_ONCE      2

enum lab_kind { LAB_TEXT, LAB_HEX, LAB_NUMBER };
struct lab_field {
    const char *name, *label, *preset; // a NULL name ends them
    enum lab_kind kind;
};
struct lab_job {
    const char *id, *group, *title, *help;
    bool page;                  // the output is a page of its own, to be opened
    const char *args[LAB_ARGS]; // "$name" stands for a field's value; NULL ends them
    struct lab_field fields[LAB_FIELDS];
};
extern const struct lab_job lab_jobs[]; // a NULL id ends them

// The jobs for the page: [{id, group, title, help, command, fields: [{name, label, preset}]}]. NULL without
// memory.
json_t *lab_list(void);

// The command line of a request {"job": ID, "values": {...}}: argv, its strings malloc'd, behind the
// program's name. false: `error` says what is wrong.
struct lab_call {
    const struct lab_job *job;
    char *argv[LAB_ARGS + 1];
};
bool lab_call_read(struct lab_call *call, const json_t *request, char *error, size_t room);
void lab_call_free(struct lab_call *call);

// Run it; each piece of output goes to `tell`, which returns false to stop the job (an empty piece only
// asks). *status becomes its exit status (128 + signal where it was ended). false: it could not be started;
// `error` says why. Blocks until the end; safe from several threads.
typedef bool lab_tell(void *context, const char *data, size_t bytes);
bool lab_run(const struct lab_call *call, lab_tell *tell, void *context, int *status, char *error,
             size_t room);

// ---- over HTTP (lab_http.c) ----
//
//   GET  /lab/jobs      lab_list()
//   POST /lab/run       a request as above; lines of JSON as it runs: {"text": "..."}, at the end {"status":
//   0}, with
//                       "page": "/lab/page/ID" where the job makes one, or {"error": "..."}
//   GET  /lab/page/ID   that page; ID is random, and known to who ran the job
// The first two want the token in the header X-Glasslock-Token.

struct gate;
struct mg_context;
struct lab;
struct lab *lab_open(struct mg_context *server, const struct gate *gate); // NULL without memory
void lab_stop(struct lab *lab);  // before the server stops: jobs end within a second or so
void lab_close(struct lab *lab); // after the server has stopped

#endif
