// SPDX-License-Identifier: MIT
// Where a server's files are, for `serve` and `admin` alike.
#include "tests/run.h"
#include "tests/shell.h"

#include "app/serve/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void set(const char *name, const char *value)
{
    if (value)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

static void data_by_the_environment(void)
{
    static const struct {
        const char *data, *home, *protocol, *path; // NULL: none is known
    } cases[] = {
        {NULL, "/home/ada", "glasslock", "/home/ada/.local/share/glasslock/server"},
        {"", "/home/ada", "glasslock", "/home/ada/.local/share/glasslock/server"},
        {"data", "/home/ada", "glasslock", "/home/ada/.local/share/glasslock/server"}, // must be absolute
        {"/data", "/home/ada", "glasslock", "/data/glasslock/server"},
        {"/data", NULL, "chatlock", "/data/glasslock/server-chatlock"},
        {NULL, NULL, "glasslock", NULL},
        {NULL, "ada", "glasslock", NULL},
    };
    const char *names[] = {"XDG_DATA_HOME", "HOME"};
    char *kept[2], path[PATH_MAX], *longest = malloc(PATH_MAX + 1);
    for (int i = 0; i < 2; i++)
        kept[i] = getenv(names[i]) ? strdup(getenv(names[i])) : NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set("XDG_DATA_HOME", cases[i].data);
        set("HOME", cases[i].home);
        bool known = place_data(path, cases[i].protocol);
        CU_ASSERT_EQUAL(known, cases[i].path != NULL);
        CU_ASSERT_TRUE(!known || strcmp(path, cases[i].path) == 0);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(longest);
    memset(longest, '/', PATH_MAX);
    longest[PATH_MAX] = '\0';
    setenv("HOME", longest, 1);
    CU_ASSERT_FALSE(place_data(path, "glasslock"));
    longest[PATH_MAX - sizeof "/admin.sock" + 1] = '\0'; // one too long for the socket, then just right
    CU_ASSERT_FALSE(place_socket(path, longest));
    longest[PATH_MAX - sizeof "/admin.sock"] = '\0';
    CU_ASSERT_TRUE(place_socket(path, longest) && strlen(path) == PATH_MAX - 1);
    free(longest);
    for (int i = 0; i < 2; i++) {
        set(names[i], kept[i]);
        free(kept[i]);
    }
}

static void folders_above(void)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/place/one/two/file", shell_directory());
    CU_ASSERT_TRUE(place_make_parents(path));
    CU_ASSERT_TRUE(place_make_parents(path)); // they are there already
    shell_expect(
        0, "test \"$(stat -c %%a \"$T/place\" \"$T/place/one\" \"$T/place/one/two\" | sort -u)\" = 700 && "
           "test ! -e \"$T/place/one/two/file\" && touch \"$T/place/one/two/file\"");
    snprintf(path, sizeof path, "%s/place/one/two/file/below/it", shell_directory());
    CU_ASSERT_FALSE(place_make_parents(path)); // a file is in the way
}

// A server without --data goes where `admin` looks for it.
static void serve_and_admin_agree(void)
{
    shell_expect(0, "export XDG_DATA_HOME=\"$T/agree\" HOME=/nowhere; "
                    "$G serve --port 0 >\"$T/agree.log\" 2>&1 & server=$!; "
                    "for i in $(seq 600); do grep -q '^  admin' \"$T/agree.log\" && break; sleep 0.05; done; "
                    "$G admin stats >\"$T/agree.stats\"; found=$?; $G admin stop; wait $server && "
                    "test $found = 0 && test -d \"$T/agree/glasslock/server\"");
    shell_refused(2, "--data", "env -u XDG_DATA_HOME HOME=home $G serve --port 0");
}

void suite_place(void)
{
    static const struct test_case cases[] = {
        {"data by the environment", data_by_the_environment},
        {"folders above a file", folders_above},
        {"serve and admin agree", serve_and_admin_agree},
        {0},
    };
    add_suite("place", cases);
}
