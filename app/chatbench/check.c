// SPDX-License-Identifier: MIT
// What is heard is checked here: the first client to hear its k-th message says what the k-th of all is, and
// each other's k-th must be the same. So nothing is doubled or out of order, and nothing is lost when in the
// end each has heard as many as were said.
#include "app/chatbench/load.h"

#include <stdarg.h>
#include <stdio.h>

bool load_fail(struct load *l, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!*l->error)
        vsnprintf(l->error, sizeof l->error, format, arguments);
    va_end(arguments);
    return false;
}

void load_joined(struct load_client *c)
{
    if (!c->joined)
        c->load->joined++;
    c->joined = true;
}

bool load_heard(struct load_client *c, uint32_t number)
{
    struct load *l = c->load;
    if (number >= l->said)
        return load_fail(l, "client %u heard message %u, which nobody has said", c->index, number);
    if (c->heard == l->ordered) {
        if (l->messages[number].left != l->n)
            return load_fail(l, "client %u heard message %u twice", c->index, number);
        l->messages[l->ordered++].heard_here = number;
    } else if (l->messages[c->heard].heard_here != number) {
        return load_fail(l, "client %u heard message %u where others heard %u: lost, doubled or out of order",
                         c->index, number, l->messages[c->heard].heard_here);
    }
    c->heard++;
    l->deliveries++;
    histogram_add(&l->latency, l->now > l->messages[number].due_ns ? l->now - l->messages[number].due_ns : 0);
    if (!--l->messages[number].left)
        l->done++;
    return true;
}
