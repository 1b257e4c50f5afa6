// SPDX-License-Identifier: MIT
// Every attack by name.
#ifndef GLASSLOCK_APP_ATTACK_ATTACKS_H
#define GLASSLOCK_APP_ATTACK_ATTACKS_H

#include "app/attack/attack.h"

extern const struct attack attack_chatlock_forge, attack_chatlock_key, attack_chatlock_splice,
    attack_socketchat_replay, attack_ecb_codebook, attack_ecb_picture, attack_cbc_padding_oracle,
    attack_hash_length_extension, attack_ecdsa_nonce_reuse, attack_rsa_small_exponent, attack_rsa_oaep_manger,
    attack_des_search, attack_pbkdf2_dictionary;

#endif
