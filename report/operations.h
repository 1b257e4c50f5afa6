// SPDX-License-Identifier: MIT
// The operations of a bench report: their units, and which are of one kind (AES-128-CBC and AES-256-CBC; one
// operation at several sizes).
#ifndef GLASSLOCK_REPORT_OPERATIONS_H
#define GLASSLOCK_REPORT_OPERATIONS_H

#include "report/report.h"

#define KIND_ROOM 96

// "MB/s", "iterations/s" or "operations/s", and a row's speed in it.
const char *operation_unit(const json_t *operation);
double operation_speed(const json_t *operation, const json_t *row);

// The name without its size ("AES-128-CBC encrypt"), and without digits ("ec ECDSA P- sign").
void operation_stem(const json_t *operation, char stem[KIND_ROOM]);
void operation_kind(const json_t *operation, char kind[KIND_ROOM]);
// Several messages at once? Their size is no point of a curve.
bool operation_is_many(const json_t *operation);

// Among those of one kind the one to draw: of the first stem, the longest message that the textbook has, too.
bool operation_stands_for_its_kind(const json_t *bench, size_t index);

#endif
