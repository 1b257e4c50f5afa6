// SPDX-License-Identifier: MIT
// The curves: FIPS 186-4, D.1.2 (P-192 to P-521), SEC 2, 2.4.1 (secp256k1), and the classroom's: y^2 = x^3 +
// x + 4 mod 23. A test checks each: p and n prime, G on the curve, n G = O.
#include "crypto/ec/ec.h"

#include <string.h>
#include <strings.h>

const struct ec_curve ec_p192 = {
    .name = "P-192",
    .aliases = "prime192v1,secp192r1",
    .oid = "1.2.840.10045.3.1.1",
    .citation = "FIPS 186-4, D.1.2",
    .bits = 192,
    .order_bits = 192,
    .p = "fffffffffffffffffffffffffffffffeffffffffffffffff",
    .a = "fffffffffffffffffffffffffffffffefffffffffffffffc",
    .b = "64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1",
    .gx = "188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012",
    .gy = "07192b95ffc8da78631011ed6b24cdd573f977a11e794811",
    .n = "ffffffffffffffffffffffff99def836146bc9b1b4d22831",
};

const struct ec_curve ec_p224 = {
    .name = "P-224",
    .aliases = "secp224r1",
    .oid = "1.3.132.0.33",
    .citation = "FIPS 186-4, D.1.2",
    .bits = 224,
    .order_bits = 224,
    .p = "ffffffffffffffffffffffffffffffff000000000000000000000001",
    .a = "fffffffffffffffffffffffffffffffefffffffffffffffffffffffe",
    .b = "b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4",
    .gx = "b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21",
    .gy = "bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
    .n = "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
};

const struct ec_curve ec_p256 = {
    .name = "P-256",
    .aliases = "prime256v1,secp256r1",
    .oid = "1.2.840.10045.3.1.7",
    .citation = "FIPS 186-4, D.1.2",
    .bits = 256,
    .order_bits = 256,
    .p = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    .a = "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
    .b = "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    .gx = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    .gy = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    .n = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
};

const struct ec_curve ec_p384 = {
    .name = "P-384",
    .aliases = "secp384r1",
    .oid = "1.3.132.0.34",
    .citation = "FIPS 186-4, D.1.2",
    .bits = 384,
    .order_bits = 384,
    .p = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    .a = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc",
    .b = "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    .gx = "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    .gy = "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    .n = "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
};

const struct ec_curve ec_p521 = {
    .name = "P-521",
    .aliases = "secp521r1",
    .oid = "1.3.132.0.35",
    .citation = "FIPS 186-4, D.1.2",
    .bits = 521,
    .order_bits = 521,
    .p = "1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
         "ffffffffffffffffffffffffffffffff",
    .a = "1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
         "fffffffffffffffffffffffffffffffc",
    .b = "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073"
         "573df883d2c34f1ef451fd46b503f00",
    .gx = "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8"
          "de3348b3c1856a429bf97e7e31c2e5bd66",
    .gy = "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad07"
          "61353c7086a272c24088be94769fd16650",
    .n = "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d0"
         "3bb5c9b8899c47aebb6fb71e91386409",
};

const struct ec_curve ec_secp256k1 = {
    .name = "secp256k1",
    .aliases = "",
    .oid = "1.3.132.0.10",
    .citation = "SEC 2, 2.4.1",
    .bits = 256,
    .order_bits = 256,
    .p = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
    .a = "0",
    .b = "7",
    .gx = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    .gy = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
    .n = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
};

const struct ec_curve ec_classroom = {
    .name = "classroom",
    .aliases = "toy",
    .citation = "the classroom curve",
    .bits = 5,
    .order_bits = 5,
    .p = "17", // 23
    .a = "1",
    .b = "4",
    .gx = "7",
    .gy = "3",
    .n = "1d", // 29
};

const struct ec_curve *const ec_curves[] = {
    &ec_p192, &ec_p224, &ec_p256, &ec_p384, &ec_p521, &ec_secp256k1, &ec_classroom, NULL,
};

// Is `name` one of the comma-separated words?
static bool listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    while (length && *list) {
        size_t word = strcspn(list, ",");
        if (word == length && strncasecmp(list, name, length) == 0)
            return true;
        list += word;
        list += *list == ',';
    }
    return false;
}

const struct ec_curve *ec_find(const char *name)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++)
        if (strcasecmp((*curve)->name, name) == 0 || listed((*curve)->aliases, name))
            return *curve;
    return NULL;
}

const struct ec_curve *ec_find_oid(const char *oid)
{
    for (const struct ec_curve *const *curve = ec_curves; *curve; curve++)
        if ((*curve)->oid && strcmp((*curve)->oid, oid) == 0)
            return *curve;
    return NULL;
}
