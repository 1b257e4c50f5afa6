// SPDX-License-Identifier: MIT
#include "app/trace/vary.h"

uint64_t trace_vary_next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void trace_vary_apply(struct trace_vary *vary, enum trace_option option, uint8_t *data, size_t bytes)
{
    uint64_t seed = vary->seed ^ (uint64_t)option << 56;
    bool turned = vary->complement && (option == OPT_IN || option == OPT_KEY);
    for (size_t i = 0; i < bytes; i++) {
        if (vary->random)
            data[i] = (uint8_t)trace_vary_next(&seed);
        if (turned)
            data[i] = (uint8_t)~data[i];
    }
    if (!vary->flip || option != vary->option)
        return;
    vary->bits = (uint32_t)(8 * bytes);
    vary->flipped = vary->bit < vary->bits;
    if (vary->flipped)
        data[vary->bit / 8] ^= (uint8_t)(0x80 >> vary->bit % 8);
}
