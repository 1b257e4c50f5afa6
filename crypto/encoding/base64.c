// SPDX-License-Identifier: MIT
#include "crypto/encoding/base64.h"

#include <string.h>

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64_encode(char *text, const void *data, size_t bytes, bool url)
{
    const char *alphabet = url ? url_safe : standard;
    const uint8_t *in = data;
    for (; bytes >= 3; bytes -= 3, in += 3) {
        uint32_t group = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *text++ = alphabet[group >> shift & 63];
    }
    if (bytes) { // one or two bytes are left: two or three characters, filled up with '='
        uint32_t group = (uint32_t)in[0] << 16 | (bytes == 2 ? (uint32_t)in[1] << 8 : 0);
        *text++ = alphabet[group >> 18 & 63];
        *text++ = alphabet[group >> 12 & 63];
        *text++ = (char)(bytes == 2 ? alphabet[group >> 6 & 63] : '=');
        *text++ = '=';
    }
    *text = '\0';
}

static int value_of(const char *alphabet, char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

enum gl_error base64_decode(uint8_t *out, size_t *bytes, const char *text, size_t chars, bool url)
{
    const char *alphabet = url ? url_safe : standard;
    uint8_t *start = out;
    if (chars % 4)
        return GL_ERR_ENCODING;
    size_t padding = 0;
    while (padding < 2 && padding < chars && text[chars - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < chars; i += 4) {
        size_t digits = i + 4 == chars ? 4 - padding : 4;
        uint32_t group = 0;
        for (size_t j = 0; j < 4; j++) {
            int value = j < digits ? value_of(alphabet, text[i + j]) : 0;
            if (value < 0)
                return GL_ERR_ENCODING;
            group = group << 6 | (uint32_t)value;
        }
        uint32_t unused = digits == 2 ? 0xffff : digits == 3 ? 0xff : 0;
        if (group & unused)
            return GL_ERR_ENCODING; // bits that no encoder writes: two texts would mean the same bytes
        for (size_t j = 0; j < digits - 1; j++)
            *out++ = (uint8_t)(group >> (16 - 8 * j));
    }
    *bytes = (size_t)(out - start);
    return GL_OK;
}
