// SPDX-License-Identifier: MIT
#include "tests/run.h"

#include "crypto/common/gmp_wipe.h"

#include <gmp.h>
#include <stdint.h>
#include <string.h>

struct memory {
    void *(*allocate)(size_t);
    void *(*reallocate)(void *, size_t, size_t);
    void (*release)(void *, size_t);
};

static struct memory installed(void)
{
    struct memory m;
    gl_gmp_wipe_install();
    mp_get_memory_functions(&m.allocate, &m.reallocate, &m.release);
    return m;
}

static void back_to_default(void)
{
    mp_set_memory_functions(NULL, NULL, NULL);
}

static void numbers_work_and_grow(void)
{
    mpz_t x, y;
    mpz_init_set_ui(x, 3); // made before, grown and freed after
    installed();
    mpz_init(y);
    mpz_pow_ui(x, x, 5000);
    mpz_ui_pow_ui(y, 3, 5000);
    CU_ASSERT_EQUAL(mpz_cmp(x, y), 0);
    mpz_realloc2(y, 64); // too small: the value becomes 0
    CU_ASSERT_EQUAL(mpz_sgn(y), 0);
    mpz_clear(x);
    back_to_default();
    mpz_clear(y); // made with it, freed without
}

static void moving_keeps_the_bytes(void)
{
    struct memory m = installed();
    static const size_t sizes[] = {16, 4000, 17, 17, 1, 64};
    uint8_t *p = m.allocate(8);
    memset(p, 0x5c, 8);
    p[0] = 1;
    size_t bytes = 8, kept = 8;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        p = m.reallocate(p, bytes, sizes[i]);
        bytes = sizes[i];
        kept = kept < bytes ? kept : bytes;
        CU_ASSERT_EQUAL(p[0], 1);
        for (size_t j = 1; j < kept; j++)
            CU_ASSERT_EQUAL(p[j], 0x5c);
    }
    m.release(p, bytes);
    back_to_default();
}

// malloc's next block of a size is most often the one just freed; under a sanitizer it never is, and then
// this sees nothing to object to.
static size_t left_behind(const struct memory *m, size_t bytes)
{
    size_t count = 0;
    volatile uint8_t *again = m->allocate(bytes);
    for (size_t i = 0; i < bytes; i++)
        count += again[i] == 0x5c;
    m->release((void *)again, bytes);
    return count;
}

static void freed_memory_is_wiped(void)
{
    enum { BYTES = 240 };
    struct memory m = installed();
    uint8_t *p = m.allocate(BYTES);
    memset(p, 0x5c, BYTES);
    m.release(p, BYTES);
    CU_ASSERT_TRUE(left_behind(&m, BYTES) < 16); // what malloc itself writes there may look like anything
    p = m.allocate(BYTES);
    memset(p, 0x5c, BYTES);
    p = m.reallocate(p, BYTES, 4 * BYTES);
    CU_ASSERT_TRUE(left_behind(&m, BYTES) < 16);
    m.release(p, 4 * BYTES);
    back_to_default();
}

void suite_gmp_wipe(void)
{
    add_suite("gmp_wipe", (const struct test_case[]){
                              {"numbers work and grow", numbers_work_and_grow},
                              {"moving keeps the bytes", moving_keeps_the_bytes},
                              {"freed memory is wiped", freed_memory_is_wiped},
                              {0},
                          });
}
