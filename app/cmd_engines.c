// SPDX-License-Identifier: MIT
// glasslock engines: what this CPU offers, which engines there are, and which of them is in force.
#include "app/commands.h"

#include "app/app.h"
#include "crypto/common/cpu.h"
#include "crypto/common/engine.h"

#include <getopt.h>
#include <jansson.h>
#include <string.h>

static void help(void)
{
    puts("usage: glasslock engines [--json]\n"
         "\n"
         "List what this CPU offers and, for each algorithm, its engines, best first:\n"
         "  >           the engine in force\n"
         "  available   whether this CPU can run it\n"
         "  timing      constant: no secret-dependent branch or table look-up\n"
         "  trace       whether it can narrate (glasslock trace)\n"
         "\n"
         "      --json   the same for a program\n"
         "      --help   this text\n"
         "\n"
         "GLASSLOCK_ENGINE=family=engine,... forces engines; GLASSLOCK_CPU=feature,...\n"
         "hides all other features of the CPU (GLASSLOCK_CPU=none: all of them).\n"
         "\n"
         "example: GLASSLOCK_ENGINE=modexp=textbook glasslock engines");
}

static void print_features(void)
{
    bool any = false;
    fputs("CPU:", stdout);
    for (int i = 0; i < GL_CPU_FEATURES; i++) {
        if (!gl_cpu_has((enum gl_cpu_feature)i))
            continue;
        printf(" %s", gl_cpu_feature_name((enum gl_cpu_feature)i));
        any = true;
    }
    puts(any ? "" : " no feature that an engine could use");
}

static void print_family(const struct gl_family *family, bool colour)
{
    const struct gl_engine *chosen = gl_engine_chosen(family);
    for (const struct gl_engine *const *at = family->engines; *at; at++) {
        const struct gl_engine *engine = *at;
        bool in_force = engine == chosen;
        printf("%s%-8s %c %-13s %-10s %-9s %-6s %s%s\n", colour && in_force ? "\033[1m" : "",
               at == family->engines ? family->name : "", in_force ? '>' : ' ', engine->name,
               gl_engine_available(engine) ? "yes" : "no", engine->constant_time ? "constant" : "variable",
               engine->narrates ? "yes" : "-", engine->technique, colour && in_force ? "\033[0m" : "");
    }
}

static void print_table(void)
{
    bool colour = app_colour(stdout);
    print_features();
    printf("\n%-8s   %-13s %-10s %-9s %-6s %s\n", "family", "engine", "available", "timing", "trace",
           "technique");
    for (const struct gl_family *const *family = gl_families; *family; family++)
        print_family(*family, colour);
}

static json_t *family_json(const struct gl_family *family)
{
    json_t *engines = json_array();
    for (const struct gl_engine *const *engine = family->engines; *engine; engine++)
        json_array_append_new(engines, json_pack("{s:s, s:s, s:b, s:b, s:b}", "name", (*engine)->name,
                                                 "technique", (*engine)->technique, "available",
                                                 gl_engine_available(*engine), "constant_time",
                                                 (*engine)->constant_time, "narrates", (*engine)->narrates));
    return json_pack("{s:s, s:s, s:o}", "family", family->name, "chosen", gl_engine_chosen(family)->name,
                     "engines", engines);
}

static int print_json(void)
{
    json_t *cpu = json_object();
    for (int i = 0; i < GL_CPU_FEATURES; i++)
        json_object_set_new(cpu, gl_cpu_feature_name((enum gl_cpu_feature)i),
                            json_boolean(gl_cpu_has((enum gl_cpu_feature)i)));
    json_t *families = json_array();
    for (const struct gl_family *const *family = gl_families; *family; family++)
        json_array_append_new(families, family_json(*family));
    json_t *root = json_pack("{s:o, s:o}", "cpu", cpu, "families", families);
    if (!root)
        return app_fail("engines", "out of memory");
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
    return APP_OK;
}

int cmd_engines(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    bool json = false;
    optind = 0;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            help();
            return APP_OK;
        }
        if (option != 'j')
            return app_usage("engines", "unknown option '%s'; see `glasslock engines --help`",
                             argv[optind - 1]);
        json = true;
    }
    if (optind < argc)
        return app_usage("engines", "unexpected argument '%s'; see `glasslock engines --help`", argv[optind]);
    if (json)
        return print_json();
    print_table();
    return APP_OK;
}
