// SPDX-License-Identifier: MIT
// The HTML view: one page that needs nothing else. It holds the JSON of view_json.c, what the program says of
// each step (the value as people write it, the formula, the links of its bits), and app/page/, which walks
// over them.
#include "app/page/page.h"
#include "app/views/avalanche.h"
#include "app/views/twin.h"
#include "app/views/view.h"
#include "crypto/trace/depend.h"
#include "crypto/common/no_memory.h"
#include "crypto/common/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

// Links of one input as JSON text; the same ones are stored once.
struct link_lists {
    json_t *lists;   // array of arrays of links
    json_t *indices; // object: text of a list -> its index
};

static void append_link(void *context, const struct trace_link *l)
{
    json_array_append_new(context, json_pack("[i, i, i, i, i, i]", (int)l->kind, (int)l->in, (int)l->out,
                                             (int)l->n, (int)l->in_unit, (int)l->out_unit));
}

static json_t *link_index(struct link_lists *all, const struct trace *t, const struct trace_step *step,
                          size_t input)
{
    json_t *list = json_array();
    trace_each_link(t, step, input, append_link, list);
    char *text = gl_need(json_dumps(list, JSON_COMPACT));
    json_t *index = json_incref(json_object_get(all->indices, text));
    if (!index) {
        index = json_integer((json_int_t)json_array_size(all->lists));
        json_object_set(all->indices, text, index);
        json_array_append(all->lists, list);
    }
    free(text);
    json_decref(list);
    return index;
}

static json_t *formula_json(const struct trace *t, const struct trace_step *step)
{
    char *text = view_formula_text(t, step, view_formula);
    json_t *formula = json_string(text);
    free(text);
    return formula;
}

// The other run's values beside each step of this one: hex (null without a counterpart of the same width),
// and as people write them.
static json_t *differing_json(const struct trace *t, const struct view_html_options *options)
{
    json_t *values = json_array(), *natural = json_array();
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        uint32_t differ = 0;
        bool pair = twin_distance(options->twin, ref, &differ);
        const struct trace_step *other = trace_get(options->twin->b, options->twin->counterpart[ref]);
        char *hex = pair ? gl_need(trace_value_hex(other)) : NULL, *text = pair ? view_value(other) : NULL;
        json_array_append_new(values, hex ? json_string(hex) : json_null());
        json_array_append_new(natural, text ? json_string(text) : json_null());
        free(hex);
        free(text);
    }
    return json_pack("{s:s, s:o, s:o}", "changes", options->changes, "values", values, "natural", natural);
}

// The steps of a run of another size beside this one's: null without a partner. `filled`: the formula in
// numbers; `alone`: how many steps follow that only it has.
static json_t *beside_json(const struct trace *t, const struct view_html_options *options)
{
    json_t *steps = json_array();
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        trace_ref other = options->twin->counterpart[ref], first = 0, past_last = 0;
        const struct trace_step *step = trace_get(options->twin->b, other);
        if (!step) {
            json_array_append_new(steps, json_null());
            continue;
        }
        char *hex = gl_need(trace_value_hex(step)), *natural = view_value(step);
        char *filled = view_formula_text(options->twin->b, step, view_filled);
        twin_others_alone(options->twin, ref, &first, &past_last);
        json_array_append_new(steps,
                              json_pack("{s:i, s:s, s:s, s:i, s:I, s:s, s:s, s:s, s:s, s:i}", "seq",
                                        (int)other, "label", step->label, "kind", trace_kind_name(step->kind),
                                        "bits", (int)step->bits, "group", (json_int_t)step->group, "op",
                                        trace_op_name(step->op), "value", hex, "natural", natural, "filled",
                                        step->n_inputs ? filled : "", "alone", (int)(past_last - first)));
        free(hex);
        free(natural);
        free(filled);
    }
    return json_pack("{s:s, s:s?, s:o}", "changes", options->changes, "note", options->note, "beside", steps);
}

