"""Checks the tree against rules.py, and rules.py against cases that must fail."""
import pathlib
import subprocess

import pytest

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path for folder in ("cda", "hl7", "gateway", "tests") for path in (ROOT / folder).rglob("*.[ch]pp")
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_includes_follow_the_arrows(path):
    assert rules.wrong_includes(str(path.relative_to(ROOT)), path.read_text()) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_temporary_shares_a_statement_with_co_await(path):
    assert rules.risky_awaits(path.read_text()) == []


@pytest.mark.parametrize("path, include", [
    ("cda/document.cpp", "gateway/core/error.hpp"),
    ("cda/document.cpp", "hl7/v2/parser.hpp"),
    ("hl7/v2/parser.cpp", "gateway/core/log.hpp"),
    ("gateway/receive/documents_api.cpp", "cda/document.hpp"),
    ("gateway/forward/dispatcher.cpp", "cda/document.hpp"),
    ("gateway/store/sqlite_store.cpp", "gateway/runtime/tls.hpp"),
    ("gateway/runtime/mllp_server.cpp", "hl7/v2/message.hpp"),
    ("gateway/core/error.cpp", "gateway/store/store.hpp"),
    ("gateway/forward/dmp/request.cpp", "gateway/runtime/http.hpp"),
    ("tests/simulator/server.cpp", "gateway/forward/dmp/request.hpp"),
])
def test_an_include_against_the_arrows_is_found(path, include):
    assert rules.wrong_includes(path, f'#include "{include}"\n') == [include]


@pytest.mark.parametrize("path, include", [
    ("hl7/v2/parser.cpp", "cda/finding.hpp"),
    ("gateway/process/pipeline.cpp", "cda/document.hpp"),
    ("gateway/runtime/mllp_server.cpp", "hl7/v2/mllp.hpp"),
    ("gateway/forward/dispatcher.cpp", "cda/xds/document_entry.hpp"),
    ("gateway/app/server.cpp", "gateway/process/pipeline.hpp"),
])
def test_an_include_along_the_arrows_is_accepted(path, include):
    assert rules.wrong_includes(path, f'#include "{include}"\n') == []


@pytest.mark.parametrize("code", [
    "void f() { co_await g(agg{s, 1}); }",
    "void f() { co_await g({.a = s}); }",
    "void f() { agg a{co_await g(), s}; }",
    "void f() { v.push_back(agg{co_await g(), s}); }",
    "void f() { co_await co_spawn(ex, [v = std::move(v)]() -> awaitable<void> { co_return; }, token); }",
    "void f() { co_spawn(co_await this_coro::executor, [v] { g(v); }, detached); }",
    "void f() { try { co_await g(\n agg{s}); } catch (...) {} }",
    "void f() { if (co_await g(agg{s})) h(); }",
])
def test_a_temporary_beside_co_await_is_found(code):
    assert len(rules.risky_awaits(code)) == 1


@pytest.mark.parametrize("code", [
    "void f() { agg a{s, 1}; co_await g(std::move(a)); }",
    "void f() { co_await g(make_agg(s)); }",
    "void f() { co_return agg{s}; }",
    "void f() { if (auto r = co_await g(); r) { h(); } }",
    "void f() { while (co_await g()) { agg a{s}; use(a); } }",
    "void f() { const auto work = [this] { return agg{s}; }; auto r = co_await run(work); }",
    "// co_await g(agg{s});\nvoid f() {}",
])
def test_a_safe_statement_is_accepted(code):
    assert rules.risky_awaits(code) == []


def test_no_private_key_is_committed():
    marker = "PRIVATE" + " KEY-----"
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "-C", str(ROOT), "grep", "-l", "-I", "-e", "-----BEGIN[A-Z ]*" + marker],
                            capture_output=True, text=True, check=False)
    assert listed.returncode in (0, 1), listed.stderr
    assert listed.stdout == ""
