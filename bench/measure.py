"""One workload: all contestants started, warmed up, and measured in turn, round after round."""

import os
import time
from dataclasses import replace

import load
import system_calls
from contestants import Setting
from idle_connections import IdleConnections
from process import free_port, wait_until_it_answers

EQUAL_LOAD = 0.6  # of HAProxy's most
STRACE_SECONDS = 3
MOST_WARMUPS = 10
ENOUGH_REQUESTS = 40000  # for compilers to have seen what is hot
STEADY = 0.95  # of the cost before
COMPILED_AFTER = 24  # seconds of load: C2 works for 20 to 25, which a process that runs for months spends once


class Bench:
    """What stays the same over all workloads."""

    def __init__(self, directory, certificate, origins, sink, descriptors, placement, threads, plan):
        self._directory = directory
        self._certificate = certificate
        self._origins = origins
        self._sink = sink
        self._descriptors = descriptors
        self._placement = placement
        self._threads = threads
        self._plan = plan

    def run(self, workload, contestants):
        """A dictionary: contestant's name to its list of figures, one for each round."""
        taking_part = [c for c in contestants if c.can(workload)]
        if workload.kind == "idle":
            return self._idle(workload, taking_part)
        started = {}
        try:
            for contestant in taking_part:
                started[contestant.name] = self._start(workload, contestant)
            for contestant in taking_part:
                self._warm_up(workload, *started[contestant.name], COMPILED_AFTER if contestant.is_compiled else 0)
            apply = self._load_of(workload, started)
            cells = {name: [] for name in started}
            for _ in range(self._plan.rounds):
                for name, (running, port) in started.items():
                    cells[name].append(self._cell(running, lambda to=port: apply(to), workload))
            if self._plan.strace:
                for name, (running, port) in started.items():
                    self._count_calls(workload, running, port, cells[name])
            return cells
        finally:
            for running, _ in started.values():
                running.stop()

    def _start(self, workload, contestant):
        directory = os.path.join(self._directory, f"{workload.name}-{contestant.name}-{time.monotonic_ns()}")
        os.makedirs(directory)
        port = free_port()
        setting = Setting(
            workload.mode, self._threads, self._origins, self._sink.port if workload.log else None,
            self._descriptors, self._certificate if workload.tls else None, workload.resumed)
        running = contestant.start(setting, port, directory, self._placement.proxy)
        try:
            wait_until_it_answers(running, port, "/1k", 60, workload.tls)
        except RuntimeError:
            running.stop()
            raise
        return running, port

    def _warm_up(self, workload, running, port, least=0):
        """Until a request's cost no longer falls: how long a JVM takes depends on how busy the machine is."""
        before, requests = float("inf"), 0
        for step in range(MOST_WARMUPS):
            cell = self._cell(running, lambda: self._most(workload, port, self._plan.warmup), workload)
            requests += cell["rps"] * self._plan.warmup
            enough = requests > ENOUGH_REQUESTS and (step + 1) * self._plan.warmup >= least
            if cell["cpu"] > STEADY * before and enough:
                return
            before = cell["cpu"]

    def _most(self, workload, port, seconds):
        """As much as goes."""
        if workload.streams:
            return load.h2load_most(
                workload, port, seconds, self._directory, self._placement.load, self._threads)
        return load.wrk(workload, port, seconds, self._placement.load, self._threads)

    def _load_of(self, workload, started):
        if workload.kind == "load":
            return lambda port: self._most(workload, port, self._plan.seconds)
        reference = started.get("haproxy") or next(iter(started.values()))
        most = self._most(workload, reference[1], self._plan.seconds)
        rate = EQUAL_LOAD * most["requests"] * 1e6 / most["microseconds"]

        def at_rate(port):
            figures = load.h2load(workload, port, self._plan.seconds, rate, self._directory, self._placement.load)
            if figures["requests"] * 1e6 / figures["microseconds"] < 0.95 * rate:
                figures["errors"]["rounds short of the rate"] = 1
            return figures

        return at_rate

    def _cell(self, running, apply, workload):
        lines = self._sink.lines()
        user, system = running.cpu()
        began = time.monotonic()
        figures = apply()
        took = time.monotonic() - began
        user, system = (after - before for after, before in zip(running.cpu(), (user, system)))
        requests = max(1, figures["requests"])
        cell = {
            "cpu": (user + system) * 1e6 / requests,
            "user": user * 1e6 / requests,
            "system": system * 1e6 / requests,
            "busy": (user + system) / took,
            "rps": figures["requests"] * 1e6 / figures["microseconds"],
            "resident": running.resident(),
            "errors": figures["errors"],
        } | {name: figures[name] for name in ("p50", "p99", "p999")}
        if workload.log:
            cell["lines"] = (self._sink.lines() - lines) / requests
        if not figures["requests"]:
            cell["errors"] = cell["errors"] | {"no requests": 1}
        return cell

    def _count_calls(self, workload, running, port, cells):
        counted = system_calls.count(running, self._directory, lambda: self._most(workload, port, STRACE_SECONDS))
        if counted and counted[1]["requests"]:
            calls, figures = counted
            cells[-1]["calls"] = {name: number / figures["requests"] for name, number in calls.items()}

    def _idle(self, workload, contestants):
        """A fresh process each time: what a connection takes beyond the memory that warmed-up code has without any."""
        # A connection takes two descriptors, and lb serves no more than its limit of open files has room for.
        most = (self._descriptors - 500) // 2
        count = min(workload.connections, most)
        cells = {contestant.name: [] for contestant in contestants}
        for _ in range(self._plan.rounds):
            for contestant in contestants:
                running, port = self._start(workload, contestant)
                idle = IdleConnections()
                try:
                    self._warm_up(replace(workload, connections=50), running, port)
                    base = running.resident()
                    idle.open(port, count)
                    time.sleep(1)  # a second of silence, for those that give memory back
                    held = idle.still_open()
                    resident = running.resident()
                finally:
                    idle.close()
                    running.stop()
                cells[contestant.name].append({
                    "per_connection": (resident - base) / max(1, held), "base": base, "resident": resident,
                    "held": held, "errors": {"lost": count - held} if held < count else {}})
        return cells

