"""The side-by-side benchmark: see README.md."""

import argparse
import datetime
import json
import os
import shlex
import shutil
import signal
import sys
import tempfile

import contestants
import machine
import report
import workloads
from measure import Bench
from process import Running
from syslog_sink import SyslogSink

HERE = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser(
        prog="bench/run", description="lb, HAProxy and nginx side by side in front of the same two origins. "
        "Without --only and --contestants the whole run, which writes bench/REPORT.md.")
    parser.add_argument("--only", metavar="A,B", help="these workloads: " + ", ".join(w.name for w in workloads.ALL))
    parser.add_argument("--contestants", metavar="LIST", default="lb,haproxy,nginx",
                        help="of lb, haproxy, haproxy-splice, nginx, NAME=JAR, 'NAME=JAR JVM-OPTIONS' (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (%(default)s)")
    parser.add_argument("--seconds", type=int, default=4, help="of load in each cell (%(default)s)")
    parser.add_argument("--warmup", type=int, default=3,
                        help="seconds of a step of the warm-up: up to 10 of them, until a request's cost no longer falls, for a JVM at least 24 s (%(default)s)")
    parser.add_argument("--threads", default="1,2", help="of each proxy: 1, 2 or 1,2 (%(default)s)")
    parser.add_argument("--lb-jar", metavar="JAR", help="for the contestant lb; else ./lb of this checkout")
    parser.add_argument("--lb-java-options", metavar="OPTIONS", default=contestants.JAVA_OPTIONS,
                        help="for jars that are named (those of ./lb)")
    parser.add_argument("--no-strace", dest="strace", action="store_false", help="do not count system calls")
    parser.add_argument("--report", metavar="FILE", help="write the report there")
    parser.add_argument("--json", metavar="FILE", help="write every figure of every round there")
    plan = parser.parse_args()
    for name in ("rounds", "seconds", "warmup"):
        if not 1 <= getattr(plan, name) <= 600:
            parser.error(f"--{name} {getattr(plan, name)} (expected: 1 to 600)")
    if any(word not in ("1", "2") for word in plan.threads.split(",")):
        parser.error(f"--threads {plan.threads} (expected: 1, 2 or 1,2)")
    return plan


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell in the background had it ignored
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = arguments()
    command = "bench/run " + shlex.join(sys.argv[1:])
    whole = not plan.only and plan.contestants == "lb,haproxy,nginx" and not plan.lb_jar
    if plan.lb_jar:
        plan.contestants = ",".join(
            f"lb={plan.lb_jar}" if c == "lb" else c for c in plan.contestants.split(","))
    taking_part = contestants.parse(plan.contestants, shlex.split(plan.lb_java_options))
    chosen = workloads.chosen(plan.only)
    directory = tempfile.mkdtemp(prefix="lb-bench-")
    os.chmod(directory, 0o755)
    began = datetime.datetime.now().astimezone()
    lines, measured = heading(plan, command, taking_part, began), {}
    show(lines)
    try:
        for threads in sorted(set(map(int, plan.threads.split(",")))):
            section, measured[threads] = one_section(plan, threads, chosen, taking_part, directory)
            lines += section
        if len(measured) == 2:
            scaling = ["## From one thread to two", "", *report.scaling_table(measured[1], measured[2])]
            show(scaling)
            lines += scaling
    except KeyboardInterrupt:
        print("bench: stopped; nothing is written", file=sys.stderr)
        return 130
    finally:
        Running.stop_all()
        shutil.rmtree(directory, ignore_errors=True)
    target = plan.report or (os.path.join(HERE, "REPORT.md") if whole else None)
    if target:
        with open(target, "w", encoding="utf-8") as file:
            file.write("\n".join(lines).rstrip() + "\n")
        print(f"bench: wrote {target}")
    if plan.json:
        with open(plan.json, "w", encoding="utf-8") as file:
            json.dump([
                {"threads": threads, "workload": workload.name, "contestant": name, "rounds": rounds}
                for threads, results in measured.items() for workload, cells in results
                for name, rounds in cells.items()], file, indent=1)
    return 0


def heading(plan, command, taking_part, began):
    return [
        "# Side by side", "",
        "How to read this is told in [README.md](README.md). Only ratios of one run count.", "",
        f"- machine: {machine.described()}",
        f"- date: {began:%Y-%m-%d %H:%M %Z}; load average before it {machine.load_average():.1f}",
        f"- commit: {machine.commit(HERE)}",
        f"- command: `{command.strip()}`",
        f"- contestants: {'; '.join(f'{c.name}: {c.version()}' for c in taking_part)}",
        f"- Java: {machine.java_version()}",
        f"- rounds in turn: {plan.rounds}, {plan.seconds} s each, warm-up in up to 10 steps of {plan.warmup} s, until CPU per request no longer falls, for a JVM at least 24 s", ""]


def one_section(plan, threads, chosen, taking_part, directory):
    """The report's lines for so many threads; each workload with its figures."""
    placement = machine.placement(threads)
    title = [f"## {'One thread' if threads == 1 else 'Two threads'} each", "", placement.says() + ".", ""]
    show(title)
    descriptors = machine.raise_descriptors()
    own = os.path.join(directory, f"threads{threads}")
    files = os.path.join(own, "files")
    os.makedirs(files)
    for name, size in (("64k", 65536), ("10m", 10485760)):
        with open(os.path.join(files, name), "wb") as file:
            file.write(b"x" * size)
    sink = SyslogSink(placement.load)
    results = []
    try:
        origins = contestants.start_origins(own, files, descriptors, placement.load)
        certificate = contestants.make_certificate(own) if any(w.tls for w in chosen) else None
        bench = Bench(own, certificate, origins, sink, descriptors, placement, threads, plan)
        tables = []
        for workload in chosen:
            if threads == 2 and not plan.only and not workload.two_threads:
                continue
            try:
                cells = bench.run(workload, taking_part)
            except (RuntimeError, OSError) as problem:
                table = [f"**{workload.name}**: not measured: {problem}", ""]
            else:
                results.append((workload, cells))
                table = report.workload_table(workload, cells)
            tables += table
            show(table)
    finally:
        Running.stop_all()
        sink.stop()
    ours = [c.name for c in taking_part if isinstance(c, contestants.Lb)]
    targets = report.targets_table(results, ours) if threads == 1 else []
    calls = report.calls_table(results)
    show(targets + calls)
    return title + (["### Targets", "", *targets] if targets else []) + ["### Figures", "", *tables] + (
        ["### System calls", "", *calls] if calls else []), results


def show(lines):
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
