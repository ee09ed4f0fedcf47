"""What a soak has found: tables and a graph, without any library."""

import collections
import datetime
import os
import statistics
from dataclasses import dataclass

# name, unit, what may be gained in an hour without being called growth (absolute, or a part of what was there)
LOOKED_AT = (
    ("heap_live_mb", "MB", 0.5, 0.03), ("direct_mb", "MB", 1, 0.05), ("jdk_buffers_mb", "MB", 0.5, 0.05), ("rss_mb", "MB", 3, 0.02),
    ("anonymous_mb", "MB", 3, 0.02), ("nmt_mb", "MB", 3, 0.02), ("metaspace_mb", "MB", 1, 0.03), ("code_mb", "MB", 1, 0.05),
    ("descriptors", "", 3, 0.05), ("threads", "", 1, 0.02), ("connections", "", 3, 0.05))
# Seconds after an event in which a failure is put down to it.
AFTER = {"kill -9": 10, "yield": 15, "resume": 5, "start": 0, "down": 2, "up": 1, "reload": 0.5}
# The more an event explains, the earlier it stands.
ORDER = ("kill -9", "yield", "resume", "down", "up", "reload")
COLOURS = {"ha1": "#1f5fa8", "ha2": "#c8641c"}


@dataclass
class Found:
    begun: float
    rows: list
    natives: list
    events: list
    load: list
    troubles: list
    problems: list
    busy: list
    cpu: dict

    def lives(self):
        """Rows of each process, in order; those of a node that was killed are several."""
        of = collections.OrderedDict()
        for row in self.rows:
            of.setdefault((row["node"], row["life"]), []).append(row)
        return of


def slope(points):
    """Units per hour, by least squares."""
    if len(points) < 3:
        return 0.0
    x = statistics.fmean(p[0] for p in points)
    y = statistics.fmean(p[1] for p in points)
    below = sum((p[0] - x) ** 2 for p in points)
    return 3600 * sum((p[0] - x) * (p[1] - y) for p in points) / below if below else 0.0


def judged(rows, name, absolute, part):
    """Medians of the first and the last quarter, slope of the last three quarters and of the last half, and whether that is growth."""
    points = [(row["seconds"], row[name]) for row in rows if row[name] is not None]
    if len(points) < 8:
        return None
    begin, end = points[0][0], points[-1][0]
    quarter = (end - begin) / 4
    first = statistics.median(v for t, v in points if t <= begin + quarter)
    last = statistics.median(v for t, v in points if t >= end - quarter)
    late = slope([p for p in points if p[0] >= begin + quarter])
    half = slope([p for p in points if p[0] >= begin + 2 * quarter])
    allowed = max(absolute, part * first)
    # What warms up bends: growth is what still grows in the last half, and has left the first quarter behind.
    return first, last, late, half, last - first > allowed / 2 and late > allowed and half > allowed


def cause(at, events):
    for what in ORDER:
        if any(its == what and -0.2 <= at - when <= AFTER[what] for when, its, _ in events):
            return what
    return "nothing"


def failures(found):
    return [line for line in found.load if "failed" in line]


