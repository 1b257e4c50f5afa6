// SPDX-License-Identifier: MIT
// RSA-OAEP for `glasslock encrypt` and `glasslock decrypt`.
#include "app/locking.h"

#include "app/files.h"
#include "app/keyfile.h"
#include "app/options.h"
#include "crypto/common/bytes.h"

#include <stdlib.h>

static int apply(const struct locking *ask, const struct key *key, const struct rsa_oaep *oaep,
                 const uint8_t *in, size_t bytes, uint8_t *out, size_t *out_bytes)
{
    const struct rsa_public *public = &key->rsa.public;
    bool fits = false;
    if (ask->direction == CIPHER_DECRYPT) {
        if (rsa_oaep_decrypt(&key->rsa, oaep, NULL, out, out_bytes, in, bytes))
            return app_fail(ask->command, "the ciphertext does not decrypt");
        return APP_OK;
    }
    size_t most = rsa_oaep_max_bytes(public, oaep, &fits);
    if (!fits)
        return app_fail(ask->command, "the key is too small for OAEP with this hash");
    if (bytes > most)
        return app_fail(ask->command, "the message is longer than the %zu bytes that this key takes", most);
    *out_bytes = rsa_modulus_bytes(public);
    enum gl_error error = rsa_oaep_encrypt(public, oaep, NULL, out, in, bytes);
    return error ? app_fail(ask->command, "%s", gl_error_string(error)) : APP_OK;
}

static int with_key(const struct locking *ask, const struct key *key, const struct rsa_oaep *oaep)
{
    uint8_t *in = NULL, out[RSA_MAX_BYTES];
    size_t bytes = 0, out_bytes = 0;
    if (key->kind != KEY_RSA)
        return app_fail(ask->command, "'%s' is an %s key; an RSA key is needed", ask->key, app_key_name(key));
    int status = app_read_file(ask->command, ask->in, RSA_MAX_BYTES, &in, &bytes);
    if (!status)
        status = apply(ask, key, oaep, in, bytes, out, &out_bytes);
    if (!status)
        status = app_write_file(ask->command, ask->out, 0666, out, out_bytes);
    gl_wipe(out, sizeof out);
    gl_wipe_free(in, bytes);
    return status;
}

int locking_rsa(const struct locking *ask)
{
    struct rsa_oaep oaep = {0};
    struct key key;
    uint8_t *label = NULL;
    if (!ask->key)
        return app_usage(ask->command,
                         "--key (RSA), or --cipher, or --password is needed; see `glasslock %s --help`",
                         ask->command);
    if (ask->iv || ask->key_file || ask->iterations || ask->no_padding)
        return app_usage(ask->command,
                         "--iv, --key-file, --iterations and --no-padding need --cipher or --password");
    int status = app_hash(ask->command, ask->hash, &hash_sha256, &oaep.hash);
    if (!status)
        status = app_hash(ask->command, ask->mgf_hash, oaep.hash, &oaep.mgf_hash);
    if (!status && ask->label)
        status = app_hex(ask->command, "--label", ask->label, &label, &oaep.label_bytes);
    oaep.label = label;
    if (!status)
        status = app_key_read(ask->command, ask->key, ask->direction == CIPHER_DECRYPT, &key);
    if (!status) {
        status = with_key(ask, &key, &oaep);
        key_clear(&key);
    }
    free(label);
    return status;
}
