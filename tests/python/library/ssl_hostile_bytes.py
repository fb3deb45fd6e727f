"""Whatever the other end sends, an end of TLS goes on, waits, or raises SSLError.

https://docs.python.org/3.14/library/ssl.html#exceptions
"""
import os
import random
import ssl
import tempfile

import _certificates as certificates

server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "server.pem")
    with open(path, "w") as file:
        file.write(certificates.SERVER + certificates.KEY)
    server_context.load_cert_chain(path)
server_context.load_verify_locations(cadata=certificates.AUTHORITY)
server_context.verify_mode = ssl.CERT_OPTIONAL
client_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
client_context.load_verify_locations(cadata=certificates.AUTHORITY)
older_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
older_context.load_verify_locations(cadata=certificates.AUTHORITY)
older_context.maximum_version = ssl.TLSVersion.TLSv1_2

generator = random.Random(14)


def spoiled(data):
    """Bytes that were changed on their way, mostly a little."""
    data = bytearray(data)
    match generator.randrange(6):
        case 0:
            del data[generator.randrange(len(data)):]
        case 1:
            data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        case 2:
            data[generator.randrange(min(12, len(data)))] = generator.randrange(256)
        case 3:
            place = generator.randrange(len(data))
            data[place:place] = generator.randbytes(generator.randrange(1, 40))
        case 4:
            data *= 2
        case 5:
            data[:] = bytes([generator.randrange(20, 25), 3, generator.randrange(5)]) + generator.randbytes(60)
    return bytes(data)


def step(end, stage):
    """Does what is next at an end; returns the next stage, None after an error."""
    try:
        if stage == 0:
            end.do_handshake()
            return 1
        if stage == 1:
            end.write(b"data " * 10)
            return 2
        if stage == 2:
            end.read(50)
            return 3
        end.unwrap()
        return 3
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return stage
    except ssl.SSLError:
        return None


failed = finished = 0
for round in range(300):
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    from_client, from_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = older_context if round % 2 else client_context
    ends = [
        [context.wrap_bio(to_client, from_client, server_hostname="localhost"), 0, from_client, to_server],
        [server_context.wrap_bio(to_server, from_server, server_side=True), 0, from_server, to_client],
    ]
    spoil_at = generator.randrange(9)
    sent = 0
    for _ in range(12):
        for end in ends:
            if end[1] is not None:
                end[1] = step(end[0], end[1])
            data = end[2].read()
            if data:
                if sent == spoil_at:
                    data = spoiled(data)
                sent += 1
                end[3].write(data)
    for end in ends:
        # What was asked of an end that has failed is an error again, or an answer, and no more.
        for question in (end[0].version, end[0].cipher, end[0].pending, end[0].getpeercert):
            try:
                question()
            except (ssl.SSLError, ValueError):
                pass
        if end[1] is None:
            failed += 1
        elif end[1] == 3:
            finished += 1
assert failed > 150 and finished > 20, (failed, finished)
