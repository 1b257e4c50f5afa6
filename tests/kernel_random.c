// SPDX-License-Identifier: MIT
#include "tests/kernel_random.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct kernel_random script; // written by the test's own thread while no other draws
static atomic_bool armed;
static atomic_int calls;

void kernel_random_arm(const struct kernel_random *how)
{
    atomic_store(&calls, 0);
    if (how)
        script = *how;
    atomic_store(&armed, how != NULL);
}

int kernel_random_calls(void)
{
    return atomic_load(&calls);
}

ssize_t getrandom(void *buffer, size_t length, unsigned int flags)
{
    if (atomic_load(&armed)) {
        int number = atomic_fetch_add(&calls, 1);
        if (number < script.interrupted) {
            errno = EINTR;
            return -1;
        }
        if (script.calls != KERNEL_RANDOM_ALWAYS && number >= script.calls) {
            errno = ENOSYS;
            return -1;
        }
        if (script.most && length > script.most)
            length = script.most;
    }
    return syscall(SYS_getrandom, buffer, length, flags);
}
