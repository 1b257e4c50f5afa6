// SPDX-License-Identifier: MIT
// The table of jobs, and how a request becomes a command line.
#include "app/web/lab.h"

#include "app/attack/attack.h"
#include "crypto/common/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACES  "Step through a trace"
#define CURVES  "Curves and differences"
#define CHECKS  "Vectors and benchmarks"
#define ATTACKS "Attacks"

const struct lab_job lab_jobs[] = {
    {.id = "trace-des",
     .group = TRACES,
     .title = "DES, one block",
     .help = "Sixteen rounds, every table with the cell that was looked up. On the page h hides what comes "
             "and r shows it: a quiz.",
     .page = true,
     .args = {"trace", "des", "--key", "$key", "--in", "$in", "--format", "html"},
     .fields = {{"key", "Key, 16 hex digits", "133457799BBCDFF1", LAB_HEX},
                {"in", "Block, 16 hex digits", "0123456789ABCDEF", LAB_HEX}}},
    {.id = "trace-aes",
     .group = TRACES,
     .title = "AES, one block",
     .help = "Key expansion and rounds on the state matrix.",
     .page = true,
     .args = {"trace", "aes", "--key", "$key", "--in", "$in", "--format", "html"},
     .fields = {{"key", "Key, 32, 48 or 64 hex digits", "2b7e151628aed2a6abf7158809cf4f3c", LAB_HEX},
                {"in", "Block, 32 hex digits", "3243f6a8885a308d313198a2e0370734", LAB_HEX}}},
    {.id = "trace-cbc",
     .group = TRACES,
     .title = "AES-CBC with padding, a text",
     .help = "Blocks, chaining and PKCS#7 of a text of yours.",
     .page = true,
     .args = {"trace", "aes", "--pad", "--mode", "cbc", "--iv", "$iv", "--text", "$text", "--format", "html"},
     .fields = {{"iv", "IV, 32 hex digits", "000102030405060708090a0b0c0d0e0f", LAB_HEX},
                {"text", "Text", "a message of any length", LAB_TEXT}}},
    {.id = "trace-chatlock",
     .group = TRACES,
     .title = "A ChatLock text under its key",
     .help = "The very blocks that cross the wire: DES in ECB, under the key that is printed in the program.",
     .page = true,
     .args = {"trace", "des", "--key", "1234567890abcdef", "--in", "$in", "--format", "html"},
     .fields = {{"in", "Blocks of 16 hex digits (hello, filled up with zeros)", "68656c6c6f000000",
                 LAB_HEX}}},
    {.id = "trace-strong",
     .group = TRACES,
     .title = "What seals a message",
     .help = "AES-256-CBC of a text, as `strong` seals it, under a key made for the class: your own keys "
             "stay out of traces.",
     .page = true,
     .args = {"trace", "aes", "--pad", "--mode", "cbc", "--key",
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "--iv",
              "000102030405060708090a0b0c0d0e0f", "--text", "$text", "--format", "html"},
     .fields = {{"text", "Text", "a message", LAB_TEXT}}},
    {.id = "trace-sha256",
     .group = TRACES,
     .title = "SHA-256, a text",
     .help = "Padding, message schedule and 64 rounds of every block.",
     .page = true,
     .args = {"trace", "sha256", "--text", "$text", "--format", "html"},
     .fields = {{"text", "Text", "abc", LAB_TEXT}}},
    {.id = "trace-rsa-oaep",
     .group = TRACES,
     .title = "RSA-OAEP",
     .help = "lHash, the data block, both masks, and the power.",
     .page = true,
     .args = {"trace", "rsa-oaep", "--format", "html"}},
    {.id = "trace-ecdsa",
     .group = TRACES,
     .title = "ECDSA on the classroom curve beside P-256",
     .help = "k, kG, r and s on numbers that fit the board, and at their real size.",
     .page = true,
     .args = {"trace", "ecdsa", "--beside", "toy", "--format", "html"}},
    {.id = "avalanche",
     .group = CURVES,
     .title = "The avalanche",
     .help = "How many bits differ after each round when one random bit was flipped: the mean of many runs, "
             "and their spread.",
     .page = true,
     .args = {"trace", "$algorithm", "--avalanche", "$what", "--format", "html"},
     .fields = {{"algorithm", "Algorithm: des, aes or sha256", "des", LAB_TEXT},
                {"what", "Flip a bit of: in or key", "in", LAB_TEXT}}},
    {.id = "diff",
     .group = CURVES,
     .title = "Two runs, one bit apart",
     .help = "Side by side, what differs marked.",
     .page = true,
     .args = {"trace", "$algorithm", "--diff", "$change", "--format", "html"},
     .fields = {{"algorithm", "Algorithm: des, aes or sha256", "des", LAB_TEXT},
                {"change", "Change, such as in:7 or key:3", "in:0", LAB_TEXT}}},
    {.id = "vectors",
     .group = CHECKS,
     .title = "The official test vectors",
     .help = "Every case through every engine of this CPU.",
     .args = {"vectors", "--filter", "$filter"},
     .fields = {{"filter", "Only algorithms whose name holds (empty: all)", "", LAB_TEXT}}},
    {.id = "engines",
     .group = CHECKS,
     .title = "Engines",
     .help = "What this CPU offers, and what is chosen.",
     .args = {"engines"}},
    {.id = "bench",
     .group = CHECKS,
     .title = "The benchmark ladder",
     .help = "Each engine beside the other libraries, in half a minute. (`make bench` builds it once.)",
     .args = {"bench", "--quick", "--filter", "$filter"},
     .fields = {{"filter", "Only rows whose name holds (empty: all)", "aes", LAB_TEXT}}},
    {0},
};

