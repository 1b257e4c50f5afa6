// SPDX-License-Identifier: MIT
#include "app/keyfile.h"

#include "app/files.h"
#include "crypto/common/bytes.h"

#include <stdlib.h>
#include <string.h>

#define KEY_LIMIT_BYTES 65536

const char *app_key_name(const struct key *key)
{
    return key->kind == KEY_RSA ? "RSA" : key->kind == KEY_EC ? "EC" : "DSA";
}

// DER says nothing of its format: try them all. What is nearest to a key decides the error.
static enum gl_error from_any_der(struct key *key, const uint8_t *data, size_t bytes)
{
    static const enum key_format formats[] = {KEY_PKCS8, KEY_SPKI, KEY_TRADITIONAL, KEY_RSA_PUBLIC};
    enum gl_error worst = GL_ERR_ENCODING;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        enum gl_error error = key_from_der(key, formats[i], data, bytes);
        if (!error)
            return GL_OK;
        if (error != GL_ERR_ENCODING)
            worst = error;
    }
    return worst;
}

int app_key_read(const char *command, const char *path, bool want_private, struct key *key)
{
    uint8_t *data = NULL;
    size_t bytes = 0;
    int status = app_read_file(command, path, KEY_LIMIT_BYTES, &data, &bytes);
    if (status)
        return status;
    enum gl_error error = bytes > 0 && data[0] == 0x30 ? from_any_der(key, data, bytes)
                                                       : key_from_pem(key, (char *)data, bytes);
    gl_wipe_free(data, bytes);
    const char *name = path ? path : "standard input";
    if (error == GL_ERR_ENCODING)
        return app_fail(command, "'%s' is not a well-formed key in PEM or DER", name);
    if (error == GL_ERR_UNSUPPORTED)
        return app_fail(command, "'%s' is encrypted, or of a kind or curve that glasslock does not know",
                        name);
    if (error)
        return app_fail(command, "'%s': %s", name, gl_error_string(error));
    if (want_private && !key->is_private) {
        key_clear(key);
        return app_fail(command, "'%s' is a public key; the private one is needed", name);
    }
    return APP_OK;
}

int app_key_write(const char *command, const struct key *key, enum key_format format, const char *path)
{
    char *pem = NULL;
    enum gl_error error = key_to_pem(key, format, &pem);
    if (error)
        return app_fail(command, "cannot write the key in that format: %s", gl_error_string(error));
    bool is_private = format == KEY_PKCS8 || format == KEY_TRADITIONAL;
    size_t chars = strlen(pem);
    int status = app_write_file(command, path, is_private ? 0600 : 0666, pem, chars);
    gl_wipe_free(pem, chars);
    return status;
}
