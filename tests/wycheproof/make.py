#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the small files of this folder, in the form of Wycheproof's, from the openssl command's keys and outputs.

One test of each is valid, others are damaged. Run in this folder; the files are checked in, so nobody has to.
"""
import hashlib
import hmac
import json
import re
import subprocess
import tempfile

MSG = b"glasslock"
DIR = tempfile.mkdtemp()


def ssl(*args, data=b""):
    return subprocess.run(["openssl", *args], input=data, capture_output=True, check=True).stdout


def path(name, data=None):
    name = f"{DIR}/{name}"
    if data is not None:
        with open(name, "wb") as out:
            out.write(data)
    return name


def text_fields(*args):
    """The numbers of `openssl ... -text`: name -> hex."""
    fields, name = {}, None
    for line in ssl(*args).decode().splitlines():
        if re.match(r"^ +[0-9a-f:]+$", line) and name:
            fields[name] += line.strip().replace(":", "")
        elif re.match(r"^[A-Za-z].*:", line):
            name = line.split(":")[0].strip()
            fields[name] = ""
            short = re.search(r"\(0x([0-9a-f]+)\)", line)
            if short:
                fields[name] = short.group(1)
    return fields


def flip(data, at=-1):
    data = bytearray(data)
    data[at] ^= 1
    return bytes(data)


def tests(base, variants):
    out = []
    for i, (comment, flags, result, changes) in enumerate(variants):
        out.append({"tcId": i + 1, "comment": comment, "flags": flags, **base, **changes, "result": result})
    return out


def write(name, schema, algorithm, group, cases):
    root = {
        "algorithm": algorithm, "schema": schema, "generatorVersion": "0", "numberOfTests": len(cases),
        "header": ["made for glasslock's tests"],
        "notes": {"Damaged": {"bugType": "BASIC", "description": "a changed bit"}},
        "testGroups": [{**group, "tests": cases}],
    }
    with open(name, "w") as out:
        json.dump(root, out, indent=1)
        out.write("\n")


def damaged(field, value, extra=()):
    return [("as it is", ["Normal"], "valid", {field: value.hex()}),
            ("last bit changed", ["Damaged"], "invalid", {field: flip(value).hex()}),
            ("cut", ["Damaged", "Truncated"], "invalid", {field: value[:-1].hex()}), *extra]


def symmetric():
    key, iv = bytes(range(16)), bytes(range(16, 32))
    ct = ssl("enc", "-aes-128-cbc", "-K", key.hex(), "-iv", iv.hex(), data=MSG)
    write("cbc.json", "ind_cpa_test_schema.json", "AES-CBC-PKCS5",
          {"type": "IndCpaTest", "keySize": 128, "ivSize": 128},
          tests({"key": key.hex(), "iv": iv.hex(), "msg": MSG.hex()}, damaged("ct", ct)))
    tag = ssl("dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:" + key.hex(), "-binary", data=MSG)[:16]
    write("hmac.json", "mac_test_schema.json", "HMACSHA256", {"type": "MacTest", "keySize": 128, "tagSize": 128},
          tests({"key": key.hex(), "msg": MSG.hex()}, damaged("tag", tag)))
    dk = hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 3, 20)
    write("pbkdf2.json", "pbkdf_test_schema.json", "PBKDF2-HMACSHA1", {"type": "PbkdfTest"},
          tests({"password": b"password".hex(), "salt": b"salt".hex(), "iterationCount": 3, "dkLen": 20},
                damaged("dk", dk)))
    prk = hmac.new(b"salt", key, "sha256").digest()
    okm = hmac.new(prk, b"info\x01", "sha256").digest()
    write("hkdf.json", "hkdf_test_schema.json", "HKDF-SHA-256", {"type": "HkdfTest", "keySize": 128},
          tests({"ikm": key.hex(), "salt": b"salt".hex(), "info": b"info".hex(), "size": 32},
                damaged("okm", okm, [("too long", ["SizeTooLarge"], "invalid", {"okm": "", "size": 8161})])))


def rsa():
    pem = path("rsa.pem", ssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"))
    f = text_fields("pkey", "-in", pem, "-noout", "-text")
    n, e, d = f["modulus"], f["publicExponent"].rjust(6, "0"), f["privateExponent"]
    spki = ssl("pkey", "-in", pem, "-pubout", "-outform", "DER").hex()
    pkcs8 = ssl("pkcs8", "-topk8", "-nocrypt", "-in", pem, "-outform", "DER").hex()
    public = {"publicKey": {"modulus": n, "publicExponent": e}, "publicKeyDer": spki, "keySize": 1024}
    private = {"privateKey": {"modulus": n, "privateExponent": d, "publicExponent": e}, "privateKeyPkcs8": pkcs8,
               "keySize": 1024}
    ct = ssl("pkeyutl", "-encrypt", "-inkey", pem, "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt",
             "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha1", data=MSG)
    write("oaep.json", "rsaes_oaep_decrypt_schema.json", "RSAES-OAEP",
          {"type": "RsaesOaepDecrypt", "sha": "SHA-256", "mgf": "MGF1", "mgfSha": "SHA-1", **private},
          tests({"msg": MSG.hex(), "label": ""},
                damaged("ct", ct, [("wrong label", ["Damaged"], "invalid", {"ct": ct.hex(), "label": "00"})])))
    sig = ssl("dgst", "-sha256", "-sign", pem, data=MSG)
    either = [("either answer", ["MissingNull"], "acceptable", {"sig": flip(sig).hex()})]
    write("pkcs1.json", "rsassa_pkcs1_verify_schema.json", "RSASSA-PKCS1-v1_5",
          {"type": "RsassaPkcs1Verify", "sha": "SHA-256", **public},
          tests({"msg": MSG.hex()}, damaged("sig", sig, either)))
    write("pkcs1_generate.json", "rsassa_pkcs1_generate_schema.json", "RSASSA-PKCS1-v1_5",
          {"type": "RsassaPkcs1Generate", "sha": "SHA-256", **private, "publicKeyDer": spki},
          tests({"msg": MSG.hex()}, damaged("sig", sig)))
    sig = ssl("dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sign", pem,
              data=MSG)
    write("pss.json", "rsassa_pss_verify_schema.json", "RSASSA-PSS",
          {"type": "RsassaPssVerify", "sha": "SHA-256", "mgf": "MGF1", "mgfSha": "SHA-256", "sLen": 32, **public},
          tests({"msg": MSG.hex()}, damaged("sig", sig)))


def der_pair(der):
    """r and s out of a short DER signature."""
    r_bytes = der[3]
    r = der[4:4 + r_bytes]
    return int.from_bytes(r, "big"), int.from_bytes(der[6 + r_bytes:], "big")


def signatures(prefix, kind, pem, group, width):
    sig = ssl("dgst", "-sha256", "-sign", pem, data=MSG)
    ber = [("long form of the length", ["BerEncodedSignature"], "invalid",
            {"sig": (sig[:1] + b"\x81" + sig[1:]).hex()}),
           ("trailing byte", ["InvalidEncoding"], "invalid", {"sig": (sig + b"\0").hex()}),
           ("r and s are 0", ["InvalidSignature"], "invalid", {"sig": "3006020100020100"})]
    write(f"{prefix}.json", f"{prefix}_verify_schema.json", kind, {"type": "Verify", **group},
          tests({"msg": MSG.hex()}, damaged("sig", sig, ber)))
    r, s = der_pair(sig)
    raw = r.to_bytes(width, "big") + s.to_bytes(width, "big")
    write(f"{prefix}_p1363.json", f"{prefix}_p1363_verify_schema.json", kind, {"type": "P1363Verify", **group},
          tests({"msg": MSG.hex()}, damaged("sig", raw)))


def elliptic():
    pem = path("ec.pem", ssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"))
    f = text_fields("pkey", "-in", pem, "-noout", "-text")
    pub = f["pub"]
    spki = ssl("pkey", "-in", pem, "-pubout", "-outform", "DER").hex()
    signatures("ecdsa", "ECDSA", pem, {
        "sha": "SHA-256", "publicKeyDer": spki,
        "publicKey": {"type": "EcPublicKey", "curve": "secp256r1", "keySize": 256, "uncompressed": pub,
                      "wx": "00" + pub[2:66], "wy": "00" + pub[66:]}}, 32)
    peer = path("peer.pem", ssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"))
    public = ssl("pkey", "-in", peer, "-pubout", "-outform", "DER")
    shared = ssl("pkeyutl", "-derive", "-inkey", pem, "-peerkey", path("peer.pub", ssl("pkey", "-in", peer, "-pubout")))
    private = "00" + f["priv"].rjust(64, "0")
    group = {"type": "EcdhTest", "curve": "secp256r1", "encoding": "asn"}
    write("ecdh.json", "ecdh_test_schema.json", "ECDH", group,
          tests({"public": public.hex(), "private": private}, damaged("shared", shared, [
              ("point not on the curve", ["InvalidCurveAttack"], "invalid",
               {"public": flip(public).hex(), "shared": shared.hex()})])))
    group["encoding"] = "ecpoint"
    write("ecdh_ecpoint.json", "ecdh_ecpoint_test_schema.json".replace("ecdh_ecpoint", "ecdh"), "ECDH", group,
          tests({"public": public[-65:].hex(), "private": private}, damaged("shared", shared)))


def dsa():
    params = path("params.pem", ssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024",
                                    "-pkeyopt", "dsa_paramgen_q_bits:160"))
    pem = path("dsa.pem", ssl("genpkey", "-paramfile", params))
    f = text_fields("pkey", "-in", pem, "-noout", "-text")
    spki = ssl("pkey", "-in", pem, "-pubout", "-outform", "DER").hex()
    signatures("dsa", "DSA", pem, {
        "sha": "SHA-256", "publicKeyDer": spki,
        "publicKey": {"type": "DsaPublicKey", "keySize": 1024, "p": f["P"], "q": f["Q"], "g": f["G"],
                      "y": f["pub"]}}, 20)


if __name__ == "__main__":
    symmetric()
    rsa()
    elliptic()
    dsa()