// The attacks are the registry's (app/attack/attacks.c): "attack-NAME" runs `attack NAME`.
#define ATTACK_PREFIX "attack-"
static const struct lab_job attack_job = {.id = "attack", .group = ATTACKS, .args = {"attack", "$name"}};

static const struct attack *attack_of(const char *id)
{
    size_t prefix = strlen(ATTACK_PREFIX);
    if (!id || strncmp(id, ATTACK_PREFIX, prefix) != 0)
        return NULL;
    for (const struct attack *const *a = attacks; *a; a++)
        if (!strcmp((*a)->name, id + prefix))
            return *a;
    return NULL;
}

static json_t *attack_json(const struct attack *attack)
{
    char id[80];
    snprintf(id, sizeof id, ATTACK_PREFIX "%s", attack->name);
    return json_pack("{sssssssss[ss]sbs[]}", "id", id, "group", ATTACKS, "title", attack->name, "help",
                     attack->title, "command", "attack", attack->name, "page", 0, "fields");
}

static json_t *fields_json(const struct lab_job *job)
{
    json_t *fields = json_array();
    for (const struct lab_field *f = job->fields; f < job->fields + LAB_FIELDS && f->name; f++)
        json_array_append_new(fields,
                              json_pack("{ssssss}", "name", f->name, "label", f->label, "preset", f->preset));
    return fields;
}

static json_t *command_json(const struct lab_job *job)
{
    json_t *command = json_array();
    for (size_t i = 0; job->args[i]; i++)
        json_array_append_new(command, json_string(job->args[i]));
    return command;
}

json_t *lab_list(void)
{
    json_t *list = json_array();
    for (const struct lab_job *job = lab_jobs; job->id; job++)
        json_array_append_new(list, json_pack("{sssssssssosbso}", "id", job->id, "group", job->group, "title",
                                              job->title, "help", job->help, "command", command_json(job),
                                              "page", job->page, "fields", fields_json(job)));
    for (const struct attack *const *a = attacks; *a; a++)
        json_array_append_new(list, attack_json(*a));
    return list;
}

// ---- a request ----

static const struct lab_job *find(const char *id)
{
    for (const struct lab_job *job = lab_jobs; id && job->id; job++)
        if (!strcmp(job->id, id))
            return job;
    return NULL;
}

static bool value_good(enum lab_kind kind, const char *value)
{
    if (strlen(value) > LAB_VALUE_CHARS || (kind != LAB_TEXT && !*value))
        return false;
    for (const char *p = value; *p && kind != LAB_TEXT; p++)
        if (kind == LAB_HEX ? gl_hex_digit(*p) < 0 : *p < '0' || *p > '9')
            return false;
    return value[0] != '-'; // it would be an option
}

// The value that stands for "$name"; NULL, with an error, where it is not good.
static const char *value_of(const struct lab_job *job, const json_t *values, const char *name, char *error,
                            size_t room)
{
    for (const struct lab_field *f = job->fields; f < job->fields + LAB_FIELDS && f->name; f++) {
        if (strcmp(f->name, name) != 0)
            continue;
        const json_t *given = json_object_get(values, name);
        const char *value = given ? json_string_value(given) : f->preset;
        if (value && value_good(f->kind, value))
            return value;
        snprintf(error, room, "%s: that will not do", f->label);
        return NULL;
    }
    snprintf(error, room, "no field %s", name);
    return NULL;
}

bool lab_call_read(struct lab_call *call, const json_t *request, char *error, size_t room)
{
    const char *id = json_string_value(json_object_get(request, "job"));
    const struct attack *attack = attack_of(id);
    *call = (struct lab_call){.job = attack ? &attack_job : find(id)};
    if (!call->job) {
        snprintf(error, room, "there is no such job");
        return false;
    }
    const json_t *values = json_object_get(request, "values");
    for (size_t i = 0; call->job->args[i]; i++) {
        const char *arg = call->job->args[i];
        if (attack && *arg == '$')
            arg = attack->name;
        else if (*arg == '$')
            arg = value_of(call->job, values, arg + 1, error, room);
        else
            snprintf(error, room, "no memory");
        call->argv[i] = arg ? strdup(arg) : NULL;
        if (!call->argv[i]) {
            lab_call_free(call);
            return false;
        }
    }
    return true;
}

void lab_call_free(struct lab_call *call)
{
    for (size_t i = 0; i < LAB_ARGS; i++)
        free(call->argv[i]);
    *call = (struct lab_call){0};
}
