"""The bench itself, on very little: that it still runs, and that its figures hang together. No time is judged."""

import json
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).resolve().parent / "run.py"


def test_a_short_bench_measures_every_part(tmp_path):
    done = subprocess.run([sys.executable, str(RUN), "--repeat", "1", "--duration", "0.5", "--warmup", "0.1",
                           "--connections", "2", "--small-connections", "2", "--large-connections", "1", "--batch", "10", "--folder", str(tmp_path)],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    (run,) = result["measured"]["accept"]["runs"]["2"]
    assert run["documents"] > 0 and set(run["statuses"]) == {"202"} and not run["errors"]
    assert result["measured"]["accept"]["store"]["documents"] == run["documents"] + run["warmup_documents"]
    assert result["measured"]["accept"]["store"]["bytes"] > 0
    assert result["measured"]["deliver"]["runs"][0]["documents"] == 10
    for of in result["measured"]["mllp"].values():
        (run,) = of["runs"]
        assert run["documents"] > 0 and set(run["statuses"]) == {"AA"} and not run["errors"]
    found = result["medians"]
    assert set(found) == {"disk", "ready_empty_ms", "accepted", "memory_mb", "ready_after_load_ms", "acknowledged",
                          "delivered"}
    assert 0 < found["memory_mb"]["idle"] <= found["memory_mb"]["peak"]
    assert found["accepted"]["2"]["p50_ms"] <= found["accepted"]["2"]["p99_ms"] <= found["accepted"]["2"]["max_ms"]
    assert "delivered end to end" in done.stderr
    assert not list(tmp_path.iterdir()), "the bench removes what it made"
