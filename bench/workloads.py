"""What is measured: the workloads, and the targets of each."""

from dataclasses import dataclass, field
from fnmatch import fnmatch


@dataclass(frozen=True)
class Workload:
    """One kind of work. Targets are ratios to HAProxy, by the name of the figure."""

    name: str
    says: str
    mode: str = "http"
    kind: str = "load"  # load: as much as goes; rate: 60 % of HAProxy's most; idle: open connections
    tls: bool = False
    resumed: bool = True  # clients may go on with a former session: with TLS 1.2 wrk does
    streams: int = 0  # of HTTP/2 at once on each connection; 0 for HTTP/1
    method: str = "GET"
    path: str = "/1k"
    connections: int = 50
    close: bool = False
    chunked: bool = False
    body: int = 0  # bytes that are sent
    log: bool = False
    two_threads: bool = False  # part of the whole run with two threads, too
    targets: dict = field(default_factory=dict)


def _bodies(mode):
    prefix = "" if mode == "http" else "tcp-"
    says = "" if mode == "http" else "TCP mode: "
    for name, size, path, connections, target in (
            ("64k", 65536, "/64k", 50, 1.0), ("10m", 10485760, "/10m", 8, 0.5)):
        words = {"64k": "64 KB", "10m": "10 MB"}[name]
        yield Workload(
            f"{prefix}{name}-down", f"{says}{words} downloads, {connections} connections", mode=mode, path=path,
            connections=connections, targets={"cpu": target})
        yield Workload(
            f"{prefix}{name}-up", f"{says}{words} uploads, {connections} connections", mode=mode, method="POST",
            path="/upload", body=size, connections=connections, targets={"cpu": target})


ALL = (
    Workload("keepalive-50", "1 KB, keep-alive, 50 connections", two_threads=True, targets={"cpu": 0.90}),
    Workload("keepalive-1000", "1 KB, keep-alive, 1,000 connections", connections=1000, two_threads=True,
             targets={"cpu": 0.90}),
    Workload("saturated", "1 KB, keep-alive, 200 connections, as many requests as go through", connections=200,
             two_threads=True, targets={"rps": 1.1}),
    Workload("equal-load", "1 KB, keep-alive, 50 connections, 60 % of HAProxy's most", kind="rate",
             targets={"p99": 1.0}),
    Workload("newconn", "1 KB, a new connection for each request, 50 at a time", close=True, two_threads=True,
             targets={"cpu": 1.0}),
    Workload("log", "1 KB, keep-alive, 50 connections, httplog to a syslog server by UDP", log=True,
             targets={"cpu": 0.75}),
    *_bodies("http"),
    Workload("chunked-down", "64 KB downloads in chunks, 50 connections", path="/chunked", targets={"cpu": 1.0}),
    Workload("chunked-up", "64 KB uploads in chunks, 50 connections", method="POST", path="/upload", body=65536,
             chunked=True, targets={"cpu": 1.0}),
    Workload("tcp-1k", "TCP mode: 1 KB answers, 50 connections", mode="tcp", two_threads=True, targets={"cpu": 1.1}),
    Workload("tcp-1k-1000", "TCP mode: 1 KB answers, 1,000 connections", mode="tcp", connections=1000,
             targets={"cpu": 1.1}),
    Workload("tcp-newconn", "TCP mode: 1 KB, a new connection for each, 50 at a time", mode="tcp", close=True,
             two_threads=True, targets={"cpu": 1.0}),
    *_bodies("tcp"),
    Workload("tls-keepalive", "TLS 1.3, 1 KB, keep-alive, 50 connections", tls=True, targets={"cpu": 1.0}),
    Workload("tls-64k-down", "TLS 1.3, 64 KB downloads, 50 connections", tls=True, path="/64k", targets={"cpu": 1.0}),
    Workload("tls-handshake", "TLS 1.3, 1 KB, a full handshake for each request, 50 at a time", tls=True, close=True,
             resumed=False, targets={"cpu": 1.0}),
    Workload("h2-tls", "HTTP/2 over TLS 1.3, 1 KB, 10 connections of 100 streams", tls=True, streams=100,
             connections=10, targets={"cpu": 1.0}),
    Workload("h2-plain", "HTTP/2 without TLS, 1 KB, 10 connections of 100 streams", streams=100, connections=10,
             targets={"cpu": 1.0}),
    Workload("h2-64k-down", "HTTP/2 over TLS 1.3, 64 KB downloads, 10 connections of 10 streams", tls=True, streams=10,
             path="/64k", connections=10, targets={"cpu": 1.0}),
    Workload("idle", "10,000 idle connections, each after one request", kind="idle", connections=10000,
             targets={"per_connection": 1.0}),
    Workload("tcp-idle", "TCP mode: 10,000 idle connections, each after one request", mode="tcp", kind="idle",
             connections=10000, targets={"per_connection": 1.0}),
)


def chosen(text):
    """Those that --only names: names, their beginnings up to a hyphen, or patterns with * in them."""
    if not text:
        return ALL
    found = []
    for word in text.split(","):
        word = word.strip()
        matching = [w for w in ALL if w.name == word] or [
            w for w in ALL if fnmatch(w.name, word) or w.name.startswith(word + "-")]
        if not matching:
            raise SystemExit(f'bench: --only "{word}" (expected: {", ".join(w.name for w in ALL)})')
        found += [w for w in matching if w not in found]
    return tuple(found)
