// SPDX-License-Identifier: MIT
// The subcommands, in the order in which `glasslock --help` lists them.
#include "app/commands.h"

#include "app/app.h"

const struct app_command app_commands[] = {
    {"trace", "step through an algorithm: every value of a computation", cmd_trace},
    {"step", "walk through a trace in the terminal, forward and back", cmd_step},
    {"engines", "what this CPU offers, and which engines are chosen", cmd_engines},
    {"keygen", "a new RSA, EC or DSA key", cmd_keygen},
    {"pubkey", "the public half of a key", cmd_pubkey},
    {"sign", "sign a file", cmd_sign},
    {"verify", "verify a signature", cmd_verify},
    {"encrypt", "encrypt a file: AES, DES, triple DES or RSA-OAEP", cmd_encrypt},
    {"decrypt", "decrypt it again", cmd_decrypt},
    {"digest", "hash files, or check a list of hashes", cmd_digest},
    {"hmac", "message authentication codes of files", cmd_hmac},
    {"pbkdf2", "a key from a password", cmd_pbkdf2},
    {"hkdf", "keys from a key", cmd_hkdf},
    {"fernet", "tokens that are encrypted and authenticated", cmd_fernet},
    {"chat", "talk through a chat server, on a screen or in plain lines", cmd_chat},
    {"web", "the chat and the lab in a browser", cmd_web},
    {"serve", "serve a chat, with a live log and an admin console", cmd_serve},
    {"admin", "say a command to a running chat server", cmd_admin},
    {"vectors", "run the official test vectors, or your own, through every engine", cmd_vectors},
    {"attack", "demonstrate an attack, and the defence against it", cmd_attack},
    {"log", "open or write the coursework chat's encrypted conversation files", cmd_log},
    {"tap", "show what chats say on the wire, and tamper with it", cmd_tap},
    {"bench", "race every engine against OpenSSL and the other libraries", cmd_bench},
    {"chat-bench", "measure the chat server under load", cmd_chat_bench},
    {"report", "the lab report: vectors, benchmarks, traces, plots on one page", cmd_report},
    {0},
};

bool app_lasts(const struct app_command *command)
{
    return command->run == cmd_chat || command->run == cmd_web || command->run == cmd_serve ||
           command->run == cmd_tap;
}
