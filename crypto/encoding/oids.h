// SPDX-License-Identifier: MIT
// Object identifiers of keys (RFC 3279, RFC 5480).
#ifndef GLASSLOCK_ENCODING_OIDS_H
#define GLASSLOCK_ENCODING_OIDS_H

#define OID_RSA "1.2.840.113549.1.1.1"
#define OID_EC  "1.2.840.10045.2.1"
#define OID_DSA "1.2.840.10040.4.1"

#endif
