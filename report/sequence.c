// SPDX-License-Identifier: MIT
// The default protocol as a sequence of messages, drawn from a table: net/README.md is where it is defined.
#include "report/report.h"

#include <string.h>

enum who { ALICE, SERVER, BOB, NOTE };

struct line {
    enum who from, to; // NOTE: `label` is a heading across the picture
    const char *label, *small;
};

static const struct line lines[] = {
    {NOTE, NOTE, "The channel: each client and the server, once a connection", NULL},
    {ALICE, SERVER, "CLIENT_HELLO", "version, random bytes, ephemeral point eC"},
    {SERVER, ALICE, "SERVER_HELLO", "ephemeral point eS, identity, its signature of the transcript, MAC"},
    {ALICE, ALICE, NULL, "checks the signature and the MAC; is it the identity that was pinned here?"},
    {ALICE, SERVER, "CLIENT_FINISHED", "MAC over the whole transcript"},
    {NOTE, NOTE,
     "All further frames are inside records: AES-256-CBC, then HMAC-SHA-256 over a number and all", NULL},
    {ALICE, SERVER, "REGISTER, later LOGIN",
     "name and password, inside the channel; the card: public keys, signed"},
    {SERVER, ALICE, "WELCOME, PRESENCE", "who is here"},
    {ALICE, SERVER, "CARDS Bob", "what are his keys?"},
    {SERVER, ALICE, "CARD", "pinned by its hash, which people compare aloud"},
    {NOTE, NOTE, "End to end: the server stores and forwards, and can neither read nor forge", NULL},
    {ALICE, SERVER, "OPEN, INVITE",
     "a pair with Bob: an invitation signed by Alice; the room's id binds its founder"},
    {SERVER, BOB, "MEMBERS", "names and invitations, for Bob to check"},
    {ALICE, ALICE, NULL, "draws the epoch's key, wraps it for each member with RSA-OAEP, signs"},
    {ALICE, SERVER, "EPOCH", "the wrapped keys, the roster under each"},
    {SERVER, BOB, "KEY", "Bob checks maker, roster, signature; unwraps"},
    {ALICE, SERVER, "SAY", "sealed text, counter, digest of the message before, ECDSA signature"},
    {SERVER, BOB, "MESSAGE", "in the room's one order, to Alice too"},
    {BOB, BOB, NULL, "checks form, signature, place, seal; reads"},
    {BOB, SERVER, "RECEIPT", "HMAC under a key that the server has not"},
    {SERVER, ALICE, "RECEIVED", "delivered, then read"},
};

#define COUNT  (sizeof lines / sizeof lines[0])
#define ROW    42
#define TOP    58
#define BOTTOM 20
#define WIDTH  1000

static int x_of(enum who who)
{
    static const int x[] = {100, 580, 900};
    return x[who];
}

static void heading(struct report *report, const struct line *l, int y)
{
    fprintf(report->out,
            "<rect x=\"20\" y=\"%d\" width=\"%d\" height=\"24\" class=\"band\"/><text x=\"%d\" y=\"%d\" "
            "class=\"phase\">",
            y - 16, WIDTH - 40, WIDTH / 2, y + 1);
    report_text(report, "%s", l->label);
    fputs("</text>\n", report->out);
}

// What somebody does without sending anything: a note beside the line of life.
static void deed(struct report *report, const struct line *l, int y)
{
    int x = x_of(l->from);
    bool right = l->from == BOB;
    fprintf(report->out,
            "<circle cx=\"%d\" cy=\"%d\" r=\"4\" class=\"deed\"/><text x=\"%d\" y=\"%d\" class=\"small\" "
            "text-anchor=\"%s\">",
            x, y - 8, right ? x - 12 : x + 12, y - 4, right ? "end" : "start");
    report_text(report, "%s", l->small);
    fputs("</text>\n", report->out);
}

static void arrow(struct report *report, const struct line *l, int y)
{
    int from = x_of(l->from), to = x_of(l->to), tip = to > from ? -8 : 8;
    fprintf(report->out,
            "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" class=\"arrow\"/><path d=\"M%d %d l%d -4 v8 z\" "
            "class=\"tip\"/>\n<text x=\"%d\" y=\"%d\" class=\"label\">",
            from, to + tip, y, y, to, y, tip, (from + to) / 2, y - 5);
    report_text(report, "%s", l->label);
    fprintf(report->out, "</text><text x=\"%d\" y=\"%d\" class=\"small\">", (from + to) / 2, y + 15);
    report_text(report, "%s", l->small);
    fputs("</text>\n", report->out);
}

void report_sequence(struct report *report)
{
    static const char *const names[] = {"Alice's client", "server", "Bob's client"};
    int height = TOP + (int)COUNT * ROW + BOTTOM;
    report_section(report, "protocol", "The chat's protocol");
    fprintf(report->out,
            "<figure class=\"sequence\"><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "role=\"img\" "
            "aria-label=\"sequence of messages of the default protocol\">\n",
            WIDTH, height);
    for (enum who who = ALICE; who <= BOB; who++)
        fprintf(report->out,
                "<line x1=\"%d\" x2=\"%d\" y1=\"34\" y2=\"%d\" class=\"life\"/><rect x=\"%d\" y=\"6\" "
                "width=\"150\" "
                "height=\"28\" class=\"box\"/><text x=\"%d\" y=\"25\" class=\"name\">%s</text>\n",
                x_of(who), x_of(who), height - 6, x_of(who) - 75, x_of(who), names[who]);
    for (size_t i = 0; i < COUNT; i++) {
        int y = TOP + (int)i * ROW + 20;
        if (lines[i].from == NOTE)
            heading(report, &lines[i], y);
        else if (!lines[i].label)
            deed(report, &lines[i], y);
        else
            arrow(report, &lines[i], y);
    }
    fputs("</svg>\n<figcaption>One message from Alice to Bob, recipe <code>strong</code>. Bob's client opens "
          "a channel of "
          "its own, as Alice's does. net/README.md defines every byte.</figcaption></figure>\n",
          report->out);
}