def text(options, found):
    minutes = found.rows[-1]["seconds"] / 60 if found.rows else 0
    loads = sorted(found.busy)
    counted = next((line["counts"] for line in reversed(found.load) if "counts" in line), {})
    kinds = [kind for kind in ("keep-alive", "TLS keep-alive", "TCP", "new connection", "new TLS", "new TCP") if kind in counted]
    failed = failures(found)
    happened = collections.Counter(what for _, what, _ in found.events)
    out = [
        "# Soak", "",
        f"Written by `bench/soak --minutes {options.minutes:g} --rate {options.rate:g} --reloads {options.reloads:g}`: two nodes with a lifeline in network namespaces, "
        "two servers, a client at a constant rate. [soak.csv](soak.csv) has every sample.", "",
        f"- machine: {options.machine}",
        f"- commit: {options.commit}" + (f"; jar: {os.path.basename(options.jar)}" if options.jar else ""),
        f"- ended: {datetime.datetime.fromtimestamp(found.begun + 60 * minutes, datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, after {minutes:.1f} minutes; "
        f"load average {loads[len(loads) // 2]:.1f} (median), {loads[-1]:.1f} at most" if loads else "",
        f"- processor time: load {found.cpu['load']:.0f} s, ha1 {found.cpu['ha1']:.0f} s",
        "- done to the nodes: " + ", ".join(f"{what} {number}" for what, number in happened.items()), "",
        "![memory, descriptors, threads, connections and failures over time](soak.svg)", "",
    ]
    verdicts = []
    for (node, life), rows in found.lives().items():
        span = (rows[-1]["seconds"] - rows[0]["seconds"]) / 60
        if span < minutes / 3:
            continue
        out += [f"## {node}, process {life}, {span:.0f} minutes, {rows[-1]['reloads']} reloads", "",
                "| | first quarter | last quarter | slope an hour, last ¾ | last ½ | |", "|---|---|---|---|---|---|"]
        for name, unit, absolute, part in LOOKED_AT:
            # Where the address is, there the connections are.
            of_owner = name in ("descriptors", "connections")
            found_here = judged([row for row in rows if row["owner"] or not of_owner], name, absolute, part)
            if found_here is None:
                continue
            first, last, late, half, grows = found_here
            if grows:
                verdicts.append(f"{node}'s {name.replace('_mb', '').replace('code', 'compiled code').replace('_', ' ')}")
            label = name.replace("_mb", "").replace("code", "compiled code").replace("_", " ") + (f" ({unit})" if unit else "") + (", while it owns the address" if of_owner else "")
            out.append(f"| {label} | {first:.1f} | {last:.1f} | {late:+.2f} | {half:+.2f} | {'**grows**' if grows else 'flat'} |")
        out.append("")
    short = "" if minutes >= 20 else " (Too short a run to say: the JVM still warms up.)"
    out.insert(2, ("**Flat: nothing grows.**" if not verdicts else "**Grows: " + ", ".join(verdicts) + ".**") + short + "\n")
    out += natives(found)
    out += ["## Requests", "", "| | asked | failed | " + " | ".join("after " + what for what in (*ORDER, "nothing")) + " |",
            "|---|---|---|" + "---|" * (len(ORDER) + 1)]
    for kind in kinds:
        by = collections.Counter(cause(line["at"] + line["after"], found.events) if cause(line["at"], found.events) == "nothing"
                                 else cause(line["at"], found.events) for line in failed if line["failed"] == kind)
        out.append(f"| {kind} | {counted[kind]} | {sum(by.values())} | " + " | ".join(str(by[what] or "–") for what in (*ORDER, "nothing")) + " |")
    slow = [f"{kind} {number}" for kind, number in sorted(counted.items()) if kind.startswith("slow")]
    out += ["", "Slow clients, and how they ended: " + ", ".join(slow) + ".", ""]
    out += ["A failure belongs to the event that was up to " + ", ".join(f"{AFTER[w]:g} s ({w})" for w in ORDER) + " before it.", ""]
    strange = [line for line in failed if cause(line["at"], found.events) not in ("kill -9",)]
    if strange:
        alike = collections.OrderedDict()
        for line in strange:
            kind = (cause(line["at"], found.events), line["failed"], "first request" if line["fresh"] else "kept connection", line["why"])
            alike.setdefault(kind, []).append(f"{line['at'] - found.begun:.0f}")
        out += ["Failures that no kill -9 explains, and in which second of the run each was:", "", "```"]
        for (what, failed_kind, connection, why), seconds in list(alike.items())[:40]:
            out.append(f"after {what}: {failed_kind}, {connection}, {len(seconds)} times: {why}")
            out.append("    " + " ".join(f"{second} (x{number})" for second, number in collections.Counter(seconds).items()))
        out += ["```", ""]
    if found.troubles or found.problems:
        out += ["What went otherwise than meant:", "", "```"]
        out += [f"{at - found.begun:8.1f} s  {said}" for at, said in found.troubles[:40]]
        out += [f"{at - found.begun:8.1f} s  no sample of {node}: {said}" for at, node, said in found.problems[:40]]
        out += ["```", ""]
    return "\n".join(line for line in out if line is not None)


