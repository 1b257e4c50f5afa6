// SPDX-License-Identifier: MIT
// Errors: one enum for the whole house. 0 is success, so `if (error)` reads as it says.
//
// A failed verification or decryption says only that it failed (GL_ERR_VERIFY, GL_ERR_DECRYPT): which byte of
// a padding was wrong is exactly what an attacker would like to know.
#ifndef GLASSLOCK_COMMON_ERROR_H
#define GLASSLOCK_COMMON_ERROR_H

enum gl_error {
    GL_OK = 0,
    GL_ERR_ARGUMENT,     // a parameter that no caller should pass (NULL, an unknown name)
    GL_ERR_LENGTH,       // an input of a wrong length
    GL_ERR_RANGE,        // a number outside its range
    GL_ERR_KEY,          // a key that is malformed, weak or of the wrong kind
    GL_ERR_POINT,        // a point that is not on its curve, or is the point at infinity
    GL_ERR_VERIFY,       // a signature, MAC or tag that does not match
    GL_ERR_DECRYPT,      // a ciphertext that does not decrypt
    GL_ERR_ENCODING,     // hex, base64, DER or PEM that is malformed or not in its strict form
    GL_ERR_UNSUPPORTED,  // well-formed, but not something we do
    GL_ERR_UNAVAILABLE,  // an engine that this CPU cannot run
    GL_ERR_RANDOM,       // no random bytes from the kernel
    GL_ERR_MEMORY,       // allocation failed
    GL_ERR_TOO_LARGE,    // more data than a stated limit
    GL_ERR_INCONSISTENT, // a trace whose steps do not follow from one another
    GL_ERR_CANCELLED,    // a progress callback asked to stop
    GL_ERR_COUNT
};

// One lower-case English phrase without a full stop, never NULL.
const char *gl_error_string(enum gl_error error);

#endif
