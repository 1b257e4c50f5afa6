// SPDX-License-Identifier: MIT
// The attacks, in the order in which they are listed: a new one is a file, and its line here.
#include "app/attack/attacks.h"

const struct attack *const attacks[] = {
    &attack_chatlock_forge,     &attack_chatlock_key,
    &attack_chatlock_splice,    &attack_socketchat_replay,
    &attack_ecb_codebook,       &attack_ecb_picture,
    &attack_cbc_padding_oracle, &attack_hash_length_extension,
    &attack_ecdsa_nonce_reuse,  &attack_rsa_small_exponent,
    &attack_rsa_oaep_manger,    &attack_des_search,
    &attack_pbkdf2_dictionary,  NULL,
};
