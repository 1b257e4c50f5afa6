// SPDX-License-Identifier: MIT
// Running files of vectors: every case through every engine of its family, on several threads, and the
// report.
#ifndef GLASSLOCK_VECTORS_SUITE_H
#define GLASSLOCK_VECTORS_SUITE_H

#include <stdbool.h>
#include <stddef.h>

struct vectors_row {
    char algorithm[32];
    const char *family, *engine;
    unsigned files, cases, passed, failed, unavailable, skipped; // skipped: the slow set
    double seconds;                                              // of processor time
};

struct vectors_failure {
    const char *path, *engine; // engine NULL: the file's fault
    unsigned line;
    char text[320];  // the whole line to print
    char flags[120]; // Wycheproof's, separated by commas
};

struct vectors_report {
    struct vectors_row *rows;
    size_t n_rows;
    struct vectors_failure *failures; // in the order of files and lines
    size_t n_failures;
    struct vectors_failure *errors; // files that cannot be read, are malformed or have unread fields
    size_t n_errors;
    unsigned files; // with a case that the filter lets through
    unsigned cases, passed, failed, unavailable, skipped;
    double seconds; // by the clock
    char **paths;
    size_t n_paths;
};

struct vectors_options {
    const char *filter; // part of an algorithm's name, in either case; NULL: all
    bool slow;
    unsigned jobs; // threads; 0: as many as processors
    bool list;     // find cases, but run none
    unsigned
        sample; // run only each n-th case (of more than 100 to a file); 0 and 1: all. For sanitized tests.
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};

// Run the files. NULL only without memory. Not to be called twice at the same time: it forces engines.
struct vectors_report *vectors_run(const char *const *paths, size_t n, const struct vectors_options *options);
void vectors_report_free(struct vectors_report *report);

// The official files: all below `folder`, sorted. NULL: none or unreadable.
char **vectors_official(const char *folder, size_t *n);
void vectors_paths_free(char **paths, size_t n);
// $GLASSLOCK_VECTORS, vectors/data, or where `make install` put them. NULL: none of these is there.
const char *vectors_folder(void);

#endif
