// SPDX-License-Identifier: MIT
// Traces as JSON: what is read is checked, and shown by every view.
#include "app/views/view.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

static void show(const struct trace *t)
{
    const struct view_text_options options = {.full = true, .width = 80};
    char *text = NULL;
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    view_report(out, t);
    view_text(out, t, &options);
    (void)view_json(out, t, "des");
    for (trace_ref ref = 1; ref <= trace_count(t) && ref <= 32; ref++) {
        char *sentence = view_explain(t, trace_get(t, ref));
        free(sentence);
        view_formula(out, t, trace_get(t, ref));
    }
    fclose(out);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view_saved saved;
    char why[300];
    uint8_t *copy = fuzz_copy(data, size);
    FILE *in = fmemopen(copy, size ? size : 1, "r");
    if (!view_json_read(&saved, in, why, sizeof why)) {
        show(saved.trace);
        view_saved_free(&saved);
    }
    fclose(in);
    free(copy);
    return 0;
}
