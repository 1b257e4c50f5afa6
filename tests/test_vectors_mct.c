// SPDX-License-Identifier: MIT
// Monte Carlo files of AES and DES, which the official package lacks and users bring. The oracle is the
// openssl command: one process a key, fed block by block through pipes, so that thousands of chained steps
// take a fraction of a second. The files are short (two records) but each record has all its 1,000 or 10,000
// steps.
#include "tests/run.h"
#include "tests/shell.h"

#include "crypto/common/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RECORDS 2

struct oracle {
    pid_t pid;
    int in, out; // its standard input and output
    size_t block;
};

// stdbuf makes openssl's standard output unbuffered; -bufsize makes it read no more than a block at a time.
static void oracle_open(struct oracle *o, const char *cipher, const char *key_hex, bool decrypt, size_t block)
{
    int to[2], from[2];
    CU_ASSERT_EQUAL_FATAL(pipe(to), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(from), 0);
    fflush(NULL);
    o->pid = fork();
    CU_ASSERT_TRUE_FATAL(o->pid >= 0);
    if (o->pid == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        execlp("stdbuf", "stdbuf", "-o0", "openssl", "enc", cipher, "-nopad", "-K", key_hex, "-bufsize",
               block == 16 ? "16" : "8", decrypt ? "-d" : "-e", (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    o->in = to[1];
    o->out = from[0];
    o->block = block;
}

static void oracle_block(const struct oracle *o, uint8_t *out, const uint8_t *in)
{
    CU_ASSERT_EQUAL_FATAL(write(o->in, in, o->block), (ssize_t)o->block);
    for (size_t got = 0; got < o->block;) {
        ssize_t n = read(o->out, out + got, o->block - got);
        CU_ASSERT_TRUE_FATAL(n > 0);
        got += (size_t)n;
    }
}

static void oracle_close(struct oracle *o)
{
    int status = 0;
    close(o->in);
    close(o->out);
    CU_ASSERT_EQUAL(waitpid(o->pid, &status, 0), o->pid);
}

static void xor_into(uint8_t *out, const uint8_t *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] ^= in[i];
}

static void put(FILE *out, const char *name, const uint8_t *data, size_t n)
{
    char hex[2 * 64 + 1];
    gl_hex_encode(hex, data, n);
    fprintf(out, "%s = %s\n", name, hex);
}

struct file {
    const char *name;   // of the file, and what it is for a failure's message
    const char *cipher; // openssl's name of the cipher in ECB
    size_t block, key_bytes, steps;
    bool cbc, single; // single: DES, one key three times
};

// The last three outputs of a record: [0] is the last.
typedef uint8_t outputs[3][16];

// One record's inner loop. `input` and `chain` (the IV) are replaced by the next record's.
static void inner_loop(const struct file *f, const char *key_hex, bool decrypt, uint8_t *input,
                       uint8_t *chain, outputs last)
{
    struct oracle o;
    uint8_t iv[16], x[16];
    memcpy(iv, chain, 16);
    oracle_open(&o, f->cipher, key_hex, decrypt, f->block);
    for (size_t j = 0; j < f->steps; j++) {
        memcpy(x, input, f->block);
        if (f->cbc && !decrypt)
            xor_into(x, chain, f->block);
        oracle_block(&o, x, x);
        if (f->cbc && decrypt)
            xor_into(x, chain, f->block);
        memcpy(last[2], last[1], 16);
        memcpy(last[1], last[0], 16);
        memcpy(last[0], x, f->block);
        memcpy(chain, decrypt ? input : x, f->block);
        bool des_decrypt = decrypt && f->block == 8; // SP 800-20 feeds the plaintext straight back
        if (!f->cbc || des_decrypt)
            memcpy(input, x, f->block);
        else
            memcpy(input, j == 0 ? iv : last[1], f->block);
    }
    oracle_close(&o);
    if (f->cbc && f->block == 16) { // AESAVS: IV = the last output, input = the one before
        memcpy(chain, last[0], 16);
        memcpy(input, last[1], 16);
    }
}

static void odd_parity(uint8_t *key, size_t n)
{
    for (size_t i = 0; i < n; i++)
        key[i] = (uint8_t)((key[i] & 0xfe) | (~__builtin_popcount(key[i] & 0xfe) & 1));
}

static void next_key(const struct file *f, uint8_t *key, outputs last)
{
    if (f->block == 16) { // the last key_bytes bytes of (the output before the last || the last)
        uint8_t joined[32];
        memcpy(joined, last[1], 16);
        memcpy(joined + 16, last[0], 16);
        xor_into(key, joined + 32 - f->key_bytes, f->key_bytes);
        return;
    }
    for (size_t i = 0; i < 3; i++)
        xor_into(key + 8 * i, last[f->single ? 0 : i], 8);
    odd_parity(key, 24);
}

static void put_key(FILE *out, const struct file *f, const uint8_t *key)
{
    if (f->block == 16) {
        put(out, "KEY", key, f->key_bytes);
    } else if (f->single) {
        put(out, "KEYs", key, 8);
    } else {
        put(out, "KEY1", key, 8);
        put(out, "KEY2", key + 8, 8);
        put(out, "KEY3", key + 16, 8);
    }
}

static void write_direction(FILE *out, const struct file *f, bool decrypt)
{
    uint8_t key[32], input[16], chain[16];
    outputs last = {{0}};
    for (size_t i = 0; i < 32; i++)
        key[i] = (uint8_t)(i * 37 + 11 + decrypt);
    if (f->single)
        memcpy(key + 8, key, 8);
    if (f->single)
        memcpy(key + 16, key, 8);
    if (f->block == 8)
        odd_parity(key, 24);
    for (size_t i = 0; i < 16; i++) {
        input[i] = (uint8_t)(i * 73 + 5);
        chain[i] = (uint8_t)(i * 91 + 77);
    }
    fprintf(out, "[%s]\n\n", decrypt ? "DECRYPT" : "ENCRYPT");
    for (int count = 0; count < RECORDS; count++) {
        char key_hex[65];
        gl_hex_encode(key_hex, key, f->block == 16 ? f->key_bytes : 24);
        fprintf(out, "COUNT = %d\n", count);
        put_key(out, f, key);
        if (f->cbc)
            put(out, "IV", chain, f->block);
        put(out, decrypt ? "CIPHERTEXT" : "PLAINTEXT", input, f->block);
        inner_loop(f, key_hex, decrypt, input, chain, last);
        put(out, decrypt ? "PLAINTEXT" : "CIPHERTEXT", last[0], f->block);
        fputc('\n', out);
        next_key(f, key, last);
    }
}

static void write_file(const struct file *f)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", shell_directory(), f->name);
    FILE *out = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    if (f->block == 16)
        fprintf(out, "# AESVS MCT test data for %s\n\n", f->cbc ? "CBC" : "ECB");
    else
        fprintf(out, "# TDES Monte Carlo (Modes) Test for %s\n\n", f->cbc ? "CBC" : "ECB");
    write_direction(out, f, false);
    write_direction(out, f, true);
    fclose(out);
}

// The file passes; with one digit of its second record's result changed, it fails, naming file, line and
// case.
static void run_file(const struct file *f)
{
    write_file(f);
    struct shell s = shell_run("\"$G\" vectors --json \"$T/%s\"", f->name);
    if (s.status)
        fprintf(stderr, "%s: %s%s", f->name, s.out, s.err);
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\"failed\""));
    shell_free(&s);
    s = shell_run("awk -F ' = ' '/^COUNT = 1/ {second = 1} second && !done && $1 == \"CIPHERTEXT\" "
                  "{ d = substr($2, 5, 1) == \"0\" ? \"1\" : \"0\"; $0 = $1 \" = \" substr($2, 1, 4) d "
                  "substr($2, 6); done = 1; "
                  "print NR >\"/dev/stderr\" } {print}' \"$T/%s\" >\"$T/flipped.rsp\"",
                  f->name);
    int line = atoi(s.err);
    shell_free(&s);
    char place[64];
    snprintf(place, sizeof place, "flipped.rsp: line %d: COUNT 1", line);
    s = shell_run("\"$G\" vectors \"$T/flipped.rsp\"");
    CU_ASSERT_EQUAL(s.status, 1);
    bool named = strstr(s.err, place) || strstr(s.out, place);
    if (!named)
        fprintf(stderr, "expected '%s' in: %s%s", place, s.out, s.err);
    CU_ASSERT_TRUE(named);
    shell_free(&s);
}

