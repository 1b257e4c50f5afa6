// SPDX-License-Identifier: MIT
// The three recipes and what each allows.
#include "net/talk/talk.h"

#include <string.h>

static const struct {
    enum talk_recipe recipe;
    const char *name;
    enum talk_maker maker;
    unsigned signatures; // bits 1 << kind
    const char *summary;
} recipes[] = {
    {TALK_STRONG, "strong", TALK_MADE_BY_SPEAKER, 1u << TALK_ECDSA,
     "AES-256-CBC, HMAC and ECDSA under a key that a member makes; no forward secrecy within an epoch"},
    {TALK_SECURECHAT, "securechat", TALK_MADE_BY_SERVER, 1u << TALK_PSS | 1u << TALK_DSA,
     "AES-256-CBC under a key that the server makes, RSA-PSS or DSA; the server can read, but not forge"},
    {TALK_FERNET, "fernet", TALK_MADE_BY_HIGHEST, 1u << TALK_PSS,
     "Fernet tokens under a key that the highest name makes, RSA-PSS; AES-128, and tokens tell their time"},
};
#define RECIPES (sizeof recipes / sizeof recipes[0])

// The place in the table; RECIPES where there is none.
static size_t place(enum talk_recipe recipe)
{
    size_t i = 0;
    while (i < RECIPES && recipes[i].recipe != recipe)
        i++;
    return i;
}

const char *talk_recipe_name(enum talk_recipe recipe)
{
    size_t i = place(recipe);
    return i < RECIPES ? recipes[i].name : NULL;
}

bool talk_recipe_find(const char *name, enum talk_recipe *recipe)
{
    for (size_t i = 0; i < RECIPES; i++)
        if (strcmp(recipes[i].name, name) == 0) {
            *recipe = recipes[i].recipe;
            return true;
        }
    return false;
}

enum talk_maker talk_recipe_maker(enum talk_recipe recipe)
{
    size_t i = place(recipe);
    return i < RECIPES ? recipes[i].maker : TALK_MADE_BY_SPEAKER;
}

const char *talk_recipe_summary(enum talk_recipe recipe)
{
    size_t i = place(recipe);
    return i < RECIPES ? recipes[i].summary : NULL;
}

const char *talk_signature_name(enum talk_signature kind)
{
    switch (kind) {
    case TALK_ECDSA:
        return "ECDSA";
    case TALK_PSS:
        return "RSA-PSS";
    case TALK_DSA:
        return "DSA";
    }
    return NULL;
}

bool talk_signature_allowed(enum talk_recipe recipe, enum talk_signature kind)
{
    size_t i = place(recipe);
    return i < RECIPES && kind >= TALK_ECDSA && kind <= TALK_DSA && recipes[i].signatures >> kind & 1;
}
