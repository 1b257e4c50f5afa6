// SPDX-License-Identifier: MIT
#include "app/attack/words.h"

#include "app/files.h"

#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT_BYTES ((size_t)64 << 20)

// Of the kind that tops every published list of leaked passwords, with the changes that rules demand.
static const char built_in[] =
    "123456\n123456789\n12345678\n12345\n1234567\n1234567890\n123123\n111111\n000000\n654321\n"
    "password\nPassword\npassword1\nPassword1\nPassword1!\npassword123\nPassword123!\npassw0rd\nP@ssw0rd\n"
    "P@ssw0rd1\nqwerty\nqwerty123\nqwertyuiop\nasdfgh\nasdfghjkl\nzxcvbnm\n1q2w3e4r\n1qaz2wsx\nqazwsx\n"
    "abc123\nabcd1234\na1b2c3d4\nletmein\nletmein1\nwelcome\nWelcome1\nWelcome1!\nwelcome123\niloveyou\n"
    "iloveyou1\nmonkey\ndragon\nshadow\nmaster\nprincess\nsunshine\nsunshine1\nfootball\nFootball1\n"
    "baseball\nbasketball\nsuperman\nbatman\nstarwars\npokemon\nmichael\njordan\njennifer\nthomas\ndaniel\n"
    "charlie\ndonald\nandrew\nhunter2\ntrustno1\nwhatever\nfreedom\ncomputer\ninternet\nsecret\nsecret1\n"
    "admin\nadmin123\nAdmin123!\nroot\ntoor\nguest\nchangeme\nChangeMe1!\ndefault\nlogin\ntest\ntest123\n"
    "Test123!\nsummer\nSummer2024\nSummer2024!\nwinter\nWinter2024!\nspring\nautumn\nmonday\njanuary\n"
    "october\ncheese\ncoffee\nchocolate\nbanana\norange\npepper\nginger\ncookie\nflower\nbutterfly\nlovely\n"
    "angel\nstudent\nStudent1!\nstudent123\nteacher\nschool\nuniversity\ncorrect horse battery staple\n";

static int split(struct words *words, const char *command)
{
    size_t lines = 1;
    for (const char *at = words->text; *at; at++)
        lines += *at == '\n';
    words->word = malloc(lines * sizeof *words->word);
    if (!words->word)
        return app_fail(command, "out of memory");
    char *rest = words->text;
    for (char *word; (word = strsep(&rest, "\n")) != NULL;) {
        word[strcspn(word, "\r")] = '\0';
        if (*word)
            words->word[words->n++] = word;
    }
    return words->n ? APP_OK : app_fail(command, "--words: no word in the file");
}

int words_read(struct words *words, const char *command, const char *file)
{
    uint8_t *data = NULL;
    size_t bytes = 0;
    int status = APP_OK;
    if (file) {
        status = app_read_file(command, file, FILE_LIMIT_BYTES, &data, &bytes);
        words->text = (char *)data;
        if (!status && words->text && strlen(words->text) != bytes)
            status = app_fail(command, "--words: %s holds a zero byte, and is no text", file);
    } else {
        words->text = strdup(built_in);
    }
    if (!status && !words->text) {
        app_fail(command, "out of memory");
        return APP_FAILED;
    }
    return status ? status : split(words, command);
}

void words_free(struct words *words)
{
    free(words->word);
    free(words->text);
}
