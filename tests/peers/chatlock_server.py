#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A ChatLock server in another language, written from the description of the protocol: chatlock_server.py [PIECE]

Listens on a free port of 127.0.0.1 and prints "port N". Prints who joins and leaves, and what it thinks of signatures. Lines of
standard input: `raw TEXT` sends TEXT to everybody as it stands, `close` hangs up. PIECE: send that many bytes at a time.
"""
import hashlib
import json
import socket
import sys
import threading

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY = bytes.fromhex("1234567890abcdef")
P, A, N, G = 23, 1, 29, (7, 3)
PIECE = int(sys.argv[1]) if len(sys.argv) > 1 else 1 << 20
lock = threading.Lock()
names, keys = {}, {}  # by socket; by name


def tell(text):
    print(text, flush=True)


def decrypt(blocks):
    context = Cipher(algorithms.TripleDES(KEY * 3), modes.ECB()).decryptor()
    return context.update(b"".join(bytes.fromhex(b) for b in blocks)).rstrip(b"\0").decode("latin-1")


def encrypt(text):
    data = text.encode("latin-1")
    data += bytes(-len(data) % 8)
    data = Cipher(algorithms.TripleDES(KEY * 3), modes.ECB()).encryptor().update(data)
    return [data[i:i + 8].hex() for i in range(0, len(data), 8)]


def add(p, q):
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = (3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return (x, (slope * (p[0] - x) - p[1]) % P)


def multiply(k, p):
    total = None
    for _ in range(k):
        total = add(total, p)
    return total


def authentic(public, block, r, s):
    if not (0 < r < N and 0 < s < N):
        return False
    e, w = int(hashlib.sha512(block.encode()).hexdigest(), 16), pow(s, -1, N)
    point = add(multiply(e * w % N, G), multiply(r * w % N, tuple(public)))
    return point is not None and point[0] % N == r


def send(sock, data):
    for i in range(0, len(data), PIECE):
        try:
            sock.sendall(data[i:i + PIECE])
        except OSError:
            return


def to_others(sock, text):
    for other in list(names):
        if other is not sock:
            send(other, text.encode())


def gone(sock):
    """Has the other side hung up, though the thread that reads has not seen it yet?"""
    try:
        return sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def leave(sock):
    name = names.pop(sock, None)
    if name:
        tell(f"{name} left")
        to_others(sock, json.dumps([1, encrypt(name), encrypt("All"), encrypt("!DISCONNECT")]))


def handle(sock, message, raw):
    if message[0] == "username":
        for other in [other for other in names if gone(other)]:
            leave(other)
        if message[1] in names.values():
            send(sock, b"!USERNAME")
        else:
            names[sock], keys[message[1]] = message[1], message[2]
            tell(f"{message[1]} joined with {message[2]}")
    elif message[0] == 1:
        assert decrypt(message[2]) == "All"
        tell(f"{decrypt(message[1])} says {decrypt(message[3])}")
        to_others(sock, raw)
    else:
        name, to = decrypt(message[1]), decrypt(message[2])
        good = authentic(keys[name], message[3][0], *message[4])
        tell(f"{name} to {to}: {'AUTHENTICATED' if good else 'NOT AUTHENTICATED'}")
        for other, other_name in list(names.items()):
            if other_name == to:
                send(other, raw.encode())


def serve(sock):
    decoder, buffer = json.JSONDecoder(), ""
    while True:
        try:
            data = sock.recv(512)
        except OSError:
            data = b""
        with lock:
            if not data:
                leave(sock)
                return
            buffer += data.decode()
            while buffer:
                if buffer.startswith("!DISCONNECT"):
                    leave(sock)
                    sock.close()
                    return
                try:
                    message, end = decoder.raw_decode(buffer)
                except json.JSONDecodeError:
                    break
                handle(sock, message, buffer[:end])
                buffer = buffer[end:].lstrip()


def accept(listener):
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    tell(f"port {listener.getsockname()[1]}")
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    for line in sys.stdin:
        with lock:
            for sock in list(names):
                if line.startswith("raw "):
                    send(sock, line[4:].rstrip("\n").encode())
                else:
                    sock.shutdown(socket.SHUT_RDWR)


main()
