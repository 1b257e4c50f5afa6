// SPDX-License-Identifier: MIT
// glasslock tap: a proxy between chat clients and a server that shows what crosses the wire, and plays
// Mallory.
#include "app/commands.h"

#include "app/files.h"
#include "app/options.h"
#include "app/tap/tap.h"

#include <stdlib.h>
#include <string.h>

#define COMMAND     "tap"
#define DEFAULT_HEX 48

static const char help[] =
    "usage: glasslock tap --listen [ADDRESS:]PORT --to HOST:PORT [OPTION...]\n"
    "\n"
    "Sit between chat clients and their server. Every frame is shown both ways, as\n"
    "hex and as what a listener without keys can tell, and passed on. Clients are\n"
    "pointed at PORT of the tap (0: the system chooses one), which listens on\n"
    "loopback unless an ADDRESS is given. Ctrl-C ends it.\n"
    "\n"
    "      --protocol P   glasslock, chatlock, socketchat, coursework or raw; guessed\n"
    "                     without it\n"
    "      --hex N        bytes of each frame to show (48; 0: none)\n"
    "      --json FILE    what is shown, with all bytes, as an object a line (-:\n"
    "                     instead of the text)\n"
    "      --pcap FILE    what the receivers get, for wireshark and tcpdump\n"
    "      --connections N   end after N connections have ended\n"
    "      --help         this text\n"
    "\n"
    "Mallory, on one frame of the first connection in which it comes:\n"
    "      --replay       say it twice\n"
    "      --drop         let it fall\n"
    "      --alter        change something small in it\n"
    "      --reorder      let the next one pass first\n"
    "      --from SIDE    of the client (default) or the server\n"
    "      --nth N        the N-th frame from there (default: the first that carries\n"
    "                     a message)\n"
    "      --match WORDS  count only those whose meaning, as shown, holds these words\n"
    "      --every        in every connection\n"
    "and all the time:\n"
    "      --swap-keys    put keys of her own in the place of both sides' (then the\n"
    "                     frame of the options above is one of those that she reads\n"
    "                     inside)\n"
    "\n"
    "JSON: \"event\" is listen, opened, frame, mallory, lost (another protocol),\n"
    "refused (no server), closed or end; a frame has connection, way (up: to the\n"
    "server), number, bytes, hex, protocol, meaning, inside (was read between swapped\n"
    "keys), and again, where an equal one came before.\n"
    "\n"
    "examples: glasslock tap --listen 7071 --to localhost:7070\n"
    "          glasslock tap --listen 7071 --to localhost:7070 --replay \\\n"
    "              --match RECORD --nth 2\n"
    "          glasslock tap --listen 10001 --to localhost:10000 --swap-keys \\\n"
    "              --pcap lab.pcap\n";

struct arguments {
    const char *listen, *to, *protocol, *hex, *json, *pcap, *connections, *from, *nth, *match;
    bool replay, drop, alter, reorder, every, swap_keys;
    char listen_address[256], host[256];
};

static int read_listen(struct arguments *a, struct tap_config *config)
{
    const char *port = a->listen, *colon = a->listen ? strrchr(a->listen, ':') : NULL;
    uint64_t number;
    if (!a->listen || !a->to)
        return app_usage(COMMAND, "--listen and --to are needed; see `glasslock tap --help`");
    if (colon) {
        if ((size_t)(colon - a->listen) >= sizeof a->listen_address)
            return app_usage(COMMAND, "--listen: that address is too long");
        memcpy(a->listen_address, a->listen, (size_t)(colon - a->listen));
        config->listen = a->listen_address;
        port = colon + 1;
    }
    int status = app_number(COMMAND, "--listen", port, 0, 65535, &number);
    config->port = (uint16_t)number;
    return status;
}

static int read_to(struct arguments *a, struct tap_config *config)
{
    const char *colon = strrchr(a->to, ':'), *host = a->to;
    uint64_t number;
    if (!colon || colon == a->to)
        return app_usage(COMMAND, "--to: '%s' is not HOST:PORT", a->to);
    size_t chars = (size_t)(colon - a->to);
    if (chars > 2 && host[0] == '[' && host[chars - 1] == ']') { // an IPv6 address
        host++;
        chars -= 2;
    }
    if (chars >= sizeof a->host)
        return app_usage(COMMAND, "--to: that name is too long");
    memcpy(a->host, host, chars);
    config->host = a->host;
    config->host_port = colon + 1;
    return app_number(COMMAND, "--to", config->host_port, 1, 65535, &number);
}

