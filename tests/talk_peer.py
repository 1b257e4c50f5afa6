# SPDX-License-Identifier: MIT
"""talk_peer.py card|answer DIR: the other end of a conversation, written from net/README.md, "End to end", alone.

card: makes keys, writes DIR/peer.card. answer: reads what alice wrote (DIR/alice.card, DIR/identity, DIR/N.out), opens it, writes
what it read (DIR/N.read) and answers (DIR/N.in). Any check that fails ends the program with a traceback and status 1.
"""
import base64
import hashlib
import hmac
import pathlib
import secrets
import sys

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

NAME = "peer"
SHA256 = hashes.SHA256()
PREHASHED = utils.Prehashed(SHA256)
PSS = padding.PSS(mgf=padding.MGF1(SHA256), salt_length=32)
STRONG, SECURECHAT, FERNET = 1, 2, 3
ECDSA, RSA_PSS, DSA = 1, 2, 3


# ---- fields ----

def u(value, size):
    return value.to_bytes(size, "big")


def field(data):
    return u(len(data), 2) + data


def text(value):
    return field(value.encode())


class Reader:
    def __init__(self, data):
        self.data = data

    def raw(self, size):
        assert len(self.data) >= size, "cut short"
        head, self.data = self.data[:size], self.data[size:]
        return head

    def u(self, size):
        return int.from_bytes(self.raw(size), "big")

    def field(self):
        return self.raw(self.u(2))

    def end(self):
        assert not self.data, "bytes are left"


def digest(label, *parts):
    return hashlib.sha256(label.encode() + b"".join(parts)).digest()


# ---- DSA's domain, from its seed (FIPS 186-4, A.1.1.2 and A.2.3) ----

