// SPDX-License-Identifier: MIT
// The page's requests: JSON to a command line, and the gate's headers. The gate is open for its own words
// alone.
#include "app/web/gate.h"
#include "app/web/lab.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void request(const char *text, size_t chars)
{
    char error[300] = "";
    struct lab_call call = {0};
    json_t *json = json_loadb(text, chars, JSON_REJECT_DUPLICATES, NULL);
    if (json && lab_call_read(&call, json, error, sizeof error)) {
        FUZZ_REQUIRE(call.job);
        int n = 0;
        while (n <= LAB_ARGS && call.argv[n])
            n++;
        FUZZ_REQUIRE(n >= 1 && n <= LAB_ARGS);
        lab_call_free(&call);
    } else if (json) {
        FUZZ_REQUIRE(*error);
    }
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gate gate = {.port = 8080, .token = "00112233445566778899aabbccddeeff"};
    struct fuzz_in in = fuzz_in(data, size);
    char *text = fuzz_text(&in);
    const bool host = !strcasecmp(text, "127.0.0.1:8080") || !strcasecmp(text, "localhost:8080");
    FUZZ_REQUIRE(gate_host_allowed(&gate, text) == host);
    if (gate_origin_allowed(&gate, text))
        FUZZ_REQUIRE(strlen(text) > 7 && gate_host_allowed(&gate, text + 7));
    FUZZ_REQUIRE(gate_token_right(&gate, text) == !strcmp(text, gate.token));
    request(text, size);
    free(text);
    return 0;
}