def natives(found):
    """By what grew, from a quarter of the longest life of ha1 to its end."""
    of = [(at, known, mapped) for at, node, _, known, mapped in found.natives if node == "ha1"]
    if len(of) < 4:
        return []
    early, late = of[len(of) // 4], of[-1]
    out = [f"## Where ha1's memory is, after {early[0] / 60:.0f} and after {late[0] / 60:.0f} minutes (MB)", ""]
    for title, index in (("committed, by Native Memory Tracking", 1), ("resident, by kind of mapping", 2)):
        if not late[index]:
            continue
        out += [f"| {title} | early | late | |", "|---|---|---|---|"]
        names = sorted(set(early[index]) | set(late[index]), key=lambda n: -late[index].get(n, 0))
        for name in names[:14]:
            before, after = early[index].get(name, 0) / 1e6, late[index].get(name, 0) / 1e6
            out.append(f"| {name} | {before:.1f} | {after:.1f} | {after - before:+.1f} |")
        out.append("")
    return out


def graph(found):
    """Small graphs below each other, one time axis."""
    panels = (("RSS, MB", "rss_mb"), ("live heap, MB", "heap_live_mb"), ("heap, MB", "heap_used_mb"), ("direct memory, MB", "direct_mb"),
              ("metaspace, MB", "metaspace_mb"), ("compiled code, MB", "code_mb"), ("descriptors", "descriptors"), ("threads", "threads"),
              ("connections", "connections"))
    width, left, right, height, gap = 980, 130, 20, 80, 26
    end = max((row["seconds"] for row in found.rows), default=1)
    x = lambda seconds: left + (width - left - right) * seconds / end
    whole = 40 + (len(panels) + 1) * (height + gap) + 30
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" font-family="sans-serif" font-size="11">',
           f'<rect width="{width}" height="{whole}" fill="white"/>']
    for i, (node, colour) in enumerate(COLOURS.items()):
        out.append(f'<text x="{left + 60 * i}" y="18" fill="{colour}" font-weight="bold">{node}</text>')
    out.append(f'<text x="{left + 130}" y="18" fill="#555">lines: yields (grey), kill -9 (red)</text>')
    bottom = 40 + (len(panels) + 1) * (height + gap) - gap
    for at, what, _ in found.events:
        if what in ("yield", "kill -9"):
            out.append(f'<line x1="{x(at - found.begun):.1f}" x2="{x(at - found.begun):.1f}" y1="30" y2="{bottom}" '
                       f'stroke="{"#d33" if what == "kill -9" else "#ccc"}" stroke-width="1"/>')
    top = 40
    for title, name in panels:
        values = [row[name] for row in found.rows if row[name] is not None]
        most = 1.1 * max(values, default=1) or 1
        axis(out, title, most, left, top, width - right, height)
        for (node, _), rows in found.lives().items():
            points = " ".join(f"{x(row['seconds']):.1f},{top + height - height * row[name] / most:.1f}"
                              for row in rows if row[name] is not None)
            out.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[node]}" stroke-width="1.2"/>')
        top += height + gap
    fails = collections.Counter(int((line["at"] - found.begun) // 10) for line in failures(found))
    most = max(fails.values(), default=1)
    axis(out, "failed in 10 s", most, left, top, width - right, height)
    for at, number in fails.items():
        out.append(f'<rect x="{x(10 * at):.1f}" y="{top + height - height * number / most:.1f}" width="2.5" '
                   f'height="{height * number / most:.1f}" fill="#d33"/>')
    step = next(s for s in (1, 2, 5, 10, 15, 30, 60, 1e9) if end / 60 / s <= 13)
    minute = 0
    while minute * 60 <= end:
        out.append(f'<text x="{x(minute * 60):.1f}" y="{bottom + 18}" text-anchor="middle" fill="#555">{minute:g} min</text>')
        minute += step
    return "\n".join([*out, "</svg>", ""])


def axis(out, title, most, left, top, right, height):
    out.append(f'<text x="{left - 8}" y="{top + height / 2 + 4:.0f}" text-anchor="end">{title}</text>')
    for part in (0, 0.5, 1):
        y = top + height * (1 - part)
        out.append(f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#eee"/>')
        out.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#999" font-size="9">{most * part:.3g}</text>'
                   if part != 0.5 else "")
