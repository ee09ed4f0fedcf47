"""Health checks of many servers: CPU per check, and how late checks are. Started by bench/checks."""

import argparse
import ctypes
import datetime
import math
import os
import select
import shlex
import socket
import statistics
import struct
import sys
import tempfile
import time

import machine
from contestants import JAVA_OPTIONS, LAUNCHER, written
from process import Running, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
ALLOWED_MS = 20

ETH_P_IP = 0x0800
SO_TIMESTAMPNS = 35
SO_ATTACH_FILTER = 26
SO_RCVBUFFORCE = 33
# Of classic BPF (linux/filter.h), on a frame of Ethernet: TCP, its SYN without an ACK, up to its ports.
SYN_FILTER = [
    (0x30, 0, 0, 23),    # the protocol of IPv4
    (0x15, 0, 5, 6),
    (0xB1, 0, 0, 14),    # the length of its header
    (0x50, 0, 0, 27),    # the flags of TCP
    (0x54, 0, 0, 0x12),
    (0x15, 0, 1, 0x02),
    (0x06, 0, 0, 64),
    (0x06, 0, 0, 0),
]


class Starts:
    """When checks of servers start, told by the kernel: the SYNs on the loopback interface, seen without the servers."""

    def __init__(self, ports):
        self.places = {port: place for place, port in enumerate(ports)}
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        program = b"".join(struct.pack("HBBI", *step) for step in SYN_FILTER)
        steps = ctypes.create_string_buffer(program)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                               struct.pack("HL", len(SYN_FILTER), ctypes.addressof(steps)))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setblocking(False)
        # For IPv4 only, a frame is seen as it comes in and not as it goes out.
        self.socket.bind(("lo", ETH_P_IP))

    def taken(self):
        """Since it was last asked: the times of each server, in seconds."""
        asked = [[] for _ in self.places]
        while True:
            try:
                frame, ancillary, _, _ = self.socket.recvmsg(64, 64)
            except BlockingIOError:
                return asked
            tcp = 14 + 4 * (frame[14] & 0x0f)
            place = self.places.get(int.from_bytes(frame[tcp + 2:tcp + 4], "big"))
            if place is not None:
                seconds, nanos = struct.unpack("ll", ancillary[0][2])
                asked[place].append(seconds + nanos / 1e9)

    def close(self):
        self.socket.close()


def starts_of(ports):
    """Null where that is not allowed: it needs CAP_NET_RAW."""
    try:
        return Starts(ports)
    except PermissionError:
        return None


class Servers:
    """Listening sockets that take connections and drop them, and note when; all in this process."""

    def __init__(self, count, kind):
        self.kind = kind
        self.epoll = select.epoll()
        self.sockets = {}
        self.places = {}
        for place in range(count):
            listening = socket.socket()
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", 0))
            listening.listen(16)
            listening.setblocking(False)
            self.sockets[listening.fileno()] = listening
            self.places[listening.fileno()] = place
            self.epoll.register(listening.fileno(), select.EPOLLIN)
        self.ports = [listening.getsockname()[1] for listening in self.sockets.values()]
        self.clients = {}

    def serve(self, seconds):
        """Serves for so long; when each server was asked, in seconds."""
        asked = [[] for _ in self.ports]
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for descriptor, _ in self.epoll.poll(left, 512):
                listening = self.sockets.get(descriptor)
                if listening is None:
                    self._answer(descriptor)
                    continue
                try:
                    client, _ = listening.accept()
                except OSError:
                    continue
                asked[self.places[descriptor]].append(time.monotonic())
                if self.kind == "connect":
                    client.close()
                else:
                    self.clients[client.fileno()] = client
                    self.epoll.register(client.fileno(), select.EPOLLIN)
        return asked

    def _answer(self, descriptor):
        client = self.clients.pop(descriptor)
        self.epoll.unregister(descriptor)
        try:
            if client.recv(4096):
                client.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except OSError:
            pass
        client.close()

    def close(self):
        for one in (*self.sockets.values(), *self.clients.values(), self.epoll):
            one.close()


