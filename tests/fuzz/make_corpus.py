#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_corpus.py GLASSLOCK: write tests/fuzz/corpus/TARGET/NAME, what each target begins with: small and well-formed."""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile

glasslock = str(pathlib.Path(sys.argv[1]).resolve())
top = pathlib.Path(__file__).resolve().parent / "corpus"


def put(target, name, data):
    folder = top / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def run(*arguments, data=b""):
    return subprocess.run([glasslock, *arguments], input=data, capture_output=True, check=True).stdout


def keys():
    with tempfile.TemporaryDirectory() as folder:
        kinds = {"rsa": ["rsa", "--bits", "1024"], "ec": ["ec", "--curve", "P-256"], "k1": ["ec", "--curve", "secp256k1"],
                 "dsa": ["dsa"]}
        for name, arguments in kinds.items():
            pem, public = f"{folder}/{name}.pem", f"{folder}/{name}.pub"
            run("keygen", *arguments, "--out", pem)
            run("pubkey", "--in", pem, "--out", public)
            for path, part in ((pem, "private"), (public, "public")):
                text = pathlib.Path(path).read_text()
                put("pem", f"{name}-{part}", text)
                der = base64.b64decode("".join(line for line in text.split("\n") if "-" not in line))
                put("key", f"{name}-{part}", der)
                put("der", f"{name}-{part}", der)
    traditional = subprocess.run(["openssl", "ec", "-outform", "DER"], input=(top / "pem/ec-private").read_bytes(),
                                 capture_output=True, check=True).stdout
    put("key", "ec-traditional", traditional)
    traditional = subprocess.run(["openssl", "rsa", "-traditional", "-outform", "DER"],
                                 input=(top / "pem/rsa-private").read_bytes(), capture_output=True, check=True).stdout
    put("key", "rsa-traditional", traditional)


def encodings():
    put("base64", "hello", "aGVsbG8gd29ybGQ=")
    put("base64", "url", "-_-_")
    put("hex", "digits", "00ff7fA0")
    put("hex", "prefix", "0xfe")
    put("signature", "der", bytes.fromhex("3006020105020107"))
    put("signature", "p1363", bytes(range(64)))
    put("fernet", "token", "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==")
    put("fernet", "key", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")
    put("wire", "frames", bytes(16) + bytes.fromhex("0000000642000361626300000001ff") + b"text")


def traces():
    for name, arguments in {"ec-add": ["ec-add", "--curve", "classroom"],
                            "rsa": ["rsa", "--in", "2", "-p", "5", "-q", "11", "-e", "3"]}.items():
        whole = json.loads(run("trace", *arguments, "--format", "json"))
        put("trace_json", name, json.dumps(whole, separators=(",", ":")))


def vectors():
    put("vectors", "aes", "# AESVS MMT test data for ECB\n\n[ENCRYPT]\n\nCOUNT = 0\nKEY = 000102030405060708090a0b0c0d0e0f\n"
        "PLAINTEXT = 00112233445566778899aabbccddeeff\nCIPHERTEXT = 69c4e0d86a7b0430d8cdb78070b4c55a\n")
    put("vectors", "sha", '#  "SHA-1 ShortMsg"\n\n[L = 20]\n\nLen = 24\nMsg = 616263\n'
        "MD = a9993e364706816aba3e25717850c26c9cd0d89d\n")
    put("vectors", "ecdsa", "[P-256,SHA-256]\nMsg = 00\nQx = 01\nQy = 02\nR = 1\nS = 1\nResult = F (1 - Message changed)\n")
    put("vectors", "pkcs1", "# Example 1: a key\n# Modulus:\n00 a1\n# Exponent:\n01 00 01\n\n# Message:\n00\n# Seed:\n01\n"
        "# Encryption:\n02\n")
    put("vectors", "wycheproof", json.dumps({"algorithm": "HMACSHA256", "schema": "mac_test_schema.json", "numberOfTests": 1,
        "notes": {}, "testGroups": [{"keySize": 8, "tagSize": 16, "type": "MacTest", "tests": [{"tcId": 1, "comment": "",
        "flags": [], "key": "00", "msg": "61", "tag": "ffff", "result": "invalid"}]}]}))
    put("vectors", "fernet", json.dumps([{"token": "gAAA", "now": "1985-10-26T01:20:01-07:00", "ttl_sec": 60, "src": "hello",
        "secret": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="}]))


def dictionaries():
    folder = top.parent / "dict"
    folder.mkdir(exist_ok=True)
    words = {
        "vectors": ["[ENCRYPT]", "[DECRYPT]", "COUNT = ", "KEY = ", "Len = ", "Msg = ", "MD = ", "[L = ", "# Example ",
                    "# Modulus:", "testGroups", "tests", "Result = P", "\\x0a\\x0a"],
        "pem": ["-----BEGIN ", "-----END ", "-----", "PRIVATE KEY", "PUBLIC KEY", "RSA ", "EC ", "DSA ", "ENCRYPTED "],
        "key": ["\\x06\\x09\\x2a\\x86\\x48\\x86\\xf7\\x0d\\x01\\x01\\x01", "\\x06\\x07\\x2a\\x86\\x48\\xce\\x3d\\x02\\x01",
                "\\x30\\x82", "\\x02\\x01\\x00", "\\x03\\x42\\x00\\x04", "\\x05\\x00"],
    }
    for name, entries in words.items():
        (folder / f"{name}.dict").write_text("".join('"%s"\n' % word for word in entries))


keys()
encodings()
traces()
vectors()
dictionaries()
