"""The load: wrk for as much as goes, h2load for a given rate. Both tell every failure."""

import json
import os
import re
import subprocess

from process import pinned

HERE = os.path.dirname(os.path.abspath(__file__))


def wrk(workload, port, seconds, processors, threads=1):
    """Requests, times in µs, and what failed."""
    command = [
        "wrk", f"-t{threads}", f"-c{workload.connections}", f"-d{seconds}s", "--timeout", "10s",
        "-s", os.path.join(HERE, "wrk.lua"), _url(workload, port), "--",
        workload.method, "close" if workload.close else "keep", "chunked" if workload.chunked else "plain",
        str(workload.body)]
    said = _said(command, seconds, processors)
    line = re.search(r"^JSON (.*)$", said, re.MULTILINE)
    if not line:
        raise RuntimeError(f"wrk gave no figures:\n{said}")
    figures = json.loads(line.group(1))
    figures["errors"] = {name: count for name, count in figures["errors"].items() if count}
    return figures


def h2load(workload, port, seconds, rate, directory, processors):
    """The same at so many requests a second in all; times are from a request's start to its response's end."""
    log = os.path.join(directory, "h2load.log")
    if os.path.exists(log):
        os.unlink(log)
    per_client = rate / workload.connections
    requests = max(workload.connections, round(rate * seconds))
    command = [
        "h2load", "--h1", "-t1", f"-c{workload.connections}", f"-n{requests}", f"--rps={per_client:.3f}",
        f"--log-file={log}", _url(workload, port)]
    return _told(log, _said(command, seconds * 2, processors))


def h2load_most(workload, port, seconds, directory, processors, threads=1):
    """The same for HTTP/2, as much as goes."""
    log = os.path.join(directory, "h2load.log")
    if os.path.exists(log):
        os.unlink(log)
    command = [
        "h2load", f"-t{threads}", f"-c{workload.connections}", f"-m{workload.streams}", f"-D{seconds}",
        "-w24", "-W24",  # windows of 16 MiB, as browsers have them
        f"--log-file={log}", _url(workload, port)]
    said = _said(command, seconds, processors)
    if "Application protocol: h2" not in said:
        raise RuntimeError(f"h2load spoke no HTTP/2:\n{said}")
    return _told(log, said)


def _url(workload, port):
    return f"{'https' if workload.tls else 'http'}://127.0.0.1:{port}{workload.path}"


def _told(log, said):
    starts, times, failed = [], [], 0
    with open(log, encoding="ascii") as file:
        for row in file:
            start, status, microseconds = row.split("\t")[:3]
            starts.append(int(start))
            times.append(int(microseconds))
            failed += not 200 <= int(status) < 300
    if not times:
        raise RuntimeError(f"h2load gave no figures:\n{said}")
    times.sort()
    lasted = max(1, max(starts) - min(starts))
    return {
        "requests": len(times), "microseconds": lasted,
        "p50": _quantile(times, 0.5), "p99": _quantile(times, 0.99), "p999": _quantile(times, 0.999),
        "errors": {"failed": failed} if failed else {}}


def _quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _said(command, seconds, processors):
    done = subprocess.run(
        pinned(command, processors), capture_output=True, text=True, check=False, timeout=seconds + 30,
        stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr
