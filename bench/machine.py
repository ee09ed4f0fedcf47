"""The machine: its processors and who gets which, limits, versions."""

import os
import resource
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Placement:
    """Processors of the proxies, and of load and origins; empty for all of them."""

    proxy: tuple
    load: tuple

    def says(self):
        if not self.proxy:
            return "not pinned: proxies, load and origins share all processors"
        return f"proxy on processor {_list(self.proxy)}; load, origins and syslog server on {_list(self.load)}"


def placement(threads):
    """The proxy gets as many processors as threads, all else the rest, where there is a rest."""
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) <= threads:
        return Placement((), ())
    return Placement(tuple(processors[:threads]), tuple(processors[threads:]))


def raise_descriptors():
    """As many open files as this user may have, up to 100,000."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (100000, hard):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, hard)))
            return wanted
        except (ValueError, OSError):
            continue
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def described():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) // 1024
    kernel = os.uname()
    return f"{model}, {len(os.sched_getaffinity(0))} processors, {memory} MB; {kernel.sysname} {kernel.release}"


def load_average():
    return os.getloadavg()[0]


def java_version():
    said = subprocess.run(
        [os.path.join(os.environ["JAVA_HOME"], "bin", "java"), "-version"], capture_output=True, text=True, check=False)
    return said.stderr.strip().splitlines()[1]


def commit(directory):
    def git(*arguments):
        return subprocess.run(
            ["git", "-C", directory, *arguments], capture_output=True, text=True, check=False).stdout.strip()
    changed = " with uncommitted changes" if git("status", "--porcelain", "--", ".", ":!bench/REPORT.md", ":!bench/CHECKS.md") else ""
    return git("log", "-1", "--format=%h %s") + changed


def _list(processors):
    return ", ".join(map(str, processors))
