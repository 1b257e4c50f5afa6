// SPDX-License-Identifier: MIT
#include "tests/fuzz/server_rig.h"

#include "tests/fuzz/fuzz.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char folder[] = "/tmp/glasslock-fuzz-XXXXXX";

static int forget_one(const char *path, const struct stat *facts, int what, struct FTW *where)
{
    (void)facts;
    (void)what;
    (void)where;
    return remove(path);
}

static void forget(void)
{
    nftw(folder, forget_one, 8, FTW_DEPTH | FTW_PHYS);
}

void rig_start(struct rig *r, const struct server_protocol *protocol)
{
    char error[NET_ERROR_CHARS] = "";
    FUZZ_REQUIRE(mkdtemp(folder));
    atexit(forget);
    r->config = (struct server_config){.protocol = protocol,
                                       .data = folder,
                                       .open = true,
                                       .wire = true,
                                       .password_hash = "yescrypt",
                                       .password_cost = 1,
                                       .password = "secret",
                                       .limits = server_default_limits};
    r->server = server_new(&r->config, error);
    if (!r->server)
        fprintf(stderr, "%s\n", error);
    FUZZ_REQUIRE(r->server);
}

struct rig_end rig_connect(struct rig *r)
{
    int pair[2];
    FUZZ_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    struct rig_end e = {core_conn_new(r->server, pair[0], "127.0.0.1", 1, true), pair[1]};
    FUZZ_REQUIRE(e.conn);
    core_registry_add(r->server, e.conn);
    return e;
}

void rig_say(const struct rig_end *e, const void *data, size_t bytes)
{
    FUZZ_REQUIRE(send(e->peer, data, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)bytes);
}

void rig_serve(const struct rig_end *e)
{
    shutdown(e->peer, SHUT_WR);
    e->conn->server->protocol->serve(e->conn);
    core_room_due(e->conn);
}

size_t rig_answer(const struct rig_end *e, void *out, size_t room)
{
    ssize_t n = recv(e->peer, out, room, MSG_DONTWAIT);
    return n > 0 ? (size_t)n : 0;
}

void rig_close(struct rig_end *e)
{
    struct conn *c = e->conn;
    conn_end(c, "done");
    if (c->server->protocol->ended)
        c->server->protocol->ended(c);
    core_room_due(c);
    server_unclaim(c->server, c);
    if (c->server->protocol->tick)
        c->server->protocol->tick(c->server);
    core_registry_undo(c);
    close(c->fd);
    close(e->peer);
    conn_release(c);
    *e = (struct rig_end){0};
}
