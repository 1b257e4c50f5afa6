// SPDX-License-Identifier: MIT
#include "net/glasslock/client_seal.h"

#include "crypto/cipher/cipher.h"
#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/common/random.h"
#include "crypto/hash/hkdf.h"
#include "crypto/hash/hmac.h"
#include "crypto/hash/pbkdf2.h"

#include <string.h>

#define IV_BYTES  16
#define MAC_BYTES 32

enum gl_error client_seal_derive(struct client_seal *seal, const char *passphrase,
                                 const uint8_t salt[CLIENT_SALT_BYTES], unsigned iterations)
{
    uint8_t master[32];
    enum gl_error error = pbkdf2(&hash_sha256, passphrase, strlen(passphrase), salt, CLIENT_SALT_BYTES,
                                 iterations, master, sizeof master);
    if (!error)
        error = hkdf_expand(&hash_sha256, master, sizeof master, "aes", 3, seal->aes, sizeof seal->aes);
    if (!error)
        error = hkdf_expand(&hash_sha256, master, sizeof master, "mac", 3, seal->mac, sizeof seal->mac);
    if (!error)
        error = hkdf_expand(&hash_sha256, master, sizeof master, "name", 4, seal->name, sizeof seal->name);
    gl_wipe(master, sizeof master);
    return error;
}

enum gl_error client_seal_random(struct client_seal *seal)
{
    return gl_random_bytes(NULL, seal, sizeof *seal);
}

void client_seal_place(const struct client_seal *seal, uint8_t kind, const void *key, size_t bytes,
                       uint8_t place[CLIENT_PLACE_BYTES])
{
    struct hmac_ctx h;
    hmac_init(&h, &hash_sha256, seal->name, sizeof seal->name);
    hmac_update(&h, &kind, 1);
    hmac_update(&h, key, bytes);
    place[0] = kind;
    hmac_final(&h, place + 1);
    hmac_wipe(&h);
}

static void seal_mac(const struct client_seal *seal, const uint8_t place[CLIENT_PLACE_BYTES],
                     const uint8_t *sealed, size_t bytes, uint8_t mac[MAC_BYTES])
{
    struct hmac_ctx h;
    hmac_init(&h, &hash_sha256, seal->mac, sizeof seal->mac);
    hmac_update(&h, place, CLIENT_PLACE_BYTES);
    hmac_update(&h, sealed, bytes);
    hmac_final(&h, mac);
    hmac_wipe(&h);
}

enum gl_error client_seal_close(const struct client_seal *seal, const uint8_t place[CLIENT_PLACE_BYTES],
                                const void *data, size_t bytes, struct wire_writer *out)
{
    size_t padded = pkcs7_padded_bytes(bytes, 16), mark = out->bytes;
    uint8_t *sealed = wire_put_space(out, IV_BYTES + padded + MAC_BYTES);
    if (!sealed)
        return GL_ERR_MEMORY;
    enum gl_error error = gl_random_bytes(NULL, sealed, IV_BYTES);
    if (!error)
        error = cipher_seal(&cipher_aes256, CIPHER_CBC, seal->aes, sizeof seal->aes, sealed,
                            sealed + IV_BYTES, data, bytes);
    if (error) {
        out->bytes = mark;
        return error;
    }
    seal_mac(seal, place, sealed, IV_BYTES + padded, sealed + IV_BYTES + padded);
    return GL_OK;
}

enum gl_error client_seal_open(const struct client_seal *seal, const uint8_t place[CLIENT_PLACE_BYTES],
                               const void *sealed, size_t bytes, struct wire_writer *out)
{
    uint8_t mac[MAC_BYTES];
    const uint8_t *iv = sealed;
    if (bytes < CLIENT_SEAL_OVER)
        return GL_ERR_DECRYPT;
    size_t padded = bytes - IV_BYTES - MAC_BYTES, opened = 0, mark = out->bytes;
    seal_mac(seal, place, iv, IV_BYTES + padded, mac);
    bool equal = gl_equal_ct(mac, iv + IV_BYTES + padded, MAC_BYTES);
    gl_declassify(&equal, sizeof equal); // the verdict is public; where the two differ is not
    if (!equal)
        return GL_ERR_DECRYPT;
    uint8_t *plain = wire_put_space(out, padded);
    if (!plain)
        return GL_ERR_MEMORY;
    enum gl_error error = cipher_open(&cipher_aes256, CIPHER_CBC, seal->aes, sizeof seal->aes, iv, plain,
                                      &opened, iv + IV_BYTES, padded);
    out->bytes = mark + (error ? 0 : opened);
    return error;
}
