// SPDX-License-Identifier: MIT
// The options of `glasslock trace` that take a value and say what to record.
#ifndef GLASSLOCK_APP_TRACE_TRACE_OPTION_H
#define GLASSLOCK_APP_TRACE_TRACE_OPTION_H

enum trace_option {
    OPT_KEY,
    OPT_KEY_TEXT,
    OPT_KEY_FILE,
    OPT_IN,
    OPT_TEXT,
    OPT_IN_FILE,
    OPT_IV,
    OPT_MODE,
    OPT_HASH,
    OPT_CURVE,
    OPT_SALT,
    OPT_INFO,
    OPT_LABEL,
    OPT_SEED,
    OPT_SIGNATURE,
    OPT_ITERATIONS,
    OPT_LENGTH,
    OPT_BITS,
    OPT_TIME,
    OPT_P,
    OPT_Q,
    OPT_E,
    OPT_D,
    OPT_K,
    OPT_POINT_P,
    OPT_POINT_Q,
    OPT_ROUNDS,
    OPT_TABLE,
    OPT_LEAVE_OUT,
    TRACE_OPTIONS
};

#endif