def dsa_domain():
    seed, counter, size, qsize = digest("glasslock DSA domain parameters v1 35"), 11, 2048, 256
    step = lambda add: int.from_bytes(hashlib.sha256(u((int.from_bytes(seed, "big") + add) % 2**256, 32)).digest(), "big")
    q = (step(0) % 2 ** (qsize - 1)) | 2 ** (qsize - 1) | 1
    n = -(-size // 256) - 1
    offset = 1 + counter * (n + 1)
    values = [step(offset + j) for j in range(n + 1)]
    values[n] %= 2 ** (size - 1 - n * 256)
    x = sum(v << (j * 256) for j, v in enumerate(values)) + 2 ** (size - 1)
    p = x - (x % (2 * q) - 1)
    g = pow(int.from_bytes(hashlib.sha256(seed + b"ggen" + u(1, 1) + u(1, 2)).digest(), "big"), (p - 1) // q, p)
    return dsa.DSAParameterNumbers(p, q, g)


# ---- signatures ----

def pair(der):
    r, s = utils.decode_dss_signature(der)
    return u(r, 32) + u(s, 32)


def unpair(data):
    assert len(data) == 64
    return utils.encode_dss_signature(int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big"))


def sign(keys, kind, hashed):
    if kind == RSA_PSS:
        return keys["wrap"].sign(hashed, PSS, PREHASHED)
    if kind == DSA:
        return pair(keys["dsa"].sign(hashed, PREHASHED))
    return pair(keys["sign"].sign(hashed, ec.ECDSA(PREHASHED)))


def verify(card, kind, hashed, signature):
    if kind == RSA_PSS:
        card["wrap"].verify(signature, hashed, PSS, PREHASHED)
    elif kind == DSA:
        card["dsa"].verify(unpair(signature), hashed, PREHASHED)
    else:
        card["sign"].verify(unpair(signature), hashed, ec.ECDSA(PREHASHED))


# ---- cards ----

def point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def modulus(key):
    return u(key.public_numbers().n, 256)


def make_keys():
    return {"sign": ec.generate_private_key(ec.SECP256R1()),
            "wrap": rsa.generate_private_key(65537, 2048),
            "dsa": dsa_domain().parameters().generate_private_key()}


def make_card(keys):
    body = (u(1, 1) + text(NAME) + point(keys["sign"].public_key()) + modulus(keys["wrap"].public_key())
            + u(keys["dsa"].public_key().public_numbers().y, 256))
    return body + sign(keys, ECDSA, digest("glasslock card v1", body))


def read_card(data):
    r = Reader(data)
    assert r.u(1) == 1
    card = {"name": r.field().decode()}
    card["sign"] = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), r.raw(65))
    n = r.u(256)
    assert n.bit_length() == 2048
    card["wrap"] = rsa.RSAPublicNumbers(65537, n).public_key()
    card["dsa"] = dsa.DSAPublicNumbers(r.u(256), dsa_domain()).public_key()
    card["hash"] = digest("glasslock card v1", data[:-64])
    verify(card, ECDSA, card["hash"], r.raw(64))
    r.end()
    return card


# ---- invitations, epochs ----

def invitation_digest(room, inviter, guest):
    return digest("glasslock invitation v1", room, inviter, guest)


def roster(*hashed):
    return digest("glasslock roster v1", *sorted(hashed))


def oaep(e):
    label = b"glasslock epoch v1" + u(e["recipe"], 1) + e["room"] + u(e["epoch"], 4) + e["roster"]
    return padding.OAEP(mgf=padding.MGF1(SHA256), algorithm=SHA256, label=label)


def wrap_digest(e, maker, member, block):
    return digest("glasslock wrap v1", u(e["recipe"], 1), e["room"], u(e["epoch"], 4), e["roster"],
                  hashlib.sha256(maker).digest(), hashlib.sha256(modulus(member)).digest(), block)


def maker_key(e, keys):
    """The maker's public key as bytes, and the kind of its signature."""
    return (modulus(keys["wrap"]), RSA_PSS) if e["recipe"] == FERNET else (point(keys["sign"]), ECDSA)


def unwrap(e, keys, maker, data):
    r = Reader(data)
    block, signature = r.raw(256), r.field()
    r.end()
    public, kind = maker_key(e, maker)
    verify(maker, kind, wrap_digest(e, public, keys["wrap"].public_key(), block), signature)
    key = keys["wrap"].decrypt(block, oaep(e))
    assert len(key) == 64
    return key


def wrap(e, keys, member, key):
    block = member["wrap"].encrypt(key, oaep(e))
    public, kind = maker_key(e, {name: k.public_key() for name, k in keys.items()})
    return block + field(sign(keys, kind, wrap_digest(e, public, member["wrap"], block)))


# ---- messages ----

def cbc(key, iv):
    return Cipher(algorithms.AES(key), modes.CBC(iv))


def seal_mac(e, sender, counter, data):
    return hmac.digest(e["key"][32:], b"glasslock seal v1" + e["room"] + u(e["epoch"], 4) + text(sender) + u(counter, 8) + data,
                       "sha256")


def seal(e, sender, counter, plain):
    if e["recipe"] == FERNET:
        return Fernet(base64.urlsafe_b64encode(e["key"][:32])).encrypt(plain)
    iv = secrets.token_bytes(16)
    encryptor = cbc(e["key"][:32], iv).encryptor()
    data = iv + encryptor.update(plain) + encryptor.finalize()
    return data + seal_mac(e, sender, counter, data) if e["recipe"] == STRONG else data


def unseal(e, sender, counter, data):
    if e["recipe"] == FERNET:
        return Fernet(base64.urlsafe_b64encode(e["key"][:32])).decrypt(data)
    if e["recipe"] == STRONG:
        data, mac = data[:-32], data[-32:]
        assert hmac.compare_digest(mac, seal_mac(e, sender, counter, data)), "MAC"
    decryptor = cbc(e["key"][:32], data[:16]).decryptor()
    return decryptor.update(data[16:]) + decryptor.finalize()


def message_digest(e, name, card_hash, counter, previous, kind, sealed):
    return digest("glasslock message v1", e["room"], u(e["recipe"], 1), u(e["epoch"], 4), text(name), card_hash,
                  u(counter, 8), previous, u(kind, 1), field(sealed))


def open_message(e, sender, chain, data):
    r = Reader(data)
    assert (r.u(1), r.u(4)) == (e["recipe"], e["epoch"])
    counter, previous, sealed, kind, signature = r.u(8), r.raw(32), r.field(), r.u(1), r.field()
    r.end()
    hashed = message_digest(e, sender["name"], sender["hash"], counter, previous, kind, sealed)
    verify(sender, kind, hashed, signature)
    assert (counter, previous) == chain, "chain"
    plain = unseal(e, sender["name"], counter, sealed)
    p = Reader(plain)
    what, said = p.u(1), p.field().decode()
    assert len(plain) % 64 == 0 and len(p.data) < 64 and not any(p.data)
    return what, said, (counter + 1, hashed)


def make_message(e, keys, card_hash, chain, kind, what, said):
    plain = u(what, 1) + text(said)
    plain += bytes(-len(plain) % 64)
    counter, previous = chain
    sealed = seal(e, NAME, counter, plain)
    hashed = message_digest(e, NAME, card_hash, counter, previous, kind, sealed)
    return (u(e["recipe"], 1) + u(e["epoch"], 4) + u(counter, 8) + previous + field(sealed) + u(kind, 1)
            + field(sign(keys, kind, hashed))), (counter + 1, hashed)


def receipt(e, what, reader, author, counter, hashed):
    key = hmac.digest(e["key"], b"glasslock receipt v1\x01", "sha256")  # HKDF-Expand, one block
    return hmac.digest(key, e["room"] + u(e["epoch"], 4) + u(what, 1) + text(reader) + text(author) + u(counter, 8) + hashed, "sha256")


# ---- the conversation of the test ----

def answer(folder, number, keys, card_hash, alice, identity):
    r = Reader((folder / f"{number}.out").read_bytes())
    e = {"recipe": r.u(1), "room": r.raw(16), "epoch": r.u(4), "roster": roster(alice["hash"], card_hash)}
    kind = r.u(1)
    invitation, wrapped = Reader(r.field()), r.field()
    assert (invitation.u(1), invitation.raw(32), invitation.raw(32)) == (1, alice["hash"], card_hash)
    verify(alice, ECDSA, invitation_digest(e["room"], alice["hash"], card_hash), invitation.raw(64))
    invitation.end()
    e["key"] = unwrap(e, keys, {"sign": identity} if e["recipe"] == SECURECHAT else alice, wrapped)
    chain, read = (0, bytes(32)), []
    while r.data:
        what, said, chain = open_message(e, alice, chain, r.field())
        read.append(u(what, 1) + text(said))
    (folder / f"{number}.read").write_bytes(b"".join(read))
    seen = receipt(e, 2, NAME, alice["name"], chain[0] - 1, chain[1])

    # The answer, in the next epoch, whose key is ours (the "server" of securechat is ours too).
    e["epoch"] += 1
    e["key"] = secrets.token_bytes(64)
    accepted = u(1, 1) + card_hash * 2 + sign(keys, ECDSA, invitation_digest(e["room"], card_hash, card_hash))
    out, chain = [seen, field(accepted), field(wrap(e, keys, alice, e["key"]))], (0, bytes(32))
    for entry in read:
        what, said = entry[0], entry[3:].decode()
        message, chain = make_message(e, keys, card_hash, chain, kind, what, said[::-1])
        out.append(field(message))
    (folder / f"{number}.in").write_bytes(b"".join(out))


def main():
    folder = pathlib.Path(sys.argv[2])
    names = ("sign", "wrap", "dsa")
    if sys.argv[1] == "card":
        keys = make_keys()
        for name in names:
            (folder / f"peer.{name}").write_bytes(keys[name].private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        (folder / "peer.card").write_bytes(make_card(keys))
        return
    keys = {name: serialization.load_pem_private_key((folder / f"peer.{name}").read_bytes(), None) for name in names}
    card_hash = digest("glasslock card v1", (folder / "peer.card").read_bytes()[:-64])
    alice = read_card((folder / "alice.card").read_bytes())
    identity = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), (folder / "identity").read_bytes())
    for number in range(4):
        answer(folder, number, keys, card_hash, alice, identity)


main()
