// SPDX-License-Identifier: MIT
// libgcrypt's public-key calls: keys and inputs are S-expressions, which are made once where they can be.
#include "bench/peers/gcrypt.h"

#if HAVE_GCRYPT

struct state {
    const struct task *task;
    size_t bytes; // of a number: the modulus, or a coordinate
    gcry_sexp_t keys[TASK_MAX_COUNT], in[TASK_MAX_COUNT], signatures[TASK_MAX_COUNT], parameters, out;
    bool valid[TASK_MAX_COUNT];
};

static void finish(void *state)
{
    struct state *s = state;
    for (size_t i = 0; i < TASK_MAX_COUNT; i++) {
        gcry_sexp_release(s->keys[i]);
        gcry_sexp_release(s->in[i]);
        gcry_sexp_release(s->signatures[i]);
    }
    gcry_sexp_release(s->parameters);
    gcry_sexp_release(s->out);
    free(s);
}

static struct state *make(const struct task *task, size_t bytes)
{
    struct state *s = peer_memory(sizeof *s);
    peer_gcrypt.version(); // initialises the library
    if (s) {
        s->task = task;
        s->bytes = bytes;
    }
    return s;
}

static void *keep(struct state *s, bool good)
{
    if (good)
        return s;
    finish(s);
    return NULL;
}

// A number inside a result, right-aligned.
static void number(gcry_sexp_t from, const char *name, uint8_t *out, size_t bytes)
{
    gcry_sexp_t part = gcry_sexp_find_token(from, name, 0);
    size_t count = 0;
    const char *data = part ? gcry_sexp_nth_data(part, 1, &count) : NULL;
    memset(out, 0, bytes);
    while (data && count > bytes) { // the sign's zero byte
        data++;
        count--;
    }
    if (data)
        memcpy(out + bytes - count, data, count);
    gcry_sexp_release(part);
}

// ---- RSA ----

// libgcrypt's u is the inverse of p mod q: its p is the standard's q.
static bool build_rsa_key(struct state *s)
{
    const struct task_rsa *r = s->task->rsa;
    int k = (int)s->bytes, half = k / 2;
    return !gcry_sexp_build(&s->keys[0], NULL,
                            "(private-key (rsa (n %b) (e %b) (d %b) (p %b) (q %b) (u %b)))", k, r->n, 3, r->e,
                            k, r->d, half, r->q, half, r->p, half, r->qinv);
}

static void *open_rsa(const struct task *task)
{
    struct state *s = make(task, task->rsa->bits / 8);
    if (!s)
        return NULL;
    int bytes = (int)task->bytes;
    gcry_error_t error = build_rsa_key(s) ? 0 : 1;
    if (!error && task->kind == TASK_OAEP_ENCRYPT)
        error = gcry_sexp_build(&s->in[0], NULL, "(data (flags oaep) (hash-algo sha256) (value %b))", bytes,
                                task->in);
    else if (!error && task->kind == TASK_OAEP_DECRYPT)
        error = gcry_sexp_build(&s->in[0], NULL, "(enc-val (flags oaep) (hash-algo sha256) (rsa (a %b)))",
                                bytes, task->in);
    else if (!error)
        error = gcry_sexp_build(&s->in[0], NULL, "(data (flags pss) (salt-length 2:32) (hash sha256 %b))",
                                bytes, task->in);
    if (!error && task->signatures)
        error = gcry_sexp_build(&s->signatures[0], NULL, "(sig-val (rsa (s %b)))", (int)s->bytes,
                                task->signatures);
    return keep(s, !error);
}

static bool run_encrypt(void *state)
{
    struct state *s = state;
    gcry_sexp_release(s->out);
    return !gcry_pk_encrypt(&s->out, s->in[0], s->keys[0]);
}

static void answer_encrypt(void *state, uint8_t *out)
{
    struct state *s = state;
    number(s->out, "a", out, s->bytes);
}

static bool run_decrypt(void *state)
{
    struct state *s = state;
    gcry_sexp_release(s->out);
    return !gcry_pk_decrypt(&s->out, s->in[0], s->keys[0]);
}

static void answer_decrypt(void *state, uint8_t *out)
{
    struct state *s = state;
    number(s->out, "value", out, s->task->answer_bytes);
}

static bool run_sign(void *state)
{
    struct state *s = state;
    gcry_sexp_release(s->out);
    return !gcry_pk_sign(&s->out, s->in[0], s->keys[0]);
}

static void answer_rsa_signature(void *state, uint8_t *out)
{
    struct state *s = state;
    number(s->out, "s", out, s->bytes);
}

