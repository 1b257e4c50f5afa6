// SPDX-License-Identifier: MIT
#include "net/glasslock/frames.h"

#include <stddef.h>

static const char *const names[256] = {
    [GLF_REGISTER] = "REGISTER",
    [GLF_LOGIN] = "LOGIN",
    [GLF_GUEST] = "GUEST",
    [GLF_PUBLISH] = "PUBLISH",
    [GLF_WHO] = "WHO",
    [GLF_CARDS] = "CARDS",
    [GLF_OPEN] = "OPEN",
    [GLF_INVITE] = "INVITE",
    [GLF_ACCEPT] = "ACCEPT",
    [GLF_DECLINE] = "DECLINE",
    [GLF_LEAVE] = "LEAVE",
    [GLF_EPOCH] = "EPOCH",
    [GLF_SAY] = "SAY",
    [GLF_RECEIPT] = "RECEIPT",
    [GLF_SYNC] = "SYNC",
    [GLF_FRIEND] = "FRIEND",
    [GLF_FRIENDS] = "FRIENDS",
    [GLF_WAIT] = "WAIT",
    [GLF_RECIPE] = "RECIPE",
    [GLF_PING] = "PING",
    [GLF_PONG] = "PONG",
    [GLF_BYE] = "BYE",
    [GLF_OK] = "OK",
    [GLF_ERROR] = "ERROR",
    [GLF_WELCOME] = "WELCOME",
    [GLF_PRESENCE] = "PRESENCE",
    [GLF_CARD] = "CARD",
    [GLF_INVITED] = "INVITED",
    [GLF_MEMBERS] = "MEMBERS",
    [GLF_KEY] = "KEY",
    [GLF_MESSAGE] = "MESSAGE",
    [GLF_RECEIVED] = "RECEIVED",
    [GLF_FRIEND_IS] = "FRIEND_IS",
    [GLF_READY] = "READY",
    [GLF_NOTICE] = "NOTICE",
    [GLF_GOODBYE] = "GOODBYE",
    [GLF_LEFT] = "LEFT",
    [GLF_MAKE_KEY] = "MAKE_KEY",
};

const char *glasslock_frame_name(uint8_t type)
{
    return names[type];
}
