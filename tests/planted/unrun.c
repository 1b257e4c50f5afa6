// SPDX-License-Identifier: MIT
// A function that nothing runs, and a line of another: `make coverage` first sees that it notices these. The
// third of them has a reason (unrun.md), and must not be told.
#include <stdlib.h>

int twice(int number);

int twice(int number)
{
    return 2 * number;
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return twice(argc);
    if (argc < 0)
        abort();
    return 0;
}