static bool run_verify(void *state)
{
    struct state *s = state;
    bool good = true;
    for (size_t i = 0; i < s->task->count; i++) {
        s->valid[i] = !gcry_pk_verify(s->signatures[i], s->in[i], s->keys[i]);
        good &= s->valid[i];
    }
    return good;
}

static void answer_verdicts(void *state, uint8_t *out)
{
    struct state *s = state;
    for (size_t i = 0; i < s->task->count; i++)
        out[i] = s->valid[i];
}

static void *open_generate(const struct task *task)
{
    bool rsa = task->kind == TASK_RSA_GENERATE;
    struct state *s = make(task, rsa ? task->rsa->bits / 16 : task->ec->field_bytes);
    if (!s)
        return NULL;
    gcry_error_t error =
        rsa ? gcry_sexp_build(&s->parameters, NULL, "(genkey (rsa (nbits %d) (transient-key)))",
                              (int)task->rsa->bits)
            : gcry_sexp_build(&s->parameters, NULL,
                              "(genkey (ecc (curve %s) (flags no-keytest transient-key)))",
                              gcrypt_curve(task));
    return keep(s, !error);
}

static bool run_generate(void *state)
{
    struct state *s = state;
    gcry_sexp_release(s->out);
    return !gcry_pk_genkey(&s->out, s->parameters);
}

static void answer_primes(void *state, uint8_t *out)
{
    struct state *s = state;
    gcry_sexp_t key = gcry_sexp_find_token(s->out, "private-key", 0);
    number(key, "p", out, s->bytes);
    number(key, "q", out + s->bytes, s->bytes);
    gcry_sexp_release(key);
}

static void answer_key(void *state, uint8_t *out)
{
    struct state *s = state;
    gcry_sexp_t key = gcry_sexp_find_token(s->out, "private-key", 0);
    number(key, "d", out, s->bytes);
    number(key, "q", out + s->bytes, 2 * s->bytes); // 04 and the coordinates: the last of it
    gcry_sexp_release(key);
}

const struct way gcrypt_oaep_encrypt = {open_rsa, run_encrypt, answer_encrypt, finish};
const struct way gcrypt_oaep_decrypt = {open_rsa, run_decrypt, answer_decrypt, finish};
const struct way gcrypt_pss_sign = {open_rsa, run_sign, answer_rsa_signature, finish};
const struct way gcrypt_pss_verify = {open_rsa, run_verify, answer_verdicts, finish};
const struct way gcrypt_rsa_generate = {open_generate, run_generate, answer_primes, finish};
const struct way gcrypt_ec_generate = {open_generate, run_generate, answer_key, finish};

// ---- curves ----

static bool build_ec(struct state *s, size_t i)
{
    const struct task *t = s->task;
    const struct task_ec *ec = &t->ec[i];
    uint8_t point[1 + 2 * 48] = {4};
    int bytes = (int)s->bytes;
    memcpy(point + 1, ec->x, s->bytes);
    memcpy(point + 1 + s->bytes, ec->y, s->bytes);
    gcry_error_t error = gcry_sexp_build(&s->keys[i], NULL, "(private-key (ecc (curve %s) (q %b) (d %b)))",
                                         gcrypt_curve(t), 1 + 2 * bytes, point, bytes, ec->d);
    if (!error)
        error = gcry_sexp_build(&s->in[i], NULL, "(data (flags raw) (value %b))", (int)t->bytes,
                                t->in + i * t->bytes);
    if (!error && t->signatures)
        error =
            gcry_sexp_build(&s->signatures[i], NULL, "(sig-val (ecdsa (r %b) (s %b)))", bytes,
                            t->signatures + 2 * i * s->bytes, bytes, t->signatures + (2 * i + 1) * s->bytes);
    return !error;
}

static void *open_ec(const struct task *task)
{
    struct state *s = make(task, task->ec->field_bytes);
    bool good = s != NULL;
    if (!s)
        return NULL;
    for (size_t i = 0; i < task->count && good; i++)
        good = build_ec(s, i);
    return keep(s, good);
}

static void answer_ec_signature(void *state, uint8_t *out)
{
    struct state *s = state;
    number(s->out, "r", out, s->bytes);
    number(s->out, "s", out + s->bytes, s->bytes);
}

const struct way gcrypt_ecdsa_sign = {open_ec, run_sign, answer_ec_signature, finish};
const struct way gcrypt_ecdsa_verify = {open_ec, run_verify, answer_verdicts, finish};
#endif
