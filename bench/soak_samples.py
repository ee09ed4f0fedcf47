"""What a node has at a moment: memory, descriptors, threads, connections."""

import http.client
import os
import re
import subprocess
import threading
import time
import traceback

from soak_lab import NODES, enter

JCMD = os.path.join(os.environ["JAVA_HOME"], "bin", "jcmd")
MB = 1e6
COLUMNS = ("seconds", "node", "life", "owner", "heap_used_mb", "heap_live_mb", "direct_mb", "pool_mb", "jdk_buffers_mb", "metaspace_mb",
           "code_mb", "nmt_mb", "rss_mb", "anonymous_mb", "descriptors", "threads", "connections", "requests", "reloads")
METRIC = re.compile(r"^(\w+)(?:\{(.*)\})? ([-+.\w]+)$")


def jcmd(pid, *command):
    said = subprocess.run([JCMD, str(pid), *command], capture_output=True, text=True, timeout=60, check=False)
    return said.stdout


def metrics(node):
    connection = http.client.HTTPConnection(NODES[node], 8404, timeout=5)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    finally:
        connection.close()
    found = []
    for line in text.splitlines():
        match = METRIC.match(line)
        if match:
            found.append((match[1], match[2] or "", float(match[3])))
    return lambda name, label="": sum(value for its, labels, value in found if its == name and label in labels)


def status(pid):
    fields = {}
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition(":")
            fields[name] = value.split()
    return fields


def native(pid):
    """Bytes that the JVM's Native Memory Tracking knows, committed, by what they are for; empty where it is off."""
    found = {}
    name = None
    for line in jcmd(pid, "VM.native_memory", "summary", "scale=b").splitlines():
        of = re.match(r"-\s+([\w ]+) \(reserved=\d+, committed=(\d+)", line)
        if of:
            name = of[1]
            found[name] = int(of[2])
        total = re.match(r"Total: reserved=\d+, committed=(\d+)", line)
        if total:
            found["all"] = int(total[1])
    return found


def maps(pid):
    """Resident bytes by mapping: heap of the C library, its arenas and other anonymous memory, files."""
    found = {}
    kind = ""
    try:
        with open(f"/proc/{pid}/smaps", encoding="utf-8") as file:
            for line in file:
                words = line.split()
                if "-" in words[0] and len(words) >= 5 and not words[0].endswith(":"):
                    size = int.__sub__(*[int(end, 16) for end in reversed(words[0].split("-"))])
                    name = words[5] if len(words) > 5 else ""
                    kind = os.path.basename(name) if name.startswith(("/", "[")) else (
                        "anonymous, 64 MB aligned" if int(words[0].split("-")[0], 16) % (64 << 20) == 0 and size < (64 << 20) else "anonymous")
                elif words[0] == "Rss:":
                    found[kind] = found.get(kind, 0) + int(words[1]) * 1024
    except OSError:
        pass
    return found


class Sampler(threading.Thread):
    """Looks at each node every so often, from the client's namespace; each minute after a full collection."""

    def __init__(self, lab, pair, every, collect):
        super().__init__(daemon=True)
        self._lab, self._pair, self._every, self._collect = lab, pair, every, collect
        self._ends = threading.Event()
        self.rows = []
        self.natives = []
        self.problems = []
        self.begun = time.time()

    def end(self):
        self._ends.set()
        self.join(120)

    def run(self):
        enter(self._lab.name("client"))
        last = {node: 0.0 for node in NODES}
        while not self._ends.wait(self._every):
            for node in NODES:
                running = self._pair.nodes.get(node)
                if running is None or not running.alive():
                    continue
                try:
                    due = time.time() - last[node] >= self._collect
                    if due:
                        last[node] = time.time()
                        jcmd(running.pid, "GC.run")
                    self.rows.append(self._row(node, running.pid, due))
                except (OSError, ValueError, KeyError, http.client.HTTPException, subprocess.TimeoutExpired):
                    if running.alive() and time.time() - self._pair.started(node) > 10:
                        self.problems.append((time.time(), node, traceback.format_exc(limit=1).splitlines()[-1]))

    def _row(self, node, pid, collected):
        at = time.time() - self.begun
        its = metrics(node)
        about = status(pid)
        known = {}
        if collected:
            known = native(pid)
            self.natives.append((at, node, pid, known, maps(pid)))
        heap = its("jvm_memory_used_bytes", 'area="heap"')
        return {
            "seconds": round(at, 1),
            "node": node,
            "life": pid,
            "owner": int(self._lab.owns(node)),
            "heap_used_mb": heap / MB,
            "heap_live_mb": heap / MB if collected else None,
            "direct_mb": its("lb_direct_memory_bytes") / MB,
            "pool_mb": its("lb_buffer_pool_bytes") / MB,
            "jdk_buffers_mb": its("jvm_buffer_memory_used_bytes") / MB,
            "metaspace_mb": its("jvm_memory_used_bytes", 'id="Metaspace"') / MB,
            "code_mb": its("jvm_memory_used_bytes", 'id="CodeHeap') / MB + its("jvm_memory_used_bytes", 'id="CodeCache') / MB,
            "nmt_mb": known["all"] / MB if "all" in known else None,
            "rss_mb": int(about["VmRSS"][0]) * 1024 / MB,
            "anonymous_mb": int(about["RssAnon"][0]) * 1024 / MB,
            "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
            "threads": int(about["Threads"][0]),
            "connections": its("haproxy_frontend_current_sessions"),
            "requests": its("haproxy_frontend_http_requests_total"),
            "reloads": sum(1 for at, what, who in list(self._pair.events)
                           if what == "reload" and who == node and at >= self._pair.started(node)),
        }
