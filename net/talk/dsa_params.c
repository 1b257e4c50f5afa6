// SPDX-License-Identifier: MIT
// The DSA domain of all cards. The seeds tried were SHA-256 of "glasslock DSA domain parameters v1 0", "...
// 1" and so on; the 35th was the first whose q and p are prime. Nobody chose these numbers, and the test can
// tell.
#include "net/talk/talk.h"

const struct talk_dsa_domain talk_dsa_domain = {
    .p = "b9184a180294acbf201249937ef95238b90758e2d26e321dd6566978e8cb6fe1"
         "d0103238ac9489f13e6a13a99789a0c6b07aadea42edfe7184f92de1db9a7140"
         "ae6318694f73bb1a713d440d591f7da2c00e0fc3a4b0ed89086cba68b38b17ee"
         "7ad48e8638888222e9bdd5367cafa27281c80e3aa989cfb5134c6c2b3a4e15c4"
         "ace916caead2fd2669e5602beede86f15cd4c32bbc4bf8b39080c12866865fd4"
         "3430c4b393a0ab5b163bc5b7b492c9260ef865898ee221387485c1ae77fab0c1"
         "02d5e7d01610362ab14c4e3483b55dafa5fa9c53aefb1c3e1ca836fdd0589ee9"
         "437004d1474e9be242b6646d78ef743f776be9bf6bd1dd6cb2606ad9c66bd345",
    .q = "bd765dce14cb3ffb5f167e28017023e2690ea138f022760eea00f23b5b150e35",
    .g = "87f153c6535b3e21c74af344553da51ac1bad8be695e52f16120613be2b397b3"
         "c932bf0b06d0f5f462e535689eeaf75094a5cf5dbc20de1fb13f73238e3eaecb"
         "4eb38935025a1bd74a1723ee0ed40ab7120c81fcdaf196181b435ec3550889c5"
         "4a83f6b65aad925d1ad60d24975842dfb87a25d1ad24a635ee9d429ee583e30a"
         "a52b1a3e69eeb106f1a967257b24023ceff6e39ca24faa97646959c628c3486c"
         "f113b02bce5028b6bc0a4442918725f2fa84e7ce47d2dc1c5d742fb629f856d0"
         "269efc4540adfa8a3853c81fec0d8d6dc89f8b8f97bf599c5118c0f28d39a9ec"
         "21ce2489f7b8de09200535c63efeadfe9ee50851245d59e2a37d16a42fe5c345",
    .seed_text = "glasslock DSA domain parameters v1 35",
    .counter = 11,
    .index = 1,
};

void talk_dsa_params(struct dsa_params *params)
{
    mpz_set_str(params->p, talk_dsa_domain.p, 16);
    mpz_set_str(params->q, talk_dsa_domain.q, 16);
    mpz_set_str(params->g, talk_dsa_domain.g, 16);
}