static int read_deed(const struct arguments *a, struct tap_config *config)
{
    if (a->replay + a->drop + a->alter + a->reorder > 1)
        return app_usage(COMMAND, "one of --replay, --drop, --alter, --reorder at a time");
    config->deed = a->replay    ? TAP_REPLAY
                   : a->drop    ? TAP_DROP
                   : a->alter   ? TAP_ALTER
                   : a->reorder ? TAP_REORDER
                                : TAP_WATCH;
    if (config->deed == TAP_WATCH && (a->from || a->nth || a->match || a->every))
        return app_usage(COMMAND, "--from, --nth, --match and --every say on which frame Mallory acts: with "
                                  "--replay, --drop, --alter or --reorder");
    if (a->from && strcmp(a->from, "client") != 0 && strcmp(a->from, "server") != 0)
        return app_usage(COMMAND, "--from: '%s' is neither client nor server", a->from);
    config->way = a->from && strcmp(a->from, "server") == 0 ? TAP_DOWN : TAP_UP;
    config->match = a->match;
    config->every = a->every;
    config->swap_keys = a->swap_keys;
    return a->nth ? app_number(COMMAND, "--nth", a->nth, 1, UINT32_MAX, &config->nth) : APP_OK;
}

static int read_rest(const struct arguments *a, struct tap_config *config)
{
    uint64_t number;
    int status;
    if (a->protocol && !(config->protocol = tap_protocol_find(a->protocol)))
        return app_usage(COMMAND,
                         "no protocol '%s'; there are glasslock, chatlock, socketchat, coursework, raw",
                         a->protocol);
    if (a->hex) {
        if ((status = app_number(COMMAND, "--hex", a->hex, 0, 1 << 20, &number)))
            return status;
        config->hex = (size_t)number;
    }
    return a->connections ? app_number(COMMAND, "--connections", a->connections, 1, UINT32_MAX, &config->stop)
                          : APP_OK;
}

static int run(const struct arguments *a, struct tap_config *config)
{
    struct app_output json = {0}, pcap = {0};
    bool instead = a->json && strcmp(a->json, "-") == 0;
    int status = a->json ? app_output_open(&json, COMMAND, a->json, 0600) : APP_OK;
    if (!status && a->pcap)
        status = app_output_open(&pcap, COMMAND, a->pcap, 0600);
    config->json = json.file;
    config->pcap = pcap.file;
    config->text = instead ? NULL : stdout;
    if (!status)
        status = tap_run(config);
    // A capture that was ended by a failure is still what was captured.
    if (json.file) {
        int committed = app_output_commit(&json);
        status = status ? status : committed;
    }
    if (pcap.file) {
        int committed = app_output_commit(&pcap);
        status = status ? status : committed;
    }
    return status;
}

int cmd_tap(int argc, char **argv)
{
    struct arguments a = {0};
    struct tap_config config = {.hex = DEFAULT_HEX};
    const struct app_option options[] = {{"listen", &a.listen, NULL},
                                         {"to", &a.to, NULL},
                                         {"protocol", &a.protocol, NULL},
                                         {"hex", &a.hex, NULL},
                                         {"json", &a.json, NULL},
                                         {"pcap", &a.pcap, NULL},
                                         {"connections", &a.connections, NULL},
                                         {"from", &a.from, NULL},
                                         {"nth", &a.nth, NULL},
                                         {"match", &a.match, NULL},
                                         {"replay", NULL, &a.replay},
                                         {"drop", NULL, &a.drop},
                                         {"alter", NULL, &a.alter},
                                         {"reorder", NULL, &a.reorder},
                                         {"every", NULL, &a.every},
                                         {"swap-keys", NULL, &a.swap_keys},
                                         {0}};
    int operand = 0;
    int status = app_options(argc, argv, options, help, &operand);
    if (status)
        return status == APP_HELP_SHOWN ? APP_OK : status;
    status = app_operands(COMMAND, argc, argv, operand, 0);
    if (!status)
        status = read_listen(&a, &config);
    if (!status)
        status = read_to(&a, &config);
    if (!status)
        status = read_deed(&a, &config);
    if (!status)
        status = read_rest(&a, &config);
    return status ? status : run(&a, &config);
}
