// SPDX-License-Identifier: MIT
#include "crypto/common/hex.h"

void gl_hex_encode(char *text, const void *data, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *in = data;
    for (size_t i = 0; i < bytes; i++) {
        *text++ = digits[in[i] >> 4];
        *text++ = digits[in[i] & 15];
    }
    *text = '\0';
}

void gl_hex_groups(char *text, const void *data, size_t bytes)
{
    const uint8_t *in = data;
    *text = '\0';
    for (size_t i = 0; i < bytes; i += 2, text += 5) {
        if (i)
            text[-1] = ' ';
        gl_hex_encode(text, in + i, 2);
    }
}

int gl_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum gl_error gl_hex_decode(uint8_t *out, const char *text, size_t digits)
{
    if (digits % 2)
        return GL_ERR_LENGTH;
    for (size_t i = 0; i < digits; i += 2) {
        int high = gl_hex_digit(text[i]);
        int low = gl_hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return GL_ERR_ENCODING;
        *out++ = (uint8_t)(high << 4 | low);
    }
    return GL_OK;
}
