#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A ChatLock client in another language, written from the description of the protocol: chatlock_client.py PORT NAME [PIECE]

Lines of standard input are said: `private:NAME:text` to one, all else to all, `!DISCONNECT` leaves. What is received is
printed, a line each. PIECE: send that many bytes at a time, so that the server sees lists in pieces.
"""
import hashlib
import json
import random
import socket
import sys
import threading

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY = bytes.fromhex("1234567890abcdef")
P, A, N, G = 23, 1, 29, (7, 3)


def des(data, encrypt):
    cipher = Cipher(algorithms.TripleDES(KEY * 3), modes.ECB())
    context = cipher.encryptor() if encrypt else cipher.decryptor()
    return context.update(data) + context.finalize()


def encrypt(text):
    data = text.encode("latin-1")
    data += bytes(-len(data) % 8)
    data = des(data, True)
    return [data[i:i + 8].hex() for i in range(0, len(data), 8)]


def decrypt(blocks):
    return des(b"".join(bytes.fromhex(b) for b in blocks), False).rstrip(b"\0").decode("latin-1")


def add(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    if p == q:
        slope = (3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return (x, (slope * (p[0] - x) - p[1]) % P)


def multiply(k, p):
    r = None
    for _ in range(k):
        r = add(r, p)
    return r


def sign(d, block):
    e = int(hashlib.sha512(block.encode()).hexdigest(), 16)
    while True:
        k = random.randrange(1, N)
        r = multiply(k, G)[0] % N
        s = pow(k, -1, N) * (e + d * r) % N
        if r and s:
            return [r, s]


def receive(sock, name):
    decoder = json.JSONDecoder()
    buffer = ""
    while True:
        data = sock.recv(512)
        if not data:
            print("closed", flush=True)
            return
        buffer += data.decode()
        while buffer:
            if buffer.startswith("!USERNAME"):
                print("taken", flush=True)
                buffer = buffer[9:]
                continue
            try:
                message, end = decoder.raw_decode(buffer)
            except json.JSONDecodeError:
                break
            buffer = buffer[end:].lstrip()
            if message[0] == 1:
                print(f"{decrypt(message[1])} to all: {decrypt(message[3])}", flush=True)
            elif message[0] == 0:
                print(f"{decrypt(message[1])} to me (private): {decrypt(message[3])}", flush=True)


def main():
    port, name = int(sys.argv[1]), sys.argv[2]
    piece = int(sys.argv[3]) if len(sys.argv) > 3 else 1 << 20
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(text):
        data = text.encode()
        for i in range(0, len(data), piece):
            sock.sendall(data[i:i + piece])

    d = random.randrange(1, N)
    send(json.dumps(["username", name, list(multiply(d, G))]))
    threading.Thread(target=receive, args=(sock, name), daemon=True).start()
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line == "!DISCONNECT":
            break
        if line.startswith("private:"):
            _, to, text = line.split(":", 2)
            blocks = encrypt(text)
            send(json.dumps([0, encrypt(name), encrypt(to), blocks, sign(d, blocks[0])]))
        elif line.startswith("raw:"):
            send(line[4:])
        else:
            send(json.dumps([1, encrypt(name), encrypt("All"), encrypt(line)]))
    send("!DISCONNECT")
    sock.close()


main()
