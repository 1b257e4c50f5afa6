// SPDX-License-Identifier: MIT
// glasslock-bench itself. It is a program that `make test` does not build, as it needs the peers and C++:
// `make check-bench` does, and names it in GLASSLOCK_BENCH; without that there is nothing to test here.
// Nothing is asserted about time.
#include "tests/run.h"
#include "tests/shell.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TINY "\"$G\" bench --quick --filter '^SHA-256, 64 B'"

static void setup(void)
{
    shell_expect(0,
                 "rm -f \"$T/out.json\" && " TINY " --json \"$T/out.json\" >\"$T/out.txt\" 2>\"$T/err.txt\"");
    shell_expect(0, "! test -s \"$T/err.txt\""); // no progress where there is no terminal
}

static json_t *load(const char *command)
{
    struct shell s = shell_run("%s", command);
    json_t *root = json_loads(s.out, JSON_REJECT_DUPLICATES, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    shell_free(&s);
    return root;
}

static void json_follows_its_schema(void)
{
    shell_expect(
        0, "python3 -c 'import json, jsonschema, sys; jsonschema.validate(json.load(open(sys.argv[1])), "
           "json.load(open(\"bench/report.schema.json\")))' \"$T/out.json\"");
    json_t *root = load(TINY " --json -"); // and nothing else on standard output
    CU_ASSERT_EQUAL(json_array_size(json_object_get(root, "operations")), 1);
    json_decref(root);
}

static const json_t *only_operation(const json_t *root)
{
    return json_array_get(json_object_get(root, "operations"), 0);
}

static bool is(const json_t *object, const char *field, const char *text)
{
    const char *value = json_string_value(json_object_get(object, field));
    return value && strcmp(value, text) == 0;
}

static size_t available_engines(const char *family)
{
    json_t *root = load("\"$G\" engines --json");
    const json_t *item = NULL, *engine = NULL;
    size_t i = 0, j = 0, count = 0;
    json_array_foreach(json_object_get(root, "families"), i, item)
    {
        json_array_foreach(json_object_get(item, "engines"), j, engine)
        {
            count += is(item, "family", family) && json_is_true(json_object_get(engine, "available"));
        }
    }
    json_decref(root);
    return count;
}

// Peers that hash: all that are built but GMP.
static size_t built_peers(const json_t *root)
{
    const json_t *item = NULL;
    size_t i = 0, count = 0;
    json_array_foreach(json_object_get(root, "peers"), i, item)
    {
        count += json_is_true(json_object_get(item, "built")) && !is(item, "name", "GMP");
    }
    return count;
}

// Every available engine, and every peer that is built, has a row; one engine is the best; ratios where there
// are peers.
static void json_is_complete(void)
{
    json_t *root = load("cat \"$T/out.json\"");
    const json_t *rows = json_object_get(only_operation(root), "rows"), *item = NULL;
    size_t i = 0, engines = 0, best = 0, peers = 0, ratios = 0;
    json_array_foreach(rows, i, item)
    {
        engines += is(item, "party", "engine");
        peers += is(item, "party", "peer");
        best += is(item, "party", "engine") && json_is_true(json_object_get(item, "best"));
        ratios += json_is_real(json_object_get(item, "ratio"));
        CU_ASSERT_EQUAL(json_array_size(json_object_get(item, "rounds_ns")),
                        (size_t)json_integer_value(json_object_get(root, "rounds")));
    }
    CU_ASSERT_EQUAL(best, 1);
    CU_ASSERT_EQUAL(ratios, peers ? json_array_size(rows) : 0);
    CU_ASSERT_EQUAL(engines, available_engines("sha256"));
    CU_ASSERT_EQUAL(peers, built_peers(root));
    json_decref(root);
}

// What the heading names, and what is said of a peer that is not there.
static void table_says_where_it_comes_from(void)
{
    shell_expect(0, "cd \"$T\" && for w in CPU core engines compiler rounds ratio spread MB/s cycles/B "
                    "'glasslock textbook'; "
                    "do grep -q \"$w\" out.txt || exit 1; done");
    shell_expect(
        0, "cd \"$T\" && for p in 'OpenSSL EVP' 'OpenSSL low' libgcrypt Nettle 'Mbed TLS' libipsec-mb; do "
           "grep -qE \"$p (([0-9])|\\([a-z0-9-]+ is missing\\))\" out.txt || { tr '\\n' ' ' <out.txt | "
           "tr -s ' ' | grep -qE \"$p (([0-9])|\\([a-z0-9-]+ is missing\\))\"; } || exit 1; done");
    shell_expect(0, "! grep -q \"$(printf '\\033')\" \"$T/out.txt\"");
    shell_expect(0, "test $(awk 'length($0) > 80' \"$T/out.txt\" | wc -l) = 0");
    shell_expect(0, "COLUMNS=120 " TINY " | grep -q '==='");
}

static void list_is_whole(void)
{
    static const char *const names[] = {
        "DES-ECB encrypt, 16 KiB",
        "DES-ECB decrypt, 1 MiB",
        "DES-CBC encrypt, 1 MiB",
        "DES-CBC decrypt, 16 KiB",
        "AES-128-CBC encrypt, 64 B",
        "AES-128-CBC decrypt, 1 KiB",
        "AES-256-CBC decrypt, 16 KiB",
        "AES-128-CBC encrypt, 16 x 256 B",
        "AES-256-CBC encrypt, 16 x 1 KiB",
        "SHA-256, 64 B",
        "SHA-256, 1 KiB",
        "SHA-256, 16 KiB",
        "SHA-256, 1 MiB",
        "SHA-256, 16 x 1 KiB",
        "SHA-512, 16 KiB",
        "HMAC-SHA-256, 64 B",
        "HMAC-SHA-256, 1 KiB",
        "PBKDF2-SHA-256, 1 password",
        "PBKDF2-SHA-256, 16 passwords",
        "RSA-2048 OAEP encrypt",
        "RSA-3072 OAEP decrypt",
        "RSA-4096 PSS sign",
        "RSA-4096 PSS verify",
        "RSA-2048 key generation",
        "ECDSA P-256 key pair",
        "ECDSA P-256 sign",
        "ECDSA P-256 verify",
        "ECDSA P-256 verify, 64 together",
        "ECDH P-256 shared secret",
        "ECDSA P-384 sign",
        "ECDSA P-384 verify",
    };
    struct shell s = shell_run("\"$G\" bench --list");
    CU_ASSERT_EQUAL(s.status, 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, names[i]));
    shell_free(&s);
    shell_expect(0, "\"$G\" bench --list --filter textbook | grep -q 'RSA-2048'");
    shell_refused(2, "nothing matches", "\"$G\" bench --filter 'no such thing'");
}

