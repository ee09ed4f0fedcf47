"""A pair under a constant load for an hour, with all that happens to it in a year. Started by bench/soak."""

import argparse
import csv
import json
import os
import pickle
import signal
import sys
import tempfile
import threading
import time

import machine
import soak_report
from process import Running
from soak_lab import Lab, NODES, Pair, VIRTUAL
from soak_samples import COLUMNS, Sampler

HERE = os.path.dirname(os.path.abspath(__file__))


def schedule(length, cycle, reloads, flaps):
    """What happens when, in seconds from the beginning. A cycle has three yields and a kill -9 of the second node, which owns the address then."""
    events = []
    at = 0.0
    while at < length:
        for part, what in ((0.10, "yield ha1"), (0.16, "resume ha1"), (0.40, "kill ha2"), (0.41, "start ha2"),
                           (0.60, "yield ha1"), (0.66, "resume ha1"), (0.80, "yield ha2"), (0.86, "resume ha2")):
            events.append((at + part * cycle, what))
        at += cycle
    number, at = 0, reloads
    while at < length:
        number += 1
        events.append((at, "change" if number % 2 else "reload"))
        at += reloads
    at = flaps
    while at < length:
        events += [(at, "down web2"), (at + min(5, flaps / 3), "up web2")]
        at += flaps
    return sorted(event for event in events if event[0] < length)


def happen(pair, what, trouble):
    what, _, who = what.partition(" ")
    if what in ("change", "reload"):
        if what == "change":
            pair.change()
        for node in NODES:
            pair.reload(node)
    elif what in ("up", "down"):
        pair.flap(who, what == "up")
    elif what == "start":
        pair.start(who)
    elif what == "kill":
        if pair.owner() != who:
            trouble(f"{who} was to be killed as the owner, and {pair.owner() or 'nobody'} was it")
        pair.kill(who)
    else:
        def told():
            try:
                said = pair.yields(who) if what == "yield" else pair.resumes(who)
                if said.strip():
                    trouble(f"{what} {who}: {said.strip()[:200]}")
            except OSError as e:
                trouble(f"{what} {who}: {e}")
        threading.Thread(target=told, daemon=True).start()


def soak(options, folder):
    troubles = []
    trouble = lambda text: troubles.append((time.time(), text))
    busy = []
    with Lab() as lab:
        pair = Pair(lab, folder, options.jar and os.path.abspath(options.jar), options.java_options)
        try:
            pair.prepare()
            pair.start("ha1")
            pair.wait_for_owner()
            pair.start("ha2")
            time.sleep(5)
            pair.wait_for_owner()
            said = os.path.join(folder, "load.json")
            load = Running(lab.inside("client", sys.executable, "-B", os.path.join(HERE, "soak_load.py"), VIRTUAL, str(options.rate),
                                      str(options.every)), said)
            sampler = Sampler(lab, pair, options.every, options.collect)
            begun = sampler.begun
            sampler.start()
            for at, what in schedule(options.minutes * 60, options.cycle, options.reloads, options.flaps):
                while time.time() < begun + at:
                    time.sleep(min(5, max(0.01, begun + at - time.time())))
                    busy.append(machine.load_average())
                    if not load.alive():
                        raise RuntimeError("the load has ended: " + load.said())
                happen(pair, what, trouble)
                for node, running in pair.nodes.items():
                    if not running.alive() and what != "kill " + node and not any(
                            w == "kill -9" and n == node and a > pair.started(node) for a, w, n in pair.events):
                        trouble(f"{node} has ended by itself")
                        pair.start(node)
            time.sleep(max(0, begun + options.minutes * 60 - time.time()))
            sampler.end()
            cpu = {name: sum(running.cpu()) for name, running in (("load", load), ("ha1", pair.nodes["ha1"]))}
            load.stop()
            lines = []
            with open(said, encoding="utf-8") as file:
                for line in file:
                    try:
                        lines.append(json.loads(line))
                    except ValueError:
                        trouble("the load said: " + line.strip()[:200])
            pair.keep_logs(options.folder)
            return soak_report.Found(begun, sampler.rows, sampler.natives, pair.events, lines, troubles, sampler.problems, busy, cpu)
        finally:
            Running.stop_all()


def main():
    parser = argparse.ArgumentParser(prog="bench/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1, help="of the load; at 1 about 80 requests a second, 20 of them on new connections")
    parser.add_argument("--every", type=float, default=5, help="seconds between samples")
    parser.add_argument("--collect", type=float, default=60, help="seconds between full collections, after which the heap is live objects")
    parser.add_argument("--cycle", type=float, default=600, help="seconds in which there are three yields and a kill -9")
    parser.add_argument("--reloads", type=float, default=6, help="seconds between reloads of both nodes; every other one changes something")
    parser.add_argument("--flaps", type=float, default=45, help="seconds between times at which a server fails its checks")
    parser.add_argument("--jar", help="of lb; what ./lb builds without it")
    parser.add_argument("--java-options", nargs="*", default=["-XX:NativeMemoryTracking=summary"])
    parser.add_argument("--folder", default=HERE, help="where SOAK.md, soak.csv and soak.svg are written, and logs")
    parser.add_argument("--again", action="store_true", help="writes the report of the last run in that folder once more")
    options = parser.parse_args()
    options.commit = machine.commit(HERE)
    options.machine = f"{machine.described()}; {machine.java_version()}"
    options.begun = time.time()
    if os.geteuid() != 0 and not options.again:
        sys.exit("bench/soak: it makes network namespaces (expected: root)")
    # All that was started is ended where this is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raw = os.path.join(options.folder, "soak.raw")
    if options.again:
        with open(raw, "rb") as file:
            options, found = pickle.load(file)
    else:
        with tempfile.TemporaryDirectory(prefix="lb-soak-") as folder:
            found = soak(options, folder)
        with open(raw, "wb") as file:
            pickle.dump((options, found), file)
    with open(os.path.join(options.folder, "soak.csv"), "w", encoding="utf-8", newline="") as file:
        to = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        to.writeheader()
        for row in found.rows:
            to.writerow({name: "" if value is None else round(value, 2) if isinstance(value, float) else value for name, value in row.items()})
    with open(os.path.join(options.folder, "soak.svg"), "w", encoding="utf-8") as file:
        file.write(soak_report.graph(found))
    text = soak_report.text(options, found)
    with open(os.path.join(options.folder, "SOAK.md"), "w", encoding="utf-8") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
