// SPDX-License-Identifier: MIT
// Block ciphers over files of any size, for `glasslock encrypt` and `glasslock decrypt`.
#include "app/locking.h"

#include "app/files.h"
#include "app/options.h"
#include "app/secrets.h"
#include "crypto/common/bytes.h"
#include "crypto/common/random.h"
#include "crypto/hash/pbkdf2.h"

#include <stdlib.h>
#include <string.h>

#define SALT_BYTES         8
#define DEFAULT_ITERATIONS 600000

static const uint8_t magic[8] = {'S', 'a', 'l', 't', 'e', 'd', '_', '_'};

struct job {
    const struct locking *ask;
    const struct cipher_alg *alg;
    enum cipher_mode mode;
    uint8_t key[CIPHER_MAX_KEY_BYTES], iv[CIPHER_MAX_BLOCK_BYTES];
    size_t key_bytes;
    struct app_input in;
    struct app_output out;
};

// "aes-256-cbc": the cipher, then the mode after the last dash.
static int find_cipher(struct job *job)
{
    const char *name = job->ask->cipher ? job->ask->cipher : "aes-256-cbc", *dash = strrchr(name, '-');
    char text[16] = "";
    if (dash && (size_t)(dash - name) < sizeof text)
        memcpy(text, name, (size_t)(dash - name));
    bool cbc = dash && strcmp(dash, "-cbc") == 0, ecb = dash && strcmp(dash, "-ecb") == 0;
    job->alg = cbc || ecb ? cipher_find(text) : NULL;
    job->mode = cbc ? CIPHER_CBC : CIPHER_ECB;
    if (job->alg)
        return APP_OK;
    return app_usage(job->ask->command, "no cipher '%s'; see `glasslock %s --help`", name, job->ask->command);
}

static int key_from_hex(struct job *job)
{
    const struct locking *ask = job->ask;
    const struct app_secret secret = {"--key", "--key-file", ask->key, ask->key_file, NULL};
    uint8_t *data = NULL;
    size_t bytes = 0;
    int status = app_secret_hex(ask->command, &secret, &data, &bytes);
    if (status)
        return status;
    if (cipher_key_fits(job->alg, bytes)) {
        memcpy(job->key, data, bytes);
        job->key_bytes = bytes;
    } else {
        status = app_usage(ask->command, "the key has %zu bytes, and %s takes %zu", bytes, job->alg->title,
                           job->alg->key_bytes);
    }
    gl_wipe_free(data, bytes);
    return status;
}

static int iv_from_hex(struct job *job)
{
    const struct locking *ask = job->ask;
    uint8_t *data = NULL;
    size_t bytes = 0;
    if (job->mode == CIPHER_ECB)
        return ask->iv ? app_usage(ask->command, "ECB has no IV") : APP_OK;
    if (!ask->iv)
        return app_usage(ask->command, "CBC needs --iv; see `glasslock %s --help`", ask->command);
    int status = app_hex(ask->command, "--iv", ask->iv, &data, &bytes);
    if (status)
        return status;
    if (bytes == job->alg->block_bytes)
        memcpy(job->iv, data, bytes);
    else
        status = app_usage(ask->command, "--iv: %zu bytes, and %s has blocks of %zu", bytes, job->alg->title,
                           job->alg->block_bytes);
    free(data);
    return status;
}

// The salt: drawn and written, or read back.
static int exchange_salt(struct job *job, uint8_t salt[SALT_BYTES])
{
    const char *command = job->ask->command;
    uint8_t header[sizeof magic + SALT_BYTES];
    if (job->ask->direction == CIPHER_ENCRYPT) {
        memcpy(header, magic, sizeof magic);
        if (gl_random_bytes(NULL, salt, SALT_BYTES))
            return app_fail(command, "no random bytes from the kernel");
        memcpy(header + sizeof magic, salt, SALT_BYTES);
        return app_output_write(&job->out, header, sizeof header);
    }
    if (fread(header, 1, sizeof header, job->in.file) != sizeof header ||
        memcmp(header, magic, sizeof magic) != 0)
        return app_fail(command, "the input does not open with \"Salted__\" and a salt");
    memcpy(salt, header + sizeof magic, SALT_BYTES);
    return APP_OK;
}