static void aes_monte_carlo(void)
{
    static const struct file files[] = {
        {"ECBMCT128.rsp", "-aes-128-ecb", 16, 16, 1000, false, false},
        {"ECBMCT192.rsp", "-aes-192-ecb", 16, 24, 1000, false, false},
        {"ECBMCT256.rsp", "-aes-256-ecb", 16, 32, 1000, false, false},
        {"CBCMCT128.rsp", "-aes-128-ecb", 16, 16, 1000, true, false},
        {"CBCMCT192.rsp", "-aes-192-ecb", 16, 24, 1000, true, false},
        {"CBCMCT256.rsp", "-aes-256-ecb", 16, 32, 1000, true, false},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        run_file(&files[i]);
}

static void des_monte_carlo(void)
{
    static const struct file files[] = {
        {"TECBMonte1.rsp", "-des-ede3", 8, 24, 10000, false, true},
        {"TECBMonte3.rsp", "-des-ede3", 8, 24, 10000, false, false},
        {"TCBCMonte1.rsp", "-des-ede3", 8, 24, 10000, true, true},
        {"TCBCMonte3.rsp", "-des-ede3", 8, 24, 10000, true, false},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        run_file(&files[i]);
}

void suite_vectors_mct(void)
{
    add_suite("vectors_mct",
              (const struct test_case[]){
                  {"AES Monte Carlo, against the openssl command", aes_monte_carlo},
                  {"DES and triple DES Monte Carlo, against the openssl command", des_monte_carlo},
                  {0},
              });
}
