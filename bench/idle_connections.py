"""Connections that have had one answer and then stay open and silent."""

import select
import socket
import time

GIVE_UP_AFTER = 40  # seconds, less than any contestant keeps an idle connection


class IdleConnections:
    """Opened a hundred at a time; each asks once, and its answer is read."""

    def __init__(self):
        self._open = []
        self.failed = 0

    def open(self, port, count):
        request = b"GET /1k HTTP/1.1\r\nHost: bench\r\n\r\n"
        deadline = time.monotonic() + GIVE_UP_AFTER
        while len(self._open) + self.failed < count and time.monotonic() < deadline:
            batch = []
            for _ in range(min(100, count - len(self._open) - self.failed)):
                connection = socket.create_connection(("127.0.0.1", port), 5)
                connection.sendall(request)
                batch.append(connection)
            for connection in batch:
                if self._answered(connection):
                    self._open.append(connection)
                else:
                    self.failed += 1
                    connection.close()

    @staticmethod
    def _answered(connection):
        connection.settimeout(5)
        left = b""
        try:
            while b"\r\n\r\n" not in left:
                more = connection.recv(4096)
                if not more:
                    return False
                left += more
            head, _, body = left.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                return False
            missing = 1024 - len(body)
            while missing > 0:
                more = connection.recv(missing)
                if not more:
                    return False
                missing -= len(more)
            return True
        except OSError:
            return False

    def still_open(self):
        """How many have neither ended nor said anything."""
        poll = select.poll()
        for connection in self._open:
            poll.register(connection, select.POLLIN)
        return len(self._open) - len(poll.poll(0))

    def close(self):
        for connection in self._open:
            connection.close()
        self._open.clear()
