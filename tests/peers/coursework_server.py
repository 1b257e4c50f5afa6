#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A coursework server in another language: coursework_server.py [PIECE]

Listens on a free port of 127.0.0.1 and prints "port N". As in the original, whoever has sent a key hears everybody, logged in or
not. Lines of standard input: `say TEXT` sends TEXT to everybody as it stands; `raw TEXT` the same without a frame; `close` hangs
up. PIECE: send that many bytes at a time.
"""
import base64
import hashlib
import socket
import struct
import sys
import threading
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

OAEP = padding.OAEP(mgf=padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
END = b"-----END PUBLIC KEY-----\n"
PIECE = int(sys.argv[1]) if len(sys.argv) > 1 else 1 << 20
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
lock = threading.Lock()
accounts, clients, names = {}, {}, {}  # name: hash; socket: public key; socket: name


def tell(text):
    print(text, flush=True)


def send_raw(sock, data):
    for i in range(0, len(data), PIECE):
        try:
            sock.sendall(data[i:i + PIECE])
        except OSError:
            return


def send(sock, text):
    data = b""
    encoded = text.encode()
    for i in range(0, len(encoded), 190):
        body = base64.b64encode(clients[sock].encrypt(encoded[i:i + 190], OAEP))
        data += struct.pack(">I", len(body)) + body
    send_raw(sock, data)


def to_others(sock, text):
    tell(text)
    for other in list(clients):
        if other is not sock:
            send(other, text)


def gone(sock):
    """Has the other side hung up, though the thread that reads has not seen it yet?"""
    try:
        return sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def leave(sock):
    clients.pop(sock, None)
    name = names.pop(sock, None)
    if name:
        to_others(sock, f"{name} has left")


class Stream:
    def __init__(self, sock):
        self.sock, self.buffer = sock, b""

    def fill(self):
        data = self.sock.recv(300)
        if not data:
            raise EOFError
        self.buffer += data

    def until(self, end):
        while end not in self.buffer:
            self.fill()
        at = self.buffer.index(end) + len(end)
        taken, self.buffer = self.buffer[:at], self.buffer[at:]
        return taken

    def exactly(self, n):
        while len(self.buffer) < n:
            self.fill()
        taken, self.buffer = self.buffer[:n], self.buffer[n:]
        return taken

    def text(self):
        (length,) = struct.unpack(">I", self.exactly(4))
        return KEY.decrypt(base64.b64decode(self.exactly(length), validate=True), OAEP).decode()


def enter(sock, stream):
    while sock not in names:
        command = stream.text()
        name, hashed = stream.text().split(" ")
        stored = hashlib.sha256(hashed.encode()).hexdigest()
        with lock:
            for other in [other for other in names if gone(other)]:
                leave(other)
            if command == "SIGNUP":
                good = accounts.setdefault(name, stored) is stored
            else:
                good = accounts.get(name) == stored and name not in names.values()
            tell(f"{command} {name}: {good}")
            send(sock, "1" if good else "0")
            if good:
                names[sock] = name
                to_others(sock, f"{name} has joined")


def chat(sock, stream):
    while True:
        text = stream.text()
        if text == "#exit":
            return
        with lock:
            if text == "GET_USERS":
                tell(f"{names[sock]} asks who is there")
                send(sock, "People entered the chatroom: " + ", ".join(names.values()))
            else:
                to_others(sock, f"[{time.strftime('%Y-%m-%d %H:%M:%S')}] {names[sock]}: {text}")


def serve(sock):
    try:
        send_raw(sock, PEM)
        stream = Stream(sock)
        key = serialization.load_pem_public_key(stream.until(END))
        with lock:
            clients[sock] = key
            tell("a key")
        enter(sock, stream)
        chat(sock, stream)
    except (EOFError, OSError):
        pass
    with lock:
        leave(sock)
        sock.close()


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
            for sock in list(clients):
                if line.startswith("say "):
                    send(sock, line[4:].rstrip("\n"))
                elif line.startswith("raw "):
                    send_raw(sock, line[4:].rstrip("\n").encode())
                else:
                    sock.shutdown(socket.SHUT_RDWR)


main()
