"""The load of a soak, in the client's namespace: constant rates, and slow clients. It writes a line of JSON for whatever fails, and
its counts every few seconds. Started by soak.py."""

import asyncio
import collections
import json
import random
import socket
import ssl
import sys
import time

VIRTUAL = sys.argv[1]
FACTOR = float(sys.argv[2])
EVERY = float(sys.argv[3])
TIMEOUT = 5
# Of a connection that is one of many: those of one moment of its life do not all come at one moment of the run.
REQUESTS = (200, 600)

counts = collections.Counter()
anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
anybody.check_hostname = False
anybody.verify_mode = ssl.CERT_NONE


def tell(**what):
    print(json.dumps(what), flush=True)


class Left(Exception):
    """The node has asked the client to leave, with its last answer."""


class Client:
    """A connection that asks one request after the other."""

    def __init__(self, port, tls=False):
        self._port, self._tls, self._streams = port, tls, None

    async def open(self):
        if self._streams is None:
            self._streams = await asyncio.open_connection(VIRTUAL, self._port, ssl=anybody if self._tls else None)

    def close(self):
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def ask(self, path="/", last=False):
        """One request and its whole answer; whether the connection stays."""
        await self.open()
        reader, writer = self._streams
        close = "Connection: close\r\n" if last else ""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: soak\r\n{close}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        status, *fields = head.decode("latin-1").split("\r\n")
        named = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        await reader.readexactly(int(named.get("content-length", 0)))
        if last or named.get("connection") == "close":
            self.close()
        if not status.startswith("HTTP/1.1 200"):
            raise ValueError(status)


async def tried(kind, client, **how):
    counts[kind] += 1
    begun = time.time()
    fresh = client._streams is None
    try:
        await asyncio.wait_for(client.ask(**how), TIMEOUT)
    except Exception as e:  # whatever it is, it is what the run is there to find
        client.close()
        counts["failed"] += 1
        tell(failed=kind, at=begun, after=round(time.time() - begun, 3), fresh=fresh, why=f"{type(e).__name__}: {e}"[:200])


async def kept(kind, port, tls, rate):
    """One client at a constant rate, whose connection now and then is a new one."""
    client, left = Client(port, tls), random.randint(*REQUESTS)
    due = time.monotonic() + random.random() / rate
    while True:
        await asyncio.sleep(max(0, due - time.monotonic()))
        due = max(due + 1 / rate, time.monotonic() - 1)
        left -= 1
        await tried(kind, client, last=left == 0)
        left = left or random.randint(*REQUESTS)


async def anew(kind, port, tls, rate):
    """A new connection for each request."""
    while True:
        await asyncio.sleep(random.expovariate(rate))
        asyncio.get_running_loop().create_task(tried(kind, Client(port, tls), last=True))


async def slowly(kind, one):
    while True:
        counts[kind] += 1
        begun, how = time.monotonic(), ""
        try:
            how = await one()
        except (OSError, EOFError, asyncio.TimeoutError) as e:
            how = type(e).__name__
        counts[f"{kind}: {how}"] += 1
        await asyncio.sleep(max(1, 2 - (time.monotonic() - begun)))


async def small(port):
    """A connection with the smallest buffer that the kernel gives."""
    plain = socket.socket()
    plain.setblocking(False)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    try:
        await asyncio.wait_for(asyncio.get_running_loop().sock_connect(plain, (VIRTUAL, port)), TIMEOUT)
    except BaseException:
        plain.close()
        raise
    return plain


async def slow_reader():
    """Takes 2 KB of 1 MB in each 100 ms."""
    loop, plain = asyncio.get_running_loop(), await small(80)
    with plain:
        await loop.sock_sendall(plain, b"GET /big HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n")
        while await asyncio.wait_for(loop.sock_recv(plain, 2048), 30):
            await asyncio.sleep(0.1)
    return "whole"


async def sent(begin, what, pause):
    loop, plain = asyncio.get_running_loop(), await small(80)
    with plain:
        await loop.sock_sendall(plain, begin)
        for byte in what:
            await asyncio.sleep(pause)
            try:
                await loop.sock_sendall(plain, bytes([byte]))
            except OSError:
                break  # what it was told before stands in the buffer
        said = await asyncio.wait_for(loop.sock_recv(plain, 4096), 30)
    return said[9:12].decode("latin-1") or "closed"


async def slow_head():
    """A byte of a head in each second: ends by http-request."""
    return await sent(b"GET / HTTP/1.1\r\nHost: soak\r\nX-Slow: ", b"a" * 30, 1)


async def slow_body():
    """A byte of a body in each 300 ms."""
    return await sent(b"POST /post HTTP/1.1\r\nHost: soak\r\nConnection: close\r\nContent-Length: 100\r\n\r\n", b"b" * 100, 0.3)


async def tells():
    while True:
        await asyncio.sleep(EVERY)
        tell(at=time.time(), counts=counts)


async def main():
    many = [tells()]
    many += [kept("keep-alive", 80, False, 5 * FACTOR) for _ in range(8)]
    many += [kept("TLS keep-alive", 443, True, 5 * FACTOR) for _ in range(2)]
    many += [kept("TCP", 5000, False, 2 * FACTOR) for _ in range(5)]
    many += [anew("new connection", 80, False, 10 * FACTOR), anew("new TLS", 443, True, 3 * FACTOR), anew("new TCP", 5000, False, 5 * FACTOR)]
    for _ in range(4):
        many += [slowly("slow reader", slow_reader), slowly("slow head", slow_head), slowly("slow body", slow_body)]
    await asyncio.gather(*many)


if __name__ == "__main__":
    asyncio.run(main())
