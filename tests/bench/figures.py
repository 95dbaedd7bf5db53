"""Medians of the measures, and the table that shows them beside the targets."""

import statistics

from costs import rounded


def median_of(runs, *path):
    def value(run):
        for key in path:
            run = run[key]
        return run

    return rounded(statistics.median(value(run) for run in runs))


def cost_medians(runs):
    found = {f"{name}_processor_ms": median_of(runs, "costs", name, "processor_ms")
             for name in ("gateway", "simulator", "loader")}
    found["written_bytes"] = median_of(runs, "costs", "gateway", "written_bytes")
    found["others_cores"] = median_of(runs, "costs", "others_cores")
    return found


def accepted(runs):
    return {"per_second": median_of(runs, "per_second"),
            **{f"{name}_ms": median_of(runs, "latency_ms", name) for name in ("p50", "p99", "max")}, **cost_medians(runs)}


def medians(measured):
    """One figure per thing measured."""
    found = {}
    if "disk" in measured:
        found["disk"] = {key: median_of(measured["disk"], key) for key in ("p50_ms", "p99_ms", "per_second")}
    if "ready" in measured:
        found["ready_empty_ms"] = rounded(statistics.median(measured["ready"]))
    if "accept" in measured:
        found["accepted"] = {
            str(connections): accepted(runs) for connections, runs in measured["accept"]["runs"].items()}
        found["memory_mb"] = {name: rounded(measured["accept"]["memory"][f"{name}_mb"])
                              for name in ("idle", "loaded", "peak")}
        found["ready_after_load_ms"] = rounded(statistics.median(measured["accept"]["ready_ms"]))
    if "mllp" in measured:
        found["acknowledged"] = {name: {**accepted(of["runs"]), "connections": of["connections"], "bytes": of["bytes"]}
                                 for name, of in measured["mllp"].items()}
    if "deliver" in measured:
        runs = measured["deliver"]["runs"]
        found["delivered"] = {"per_second": median_of(runs, "per_second"),
                              "pushed_per_second": median_of(runs, "pushed_per_second"), **cost_medians(runs),
                              "peak_mb": rounded(measured["deliver"]["memory"]["peak_mb"])}
    return found


def cost_rows(one, last_run):
    """Where the time of a measure went."""
    threads = last_run["costs"]["gateway"]["threads_ms"]
    return [("  processor per document",
             f"gateway {one['gateway_processor_ms']} ms, loader {one['loader_processor_ms']} ms, "
             f"simulator {one['simulator_processor_ms']} ms; others held {one['others_cores']} cores", ""),
            ("  gateway by thread (last run)", ", ".join(f"{name} {used}" for name, used in threads.items()), ""),
            ("  written per document", f"{one['written_bytes'] / 1000:.0f} kB", "")]


def table(found, measured):
    """The medians for people, with the targets beside."""
    rows = []
    if "disk" in found:
        one = found["disk"]
        rows.append(("disk: 25 kB append + fsync",
                     f"p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, {one['per_second']:.0f}/s", ""))
    for connections, one in found.get("accepted", {}).items():
        rows.append((f"accepted durably, {connections} connection{'s' if connections != '1' else ''}",
                     f"{one['per_second']:.0f}/s, p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, "
                     f"max {one['max_ms']} ms",
                     "≥ 300/s, p99 < 60 ms" if connections == "8" else ""))
        rows += cost_rows(one, measured["accept"]["runs"][int(connections)][-1])
    for name, one in found.get("acknowledged", {}).items():
        rows.append((f"message of {one['bytes'] / 1000:.1f} kB acknowledged, {one['connections']} connections",
                     f"{one['per_second']:.0f}/s, p50 {one['p50_ms']} ms, p99 {one['p99_ms']} ms, max {one['max_ms']} ms",
                     {"small": "≥ 3000/s, p99 < 15 ms", "large": "≥ 250/s, p99 < 60 ms"}[name]))
        rows += cost_rows(one, measured["mllp"][name]["runs"][-1])
    if "delivered" in found:
        one = found["delivered"]
        rows.append(("delivered end to end", f"{one['per_second']:.0f}/s (pushed at {one['pushed_per_second']:.0f}/s)",
                     "≥ 80/s"))
        rows += cost_rows(one, measured["deliver"]["runs"][-1])
        rows.append(("  memory at most", f"{one['peak_mb']} MB", "≤ 250 MB"))
    if "memory_mb" in found:
        one = found["memory_mb"]
        rows.append(("memory idle", f"{one['idle']} MB", "≤ 60 MB"))
        rows.append(("memory loaded (at most)", f"{one['loaded']} MB ({one['peak']} MB)", "≤ 250 MB"))
    if "ready_empty_ms" in found:
        rows.append(("ready, empty store", f"{found['ready_empty_ms']} ms", "< 500 ms"))
    if "ready_after_load_ms" in found:
        left = measured["accept"]["store"]
        rows.append((f"ready, {left['documents']} documents, {left['bytes'] / 1e6:.0f} MB",
                     f"{found['ready_after_load_ms']} ms", "< 500 ms"))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{what:<{widths[0]}}  {figure:<{widths[1]}}  {target}".rstrip() for what, figure, target in rows)
