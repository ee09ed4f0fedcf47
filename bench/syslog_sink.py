"""A syslog server that takes every datagram and counts it."""

import multiprocessing
import os
import signal
import socket


class SyslogSink:
    """A process of its own, on the load's processors."""

    def __init__(self, processors):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._lines = multiprocessing.Value("q", 0, lock=False)
        self._process = multiprocessing.Process(target=self._drain, args=(processors,), daemon=True)
        self._process.start()

    def _drain(self, processors):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if processors:
            os.sched_setaffinity(0, processors)
        received, into, lines = self._socket.recv_into, bytearray(65536), self._lines
        while True:
            received(into)
            lines.value += 1

    def lines(self):
        """Datagrams so far."""
        return self._lines.value

    def stop(self):
        self._process.terminate()
        self._process.join(5)
        self._socket.close()
