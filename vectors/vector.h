// SPDX-License-Identifier: MIT
// A file of test vectors as cases of named fields, whatever it looked like: CAVP's response files and the
// RFCs'
// ("KEY = 00ff"), PKCS #1's ("# Modulus:" above lines of hex), and JSON (Wycheproof, Fernet).
//
// A case sees its own fields and those that it shares with others: a section's ("[L = 32]"), a header
// record's
// ("n = ..."), a JSON group's. Every field remembers its line and whether anyone has read it; after a run, a
// field that nobody read is an error. Cases are read-only while threads run them; only the marks of fields
// change.
#ifndef GLASSLOCK_VECTORS_VECTOR_H
#define GLASSLOCK_VECTORS_VECTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

// The names of fields that the readers make: a bracketed line without "=", a heading of sections ("[B.4.2
// ...]"), the number of an example in a PKCS #1 file.
#define FIELD_SECTION "[section]"
#define FIELD_TITLE   "[title]"
#define FIELD_EXAMPLE "Example"

struct vector_field {
    char *name, *value;
    unsigned line;
    atomic_bool read;
};

struct vector_fields {
    struct vector_field **at;
    size_t count, room;
};

struct vector_case {
    const struct vector_file *file;
    struct vector_fields fields; // its own first, then the shared ones
    unsigned line;
    size_t ordinal, section;                   // counted from 0 in the file
    const struct vector_case *previous, *next; // in the same section, or NULL
};

// A record as it stands in the file, before headers are told from cases.
struct vector_block {
    struct vector_fields own, around; // `around`: of its section
    unsigned line;
    size_t section;
};

enum vector_format { VECTOR_CAVP, VECTOR_PKCS1, VECTOR_JSON };

struct vector_file {
    char *path, *text, *comments;
    size_t comments_chars;
    enum vector_format format;
    struct vector_fields all; // owns every field
    struct vector_block *blocks;
    size_t n_blocks, blocks_room;
    struct vector_case *cases;
    size_t n_cases, cases_room;
    char why[320]; // the first error: "FILE: line N: ..."
};

// Read a file into blocks (text) or cases (JSON). NULL only without memory; otherwise why[0] says whether it
// failed.
struct vector_file *vector_file_read(const char *path);
void vector_file_free(struct vector_file *file);

// Turn blocks into cases: a block with a field called `mark` is a case. The fields of any other block are a
// header's: those named in `sticky` (space-separated, in spaces) serve all later cases of the section, the
// others serve the next case only.
bool vector_file_fold(struct vector_file *file, const char *mark, const char *sticky);

// Does any field have this name? Does the text of the comments hold this, in either case?
bool vector_file_has(const struct vector_file *file, const char *name);
bool vector_file_mentions(const struct vector_file *file, const char *text);

// Set why, once. Returns false, so that `return vector_file_error(...)`.
__attribute__((format(printf, 3, 4))) bool vector_file_error(struct vector_file *file, unsigned line,
                                                             const char *format, ...);

// The first field that nobody read, or NULL.
const struct vector_field *vector_file_unread(const struct vector_file *file);

const struct vector_field *vector_case_find(const struct vector_case *c, const char *name); // NULL: none
void vector_case_name(const struct vector_case *c, char *name, size_t room); // "COUNT 7", "tcId 3"

// ---- for the readers ----

// Add a line to the comments, which have room for the whole file.
void vector_file_comment(struct vector_file *file, const char *text);
// value and name are copied.
struct vector_field *vector_field_new(struct vector_file *file, const char *name, const char *value,
                                      unsigned line);
bool vector_fields_add(struct vector_fields *fields, struct vector_field *field);
struct vector_block *vector_block_new(struct vector_file *file, unsigned line, size_t section,
                                      const struct vector_fields *around);
struct vector_case *vector_case_new(struct vector_file *file, unsigned line, size_t section);
void vector_cases_link(struct vector_file *file); // neighbours, once no case moves any more
bool vector_read_cavp(struct vector_file *file);
bool vector_read_pkcs1(struct vector_file *file);
bool vector_read_json(struct vector_file *file);

#endif
