#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An Encrypted SocketChat client in another language: socketchat_client.py PORT PASSWORD NICK [PIECE]

Lines of standard input are said; what is received is printed, a line each.
"""
import base64
import hashlib
import re
import socket
import sys
import threading

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

UNIT = 32


def key_of(password):
    return hashlib.md5(hashlib.sha512(password.encode()).hexdigest().encode()).hexdigest().encode()


def encrypt(key, text):
    data = text.encode()
    data += b"{" * (UNIT - len(data) % UNIT)
    context = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return base64.b64encode(context.update(data) + context.finalize())


def receive(sock, key):
    context = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    while True:
        data = sock.recv(4096)
        if not data:
            print("closed", flush=True)
            return
        # Lines may be joined: the padding of one ends it, and what has none decrypts as one.
        for line in re.findall(rb"[A-Za-z0-9+/]+={0,2}", data):
            text = context.update(base64.b64decode(line))
            for part in text.split(b"\n"):
                part = part.strip(b"{\r")
                if part:
                    print(part.decode(errors="replace"), flush=True)


def main():
    port, password, nick = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    piece = int(sys.argv[4]) if len(sys.argv) > 4 else 1 << 20
    key = key_of(password)
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=receive, args=(sock, key), daemon=True).start()
    for line in sys.stdin:
        data = encrypt(key, f"[ {nick}: ] {line.rstrip()}\n")
        for i in range(0, len(data), piece):
            sock.sendall(data[i:i + piece])
    sock.shutdown(socket.SHUT_RDWR)


main()
