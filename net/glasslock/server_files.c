// SPDX-License-Identifier: MIT
// The data folder: one server at a time, identity.pem, log.key, chat.db.
#include "net/glasslock/server_parts.h"

#include "crypto/common/bytes.h"
#include "crypto/encoding/key.h"
#include "crypto/token/fernet.h"
#include "net/wire/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#define KEY_FILE_BYTES 4096

static bool path_to(struct server *server, const char *name, char path[PATH_MAX], char *error, size_t room)
{
    if ((size_t)snprintf(path, PATH_MAX, "%s/%s", server_config(server)->data, name) < PATH_MAX)
        return true;
    snprintf(error, room, "the name of the data folder is too long");
    return false;
}

// One server a folder: what is held in memory would not follow what another writes.
bool gls_lock_folder(struct gls_state *s, char *error, size_t room)
{
    char path[PATH_MAX];
    if (!path_to(s->server, "lock", path, error, room))
        return false;
    s->lock_file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (s->lock_file >= 0 && flock(s->lock_file, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (s->lock_file >= 0 && errno == EWOULDBLOCK)
        snprintf(error, room, "another server uses '%.150s': stop it, or give another --data",
                 server_config(s->server)->data);
    else
        snprintf(error, room, "cannot lock '%.150s': %s", path, strerror(errno));
    return false;
}

// A small private file; made by `make` (malloc'd text) where it is not there yet. Malloc'd, or NULL.
static char *read_or_make(struct gls_state *s, const char *name, char *(*make)(void), size_t *bytes,
                          char *error, size_t room)
{
    char path[PATH_MAX];
    bool missing = false;
    struct stat there;
    if (!path_to(s->server, name, path, error, room))
        return NULL;
    char *text = (char *)wire_file_read(path, KEY_FILE_BYTES, bytes, &missing, error, room);
    if (text && stat(path, &there) == 0 && (there.st_mode & 077))
        server_log(s->server, "'%s' can be read by others: chmod 600 it", path);
    if (text || !missing)
        return text;
    text = make();
    *bytes = text ? strlen(text) : 0;
    if (!text)
        snprintf(error, room, "cannot make '%.150s': no memory or no random bytes", path);
    if (!text || wire_file_replace(path, text, *bytes, error, room))
        return text;
    gl_wipe_free(text, *bytes);
    return NULL;
}

static char *make_identity(void)
{
    struct key key;
    char *pem = NULL;
    key_init(&key, KEY_EC);
    key.is_private = true;
    if (ec_key_generate(&key.ec, &ec_p256, NULL) || key_to_pem(&key, KEY_PKCS8, &pem))
        pem = NULL;
    key_clear(&key);
    return pem;
}

bool gls_load_identity(struct gls_state *s, char *error, size_t room)
{
    struct key key;
    size_t bytes;
    char *pem = read_or_make(s, "identity.pem", make_identity, &bytes, error, room);
    if (!pem)
        return false;
    enum gl_error read = key_from_pem(&key, pem, bytes);
    bool good = !read;
    gl_wipe_free(pem, bytes);
    if (read == GL_ERR_MEMORY) {
        snprintf(error, room, "cannot read '%.150s/identity.pem': %s", server_config(s->server)->data,
                 gl_error_string(read));
        return false;
    }
    if (good) {
        good = key.kind == KEY_EC && key.is_private && key.ec.curve == &ec_p256 &&
               !ec_key_set_private(&s->identity, &ec_p256, key.ec.d);
        key_clear(&key);
    }
    if (!good)
        snprintf(error, room, "'%.150s/identity.pem' is no private P-256 key: put back the right one",
                 server_config(s->server)->data);
    return good;
}

static char *make_log_key(void)
{
    uint8_t key[FERNET_KEY_BYTES];
    char *text = calloc(1, FERNET_KEY_CHARS + 2);
    if (text && !gl_random_bytes(NULL, key, sizeof key)) {
        fernet_key_encode(text, key);
        strcat(text, "\n");
    } else {
        free(text);
        text = NULL;
    }
    gl_wipe(key, sizeof key);
    return text;
}

bool gls_load_log_key(struct gls_state *s, char *error, size_t room)
{
    size_t bytes;
    char *text = read_or_make(s, "log.key", make_log_key, &bytes, error, room);
    if (!text)
        return false;
    text[strcspn(text, "\r\n")] = '\0';
    bool good = !fernet_key_decode(s->log_key, text);
    gl_wipe_free(text, bytes);
    if (!good)
        snprintf(error, room, "'%.150s/log.key' is no Fernet key: 44 characters of base64",
                 server_config(s->server)->data);
    return good;
}

bool gls_open_store(struct gls_state *s, char *error, size_t room)
{
    char path[PATH_MAX];
    if (!path_to(s->server, "chat.db", path, error, room))
        return false;
    s->store = store_open(path, error, room);
    if (s->store && store_guests_drop(s->store) == STORE_OK)
        return true;
    if (s->store)
        snprintf(error, room, "cannot write to '%.150s'", path);
    return false;
}
