"""What a measure costs: processor, memory and disk of the programs, read from /proc; and the machine it ran on."""

import os
import platform
import statistics
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
DISK_APPENDS, DISK_BYTES = 200, 25_000


def percentile(values, percent):
    """By nearest rank, as the loader does."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def rounded(value):
    return float(f"{value:.4g}")


def disk(folder):
    """Appends of about what one stored document takes, each made durable by itself."""
    taken = []
    block = os.urandom(DISK_BYTES)
    file = folder / "appends"
    with open(file, "ab", buffering=0) as opened:
        for _ in range(DISK_APPENDS):
            begin = time.perf_counter()
            opened.write(block)
            os.fsync(opened.fileno())
            taken.append((time.perf_counter() - begin) * 1000)
    file.unlink()
    return {"p50_ms": statistics.median(taken), "p99_ms": percentile(taken, 99),
            "per_second": 1000 * len(taken) / sum(taken)}


def busy_seconds():
    """Processor time that the whole machine has used, without waiting for disks; what a hypervisor took counts."""
    user, nice, system, _, _, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


class Usage:
    """Processor time of a process by thread, and what it wrote to disk, since it was made."""

    def __init__(self, pid):
        self.pid = pid
        self.before, self.written_before, self.begin = self._threads(), self._written(), time.monotonic()

    def _threads(self):
        found = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                name, _, rest = (task / "stat").read_text().partition(" (")[2].rpartition(") ")
            except (FileNotFoundError, ProcessLookupError):
                continue  # The thread has just ended.
            fields = rest.split()
            found[int(task.name)] = (name, (int(fields[11]) + int(fields[12])) / TICKS)
        return found

    def _written(self):
        for line in Path(f"/proc/{self.pid}/io").read_text().splitlines():
            if line.startswith("write_bytes:"):
                return int(line.split()[1])
        return 0

    def per_document(self, documents):
        """Milliseconds of processor and bytes written for each of the documents."""
        used = {}
        for number, (tid, (name, seconds)) in enumerate(sorted(self._threads().items())):
            # In the order they were made: threads often have no name of their own.
            used[f"{name}#{number}"] = seconds - self.before.get(tid, (name, 0.0))[1]
        total = sum(used.values())
        elapsed = time.monotonic() - self.begin
        return {
            "processor_ms": rounded(1000 * total / documents),
            "seconds": total,
            "threads_ms": {name: rounded(1000 * seconds / documents) for name, seconds in used.items() if seconds > 0},
            "cores": rounded(total / elapsed),
            "written_bytes": round((self._written() - self.written_before) / documents),
        }


class Costs:
    """What one measure costs: each program, and whatever else runs on the machine meanwhile."""

    def __init__(self, gateway, simulator):
        self.gateway, self.simulator = Usage(gateway.pid), Usage(simulator.pid)
        self.busy, self.begin = busy_seconds(), time.monotonic()

    def per_document(self, documents, loader_seconds):
        gateway, simulator = self.gateway.per_document(documents), self.simulator.per_document(documents)
        others = busy_seconds() - self.busy - gateway.pop("seconds") - simulator.pop("seconds") - loader_seconds
        return {"gateway": gateway, "simulator": simulator,
                "loader": {"processor_ms": rounded(1000 * loader_seconds / documents)},
                "others_cores": rounded(max(0.0, others) / (time.monotonic() - self.begin))}


def memory(pid):
    """Resident now and at most, in millions of bytes."""
    found = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(value.split()[0]) * 1024 / 1e6
    return found


def machine():
    models = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
              if line.startswith("model name")]
    return {"processor": models[0] if models else platform.machine(), "cores": len(os.sched_getaffinity(0)),
            "kernel": platform.release(), "load_average": os.getloadavg()[0]}
