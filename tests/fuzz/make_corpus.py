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
    put("vectors", "nameless", "# Example 1: a key\n# Modulus:\n00 a1\n#:\n02\n\n# Message:\n00\n# Seed:\n01\n# Encryption:\n02\n")
    put("vectors", "wycheproof", json.dumps({"algorithm": "HMACSHA256", "schema": "mac_test_schema.json", "numberOfTests": 1,
        "notes": {}, "testGroups": [{"keySize": 8, "tagSize": 16, "type": "MacTest", "tests": [{"tcId": 1, "comment": "",
        "flags": [], "key": "00", "msg": "61", "tag": "ffff", "result": "invalid"}]}]}))
    put("vectors", "fernet", json.dumps([{"token": "gAAA", "now": "1985-10-26T01:20:01-07:00", "ttl_sec": 60, "src": "hello",
        "secret": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="}]))


def streams():
    lists = '["username", "bob", [4, 7]]\n[1, ["b9eb4e73991df0c4"], ["b9eb4e73991df0c4"], ["b9eb4e73991df0c4"]]'
    for target in ("chatlock_server", "chatlock_client"):
        put(target, "all", b"\0\0" + lists.encode() + b"!DISCONNECT")
        put(target, "one", b'\0\0["username", "bob", 0] [0, ["b9eb4e73991df0c4"], ["b9eb4e73991df0c4"], [], [0, 1]]')
    put("old_streams", "chatlock", b"\0" + lists.encode())
    put("old_streams", "socketchat", b"\1" + base64.b64encode(bytes(32)))
    put("old_streams", "coursework", b"\2" + (top / "pem/rsa-public").read_bytes())
    put("socketchat_server", "name", b"\1bob\xffhello\xff/exit")
    put("socketchat_client", "said", b"\1\0[1.2.3.4:5] entered our chatting room\n\xff\r[ bob: ] hello\xff[info] x")
    account = b"bob " + b"1" * 64
    put("coursework_server", "sign-up", b"\1SIGNUP\xff" + account + b"\xffLOGIN\xff" + account + b"\xffGET_USERS\xffhello")
    put("coursework_server", "log-in", b"\1LOGIN\xff" + account + b"\xffhello\xff#exit")
    put("coursework_client", "said", b"\1\x001\xffPeople entered the chatroom: alice, bob\xff[2024-02-29 12:00:01] bob: hello")


def text(words):
    return len(words).to_bytes(2, "big") + words.encode()


def frame(kind, how, payload):
    return bytes([kind, how, len(payload)]) + payload


def default_protocol():
    identifier, room = 2, 4  # the target puts them before the payload
    put("glasslock_server", "asks", b"\x41" + frame(0x24, identifier, b"") + frame(0x2e, identifier | room, bytes(8)) +
        frame(0x2f, identifier, text("bob") + b"\1") + frame(0x25, identifier, b"\0\1" + text("bob")) +
        frame(0x31, identifier, text("bob") + b"\1\1") + frame(0x30, identifier, b"") + frame(0x33, 0, bytes(8)))
    put("glasslock_server", "says", b"\x41" + frame(0x2e, identifier | room | 8, bytes(8)) +
        frame(0x2c, identifier | room | 8, bytes([0, 0, 0, 1, 0, 4]) + b"seal") +
        frame(0x2d, room, bytes([0, 0, 0, 1, 1]) + text("bob") + bytes(40)) + frame(0x32, identifier | room | 8, b"\2") +
        frame(0x2b, identifier | room | 8, bytes([0, 0, 0, 1]) + bytes(32) + b"\1\0\1" + text("alice") + text("wrapped")) +
        frame(0x2a, identifier | room | 8, b""))
    put("glasslock_server", "log-in", b"\x40" + frame(0x21, identifier, text("alice") + text("correct horse 1!")))
    put("glasslock_client", "room", b"\x81\0" + frame(0x43, 0, b"\0\0\1" + text("bob") + b"\0\0") +
        frame(0x46, room, b"\1" + bytes(16) + bytes([0, 0, 0, 1]) + bytes(32) + b"\0\1\0\1" + text("bob") + bytes(32) +
              text("invitation") + b"\1") +
        frame(0x47, room, b"\1" + bytes([0, 0, 0, 1]) + bytes(32) + text("bob") + text("wrapped")) +
        frame(0x48, room, bytes(7) + b"\1" + bytes(8) + text("bob") + text("message")) + frame(0x40, identifier, bytes(8)))
    put("glasslock_client", "others", b"\x81\0" + frame(0x4a, 0, text("bob") + b"\2\1") + frame(0x4b, 0, text("bob") + b"\1") +
        frame(0x45, 0, b"r" * 16 + b"\1\4" + text("exam") + text("bob") + text("invitation") + text("card")) +
        frame(0x49, room, bytes([0, 0, 0, 1, 1]) + text("bob") + text("alice") + bytes(40)) + frame(0x4f, room, b"") +
        frame(0x4e, room, text("bob")) + frame(0x41, identifier, b"\0\x0a" + text("why")) + frame(0x4c, 0, text("a notice")))
    put("tap", "chatlock", b"\1\0" + b'["username", "bob", [4, 7]]\n[1, ["b9eb4e73991df0c4"], [], []]!DISCONNECT')
    put("tap", "frames", b"\0\x55" + b"\0\0\0\x62\1\1" + bytes(97) + b"\0\0\0\2\x1f\5")
    put("tap", "socketchat", b"\2\0" + base64.b64encode(bytes(32)))
    put("tap", "coursework", b"\3\0" + (top / "pem/rsa-public").read_bytes() + b"\0\0\0\4aGVs")
    for line in ("users", "kick alice why", "ban 10.0.0.1", "unban alice", "notice hello", "wire on", "stats", "help", "pending"):
        put("admin", line.split()[0], line)
    put("options", "all", b"--number=7\0--text\0aes=ni,sha256=textbook\0--flag\0--\0operand")
    put("options", "hex", b"00ff\0--fl\0-x")
    put("lab", "host", "127.0.0.1:8080")
    put("lab", "origin", "http://localhost:8080")
    put("lab", "job", '{"job": "trace-des", "values": {"key": "133457799BBCDFF1"}}')
    for target, most in (("ciphers", 60), ("hashes", 40), ("rsa", 30), ("ecdsa", 130), ("handshake", 20), ("records", 40),
                         ("talk", 12)):
        for first in (1, 0x63, 0xa7, 0xff):
            put(target, f"{first:02x}", bytes((first * (i + 1) + i) & 0xff for i in range(most)))


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
streams()
default_protocol()
dictionaries()
