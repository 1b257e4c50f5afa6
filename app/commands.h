// SPDX-License-Identifier: MIT
// The entry of each subcommand: argv[0] is its own name; the value is an enum app_status.
#ifndef GLASSLOCK_APP_COMMANDS_H
#define GLASSLOCK_APP_COMMANDS_H

int cmd_engines(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_step(int argc, char **argv);
int cmd_keygen(int argc, char **argv);
int cmd_pubkey(int argc, char **argv);
int cmd_sign(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_encrypt(int argc, char **argv);
int cmd_decrypt(int argc, char **argv);
int cmd_digest(int argc, char **argv);
int cmd_hmac(int argc, char **argv);
int cmd_pbkdf2(int argc, char **argv);
int cmd_hkdf(int argc, char **argv);
int cmd_fernet(int argc, char **argv);
int cmd_chat(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_admin(int argc, char **argv);
int cmd_vectors(int argc, char **argv);
int cmd_web(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_attack(int argc, char **argv);
int cmd_chat_bench(int argc, char **argv);
int cmd_log(int argc, char **argv);
int cmd_tap(int argc, char **argv);
int cmd_report(int argc, char **argv);

#endif
