// SPDX-License-Identifier: MIT
// Who comes in again while an earlier connection of the same client has yet to end.
#include "tests/glasslock_client.h"
#include "tests/held_password.h"
#include "tests/run.h"

#include "net/glasslock/server_parts.h"

#include <time.h>

// A client whose connection breaks in the middle of its log-in comes again at once. Passwords take their
// time, not all the same: the later log-in is the one that stays, though the earlier one is through after it.
static void test_later_log_in_stays(void)
{
    struct core_server t;
    glk_serve(&t, "later", NULL);
    struct glk first = glk_account(&t, "alice", 0);
    glk_hang_up(&first);
    first = glk_connect(&t, "alice", 0);
    struct glk second = glk_connect(&t, "alice", 0);
    password_hold();
    glk_login_begin(&first, GLK_PASSWORD);
    CU_ASSERT_TRUE(password_held());
    CU_ASSERT_EQUAL(glk_login(&second, GLK_PASSWORD), 0);
    password_release();
    CU_ASSERT_EQUAL(glk_answer(&first, NULL), GLE_ALREADY);
    glk_barrier(&second);
    CU_ASSERT_EQUAL(glk_login(&first, GLK_PASSWORD), 0); // now it is the later one
    CU_ASSERT_TRUE(glk_ended(&second));
    glk_hang_up(&first);
    glk_hang_up(&second);
    core_end(&t, true);
}

// A client that has hung up since may be the one that is in; its late log-in does not end that.
static void test_who_hung_up_takes_nothing(void)
{
    struct core_server t;
    glk_serve(&t, "hung-up", NULL);
    struct glk here = glk_account(&t, "alice", 0), gone = glk_connect(&t, "alice", 0);
    password_hold();
    glk_login_begin(&gone, GLK_PASSWORD);
    CU_ASSERT_TRUE(password_held());
    glk_hang_up(&gone);
    password_release();
    core_wait_log(&t, "left: closed by the client");
    glk_barrier(&here);
    glk_hang_up(&here);
    core_end(&t, true);
}

// A guest who comes back is not told that its own last connection has the name, which is yet to end.
static void test_guest_comes_back(void)
{
    struct core_server t;
    glk_serve(&t, "guest-again", NULL);
    struct glk before = glk_connect(&t, "visitor", 0), after = glk_connect(&t, "visitor", 0);
    CU_ASSERT_EQUAL(glk_guest(&before), 0);
    struct gls_state *s = server_state(t.server);
    pthread_mutex_lock(&s->lobby->lock); // which it takes before it gives up the name
    glk_hang_up(&before);
    glk_guest_begin(&after);
    nanosleep(&(struct timespec){.tv_nsec = 100000000},
              NULL); // it may be refused; or not, if this is too short
    pthread_mutex_unlock(&s->lobby->lock);
    CU_ASSERT_EQUAL(glk_answer(&after, NULL), 0);
    glk_hang_up(&after);
    core_end(&t, true);
}

void suite_glasslock_again(void)
{
    static const struct test_case cases[] = {
        {"the later log-in stays", test_later_log_in_stays},
        {"who hung up takes nothing over", test_who_hung_up_takes_nothing},
        {"a guest comes back at once", test_guest_comes_back},
        {0},
    };
    add_suite("glasslock server: coming in again", cases);
}
