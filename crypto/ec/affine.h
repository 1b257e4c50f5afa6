// SPDX-License-Identifier: MIT
// Affine point arithmetic in traced integers: the language of the textbook engine of curves (as ti.h is for
// integers). With a NULL trace it is plain arithmetic. Plain, not constant-time.
#ifndef GLASSLOCK_EC_AFFINE_H
#define GLASSLOCK_EC_AFFINE_H

#include "crypto/ec/ec.h"
#include "crypto/trace/ti.h"

#define AFFINE_LAW "SEC 1, 2.2.1" // where the standard says it

struct tp { // a traced point
    struct ti x, y;
    bool infinity;
    trace_ref ref; // of the step that holds the point
};

struct tgroup { // a curve's numbers, traced
    const struct ec_curve *curve;
    struct ti p, a, b, n;
};

void tp_init(struct tp *P);
void tp_clear(struct tp *P); // wipes
void tp_set(struct tp *R, const struct tp *P);
void tp_get(struct ec_point *out, const struct tp *P);

// p, a, b and the discriminant are recorded, and n where with_n.
void tgroup_init(struct trace *t, struct tgroup *g, const struct ec_group *group, bool with_n);
void tgroup_clear(struct tgroup *g);

// A point given from outside: its coordinates as inputs, then the point. say.label names the point ("Q").
void tp_input(struct trace *t, const struct tgroup *g, const char *name, struct tp *out,
              const struct ec_point *P);
void tp_generator(struct trace *t, const struct tgroup *g, const struct ec_group *group, struct tp *out);

// Record P, as 04 || x || y or zeros, as the output of `op`; or the point of two coordinates.
void tp_emit(struct trace *t, const struct tgroup *g, struct trace_say say, enum trace_op op,
             const struct trace_use *use, struct tp *P);
void tp_from(struct trace *t, const struct tgroup *g, struct trace_say say, struct tp *out,
             const struct ti *x, const struct ti *y);

// R = P + Q, in a scope with slope and coordinates; also for P = Q, P = -Q and O. R may be P or Q.
void tp_add(struct trace *t, const struct tgroup *g, const char *title, struct tp *R, const struct tp *P,
            const struct tp *Q);
// R = k P by double-and-add from the highest bit down, and one summary step labelled `label`.
void tp_multiply(struct trace *t, const struct tgroup *g, const char *title, const char *label, struct tp *R,
                 const struct ti *k, const struct tp *P);
// Is P on the curve? Recorded as a verdict.
bool tp_on_curve(struct trace *t, const struct tgroup *g, const struct tp *P);

#endif
