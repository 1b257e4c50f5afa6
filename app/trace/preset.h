// SPDX-License-Identifier: MIT
// Inputs from a file of official vectors: --vector FILE:COUNT.
#ifndef GLASSLOCK_APP_TRACE_PRESET_H
#define GLASSLOCK_APP_TRACE_PRESET_H

#include "app/trace/trace_args.h"

// Set key, input and IV from the record of this COUNT (in files without: of this place, from 0) that is first
// in the file. Values given on the command line are not touched. GL_ERR_ARGUMENT with args->why, or
// GL_ERR_MEMORY.
enum gl_error preset_read(struct trace_args *args, const char *file_and_count);

#endif
