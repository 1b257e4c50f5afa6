#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""An Encrypted SocketChat server in another language: socketchat_server.py PASSWORD [PIECE]

Listens on a free port of 127.0.0.1 and prints "port N", then who comes and goes and each ciphertext as it passes. Like the
original's, it announces a newcomer to the others only. Lines of standard input: `say TEXT` says TEXT to everybody (\\n and the like
stand for themselves), several at once where TEXT has `|` in it; `raw TEXT` sends it as it stands; `close` hangs up.
PIECE: send that many bytes at a time.
"""
import base64
import hashlib
import socket
import sys
import threading

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

UNIT = 32
PIECE = int(sys.argv[2]) if len(sys.argv) > 2 else 1 << 20
KEY = hashlib.md5(hashlib.sha512(sys.argv[1].encode()).hexdigest().encode()).hexdigest().encode()
lock = threading.Lock()
clients = {}


def tell(text):
    print(text, flush=True)


def encrypt(text):
    data = text.encode()
    data += b"{" * (UNIT - len(data) % UNIT)
    return base64.b64encode(Cipher(algorithms.AES(KEY), modes.ECB()).encryptor().update(data))


def decrypt(line):
    data = Cipher(algorithms.AES(KEY), modes.ECB()).decryptor().update(base64.b64decode(line, validate=True))
    return data.rstrip(b"{").decode()


def send(sock, data):
    for i in range(0, len(data), PIECE):
        try:
            sock.sendall(data[i:i + PIECE])
        except OSError:
            return


def to_others(sock, text):
    for other in list(clients):
        if other is not sock:
            send(other, encrypt(text))


def split(buffer):
    """The first line: up to its padding, or, where it is so long that it has none, up to the unit that ends in '{'."""
    for end in range(4, len(buffer) + 1, 4):
        line = buffer[:end]
        if line.endswith(b"="):
            return line
        if end % 128 == 0:
            data = Cipher(algorithms.AES(KEY), modes.ECB()).decryptor().update(base64.b64decode(line))
            if data.endswith(b"{"):
                return line
    return None


def serve(sock, address):
    buffer = b""
    while True:
        try:
            data = sock.recv(4096)
        except OSError:
            data = b""
        with lock:
            buffer += data
            while data and (line := split(buffer)):
                buffer = buffer[len(line):]
                tell(line.decode())
                try:
                    text = decrypt(line)
                except (ValueError, UnicodeDecodeError):
                    tell("wrong password")
                    data = b""
                    break
                tell(f"says {text!r}")
                to_others(sock, "\r" + text)
            if not data:
                del clients[sock]
                sock.close()
                tell(f"[info] user {address} disconnected")
                to_others(None, f"[info] user ({address[0]}, {address[1]}) is offline\n")
                return


def accept(listener):
    while True:
        sock, address = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with lock:
            clients[sock] = address
            tell(f"[info] user {address} connected")
            to_others(sock, f"[{address[0]}:{address[1]}] entered our chatting room\n")
        threading.Thread(target=serve, args=(sock, address), daemon=True).start()


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    tell(f"port {listener.getsockname()[1]}")
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    for line in sys.stdin:
        with lock:
            for sock in list(clients):
                if line.startswith("say "):
                    said = line[4:].rstrip("\n").encode().decode("unicode_escape").split("|")
                    send(sock, b"".join(encrypt(text) for text in said))
                elif line.startswith("raw "):
                    send(sock, line[4:].rstrip("\n").encode())
                else:
                    sock.shutdown(socket.SHUT_RDWR)


main()