static json_t *twin_json(const struct trace *t, const struct view_html_options *options)
{
    if (!options->twin)
        return json_null();
    return options->twin->beside ? beside_json(t, options) : differing_json(t, options);
}

// What the trace's own JSON does not hold; NULL without memory.
static json_t *extra_json(const struct trace *t, const struct view_html_options *options)
{
    json_t *natural = json_array(), *formulas = json_array(), *link = json_array();
    struct link_lists all = {json_array(), json_object()};
    for (trace_ref ref = 1; ref <= trace_count(t); ref++) {
        const struct trace_step *step = trace_get(t, ref);
        json_t *own = json_array();
        for (size_t i = 0; i < step->n_inputs; i++)
            json_array_append_new(own, link_index(&all, t, step, i));
        char *value = view_value(step);
        json_array_append_new(natural, json_string(value));
        free(value);
        json_array_append_new(formulas, formula_json(t, step));
        json_array_append_new(link, own);
    }
    json_decref(all.indices);
    return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o, s:o}", "title", options->title, "warning",
                     options->warning, "natural", natural, "formula", formulas, "links", all.lists, "link",
                     link, "twin", twin_json(t, options));
}

void view_html_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        const char *at = strchr("<>&\"'", *text);
        if (at && *at)
            fprintf(out, "&#%d;", *text);
        else
            fputc(*text, out);
    }
}

// JSON inside a script element: no text in it may end the element.
static void put_data(FILE *out, const char *id, const char *json)
{
    fprintf(out, "<script type=\"application/json\" id=\"%s\">", id);
    for (; *json; json++)
        if (*json == '<')
            fputs("\\u003c", out);
        else
            fputc(*json, out);
    fputs("</script>\n", out);
}

static char *trace_text(const struct trace *t, const char *algorithm)
{
    char *text = NULL;
    size_t n = 0;
    FILE *memory = gl_text_open(&text, &n);
    if (view_json(gl_need(memory), t, algorithm))
        gl_no_memory();
    return gl_need_text(memory, &text);
}

// The distances of a twin by round, as a curve.
static void put_chart(FILE *out, const struct view_html_options *options)
{
    struct avalanche one = {0};
    if (options->twin && avalanche_add(&one, options->twin)) {
        snprintf(one.what, sizeof one.what, "%.60s", options->changes);
        fputs("<details id=\"chart\"><summary>bits that differ, round after round</summary>\n", out);
        view_avalanche_svg(out, &one);
        fputs("</details>\n", out);
    }
    avalanche_clear(&one);
}

static void put_part(FILE *out, const struct page_part *part)
{
    fwrite(part->begin, 1, (size_t)(part->end - part->begin), out);
}

enum gl_error view_html(FILE *out, const struct trace *t, const char *algorithm,
                        const struct view_html_options *options)
{
    json_t *extra = extra_json(t, options);
    char *extra_text = extra ? gl_need(json_dumps(extra, JSON_COMPACT)) : NULL,
         *text = trace_text(t, algorithm);
    enum gl_error error = extra_text && text ? GL_OK : GL_ERR_MEMORY;
    if (!error) {
        fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
              "'unsafe-inline'; "
              "style-src 'unsafe-inline'\">\n<title>glasslock</title>\n<style>\n",
              out);
        put_part(out, &page_css);
        fputs("</style>\n</head>\n<body>\n", out);
        put_part(out, &page_html);
        put_chart(out, options);
        put_data(out, "trace", text);
        put_data(out, "extra", extra_text);
        fputs("<script>\n\"use strict\";\n(() => {\n", out);
        for (size_t i = 0; page_scripts[i]; i++)
            put_part(out, page_scripts[i]);
        fputs("})();\n</script>\n</body>\n</html>\n", out);
    }
    json_decref(extra);
    free(extra_text);
    free(text);
    return error;
}
