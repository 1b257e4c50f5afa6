// SPDX-License-Identifier: MIT
// libgcrypt has no call for ECDH on the NIST curves; its multiplication of points is public.
#include "bench/peers/gcrypt.h"

#if HAVE_GCRYPT

struct state {
    size_t bytes; // of a coordinate
    gcry_ctx_t curve;
    gcry_mpi_point_t theirs, shared;
    gcry_mpi_t d, x;
};

static void finish(void *state)
{
    struct state *s = state;
    gcry_ctx_release(s->curve);
    gcry_mpi_point_release(s->theirs);
    gcry_mpi_point_release(s->shared);
    gcry_mpi_release(s->d);
    gcry_mpi_release(s->x);
    free(s);
}

const char *gcrypt_curve(const struct task *task)
{
    return task_is(task, "P-256") ? "NIST P-256" : "NIST P-384";
}

static void *start(const struct task *task)
{
    struct state *s = peer_memory(sizeof *s);
    gcry_mpi_t y = NULL;
    if (!s)
        return NULL;
    peer_gcrypt.version(); // initialises the library
    s->bytes = task->ec->field_bytes;
    s->theirs = gcry_mpi_point_new(0);
    s->shared = gcry_mpi_point_new(0);
    bool good = !gcry_mpi_ec_new(&s->curve, NULL, gcrypt_curve(task)) &&
                !gcry_mpi_scan(&s->x, GCRYMPI_FMT_USG, task->ec->their_x, s->bytes, NULL) &&
                !gcry_mpi_scan(&y, GCRYMPI_FMT_USG, task->ec->their_y, s->bytes, NULL) &&
                !gcry_mpi_scan(&s->d, GCRYMPI_FMT_USG, task->ec->d, s->bytes, NULL);
    gcry_mpi_t one = gcry_mpi_set_ui(NULL, 1);
    if (good)
        gcry_mpi_point_set(s->theirs, s->x, y, one);
    gcry_mpi_release(y);
    gcry_mpi_release(one);
    if (good)
        return s;
    finish(s);
    return NULL;
}

static bool run(void *state)
{
    struct state *s = state;
    gcry_mpi_ec_mul(s->shared, s->d, s->theirs, s->curve);
    return !gcry_mpi_ec_get_affine(s->x, NULL, s->shared, s->curve);
}

static void answer(void *state, uint8_t *out)
{
    struct state *s = state;
    uint8_t text[64];
    size_t count = 0;
    memset(out, 0, s->bytes);
    if (!gcry_mpi_print(GCRYMPI_FMT_USG, text, sizeof text, &count, s->x) && count <= s->bytes)
        memcpy(out + s->bytes - count, text, count);
}

const struct way gcrypt_ecdh = {start, run, answer, finish};
#endif
