#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A coursework client in another language: coursework_client.py PORT SIGNUP|LOGIN NAME PASSWORD [PIECE]

Sends its PEM and the first frames in one go. Lines of standard input are said, commands (GET_USERS, #exit) among them;
what is received is printed, a line each, the answers 1 and 0 too.
"""
import base64
import hashlib
import socket
import struct
import sys
import threading

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

OAEP = padding.OAEP(mgf=padding.MGF1(algorithm=hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
END = b"-----END PUBLIC KEY-----\n"


def read_exactly(sock, buffer, n):
    while len(buffer) < n:
        data = sock.recv(4096)
        if not data:
            raise EOFError
        buffer += data
    taken = bytes(buffer[:n])
    del buffer[:n]
    return taken


def receive(sock, buffer, key):
    try:
        while True:
            (length,) = struct.unpack(">I", read_exactly(sock, buffer, 4))
            block = base64.b64decode(read_exactly(sock, buffer, length), validate=True)
            print(key.decrypt(block, OAEP).decode(), flush=True)
    except (EOFError, OSError):
        print("closed", flush=True)


def main():
    port, command, name, password = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    piece = int(sys.argv[5]) if len(sys.argv) > 5 else 1 << 20
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffer = bytearray()
    while END not in buffer:
        buffer += sock.recv(100)
    end = buffer.index(END) + len(END)
    assert end == 451
    server = serialization.load_pem_public_key(bytes(buffer[:end]))
    del buffer[:end]

    def frame(text):
        body = base64.b64encode(server.encrypt(text.encode(), OAEP))
        return struct.pack(">I", len(body)) + body

    def send(data):
        for i in range(0, len(data), piece):
            sock.sendall(data[i:i + piece])

    threading.Thread(target=receive, args=(sock, buffer, key), daemon=True).start()
    hashed = hashlib.sha256(password.encode()).hexdigest()
    send(pem + frame(command) + frame(f"{name} {hashed}"))
    for line in sys.stdin:
        send(frame(line.rstrip("\n")))
    sock.close()


main()
