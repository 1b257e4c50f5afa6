# SPDX-License-Identifier: MIT
"""tap_files.py JSON PCAP BYTES... - BYTES...: what the tap wrote, read without it.

The frames up, then down, have these lengths. The capture's packets have right checksums and sequence numbers, and
its streams are the bytes of the JSON file's frames.
"""
import json
import struct
import sys


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def read_pcap(path):
    with open(path, "rb") as file:
        data = file.read()
    magic, major, minor, _, _, _, link = struct.unpack("<IHHIIII", data[:24])
    assert (magic, major, minor, link) == (0xA1B2C3D4, 2, 4, 101), "the file's header"
    at, streams, following, flags_seen = 24, {}, {}, []
    while at < len(data):
        _, micros, kept, length = struct.unpack("<IIII", data[at:at + 16])
        packet = data[at + 16:at + 16 + kept]
        at += 16 + kept
        assert micros < 1000000 and kept == length == len(packet)
        ip, tcp = packet[:20], packet[20:40]
        assert ip[0] == 0x45 and ip[9] == 6 and struct.unpack(">H", ip[2:4])[0] == kept
        assert checksum(ip) == 0xFFFF, "the checksum of an IP header"
        pseudo = ip[12:20] + struct.pack(">BBH", 0, 6, kept - 20)
        assert checksum(pseudo + packet[20:]) == 0xFFFF, "the checksum of a TCP segment"
        source, target, sequence, acknowledged = struct.unpack(">HHII", tcp[:12])
        flags, way = tcp[13], (source, target)
        assert following.get(way, sequence) == sequence, "a gap in the sequence numbers"
        if flags & 0x10:
            assert following[(target, source)] == acknowledged
        following[way] = sequence + len(packet) - 40 + (1 if flags & 3 else 0)
        streams[way] = streams.get(way, b"") + packet[40:]
        flags_seen.append(flags)
    assert flags_seen[:3] == [2, 0x12, 0x10] and flags_seen[-3:] == [0x11, 0x11, 0x10]
    return list(streams.values())


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        events = [json.loads(line) for line in file]
    assert [events[0]["event"], events[-1]["event"]] == ["listen", "end"]
    streams = read_pcap(sys.argv[2])
    split = sys.argv.index("-")
    for way, lengths, stream in (("up", sys.argv[3:split], streams[0]), ("down", sys.argv[split + 1:], streams[1])):
        frames = [e for e in events if e["event"] == "frame" and e["way"] == way]
        assert [str(f["bytes"]) for f in frames] == lengths, f"lengths {way}: {[f['bytes'] for f in frames]}"
        assert [f["number"] for f in frames] == list(range(1, len(frames) + 1))
        assert all(f["meaning"] and f["protocol"] and not f["inside"] for f in frames)
        assert bytes.fromhex("".join(f["hex"] for f in frames)) == stream, f"the stream {way}"


if __name__ == "__main__":
    main()
