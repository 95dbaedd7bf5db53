import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness  # noqa: E402


@pytest.fixture(scope="session")
def pki(tmp_path_factory):
    """Made once and read only; PPS_TEST_PKI names a folder where it stays for the next run."""
    kept = os.environ.get("PPS_TEST_PKI")
    return harness.make_pki(kept or tmp_path_factory.mktemp("pki") / "pki")


@pytest.fixture(scope="module")
def world(request, tmp_path_factory, pki):
    """One simulator and one gateway for the tests of a file; its CHANGES are merged into the configuration."""
    made = harness.World(tmp_path_factory.mktemp("world"), pki, getattr(request.module, "CHANGES", None),
                         getattr(request.module, "SIMULATOR", None))
    yield made
    made.close()


@pytest.fixture
def make_world(tmp_path, pki):
    """Makes worlds for tests that stop, break or reconfigure theirs."""
    made = []

    def make(changes=None, **how):
        used = how.pop("pki", pki)
        made.append(harness.World(tmp_path / f"world-{len(made)}", used, changes, **how))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if not report.failed:
        return
    for one in harness.processes:
        for file in (one.out_file, one.err_file):
            if text := one.tail(file):
                report.sections.append((f"end of {file.parent.name}/{file.name}", text))
