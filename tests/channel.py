# SPDX-License-Identifier: MIT
"""channel.py FILE: recompute a conversation over the secure channel as net/README.md describes it.

FILE has lines of a word and hex digits: the client's ephemeral private key, the frames in their order, and what
the records must hold. Nothing of glasslock is used: another library and another language. Exit status 1 and one
line for the first thing that differs.
"""
import hmac
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand


def sha256(data):
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def mac(key, data):
    return hmac.new(key, data, "sha256").digest()


def expand(key, label):
    return HKDFExpand(hashes.SHA256(), 32, label).derive(key)


def point(data):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)


def expect(right, what):
    if not right:
        sys.exit(f"channel.py: {what}")


def handshake(hello, answer, finished, private):
    expect(len(hello) == 103 and hello[:6] == bytes.fromhex("000000630101"), "CLIENT_HELLO's form")
    expect(len(answer) == 280 and answer[:6] == bytes.fromhex("000001140201"), "SERVER_HELLO's form")
    expect(len(finished) == 37 and finished[:5] == bytes.fromhex("0000002103"), "CLIENT_FINISHED's form")
    key = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    expect(hello[38:103] == b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"), "eC")
    ours, identity, signature = answer[54:119], answer[119:184], answer[184:248]
    t1 = sha256(hello + answer[:184])
    t2 = sha256(hello + answer[:248])
    t3 = sha256(hello + answer)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        point(identity).verify(utils.encode_dss_signature(r, s), b"glasslock channel v1 server" + t1,
                               ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        expect(False, "the signature")
    prk = mac(t1, key.exchange(ec.ECDH(), point(ours)))
    expect(answer[248:] == mac(expand(prk, b"glasslock server finished"), t2), "the server's MAC")
    expect(finished[5:] == mac(expand(prk, b"glasslock client finished"), t3), "the client's MAC")
    return {"c2s": expand(prk, b"glasslock c2s"), "s2c": expand(prk, b"glasslock s2c")}


def open_record(secret, sequence, frame):
    length, kind = struct.unpack(">IB", frame[:5])
    expect(length == len(frame) - 4 and kind == 0x10, f"record {sequence}'s header")
    body, tag = frame[5:-32], frame[-32:]
    expect(tag == mac(expand(secret, b"mac"), struct.pack(">Q", sequence) + frame[:5] + body),
           f"record {sequence}'s MAC")
    aes = Cipher(algorithms.AES(expand(secret, b"aes")), modes.CBC(body[:16])).decryptor()
    unpad = padding.PKCS7(128).unpadder()
    return unpad.update(aes.update(body[16:]) + aes.finalize()) + unpad.finalize()


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        lines = [line.split() for line in file]
    facts = {word: bytes.fromhex(data[0]) for word, *data in lines if word not in ("c2s", "s2c", "content")}
    secrets = handshake(facts["hello"], facts["answer"], facts["finished"], facts["private"])
    rekey = int.from_bytes(facts["rekey"], "big")
    sequence = {"c2s": 0, "s2c": 0}
    for (way, frame), (_, content) in zip(lines[5::2], lines[6::2]):
        number = sequence[way]
        if number and number % rekey == 0:
            secrets[way] = expand(secrets[way], b"rekey")
        expect(open_record(secrets[way], number, bytes.fromhex(frame)) == bytes.fromhex(content),
               f"content of record {number} {way}")
        sequence[way] += 1
    print(f"{sum(sequence.values())} records")


main()
