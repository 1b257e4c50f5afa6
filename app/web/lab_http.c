// SPDX-License-Identifier: MIT
// The lab's requests over HTTP.
#include "app/web/head.h"
#include "app/web/lab.h"
#include "app/web/lab_pages.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUEST_BYTES 65536

// A trace's page holds its script and style within; it loads nothing, and as a sandbox it has no part in our
// origin.
static const char page_policy[] =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts";

struct lab {
    const struct gate *gate;
    atomic_int running;
    atomic_bool stopping; // jobs are to end
    struct lab_pages pages;
};

// ---- who asks ----

static bool may_ask(struct mg_connection *c, const struct lab *lab, bool acts)
{
    const char *origin = mg_get_header(c, "Origin");
    return gate_host_allowed(lab->gate, mg_get_header(c, "Host")) &&
           (origin ? gate_origin_allowed(lab->gate, origin) : !acts) &&
           gate_token_right(lab->gate, mg_get_header(c, "X-Glasslock-Token"));
}

static const char *method_of(const struct mg_connection *c)
{
    return mg_get_request_info(c)->request_method;
}

// ---- the list ----

static int serve_jobs(struct mg_connection *c, void *context)
{
    const struct lab *lab = context;
    if (strcmp(method_of(c), "GET") != 0 || !may_ask(c, lab, false))
        return http_refuse(c, lab->gate, 403, "Not without the token.\n");
    json_t *list = lab_list();
    char *text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    if (!text)
        return http_refuse(c, lab->gate, 500, "No memory.\n");
    http_head(c, lab->gate, 200, "application/json", strlen(text), NULL);
    mg_write(c, text, strlen(text));
    free(text);
    return 200;
}

// ---- a run ----

struct run {
    const struct lab *lab;
    struct mg_connection *c;
    bool page;
    char *html; // the output of a job that makes a page
    size_t bytes, room;
    char held[4]; // the beginning of a character whose rest is still to come
    size_t n_held;
};

static bool tell_line(struct mg_connection *c, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    bool told = text && mg_send_chunk(c, text, (unsigned)strlen(text)) > 0 && mg_send_chunk(c, "\n", 1) > 0;
    free(text);
    return told;
}

static bool keep(struct run *r, const char *data, size_t bytes)
{
    if (r->room - r->bytes < bytes) {
        size_t room = 2 * (r->bytes + bytes) + 65536;
        char *grown = realloc(r->html, room);
        if (!grown)
            return false;
        r->html = grown;
        r->room = room;
    }
    memcpy(r->html + r->bytes, data, bytes);
    r->bytes += bytes;
    return true;
}