def haproxy(directory, ports, options):
    check = "option httpchk GET /" if options.kind == "http" else ""
    servers = "\n".join(
        f"    server s{place} 127.0.0.1:{port} check inter {options.interval}ms" for place, port in enumerate(ports))
    conf = written(directory, "haproxy.cfg", f"""
global
    nbthread {options.threads}
    no strict-limits
    maxconn 1000
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
frontend web
    bind 127.0.0.1:{free_port()}
    default_backend all
backend all
    {check}
{servers}
""")
    return ["/usr/sbin/haproxy", "-db", "-f", conf]


def lb(directory, ports, options):
    kind = "type = http, path = /" if options.kind == "http" else "type = connect"
    servers = "\n".join(f'      s{place} = "127.0.0.1:{port}"' for place, port in enumerate(ports))
    conf = written(directory, "lb.conf", f"""
threads = {options.threads}
spread-checks = 0  # as HAProxy's: what is late would be lost in it
frontends {{ web {{ bind = "127.0.0.1:{free_port()}", default-backend = all }} }}
backends {{
  all {{
    check {{ {kind}, interval = {options.interval}ms }}
    servers {{
{servers}
    }}
  }}
}}
""")
    jar = options.jar
    command = [LAUNCHER] if not jar else [
        os.path.join(os.environ.get("JAVA_HOME", "/usr"), "bin", "java"), JAVA_OPTIONS, "-jar", jar]
    return [*command, "run", conf]


def measured(name, command, servers, options, directory):
    """(CPU in µs per check, % of a core, checks per second, lateness in ms: median, p99, most; nan for not seen)."""
    running = Running(command, os.path.join(directory, name + ".log"))
    starts = None
    try:
        servers.serve(options.warm_up)
        if not running.alive():
            raise SystemExit(f"checks: {name} has ended: {running.said()}")
        cpu, began = sum(running.cpu()), time.monotonic()
        asked = servers.serve(options.seconds)
        passed = time.monotonic() - began
        used = sum(running.cpu()) - cpu
        # A connection that is only opened is reset before the handshake ends, so nobody ever accepts it.
        count = sum(map(len, asked)) or options.servers * passed / (options.interval / 1000)
        # To see the packets costs time that is not the proxy's.
        starts = starts_of(servers.ports)
        if starts:
            servers.serve(options.seconds)
            asked = starts.taken()
    finally:
        if starts:
            starts.close()
        running.stop()
    interval = options.interval / 1000
    if starts:
        told = sum(map(len, asked))
        expected = options.servers * options.seconds / interval
        if not 0.9 * expected < told < 1.2 * expected:
            raise SystemExit(f"checks: {name} began {told} checks, and not {expected:.0f}: {running.said()}")
    late = sorted(max(0.0, (b - a - interval) * 1000) for times in asked for a, b in zip(times, times[1:]))
    late = late or [float("nan")]
    return (used / count * 1e6, used / passed * 100, count / passed,
            statistics.median(late), late[int(len(late) * 0.99)], late[-1])


HEADS = ("CPU µs/check", "% of a core", "/ HAProxy", "checks/s", "late p50", "p99", "most ms")


def rounds(options, interval, directory):
    """The rows of lb and of HAProxy, in turn; told while they come."""
    options.interval = interval
    print(f"{options.servers} servers, {options.kind}, every {interval} ms; late: beyond the interval")
    print(f"{'':10}{'CPU µs/check':>14}{'% of a core':>13}{'checks/s':>10}{'late p50':>10}{'p99':>8}{'most':>8}")
    measurements = {"lb": [], "haproxy": []}
    for _ in range(options.rounds):
        for name, command in (("lb", lb), ("haproxy", haproxy)):
            servers = Servers(options.servers, options.kind)
            row = measured(name, command(directory, servers.ports, options), servers, options, directory)
            servers.close()
            measurements[name].append(row)
            remark = "" if not row[5] > ALLOWED_MS else f"  (more than {ALLOWED_MS} ms)"
            print(f"{name:10}{row[0]:14.1f}{row[1]:13.2f}{row[2]:10.0f}{row[3]:10.2f}{row[4]:8.2f}{row[5]:8.2f}"
                  + remark, flush=True)
    return measurements