// Key, then IV, from PBKDF2 over password and salt: what `openssl enc -pbkdf2` does.
static int key_from_password(struct job *job)
{
    const struct locking *ask = job->ask;
    const struct app_secret secret = {"--password", "--password-file", ask->password, ask->password_file,
                                      NULL};
    const struct hash_alg *hash = NULL;
    uint8_t salt[SALT_BYTES], derived[CIPHER_MAX_KEY_BYTES + CIPHER_MAX_BLOCK_BYTES];
    uint64_t iterations = DEFAULT_ITERATIONS;
    char *password = NULL;
    size_t chars = 0;
    int status = app_hash(ask->command, ask->hash, &hash_sha256, &hash);
    if (!status && ask->iterations)
        status = app_number(ask->command, "--iterations", ask->iterations, 1, UINT32_MAX, &iterations);
    if (!status)
        status = app_secret_text(ask->command, &secret, &password, &chars);
    if (!status)
        status = exchange_salt(job, salt);
    size_t iv_bytes = job->mode == CIPHER_CBC ? job->alg->block_bytes : 0;
    job->key_bytes = job->alg->key_bytes;
    if (!status &&
        pbkdf2(hash, password, chars, salt, SALT_BYTES, iterations, derived, job->key_bytes + iv_bytes))
        status = app_fail(ask->command, "the password gives no key");
    if (!status) {
        memcpy(job->key, derived, job->key_bytes);
        memcpy(job->iv, derived + job->key_bytes, iv_bytes);
    }
    gl_wipe(derived, sizeof derived);
    gl_wipe_free(password, chars);
    return status;
}

// Whole blocks in, whole blocks out.
static int run_unpadded(struct job *job)
{
    const struct locking *ask = job->ask;
    uint8_t chunk[APP_CHUNK_BYTES];
    struct cipher_ctx ctx;
    size_t bytes = 1;
    int status = APP_OK;
    if (cipher_init(&ctx, job->alg, job->mode, ask->direction, job->key, job->key_bytes, job->iv))
        return app_fail(ask->command, "the key does not suit the cipher");
    while (!status && bytes > 0) {
        status = app_input_read(&job->in, chunk, &bytes);
        if (!status && cipher_blocks(&ctx, chunk, chunk, bytes))
            status = app_fail(ask->command, "--no-padding: the input is no multiple of %zu bytes",
                              job->alg->block_bytes);
        if (!status)
            status = app_output_write(&job->out, chunk, bytes);
    }
    cipher_wipe(&ctx);
    gl_wipe(chunk, sizeof chunk);
    return status;
}

static int run_padded(struct job *job)
{
    const struct locking *ask = job->ask;
    uint8_t chunk[APP_CHUNK_BYTES], out[APP_CHUNK_BYTES + CIPHER_MAX_BLOCK_BYTES];
    struct cipher_stream stream;
    size_t bytes = 1, out_bytes = 0;
    int status = APP_OK;
    if (cipher_stream_init(&stream, job->alg, job->mode, ask->direction, job->key, job->key_bytes, job->iv))
        return app_fail(ask->command, "the key does not suit the cipher");
    while (!status && bytes > 0) {
        status = app_input_read(&job->in, chunk, &bytes);
        if (status || bytes == 0)
            break;
        cipher_stream_update(&stream, out, &out_bytes, chunk, bytes);
        status = app_output_write(&job->out, out, out_bytes);
    }
    if (cipher_stream_final(&stream, out, &out_bytes) && !status) // wipes, so it runs in any case
        status = app_fail(ask->command, "the ciphertext does not decrypt");
    if (!status)
        status = app_output_write(&job->out, out, out_bytes);
    gl_wipe(chunk, sizeof chunk);
    gl_wipe(out, sizeof out);
    return status;
}

static int misplaced(const struct locking *ask, bool password)
{
    if (ask->mgf_hash || ask->label)
        return app_usage(ask->command, "--mgf-hash and --label are for RSA");
    if (password && (ask->key || ask->key_file || ask->iv))
        return app_usage(ask->command, "a password makes key and IV: leave out --key, --key-file and --iv");
    if (!password && (ask->iterations || ask->hash))
        return app_usage(ask->command, "--iterations and --hash need --password");
    return APP_OK;
}

int locking_symmetric(const struct locking *ask)
{
    struct job job = {.ask = ask};
    bool password = ask->password || ask->password_file;
    int status = find_cipher(&job);
    if (!job.alg)
        return status;
    status = misplaced(ask, password);
    if (!status && !password)
        status = key_from_hex(&job);
    if (!status && !password)
        status = iv_from_hex(&job);
    if (!status)
        status = app_input_open(&job.in, ask->command, ask->in);
    if (!status)
        status = app_output_open(&job.out, ask->command, ask->out, 0666);
    if (!status && password)
        status = key_from_password(&job);
    if (!status)
        status = ask->no_padding ? run_unpadded(&job) : run_padded(&job);
    if (!status)
        status = app_output_commit(&job.out);
    else
        app_output_discard(&job.out);
    app_input_close(&job.in);
    gl_wipe(job.key, sizeof job.key);
    return status;
}