// How many bytes of the text end in a whole character.
static size_t whole(const char *text, size_t bytes)
{
    size_t back = 0;
    while (back < 3 && back < bytes && ((unsigned char)text[bytes - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back == bytes)
        return bytes;
    unsigned char first = (unsigned char)text[bytes - 1 - back];
    size_t wants = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    return wants > back + 1 ? bytes - 1 - back : bytes;
}

static bool tell_text(struct run *r, const char *data, size_t bytes)
{
    char text[sizeof r->held + 16384];
    memcpy(text, r->held, r->n_held);
    memcpy(text + r->n_held, data, bytes);
    bytes += r->n_held;
    size_t now = whole(text, bytes);
    r->n_held = bytes - now;
    memcpy(r->held, text + now, r->n_held);
    json_t *piece = json_stringn(text, now);
    return tell_line(r->c,
                     json_pack("{so}", "text", piece ? piece : json_string("(bytes that are no text)\n")));
}

static bool tell(void *context, const char *data, size_t bytes)
{
    struct run *r = context;
    if (atomic_load(&r->lab->stopping))
        return false;
    if (r->page && bytes)
        return keep(r, data, bytes);
    return r->page || !bytes ? tell_line(r->c, json_object()) : tell_text(r, data, bytes);
}

static json_t *outcome(struct lab *lab, struct run *r, int status)
{
    json_t *end = json_pack("{si}", "status", status);
    if (!r->page)
        return end;
    if (status) { // what a page's job says when it fails is a line for people
        json_t *text = json_stringn(r->html ? r->html : "", r->bytes);
        json_object_set_new(end, "text", text ? text : json_string("it failed\n"));
        return end;
    }
    char *address = lab_pages_keep(&lab->pages, r->html, r->bytes);
    if (address)
        r->html = NULL;
    if (address)
        json_object_set_new(end, "page", json_string(address));
    free(address);
    return end;
}

static void run_job(struct lab *lab, struct mg_connection *c, const json_t *request)
{
    struct lab_call call;
    char error[256];
    int status = 0;
    bool room = atomic_fetch_add(&lab->running, 1) < LAB_AT_ONCE;
    bool good = room && lab_call_read(&call, request, error, sizeof error);
    if (!room)
        snprintf(error, sizeof error, "%d jobs are running; wait for one to end, or stop one", LAB_AT_ONCE);
    if (good) {
        struct run r = {.lab = lab, .c = c, .page = call.job->page};
        good = lab_run(&call, tell, &r, &status, error, sizeof error);
        if (good)
            tell_line(c, outcome(lab, &r, status));
        free(r.html);
        lab_call_free(&call);
    }
    atomic_fetch_sub(&lab->running, 1);
    if (!good)
        tell_line(c, json_pack("{ss}", "error", error));
}

static json_t *read_body(struct mg_connection *c)
{
    char *body = malloc(REQUEST_BYTES);
    size_t bytes = 0;
    for (int n = 1; body && n > 0 && bytes<REQUEST_BYTES; bytes += n> 0 ? (size_t)n : 0)
        n = mg_read(c, body + bytes, REQUEST_BYTES - bytes);
    json_t *request =
        body && bytes < REQUEST_BYTES ? json_loadb(body, bytes, JSON_REJECT_DUPLICATES, NULL) : NULL;
    free(body);
    return request;
}

static int serve_run(struct mg_connection *c, void *context)
{
    struct lab *lab = context;
    if (strcmp(method_of(c), "POST") != 0 || !may_ask(c, lab, true))
        return http_refuse(c, lab->gate, 403, "Not without the token.\n");
    json_t *request = read_body(c);
    if (!json_is_object(request)) {
        json_decref(request);
        return http_refuse(c, lab->gate, 400, "That is no request.\n");
    }
    http_head(c, lab->gate, 200, "application/x-ndjson", HTTP_UNKNOWN_LENGTH, NULL);
    run_job(lab, c, request);
    mg_send_chunk(c, "", 0);
    json_decref(request);
    return 200;
}

// ---- a page ----

static int serve_page(struct mg_connection *c, void *context)
{
    struct lab *lab = context;
    const char *id = mg_get_request_info(c)->local_uri + strlen(LAB_PAGE);
    size_t bytes = 0;
    if (strcmp(method_of(c), "GET") != 0 || !gate_host_allowed(lab->gate, mg_get_header(c, "Host")))
        return http_refuse(c, lab->gate, 403, "This server answers to its own address only.\n");
    char *html = lab_pages_find(&lab->pages, id, &bytes);
    if (!html)
        return http_refuse(c, lab->gate, 404, "There is no such page any more; run its job again.\n");
    http_head(c, lab->gate, 200, "text/html; charset=utf-8", bytes, page_policy);
    mg_write(c, html, bytes);
    free(html);
    return 200;
}

struct lab *lab_open(struct mg_context *server, const struct gate *gate)
{
    struct lab *lab = calloc(1, sizeof *lab);
    if (!lab)
        return NULL;
    lab->gate = gate;
    lab_pages_init(&lab->pages);
    mg_set_request_handler(server, "/lab/jobs$", serve_jobs, lab);
    mg_set_request_handler(server, "/lab/run$", serve_run, lab);
    mg_set_request_handler(server, LAB_PAGE, serve_page, lab);
    return lab;
}

void lab_stop(struct lab *lab)
{
    if (lab)
        atomic_store(&lab->stopping, true);
}

void lab_close(struct lab *lab)
{
    if (!lab)
        return;
    lab_pages_clear(&lab->pages);
    free(lab);
}