static void reports_are_compared(void)
{
    shell_expect(0, "cd \"$T\" && \"$G\" bench --compare out.json out.json >same && ! grep -q '!' same && "
                    "grep -q '1.00x' same && grep -q ' 0 faster, 0 slower' same");
    shell_expect(
        0, "cd \"$T\" && python3 -c 'import json; r = json.load(open(\"out.json\"))\n"
           "for row in r[\"operations\"][0][\"rows\"]:\n"
           "    row[\"ns\"] /= 10; row[\"rounds_ns\"] = [n / 10 for n in row[\"rounds_ns\"]]\n"
           "json.dump(r, open(\"fast.json\", \"w\"))' && \"$G\" bench --compare out.json fast.json >both && "
           "grep -q '10.0x !' both && \"$G\" bench --compare fast.json out.json | grep -q '0.10x !'");
    shell_expect(0, "cd \"$T\" && " TINY " --compare out.json | grep -q '^speed new / old'");
    shell_refused(1, "no report", "echo '{}' >\"$T/empty.json\"; \"$G\" bench --compare \"$T/empty.json\"");
    shell_refused(1, "cannot read", "echo '{' >\"$T/cut.json\"; \"$G\" bench --compare \"$T/cut.json\"");
    shell_refused(1, "cannot read", "\"$G\" bench --compare \"$T/missing.json\"");
}

static void files_are_opened_first(void)
{
    shell_refused(1, "No such file", TINY " --json /no/such/file");
    shell_refused(1, "No such file", TINY " --raw /no/such/file");
    shell_refused(1, "cannot write", TINY " --json - >/dev/full");
    shell_expect(
        0, TINY
        " --raw \"$T/raw.json\" >\"$T/o\" && python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); "
        "assert any(\"round:7\" in b[\"name\"] for b in r[\"benchmarks\"])' \"$T/raw.json\"");
}

// The CPU's features masked: the portable engines race alone, and nothing else changes.
static void portable_engines_race_too(void)
{
    shell_expect(0, "GLASSLOCK_CPU=none " TINY " >\"$T/o\" && grep -q 'glasslock portable' \"$T/o\" && "
                    "! grep -q 'glasslock ni' \"$T/o\"");
}

void suite_bench_run(void)
{
    static const struct test_case none[] = {{0}};
    static const struct test_case cases[] = {
        {"a tiny run", setup},
        {"JSON follows its schema", json_follows_its_schema},
        {"JSON is complete", json_is_complete},
        {"the table says where it comes from", table_says_where_it_comes_from},
        {"the list is whole", list_is_whole},
        {"reports are compared", reports_are_compared},
        {"files are opened first", files_are_opened_first},
        {"portable engines race too", portable_engines_race_too},
        {0},
    };
    const char *program = getenv("GLASSLOCK_BENCH");
    if (!program || !*program)
        puts("bench_run: GLASSLOCK_BENCH names no program; `make check-bench` builds it and runs this suite");
    add_suite("bench_run", program && *program ? cases : none);
}
