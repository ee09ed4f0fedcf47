"""Figures as Markdown: medians, ratios to HAProxy, targets."""

from statistics import median

REFERENCE = "haproxy"
BASE_MOST = 100 * 1000 * 1000  # bytes of memory without connections
FIGURES = {"cpu": "CPU", "rps": "requests/s", "p99": "p99", "per_connection": "memory each"}


def ratios(cells, name, figure):
    """Round by round, so that what slows a whole round slows both; empty without HAProxy."""
    return [
        mine[figure] / theirs[figure]
        for mine, theirs in zip(cells[name], cells.get(REFERENCE, []))
        if figure in mine and theirs.get(figure)]


def errors(rounds):
    """Of all rounds together; empty text where there were none."""
    sums = {}
    for cell in rounds:
        for kind, number in cell["errors"].items():
            sums[kind] = sums.get(kind, 0) + number
    return ", ".join(f"{kind} {number}" for kind, number in sums.items())


def workload_table(workload, cells):
    rows = _idle_rows(cells) if workload.kind == "idle" else _load_rows(workload, cells)
    return [f"**{workload.name}**: {workload.says}", "", *rows, ""]


def _load_rows(workload, cells):
    log = workload.log
    rows = [
        "| | CPU µs/request (min–max) | user + system | / HAProxy (min–max) | requests/s | / HAProxy | busy | p50 | p99 "
        "| p99.9 ms | RSS MB | calls/request |" + (" lines/request |" if log else "") + " errors |",
        "|---|" + "---|" * (12 + log)]
    for name, rounds in cells.items():
        def middle(figure):
            return median(cell[figure] for cell in rounds)
        calls = rounds[-1].get("calls")
        columns = [
            name, _spread([c["cpu"] for c in rounds], "{:.1f}" if middle("cpu") < 1000 else "{:.0f}"),
            f"{middle('user'):.1f} + {middle('system'):.1f}", _spread(ratios(cells, name, "cpu"), "{:.2f}"),
            f"{middle('rps'):.0f}", _spread(ratios(cells, name, "rps"), "{:.2f}", ends=False),
            f"{100 * middle('busy'):.0f} %",
            *(f"{middle(p) / 1000:.2f}" for p in ("p50", "p99", "p999")),
            f"{middle('resident') / 1e6:.0f}", f"{sum(calls.values()):.2f}" if calls else "–"]
        if log:
            columns.append(f"{middle('lines'):.2f}")
        rows.append("| " + " | ".join([*columns, errors(rounds) or "none"]) + " |")
    return rows


def _idle_rows(cells):
    rows = ["| | bytes each (min–max) | / HAProxy (min–max) | base MB | RSS MB with them | connections | errors |",
            "|---|---|---|---|---|---|---|"]
    for name, rounds in cells.items():
        rows.append("| " + " | ".join([
            name, _spread([c["per_connection"] for c in rounds], "{:.0f}"),
            _spread(ratios(cells, name, "per_connection"), "{:.2f}"),
            f"{median(c['base'] for c in rounds) / 1e6:.0f}", f"{median(c['resident'] for c in rounds) / 1e6:.0f}",
            f"{median(c['held'] for c in rounds):.0f}", errors(rounds) or "none"]) + " |")
    return rows


def calls_table(results):
    """Which system calls: the most frequent ones of each."""
    rows = []
    for workload, cells in results:
        for name, rounds in cells.items():
            calls = rounds[-1].get("calls")
            if calls:
                most = sorted(calls.items(), key=lambda entry: -entry[1])[:6]
                rows.append(f"| {workload.name} | {name} | " + ", ".join(
                    f"{call} {number:.2f}" for call, number in most if number >= 0.005) + " |")
    return ["| workload | | calls per request |", "|---|---|---|", *rows, ""] if rows else []


def targets_table(results, contestants):
    """Ours against the targets; every contestant that is neither HAProxy nor nginx is ours."""
    rows = []
    for workload, cells in results:
        for name in contestants:
            if name not in cells:
                continue
            for figure, target in workload.targets.items():
                measured = ratios(cells, name, figure)
                if not measured:
                    continue
                at_least = figure == "rps"
                sign = "≥" if at_least else "≤"
                rows.append(_target_row(
                    workload, name, f"{FIGURES[figure]} / HAProxy", f"{sign} {target:.2f}",
                    _spread(measured, "{:.2f}"),
                    median(measured) >= target if at_least else median(measured) <= target, cells[name]))
            if workload.kind == "idle":
                base = median(cell["base"] for cell in cells[name])
                rows.append(_target_row(
                    workload, name, "base MB", f"≤ {BASE_MOST / 1e6:.0f}", f"{base / 1e6:.0f}", base <= BASE_MOST,
                    cells[name]))
    return ["| workload | | figure | target | measured (min–max) | |", "|---|---|---|---|---|---|", *rows, ""] \
        if rows else []


def scaling_table(one, two):
    """What a second thread changes, for workloads that were measured with both."""
    with_two = {workload.name: cells for workload, cells in two}
    rows = []
    for workload, cells in one:
        for name, rounds in cells.items():
            others = with_two.get(workload.name, {}).get(name)
            if not others or workload.kind == "idle":
                continue
            columns = [workload.name, name]
            for figure, form in (("cpu", "{:.1f}"), ("rps", "{:.0f}")):
                first, second = (median(cell[figure] for cell in r) for r in (rounds, others))
                columns.append(f"{form.format(first)} → {form.format(second)} (× {second / max(first, 1e-9):.2f})")
            rows.append("| " + " | ".join(columns) + " |")
    return ["| workload | | CPU µs/request | requests/s |", "|---|---|---|---|", *rows, ""]


def _target_row(workload, name, figure, target, measured, reached, rounds):
    failed = errors(rounds)
    verdict = ("yes" if reached else "**misses**") + (f" (errors: {failed})" if failed else "")
    return f"| {workload.name} | {name} | {figure} | {target} | {measured} | {verdict} |"


def _spread(values, form, ends=True):
    if not values:
        return "–"
    middle = form.format(median(values))
    return f"{middle} ({form.format(min(values))}–{form.format(max(values))})" if ends else middle