def section(options, interval, measurements):
    """A table of medians over the rounds, but for the latest check, which is that of all rounds."""
    lines = [f"## {options.servers:,} servers every {interval} ms", "",
             "| | " + " | ".join(HEADS) + " |", "|---" * (len(HEADS) + 1) + "|"]
    busy = {name: [row[1] for row in rows] for name, rows in measurements.items()}
    for name, rows in measurements.items():
        cpu, core, rate, p50, p99, _ = (statistics.median(column) for column in zip(*rows))
        ratio = statistics.median(ours / theirs for ours, theirs in zip(busy[name], busy["haproxy"]))
        spread = f" ({min(busy[name]):.2f}–{max(busy[name]):.2f})" if len(rows) > 1 else ""
        most = max(row[5] for row in rows)
        late = "| ".join(["not seen "] * 3) + "|" if math.isnan(most) else f"{p50:.2f} | {p99:.2f} | {most:.2f} |"
        lines.append(f"| {name} | {cpu:.1f} | {core:.2f}{spread} | {ratio:.2f} | {rate:.0f} | {late}")
    most = max(row[5] for row in measurements["lb"])
    core = statistics.median(busy["lb"])
    asked = [f"no check of lb late by more than {ALLOWED_MS} ms: {'yes' if most <= ALLOWED_MS else 'no'} ({most:.2f} ms)"]
    if interval == 2000:
        asked.append(f"below 3 % of a core: {'yes' if core < 3 else 'no'} ({core:.2f} %)")
    if interval == 100:
        ratio = core / statistics.median(busy["haproxy"])
        asked.append(f"no more CPU than HAProxy: {'yes' if ratio <= 1 else 'no'} ({ratio:.2f} of it)")
    return [*lines, "", *(f"- {one}" for one in asked), ""]


def page(options, sections):
    """The report."""
    kind = {"connect": "connections that are opened and closed", "http": "GET / and its status"}[options.kind]
    lines = ["# Health checks", "",
             f"Written by `bench/checks`: {kind}, all from one process, lb and HAProxy in turn. Late is what the start of a"
             " check is beyond one interval after the start of the one before, as the kernel has seen their first packets; no"
             " random spread is asked of either (`spread-checks = 0`); the CPU is that of the seconds before that. lb starts checks at ticks of 10 ms, HAProxy counts the"
             " interval from the end of a check.", "",
             f"- machine: {machine.described()}",
             f"- date: {datetime.datetime.now().astimezone():%Y-%m-%d %H:%M %Z}; load average {machine.load_average():.1f}",
             f"- commit: {machine.commit(HERE)}",
             f"- command: `{shlex.join(['bench/checks', *sys.argv[1:]])}`",
             f"- Java: {machine.java_version()}",
             f"- rounds in turn: {options.rounds}, {options.seconds:g} s each after {options.warm_up:g} s of warm-up;"
             f" {options.threads} thread{'s' if options.threads > 1 else ''}", ""]
    return "\n".join([*lines, *sections])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", type=int, default=1000)
    parser.add_argument("--interval", type=int, action="append",
                        help="ms from one check of a server to the next; may be said more than once (2000 and 100)")
    parser.add_argument("--kind", choices=("connect", "http"), default="connect")
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement")
    parser.add_argument("--warm-up", type=float, default=60, help="seconds before it")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--jar", help="of lb; by default that which ./lb builds")
    parser.add_argument("--report", help="where the page goes (bench/CHECKS.md)", default=os.path.join(HERE, "CHECKS.md"))
    options = parser.parse_args()
    sections = []
    machine.raise_descriptors()
    with tempfile.TemporaryDirectory(prefix="lb-checks-") as directory:
        for interval in options.interval or [2000, 100]:
            sections += section(options, interval, rounds(options, interval, directory))
    with open(options.report, "w", encoding="utf-8") as file:
        file.write(page(options, sections))
    print(f"written to {options.report}")


if __name__ == "__main__":
    main()
