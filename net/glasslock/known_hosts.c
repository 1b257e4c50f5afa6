// SPDX-License-Identifier: MIT
#include "net/glasslock/known_hosts.h"

#include "crypto/common/bytes.h"
#include "crypto/common/hex.h"
#include "net/wire/file.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_FILE (1024 * 1024)

static char *name_of(const char *host, uint16_t port)
{
    char *name = NULL;
    return asprintf(&name, "[%s]:%u ", host, port) < 0 ? NULL : name;
}

static enum known_host compare(const char *hex, const uint8_t identity[CHANNEL_POINT_BYTES])
{
    uint8_t pinned[CHANNEL_POINT_BYTES];
    size_t digits = strcspn(hex, " \r\n");
    if (digits != 2 * sizeof pinned || gl_hex_decode(pinned, hex, digits))
        return HOST_FAILED;
    return gl_equal_ct(pinned, identity, sizeof pinned) ? HOST_KNOWN : HOST_CHANGED;
}

static enum known_host search(const char *text, const char *name, const uint8_t identity[CHANNEL_POINT_BYTES],
                              unsigned *line)
{
    size_t bytes = strlen(name);
    for (*line = 1; text && *text; (*line)++) {
        if (strncmp(text, name, bytes) == 0)
            return compare(text + bytes, identity);
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return HOST_NEW;
}

enum known_host known_host_check(const char *path, const char *host, uint16_t port,
                                 const uint8_t identity[CHANNEL_POINT_BYTES], unsigned *line, char *error,
                                 size_t room)
{
    size_t bytes;
    bool missing = false;
    uint8_t *text = wire_file_read(path, MOST_FILE, &bytes, &missing, error, room);
    if (!text)
        return missing ? HOST_NEW : HOST_FAILED;
    char *name = name_of(host, port);
    enum known_host found = name ? search((const char *)text, name, identity, line) : HOST_FAILED;
    if (!name)
        snprintf(error, room, "no memory for %s", path);
    else if (found == HOST_FAILED)
        snprintf(error, room, "%s line %u: not '[HOST]:PORT' and an identity in hex; correct it or remove it",
                 path, *line);
    free(name);
    free(text);
    return found;
}

bool known_host_add(const char *path, const char *host, uint16_t port,
                    const uint8_t identity[CHANNEL_POINT_BYTES], char *error, size_t room)
{
    size_t bytes = 0;
    bool missing = false, added = false;
    char hex[2 * CHANNEL_POINT_BYTES + 1];
    uint8_t *old = wire_file_read(path, MOST_FILE, &bytes, &missing, error, room);
    if (!old && !missing)
        return false;
    char *name = name_of(host, port), *text = NULL;
    gl_hex_encode(hex, identity, CHANNEL_POINT_BYTES);
    const char *end = old && bytes && old[bytes - 1] != '\n' ? "\n" : "";
    int n = name ? asprintf(&text, "%s%s%s%s\n", old ? (const char *)old : "", end, name, hex) : -1;
    if (n < 0)
        snprintf(error, room, "no memory for %s", path);
    else
        added = wire_file_replace(path, text, (size_t)n, error, room);
    free(name);
    if (n >= 0)
        free(text);
    free(old);
    return added;
}
