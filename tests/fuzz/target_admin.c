// SPDX-License-Identifier: MIT
// Lines of administration, for the core and for the default protocol, with a user online.
#include "net/glasslock/server.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/server_rig.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rig rig;
    struct fuzz_in in = fuzz_in(data, size);
    if (!rig.server)
        rig_start(&rig, &server_glasslock);
    char *line = fuzz_text(&in), *answer = NULL;
    size_t chars;
    struct rig_end e = rig_connect(&rig);
    FUZZ_REQUIRE(server_claim(rig.server, e.conn, "alice"));
    FILE *out = open_memstream(&answer, &chars);
    (void)server_admin(rig.server, line, out);
    fclose(out);
    rig_close(&e);
    free(answer);
    free(line);
    return 0;
}
