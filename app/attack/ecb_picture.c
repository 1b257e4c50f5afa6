// SPDX-License-Identifier: MIT
// ecb-picture: a picture under AES-ECB is still a picture.
#include "app/attack/ecb.h"
#include "app/attack/picture.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "      --picture FILE   a picture of your own: PPM (P6), up to 4096 x 4096\n"
                            "                       (a padlock)\n"
                            "      --out FILE       write the picture as ECB leaves it, to look at\n"
                            "      --out-cbc FILE   and as CBC leaves it\n";

static int copy(const struct attack_run *run, struct picture *to, const struct picture *from)
{
    *to = *from;
    to->rgb = malloc(picture_bytes(from) + ECB_BLOCK);
    if (!to->rgb)
        return attack_error(run, GL_ERR_MEMORY);
    memcpy(to->rgb, from->rgb, picture_bytes(from));
    return APP_OK;
}

// The whole blocks of the pixels, in place; what is left of the last stays.
static enum gl_error encrypt(struct picture *p, enum cipher_mode mode, const uint8_t key[16],
                             const uint8_t *iv)
{
    struct cipher_ctx ctx;
    enum gl_error error = cipher_init(&ctx, &cipher_aes128, mode, CIPHER_ENCRYPT, key, 16, iv);
    if (!error)
        error = cipher_blocks(&ctx, p->rgb, p->rgb, picture_bytes(p) / ECB_BLOCK * ECB_BLOCK);
    cipher_wipe(&ctx);
    return error;
}

static void tell(struct attack_run *run, const struct picture *plain, const struct picture *ecb,
                 const struct picture *cbc)
{
    struct story *s = run->story;
    const struct picture *const first[] = {plain, ecb}, *const second[] = {ecb, cbc};
    struct ecb_count before = {0}, after = {0}, chained = {0};
    unsigned columns = (story_columns(s) - 10) / 2 > 48 ? 48 : (story_columns(s) - 10) / 2 / 24 * 24;
    ecb_count(plain->rgb, picture_bytes(plain), ECB_BLOCK, &before);
    ecb_count(ecb->rgb, picture_bytes(ecb), ECB_BLOCK, &after);
    ecb_count(cbc->rgb, picture_bytes(cbc), ECB_BLOCK, &chained);
    story_section(s, STORY_KNOWS);
    story_fact(s, "size", "a picture, encrypted", "%u x %u pixels, AES-128-ECB, key drawn for this run",
               plain->width, plain->height);
    story_section(s, STORY_SENDS);
    story_say(s, "It looks. On the left the picture, on the right its ciphertext, shown as pixels:");
    picture_show(s, first, 2, columns);
    story_section(s, STORY_LEARNS);
    story_count(s, "blocks", "blocks", after.blocks, "");
    story_count(s, "plain_distinct", "different in the picture", before.distinct, "");
    story_count(s, "ecb_distinct", "different under ECB", after.distinct, "");
    story_fact(s, "most_frequent", "the most frequent", "%zu times: the background", after.top[0].times);
    story_section(s, STORY_COSTS);
    story_fact(s, "work", "work", "none");
    story_outcome(s, after.distinct == before.distinct && after.distinct < after.blocks,
                  after.distinct < after.blocks
                      ? "every area of one colour is an area of one block again."
                      : "no block of this picture repeats: try one with flat areas.");
    story_section(s, STORY_DEFENCE);
    story_say(s, "The same picture under AES-128-CBC with a random IV: ECB on the left, CBC on the right.");
    picture_show(s, second, 2, columns);
    story_count(s, "cbc_distinct", "different under CBC", chained.distinct, "");
    story_count(s, "cbc_blocks", "of blocks", chained.blocks, "");
    story_defended(
        s, chained.distinct == chained.blocks,
        "each block is mixed with the one before it, so no two are equal. (It hides; only a MAC would "
        "notice a change.)");
}

static int run_picture(struct attack_run *run, int argc, char **argv)
{
    const char *file = NULL, *out = NULL, *out_cbc = NULL;
    const struct app_option own[] = {
        {"picture", &file, NULL}, {"out", &out, NULL}, {"out-cbc", &out_cbc, NULL}, {0}};
    struct picture plain = {0}, ecb = {0}, cbc = {0};
    uint8_t key[16], iv[16];
    int status = attack_begin(run, argc, argv, own);
    if (!status)
        status = file ? picture_read(&plain, run->name, file) : attack_error(run, picture_draw(&plain));
    if (!status && picture_bytes(&plain) < 2 * ECB_BLOCK)
        status = app_fail(run->name, "--picture: at least 11 pixels");
    if (!status)
        status = copy(run, &ecb, &plain);
    if (!status)
        status = copy(run, &cbc, &plain);
    if (!status) {
        seeded_bytes(&run->seeded, key, sizeof key);
        seeded_bytes(&run->seeded, iv, sizeof iv);
        enum gl_error error = encrypt(&ecb, CIPHER_ECB, key, NULL);
        if (!error)
            error = encrypt(&cbc, CIPHER_CBC, key, iv);
        status = attack_error(run, error);
    }
    if (!status && out)
        status = picture_write(&ecb, run->name, out);
    if (!status && out_cbc)
        status = picture_write(&cbc, run->name, out_cbc);
    if (!status)
        tell(run, &plain, &ecb, &cbc);
    picture_free(&plain);
    picture_free(&ecb);
    picture_free(&cbc);
    return status;
}

const struct attack attack_ecb_picture = {
    .name = "ecb-picture",
    .title = "a picture under ECB is still a picture",
    .defence = "CBC with a random IV",
    .usage = usage,
    .run = run_picture,
};
