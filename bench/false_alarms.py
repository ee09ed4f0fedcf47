"""False alarms: what two nodes do to each other while the machine has no time for them. Started by bench/false-alarms."""

import argparse
import datetime
import os
import re
import subprocess
import sys
import tempfile
import time

import machine
from contestants import LAUNCHER, written
from process import Running

HERE = os.path.dirname(os.path.abspath(__file__))
JAVA = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
NODES = {"ha1": ("10.77.90.1", 101), "ha2": ("10.77.90.2", 100)}
VIRTUAL = "10.77.90.9"
# Seconds for both nodes to start and to agree on a master, and what they say until then is not counted.
START = 20

CONFIGURATION = """
nodes {{
  ha1 {{ address = 10.77.90.1, priority = 101 }}
  ha2 {{ address = 10.77.90.2, priority = 100 }}
}}
virtual-ips {{
  web {{ address = {virtual}, interface = eth0, router-id = 90, version = 3, advert-interval = {interval} }}
}}
lifeline {{ certificates = "{certificates}", hello-interval = {hello} }}
frontends {{ www {{ mode = http, bind = "*:80", default-backend = stub }} }}
backends {{ stub {{ mode = http, servers {{ s1 = "127.0.0.1:9" }} }} }}
"""


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


class Wire:
    """Two network namespaces with one cable between them."""

    def __init__(self):
        self.names = {node: f"lb-alarm-{os.getpid()}-{node}" for node in NODES}
        self.made = []

    def __enter__(self):
        for name in self.names.values():
            ip("netns", "add", name)
            self.made.append(name)
        one, two = self.names.values()
        ip("link", "add", "eth0", "netns", one, "type", "veth", "peer", "name", "eth0", "netns", two)
        for node, name in self.names.items():
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "addr", "add", NODES[node][0] + "/24", "dev", "eth0")
        return self

    def __exit__(self, *_):
        for name in self.made:
            ip("netns", "del", name)

    def owners(self):
        return [node for node, name in self.names.items()
                if VIRTUAL in subprocess.run(["ip", "-n", name, "-4", "-o", "addr"], capture_output=True, text=True,
                                             check=True).stdout]


def hog(nice):
    """A process that keeps a processor busy."""
    running = Running(["nice", "-n", str(nice), sys.executable, "-c", "while True: pass"], os.devnull)
    try:
        # Where the kernel groups processes by their sessions, it weighs the groups and not the processes.
        with open(f"/proc/{running.pid}/autogroup", "w", encoding="ascii") as group:
            group.write(str(nice))
    except OSError:
        pass
    return running


def lines(log, since):
    """What a node has said since that byte of its log."""
    with open(log, encoding="utf-8", errors="replace") as said:
        said.seek(since)
        return said.read().splitlines()


def pressure():
    """Seconds for which some process has waited for a processor, since the start of the machine; None where unknown."""
    try:
        with open("/proc/pressure/cpu", encoding="ascii") as file:
            return int(re.search(r"^some .*total=(\d+)", file.read(), re.M).group(1)) / 1e6
    except (OSError, AttributeError):
        return None


def idle_share(before, after):
    passed = [b - a for a, b in zip(before, after)]
    return (passed[3] + passed[4]) / max(1, sum(passed))


def processor_times():
    with open("/proc/stat", encoding="ascii") as file:
        return list(map(int, file.readline().split()[1:9]))


def run(options):
    command = [JAVA, "-jar", options.jar] if options.jar else [LAUNCHER]
    with tempfile.TemporaryDirectory() as folder, Wire() as wire:
        certificates = os.path.join(folder, "lifeline")
        subprocess.run([*command, "init", "--lifeline", certificates, *NODES], check=True, stdout=subprocess.DEVNULL)
        conf = written(folder, "lb.conf", CONFIGURATION.format(
            virtual=VIRTUAL, interval=options.adverts, hello=options.hello, certificates=certificates))
        logs = {node: os.path.join(folder, node + ".log") for node in NODES}
        try:
            nodes = [Running(["ip", "netns", "exec", wire.names[node], *command, "run", "--node", node, conf], logs[node])
                     for node in NODES]
            time.sleep(START)
            if wire.owners() != ["ha1"] or not all(node.alive() for node in nodes):
                raise RuntimeError("the nodes did not start: " + "\n".join(node.said() for node in nodes))
            begun = {node: os.path.getsize(log) for node, log in logs.items()}
            hogs = [hog(options.nice) for _ in range(options.hogs)]
            times, waited, started = processor_times(), pressure(), time.monotonic()
            loads, unowned = [], 0
            end = started + 60 * options.minutes
            while time.monotonic() < end:
                time.sleep(min(2, max(0, end - time.monotonic())))
                loads.append(machine.load_average())
                unowned += wire.owners() != ["ha1"]
            for one in hogs:
                one.stop()
            return {
                "minutes": (time.monotonic() - started) / 60,
                "load": sorted(loads)[len(loads) // 2],
                "idle": idle_share(times, processor_times()),
                "waited": None if waited is None else (pressure() - waited) / (time.monotonic() - started),
                "looks": len(loads),
                "elsewhere": unowned,
                "alive": all(node.alive() for node in nodes),
                "said": {node: lines(log, begun[node]) for node, log in logs.items()},
            }
        finally:
            Running.stop_all()


def commit():
    said = subprocess.run(["git", "-C", HERE, "log", "-1", "--format=%h %s"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def report(options, found):
    changes = [line for said in found["said"].values() for line in said if "Virtual router" in line and " was " in line]
    lifeline = [line for said in found["said"].values() for line in said if "ifeline" in line]
    text = [
        "# False alarms", "",
        f"Written by `bench/false-alarms --minutes {options.minutes:g}`: two nodes with a lifeline (a hello every {options.hello}, adverts "
        f"every {options.adverts}, VRRPv3) and beside them {options.hogs} processes that do nothing but count (nice {options.nice}), and "
        "whatever else ran on the machine.", "",
        f"- machine: {machine.described()}; {machine.java_version()}",
        f"- commit: {commit()}",
        f"- ended: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, after {found['minutes']:.1f} minutes",
        f"- processors idle for {100 * found['idle']:.1f} % of the time; load average {found['load']:.1f} (median)"
        + ("" if found["waited"] is None else f"; some process waited for a processor in {100 * found['waited']:.0f} % of the time"),
        f"- the address was looked for {found['looks']} times, and {found['elsewhere']} times was not at ha1 alone",
        "", f"**Needless changes of state: {len(changes)}. Words about the lifeline: {len(lifeline)}.**", ""]
    if changes or lifeline:
        text += ["```", *changes[:50], *lifeline[:50], "```", ""]
    if not found["alive"]:
        text += ["A node has ended by itself: this run proves nothing.", ""]
    return "\n".join(text)


def main():
    parser = argparse.ArgumentParser(prog="bench/false-alarms", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--hello", default="10ms", help="of the lifeline")
    parser.add_argument("--adverts", default="100ms", help="between adverts")
    parser.add_argument("--hogs", type=int, default=2 * (os.cpu_count() or 1), help="processes that keep the processors busy")
    parser.add_argument("--nice", type=int, default=0, help="of those")
    parser.add_argument("--jar", help="of lb; what ./lb builds without it")
    parser.add_argument("--report", default=os.path.join(HERE, "FALSE-ALARMS.md"))
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("bench/false-alarms: it makes network namespaces (expected: root)")
    text = report(options, run(options))
    with open(options.report, "w", encoding="utf-8") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
