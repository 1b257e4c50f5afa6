// SPDX-License-Identifier: MIT
// What one expects of a chat, and which of it the three old protocols break: `glasslock serve --explain`.
#include "net/old/old.h"

#include <stddef.h>

const struct protocol_promise old_chatlock_promises[] = {
    {"Nobody but those in the room reads a message", false,
     "Everything is under one DES key that is printed in every copy of the program.",
     "glasslock tap --protocol chatlock"},
    {"Equal texts look different on the wire", false,
     "DES-ECB: equal blocks of eight bytes give equal ciphertext, so that a listener learns words by heart.",
     "glasslock attack ecb-codebook"},
    {"A private message comes from whom it says", false,
     "The private key is one of 28 numbers, found from the public key at once.",
     "glasslock attack chatlock-key"},
    {"A forged signature is refused", false,
     "r = 0 verifies under every key, and a number out of range counts as authenticated.",
     "glasslock attack chatlock-forge"},
    {"A signature covers the whole message", false,
     "Only the first block is signed; the others can be replaced.", "glasslock attack chatlock-splice"},
    {"A broadcast comes from whom it says", false,
     "Broadcasts carry no signature at all, the goodbye included.", NULL},
    {"An altered message is noticed", false, "There is no MAC; a changed block decrypts to other text.",
     "glasslock tap --protocol chatlock --alter"},
    {"An old message is not taken for a new one", false, "Nothing counts or dates messages.",
     "glasslock tap --protocol chatlock --replay"},
    {0}};

const struct protocol_promise old_socketchat_promises[] = {
    {"Nobody but those in the room reads a message", true,
     "As far as the password is good: it is hashed twice without a salt, and can be guessed at full speed.",
     "glasslock attack pbkdf2-dictionary"},
    {"The key has the strength that its length says", false,
     "Its 32 bytes are hex digits of an MD5: 128 bits at the most.", NULL},
    {"Equal texts look different on the wire", false,
     "AES in ECB has no IV: the same line is the same ciphertext, today and tomorrow.",
     "glasslock attack ecb-codebook"},
    {"An old message is not taken for a new one", false, "Nothing counts or dates the lines.",
     "glasslock attack socketchat-replay"},
    {"An altered message is noticed", false,
     "There is no MAC; blocks can be dropped, repeated and exchanged.",
     "glasslock tap --protocol socketchat --alter"},
    {"A message comes from whom it says", false, "The nick is part of the text; everybody has the same key.",
     NULL},
    {0}};

const struct protocol_promise old_coursework_promises[] = {
    {"Nobody but the receiver reads a message", false,
     "The server opens every text and encrypts it anew for each member; and it knows nobody's key for sure.",
     "glasslock tap --protocol coursework --swap-keys"},
    {"The keys belong to whom they say", false,
     "Public keys cross the wire in the clear and are signed by nobody: who sits between hands out its own.",
     "glasslock tap --protocol coursework --swap-keys"},
    {"A stolen file of accounts is of no use", false,
     "The hash is what a client sends, unsalted and fast: it is as good as the password, and guessed "
     "quickly.",
     "glasslock attack pbkdf2-dictionary"},
    {"The saved conversation stays secret", false,
     "Its key comes from two constants in the program, its IV from the key: any copy of the program opens "
     "any log.",
     "glasslock log decrypt FILE"},
    {"An altered message is noticed", false,
     "OAEP notices damage, but anybody can encrypt another text for a public key.",
     "glasslock tap --protocol coursework --alter"},
    {"An old message is not taken for a new one", false, "Frames carry no number.",
     "glasslock tap --protocol coursework --replay"},
    {0}};
