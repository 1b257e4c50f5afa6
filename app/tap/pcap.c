// SPDX-License-Identifier: MIT
#include "app/tap/pcap.h"

#include "crypto/common/bytes.h"

#include <netinet/in.h>
#include <time.h>

#define LINK_RAW      101 // LINKTYPE_RAW: a packet begins with its IP header
#define IP_BYTES      20
#define TCP_BYTES     20
#define SEGMENT_BYTES 16384 // of data in one packet

enum { FIN = 0x01, SYN = 0x02, PUSH = 0x08, ACK = 0x10 };

// The file's own numbers are in the byte order of the machine that wrote it: here little-endian everywhere.
static void put32(FILE *file, uint32_t x)
{
    uint8_t le[4];
    gl_store32_le(le, x);
    fwrite(le, 1, sizeof le, file);
}

void tap_pcap_header(FILE *file)
{
    put32(file, 0xa1b2c3d4);
    put32(file, 4 << 16 | 2); // version 2.4
    put32(file, 0);
    put32(file, 0);
    put32(file, 65535); // the longest packet
    put32(file, LINK_RAW);
}

// The ones' complement sum of RFC 1071, over 16-bit words.
static uint32_t add_words(uint32_t sum, const uint8_t *data, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        sum += (uint32_t)data[i] << (i % 2 ? 0 : 8);
    return (sum & 0xffff) + (sum >> 16);
}

static void put_checksum(uint8_t at[2], uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    at[0] = (uint8_t)(~sum >> 8);
    at[1] = (uint8_t)~sum;
}

static void ip_header(uint8_t ip[IP_BYTES], const struct tap_pcap *p, enum tap_way way, size_t total)
{
    memset(ip, 0, IP_BYTES);
    ip[0] = 0x45; // version 4, five words
    ip[2] = (uint8_t)(total >> 8);
    ip[3] = (uint8_t)total;
    ip[6] = 0x40; // do not fragment
    ip[8] = 64;   // time to live
    ip[9] = IPPROTO_TCP;
    memcpy(ip + 12, p->ip[way], 4);
    memcpy(ip + 16, p->ip[!way], 4);
    put_checksum(ip + 10, add_words(0, ip, IP_BYTES));
}

static void tcp_header(uint8_t tcp[TCP_BYTES], const struct tap_pcap *p, enum tap_way way, uint8_t flags)
{
    memset(tcp, 0, TCP_BYTES);
    gl_store32_be(tcp, (uint32_t)p->port[way] << 16 | p->port[!way]);
    gl_store32_be(tcp + 4, p->sequence[way]);
    gl_store32_be(tcp + 8, flags & ACK ? p->sequence[!way] : 0);
    tcp[12] = TCP_BYTES / 4 << 4;
    tcp[13] = flags;
    tcp[14] = tcp[15] = 0xff; // window
}

static void packet(FILE *file, struct tap_pcap *p, enum tap_way way, uint8_t flags, const uint8_t *data,
                   size_t bytes)
{
    uint8_t ip[IP_BYTES], tcp[TCP_BYTES];
    size_t total = IP_BYTES + TCP_BYTES + bytes;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    ip_header(ip, p, way, total);
    tcp_header(tcp, p, way, flags);
    // The pseudo-header of RFC 793: both addresses, the protocol, the length.
    uint32_t sum = add_words(IPPROTO_TCP + (uint32_t)(TCP_BYTES + bytes), ip + 12, 8);
    put_checksum(tcp + 16, add_words(add_words(sum, tcp, TCP_BYTES), data, bytes));
    put32(file, (uint32_t)now.tv_sec);
    put32(file, (uint32_t)(now.tv_nsec / 1000));
    put32(file, (uint32_t)total);
    put32(file, (uint32_t)total);
    fwrite(ip, 1, sizeof ip, file);
    fwrite(tcp, 1, sizeof tcp, file);
    if (bytes)
        fwrite(data, 1, bytes, file);
    p->sequence[way] += (uint32_t)bytes + (flags & (SYN | FIN) ? 1 : 0);
}

static void set_address(struct tap_pcap *p, enum tap_way way, const struct sockaddr *address)
{
    static const uint8_t nobody[2][4] = {{192, 0, 2, 1}, {192, 0, 2, 2}};
    memcpy(p->ip[way], nobody[way], 4);
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(p->ip[way], &in.sin_addr, 4);
        p->port[way] = ntohs(in.sin_port);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        p->port[way] = ntohs(in6.sin6_port);
    }
}

void tap_pcap_open(FILE *file, struct tap_pcap *p, const struct sockaddr *client,
                   const struct sockaddr *server)
{
    *p = (struct tap_pcap){.sequence = {1000, 5000}};
    set_address(p, TAP_UP, client);
    set_address(p, TAP_DOWN, server);
    if (!file)
        return;
    packet(file, p, TAP_UP, SYN, NULL, 0);
    packet(file, p, TAP_DOWN, SYN | ACK, NULL, 0);
    packet(file, p, TAP_UP, ACK, NULL, 0);
}

void tap_pcap_data(FILE *file, struct tap_pcap *p, enum tap_way way, const uint8_t *data, size_t bytes)
{
    while (file && bytes) {
        size_t piece = bytes < SEGMENT_BYTES ? bytes : SEGMENT_BYTES;
        packet(file, p, way, PUSH | ACK, data, piece);
        data += piece;
        bytes -= piece;
    }
}

void tap_pcap_close(FILE *file, struct tap_pcap *p)
{
    if (!file)
        return;
    packet(file, p, TAP_UP, FIN | ACK, NULL, 0);
    packet(file, p, TAP_DOWN, FIN | ACK, NULL, 0);
    packet(file, p, TAP_UP, ACK, NULL, 0);
}
