// SPDX-License-Identifier: MIT
// Arguments of `glasslock trace`: one struct for all algorithms, and the table of algorithms.
#ifndef GLASSLOCK_APP_TRACE_TRACE_ARGS_H
#define GLASSLOCK_APP_TRACE_TRACE_ARGS_H

#include "app/trace/vary.h"
#include "crypto/ec/ec.h"
#include "crypto/encoding/key.h"
#include "crypto/hash/hash.h"
#include "crypto/trace/trace.h"

#include <gmp.h>
#include <stdbool.h>

struct bytes_arg {
    uint8_t *data; // malloc'd
    size_t n;
};

struct trace_args {
    const char *value[TRACE_OPTIONS]; // NULL: not given
    bool used[TRACE_OPTIONS];         // the algorithm asked for it: what stays unused is a usage error
    bool decrypt, verify, crt, pad;   // switches
    bool used_decrypt, used_verify, used_crt, used_pad;
    struct trace_vary vary;
    char why[200]; // what is wrong with the arguments; the run then returns GL_ERR_ARGUMENT
    bool unread;   // ... with a file that they name, rather than with themselves
    bool compared; // the result was compared with that of the engine in force ...
    bool agrees;   // ... and was the same
    bool refused;  // the narrated verification or decryption said no (which is a result, and the trace shows
                   // why)
    struct bytes_arg allocated[16];
    size_t n_allocated;
};

struct trace_algorithm {
    const char *name;
    const char *summary;
    const char *options; // which it takes, for --help
    enum gl_error (*run)(struct trace_args *a, struct trace *t, const char *name);
    const char *family; // whose engine narrates
};
extern const struct trace_algorithm trace_algorithms[]; // NULL name at the end
// Building blocks alone, called "aes SubBytes": trace_blocks.c.
extern const struct trace_algorithm trace_blocks[];

// The value of an option as text, or the default.
const char *arg_text(struct trace_args *a, enum trace_option option, const char *otherwise);
const char *arg_name(enum trace_option option); // "--key", "-p"
// Note a complaint, and return GL_ERR_ARGUMENT.
__attribute__((format(printf, 2, 3))) enum gl_error arg_wrong(struct trace_args *a, const char *format, ...);

// Bytes from a hex option; from the first given of key/text/file options; hex default where none is (NULL:
// required).
enum gl_error arg_hex(struct trace_args *a, enum trace_option option, const char *otherwise,
                      struct bytes_arg *out);
enum gl_error arg_key(struct trace_args *a, const char *otherwise, struct bytes_arg *out);
enum gl_error arg_input(struct trace_args *a, const char *otherwise, bool otherwise_is_text,
                        struct bytes_arg *out);
// A number: decimal, or hex with 0x. z is initialised.
enum gl_error arg_number(struct trace_args *a, enum trace_option option, const char *otherwise, mpz_t z);
enum gl_error arg_unsigned(struct trace_args *a, enum trace_option option, unsigned otherwise, unsigned least,
                           unsigned most, unsigned *out);
enum gl_error arg_hash(struct trace_args *a, const char *otherwise, const struct hash_alg **out);
enum gl_error arg_curve(struct trace_args *a, const char *otherwise, const struct ec_curve **out);
// A point "x,y" or "O".
enum gl_error arg_point(struct trace_args *a, enum trace_option option, const char *otherwise,
                        const struct ec_group *g, struct ec_point *out);
// A PEM key from --key-file; *given says whether there was one. The caller clears the key.
enum gl_error arg_pem(struct trace_args *a, enum key_kind kind, bool need_private, struct key *key,
                      bool *given);
// An EC key: of --key-file, or of -d on --curve (a fixed d in the classroom, RFC 6979's on P-256, random
// elsewhere). The caller clears it.
enum gl_error arg_ec_key(struct trace_args *a, bool need_private, struct key *key);
void args_clear(struct trace_args *a); // wipes

bool arg_decrypt(struct trace_args *a);
bool arg_verify(struct trace_args *a);

// Memory for a result, freed with the arguments.
uint8_t *arg_memory(struct trace_args *a, size_t n);

enum gl_error trace_run_cipher(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_hash(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_hmac(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_hkdf(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_pbkdf2(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_fernet(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_rsa_keygen(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_rsa(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_rsa_oaep(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_rsa_signature(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_ec(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_ecdsa(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_ecdh(struct trace_args *a, struct trace *t, const char *name);
enum gl_error trace_run_dsa(struct trace_args *a, struct trace *t, const char *name);

#endif
