// SPDX-License-Identifier: MIT
// One record: AES-256-CBC with PKCS#7, then HMAC-SHA-256 over sequence number, header, IV and ciphertext.
#include "net/channel/parts.h"

#include "crypto/common/bytes.h"
#include "crypto/common/declassify.h"
#include "crypto/hash/hmac.h"

#define BLOCK_BYTES CHANNEL_IV_BYTES

_Static_assert(FRAME_HEADER_BYTES + CHANNEL_IV_BYTES + CHANNEL_MAX_PLAIN + 1 + CHANNEL_MAC_BYTES <=
                   4 + FRAME_MAX_BYTES,
               "the longest record fits into a frame");
_Static_assert(CHANNEL_MAX_PLAIN % BLOCK_BYTES == BLOCK_BYTES - 1, "and fills it");

size_t channel_record_bytes(size_t bytes)
{
    return FRAME_HEADER_BYTES + CHANNEL_IV_BYTES + pkcs7_padded_bytes(bytes, BLOCK_BYTES) + CHANNEL_MAC_BYTES;
}

uint8_t *channel_record_lay(uint8_t *record, const uint8_t iv[CHANNEL_IV_BYTES], const void *content,
                            size_t bytes)
{
    size_t whole = channel_record_bytes(bytes);
    uint8_t *text = record + FRAME_HEADER_BYTES + CHANNEL_IV_BYTES;
    channel_header(record, CHANNEL_RECORD, whole);
    memcpy(record + FRAME_HEADER_BYTES, iv, CHANNEL_IV_BYTES);
    memcpy(text, content, bytes);
    pkcs7_pad(text, bytes, BLOCK_BYTES);
    return record + whole - CHANNEL_MAC_BYTES;
}

// HMAC(sequence || header || data), where data is IV and ciphertext.
static void authenticate(const struct channel_direction *direction, const uint8_t header[FRAME_HEADER_BYTES],
                         const uint8_t *data, size_t bytes, uint8_t mac[CHANNEL_MAC_BYTES])
{
    uint8_t sequence[8];
    struct hmac_ctx hmac;
    gl_store64_be(sequence, direction->sequence);
    hmac_init(&hmac, &hash_sha256, direction->mac_key, sizeof direction->mac_key);
    hmac_update(&hmac, sequence, sizeof sequence);
    hmac_update(&hmac, header, FRAME_HEADER_BYTES);
    hmac_update(&hmac, data, bytes);
    hmac_final(&hmac, mac);
    hmac_wipe(&hmac);
}

// Whole blocks in place.
static void crypt(const struct channel_direction *direction, enum cipher_direction way, const uint8_t *iv,
                  uint8_t *text, size_t bytes)
{
    struct cipher_ctx cipher;
    (void)cipher_init(&cipher, &cipher_aes256, CIPHER_CBC, way, direction->aes_key, sizeof direction->aes_key,
                      iv);
    (void)cipher_blocks(&cipher, text, text, bytes);
    cipher_wipe(&cipher);
}

enum gl_error channel_seal(struct channel *ch, const struct gl_random *random, const void *content,
                           size_t bytes, struct wire_writer *out)
{
    struct channel_direction *direction = &ch->out;
    uint8_t iv[CHANNEL_IV_BYTES];
    if (!ch->open)
        return GL_ERR_ARGUMENT;
    if (bytes < 1 || bytes > CHANNEL_MAX_PLAIN)
        return GL_ERR_LENGTH;
    enum gl_error error = gl_random_bytes(random, iv, sizeof iv);
    if (error)
        return error;
    uint8_t *record = wire_put_space(out, channel_record_bytes(bytes));
    if (!record)
        return GL_ERR_MEMORY;
    uint8_t *mac = channel_record_lay(record, iv, content, bytes);
    uint8_t *text = record + FRAME_HEADER_BYTES + CHANNEL_IV_BYTES;
    channel_direction_ready(direction);
    crypt(direction, CIPHER_ENCRYPT, iv, text, (size_t)(mac - text));
    authenticate(direction, record, text - CHANNEL_IV_BYTES, (size_t)(mac - text) + CHANNEL_IV_BYTES, mac);
    direction->sequence++;
    return GL_OK;
}

// Is this the next record? *text and *bytes: its ciphertext.
static bool genuine(struct channel_direction *direction, uint8_t *payload, size_t payload_bytes,
                    uint8_t **text, size_t *bytes)
{
    uint8_t header[FRAME_HEADER_BYTES], mac[CHANNEL_MAC_BYTES];
    if (payload_bytes > FRAME_MAX_PAYLOAD ||
        payload_bytes < CHANNEL_IV_BYTES + BLOCK_BYTES + CHANNEL_MAC_BYTES)
        return false;
    *text = payload + CHANNEL_IV_BYTES;
    *bytes = payload_bytes - CHANNEL_IV_BYTES - CHANNEL_MAC_BYTES;
    if (*bytes % BLOCK_BYTES)
        return false;
    channel_header(header, CHANNEL_RECORD, FRAME_HEADER_BYTES + payload_bytes);
    channel_direction_ready(direction);
    authenticate(direction, header, payload, CHANNEL_IV_BYTES + *bytes, mac);
    bool equal = gl_equal_ct(mac, *text + *bytes, sizeof mac);
    gl_wipe(mac, sizeof mac);
    gl_declassify(&equal, sizeof equal); // the verdict is public; where the two differ is not
    return equal;
}

// Nothing is ever opened again. Another thread may just be sealing: the other direction is its own.
static enum gl_error refuse(struct channel_direction *in)
{
    gl_wipe(in, sizeof *in);
    in->over = true;
    return GL_ERR_DECRYPT;
}

enum gl_error channel_open(struct channel *ch, uint8_t *payload, size_t bytes, uint8_t **content,
                           size_t *content_bytes)
{
    uint8_t *text;
    size_t text_bytes;
    *content = NULL;
    *content_bytes = 0;
    if (!ch->open) {
        channel_wipe(ch);
        return GL_ERR_DECRYPT;
    }
    if (ch->in.over || !genuine(&ch->in, payload, bytes, &text, &text_bytes))
        return refuse(&ch->in);
    size_t plain_bytes = text_bytes;
    crypt(&ch->in, CIPHER_DECRYPT, payload, text, text_bytes);
    if (pkcs7_unpad(text, &plain_bytes, BLOCK_BYTES) || plain_bytes == 0) {
        gl_wipe(text, text_bytes);
        return refuse(&ch->in);
    }
    ch->in.sequence++;
    *content = text;
    *content_bytes = plain_bytes;
    return GL_OK;
}
