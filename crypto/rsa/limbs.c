// SPDX-License-Identifier: MIT
#include "crypto/rsa/limbs.h"

#include "crypto/common/declassify.h"
#include "crypto/trace/ti.h"

#include <string.h>

void limbs_load(mp_limb_t *out, size_t n, const mpz_t z)
{
    size_t size = mpz_size(z);
    memcpy(out, mpz_limbs_read(z), size * sizeof *out);
    memset(out + size, 0, (n - size) * sizeof *out);
}

// The size is counted with masks: mpz_limbs_finish() would look for the highest limb that is not zero, branch
// by branch.
void limbs_finish(mpz_t z, size_t n)
{
    const mp_limb_t *limbs = mpz_limbs_read(z);
    mp_limb_t size = 0;
    for (size_t i = 0; i < n; i++) {
        mp_limb_t used = 0 - ((limbs[i] | (0 - limbs[i])) >> (GMP_NUMB_BITS - 1));
        size = (size & ~used) | ((i + 1) & used);
    }
    gl_declassify(&size, sizeof size); // how many limbs a number has is public: all of GMP shows it
    z->_mp_size = (int)size;
}

void limbs_store(mpz_t z, const mp_limb_t *in, size_t n)
{
    memcpy(mpz_limbs_write(z, (mp_size_t)n), in, n * sizeof *in);
    limbs_finish(z, n);
}

mp_limb_t *limbs_scratch(mpz_t z, size_t n)
{
    mpz_init2(z, n * GMP_NUMB_BITS);
    return mpz_limbs_write(z, (mp_size_t)n);
}

// out = x mod m, for x of n limbs, at least as many as m has; x is spoilt.
static void reduce(mpz_t out, mp_limb_t *x, size_t n, const mpz_t m)
{
    mpz_t space;
    mp_size_t m_size = (mp_size_t)mpz_size(m);
    mp_limb_t *scratch = limbs_scratch(space, (size_t)mpn_sec_div_r_itch((mp_size_t)n, m_size));
    mpn_sec_div_r(x, (mp_size_t)n, mpz_limbs_read(m), m_size, scratch);
    limbs_store(out, x, (size_t)m_size);
    ti_wipe_mpz(space);
}

void limbs_mod(mpz_t out, const mpz_t a, const mpz_t m)
{
    size_t n = mpz_size(a);
    mpz_t copy;
    if (n < mpz_size(m)) {
        mpz_set(out, a);
        return;
    }
    mp_limb_t *x = limbs_scratch(copy, n);
    limbs_load(x, n, a);
    reduce(out, x, n, m);
    ti_wipe_mpz(copy);
}

// The product of two numbers that are not zero, into n limbs, which are enough; `wide` is to be wiped.
static mp_limb_t *multiply(mpz_t wide, size_t n, const mpz_t a, const mpz_t b)
{
    mpz_srcptr more = mpz_size(a) >= mpz_size(b) ? a : b, less = more == a ? b : a;
    mp_size_t more_size = (mp_size_t)mpz_size(more), less_size = (mp_size_t)mpz_size(less);
    mp_limb_t *product = limbs_scratch(wide, n + (size_t)mpn_sec_mul_itch(more_size, less_size));
    mpn_sec_mul(product, mpz_limbs_read(more), more_size, mpz_limbs_read(less), less_size, product + n);
    return product;
}

void limbs_mul_mod(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t m)
{
    size_t n = mpz_size(a) + mpz_size(b);
    mpz_t wide;
    if (mpz_size(a) == 0 || mpz_size(b) == 0) {
        mpz_set_ui(out, 0);
        return;
    }
    mp_limb_t *limbs = multiply(wide, n, a, b);
    if (n < mpz_size(m))
        limbs_store(out, limbs, n);
    else
        reduce(out, limbs, n, m);
    ti_wipe_mpz(wide);
}

void limbs_mul_add(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t c)
{
    size_t n = mpz_size(a) + mpz_size(b);
    mpz_t wide, addend;
    if (mpz_size(a) == 0 || mpz_size(b) == 0) {
        mpz_set(out, c);
        return;
    }
    mp_limb_t *limbs = multiply(wide, n, a, b), *more = limbs_scratch(addend, n);
    limbs_load(more, n, c);
    mpn_add_n(limbs, limbs, more, (mp_size_t)n);
    limbs_store(out, limbs, n);
    ti_wipe_mpz(wide);
    ti_wipe_mpz(addend);
}

// a, b and room for the result, each as long as m.
static mp_limb_t *load_two(mpz_t space, size_t n, const mpz_t a, const mpz_t b)
{
    mp_limb_t *limbs = limbs_scratch(space, 3 * n);
    limbs_load(limbs, n, a);
    limbs_load(limbs + n, n, b);
    return limbs;
}

void limbs_sub_mod(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t m)
{
    mpz_t space;
    size_t n = mpz_size(m);
    mp_limb_t *x = load_two(space, n, a, b);
    mp_limb_t borrow = mpn_sub_n(x, x, x + n, (mp_size_t)n);
    mpn_cnd_add_n(borrow, x, x, mpz_limbs_read(m), (mp_size_t)n);
    limbs_store(out, x, n);
    ti_wipe_mpz(space);
}

// The sum less m; where that borrows more than the sum has carried, m comes back.
void limbs_add_mod(mpz_t out, const mpz_t a, const mpz_t b, const mpz_t m)
{
    mpz_t space;
    size_t n = mpz_size(m);
    mp_limb_t *x = load_two(space, n, a, b);
    mp_limb_t carry = mpn_add_n(x, x, x + n, (mp_size_t)n);
    mp_limb_t borrow = mpn_sub_n(x, x, mpz_limbs_read(m), (mp_size_t)n);
    mpn_cnd_add_n(borrow & ~carry, x, x, mpz_limbs_read(m), (mp_size_t)n);
    limbs_store(out, x, n);
    ti_wipe_mpz(space);
}

void limbs_shift_right(mpz_t z, unsigned bits)
{
    size_t n = mpz_size(z);
    if (n == 0)
        return;
    mp_limb_t *limbs = mpz_limbs_modify(z, (mp_size_t)n);
    mpn_rshift(limbs, limbs, (mp_size_t)n, bits);
    limbs_finish(z, n);
}

// The borrow of a - b.
bool limbs_less(const mpz_t a, const mpz_t b)
{
    size_t n = mpz_size(a) > mpz_size(b) ? mpz_size(a) : mpz_size(b);
    mp_limb_t borrow = 0;
    for (size_t i = 0; i < n; i++) {
        mp_limb_t x = mpz_getlimbn(a, (mp_size_t)i), y = mpz_getlimbn(b, (mp_size_t)i);
        mp_limb_t difference = x - y - borrow;
        borrow = ((~x & y) | (~(x ^ y) & difference)) >> (GMP_NUMB_BITS - 1);
    }
    return borrow;
}

bool limbs_equal(const mpz_t a, const mpz_t b)
{
    mp_limb_t difference = mpz_size(a) ^ mpz_size(b);
    for (size_t i = 0; i < mpz_size(a); i++)
        difference |= mpz_getlimbn(a, (mp_size_t)i) ^ mpz_getlimbn(b, (mp_size_t)i);
    return difference == 0;
}
