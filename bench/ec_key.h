// SPDX-License-Identifier: MIT
// Curve keys, digests and signatures to benchmark with: as many as the largest batch needs, each under its
// own key.
#ifndef GLASSLOCK_BENCH_EC_KEY_H
#define GLASSLOCK_BENCH_EC_KEY_H

#include "bench/peers/peer.h"
#include "crypto/ec/ec.h"

#define EC_KEYS 64

struct ec_material {
    const struct ec_curve *curve;
    size_t field_bytes, digest_bytes;
    struct ec_key keys[EC_KEYS];
    struct task_ec numbers[EC_KEYS];          // for the peers: points into the arrays below
    uint8_t points[EC_KEYS][3][EC_MAX_BYTES]; // d, x, y
    // One after the other: digests of digest_bytes, r and s of field_bytes.
    uint8_t digests[EC_KEYS * EC_MAX_BYTES],
        forged[EC_KEYS * EC_MAX_BYTES]; // forged: one is not what was signed
    uint8_t signatures[EC_KEYS * 2 * EC_MAX_BYTES];
    uint8_t verdicts[EC_KEYS], forged_verdicts[EC_KEYS];
};

#define EC_FORGED(count) ((count) / 2) // which of them

// Made at the first call for each curve (P-256 and P-384) and kept; NULL: it could not be made.
const struct ec_material *ec_material(const struct ec_curve *curve);

#endif
