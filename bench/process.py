"""Processes of the benchmark: started on given processors, measured through /proc, ended by their ids."""

import ctypes
import os
import signal
import socket
import ssl
import subprocess
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _end_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def pinned(command, processors):
    """The command for only these processors; all of them when there are none."""
    return ["taskset", "-c", ",".join(map(str, processors)), *command] if processors else list(command)


class Running:
    """A process and its children, from start to stop."""

    _all = []

    def __init__(self, command, log, processors=(), environment=None):
        self._log = log
        with open(log, "ab") as output:
            # A session of its own: Ctrl-C reaches only the benchmark, which then stops its processes in order.
            self._process = subprocess.Popen(
                pinned(command, processors), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=_end_with_parent, env=os.environ | (environment or {}))
        self.pid = self._process.pid
        Running._all.append(self)

    def alive(self):
        return self._process.poll() is None

    def said(self):
        with open(self._log, encoding="utf-8", errors="replace") as output:
            return output.read()[-2000:].strip()

    def pids(self):
        """The process and its descendants."""
        found, waiting = [], [self.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as children:
                        waiting += map(int, children.read().split())
            except OSError:
                pass  # it has ended
        return found

    def cpu(self):
        """Seconds of user and of system time so far, all threads, ended ones too."""
        user = system = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
            user += int(fields[11])
            system += int(fields[12])
        return user / TICKS_PER_SECOND, system / TICKS_PER_SECOND

    def resident(self):
        """Bytes of resident memory (RSS), summed over the processes."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as status:
                total += sum(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))
        return total

    def stop(self):
        pids = self.pids()
        if self.alive():
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                for pid in pids:
                    _kill(pid)
                self._process.wait(5)
        if self in Running._all:
            Running._all.remove(self)

    @staticmethod
    def stop_all():
        for running in reversed(list(Running._all)):
            running.stop()


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def free_port():
    """A port of 127.0.0.1 that nobody listens on, below those that outgoing connections are given."""
    while True:
        port = 15000 + int.from_bytes(os.urandom(2), "big") % 15000
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def _connection(port, tls):
    plain = socket.create_connection(("127.0.0.1", port), 1)
    plain.settimeout(2)
    if not tls:
        return plain
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    return anybody.wrap_socket(plain)


def answers(port, path, tls=False):
    """Whether an HTTP server, or what stands behind a relay, answers with 2xx."""
    try:
        with _connection(port, tls) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 2")
    except OSError:
        return False


def wait_until_it_answers(running, port, path, seconds=30, tls=False):
    deadline = time.monotonic() + seconds
    while not answers(port, path, tls):
        if not running.alive() or time.monotonic() > deadline:
            raise RuntimeError(f"port {port} does not answer; its process said:\n{running.said()}")
        time.sleep(0.05)
