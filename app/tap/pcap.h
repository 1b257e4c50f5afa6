// SPDX-License-Identifier: MIT
// A capture file that wireshark and tcpdump read (the classic format, link type raw IP), with IPv4 and TCP
// headers made up around what the tap passes on: the kernel's own packets are not seen from here.
//
// It shows what the receiver gets, after Mallory. Addresses that are not IPv4 become 192.0.2.1 (client) and
// 192.0.2.2 (server), which belong to nobody.
#ifndef GLASSLOCK_APP_TAP_PCAP_H
#define GLASSLOCK_APP_TAP_PCAP_H

#include "app/tap/tap.h"

#include <sys/socket.h>

struct tap_pcap {
    uint8_t ip[2][4]; // of the client, of the server
    uint16_t port[2];
    uint32_t sequence[2]; // of the next byte that each says
};

void tap_pcap_header(FILE *file);
// The three packets of a handshake; file may be NULL here and below: nothing is written.
void tap_pcap_open(FILE *file, struct tap_pcap *p, const struct sockaddr *client,
                   const struct sockaddr *server);
void tap_pcap_data(FILE *file, struct tap_pcap *p, enum tap_way way, const uint8_t *data, size_t bytes);
void tap_pcap_close(FILE *file, struct tap_pcap *p);

#endif
