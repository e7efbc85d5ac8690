"""The server that Excel calls: what it asks of Excel, what it knows of workbooks, what it survives."""

from __future__ import annotations

import os
import shutil
import signal
import time

import pytest

from tests.hosts.calc.conftest import POLICIES, surroundings

from .conftest import NAMES

GOOD = [[0.5, "good", 0.0, True, 40179.0]]
RISK = [["CN", "retail", 5.0, False]]
NA, NULL, REF = {"error": "#N/A"}, {"error": "#NULL!"}, {"error": "#REF!"}
PER_CALL, PER_RANGE = 3, 15
"""Questions to Excel where xlwings' own VBA calls: for the call, and for each range among its arguments."""


@pytest.mark.parametrize(
    ("function", "arguments", "ranges"),
    [("GRADE", [GOOD], 1), ("GRADE", [GOOD, "card"], 1), ("GRADE", [GOOD * 500, [["card"]], {}, [["a"] * 5]], 3),
     ("POLICYINFO", [], 0), ("EXPLAIN", [GOOD], 1)],
)  # fmt: skip
def test_the_questions_to_excel_are_bounded(server, function, arguments, ranges):
    server.ask("book", name="named.xlsm", names={**NAMES, "xlplugin_policy": "card", "xlplugin_language": "zh"})
    for _ in range(2):
        assert server.asked(function, *arguments, book="named.xlsm")["com"] == {}
        asked = server.asked(function, *arguments, mode="xlwings", book="named.xlsm")["com"]
        assert 0 < sum(asked.values()) <= PER_CALL + PER_RANGE * ranges
        assert asked.get("Range.Value2", 0) == ranges and "Range.Value" not in asked


def test_the_workbook_s_names_are_those_of_the_moment(server):
    book = "moment.xlsm"
    server.ask("book", name=book, names={})
    assert server.call("POLICYINFO", {}, "stamp", book=book).startswith("card@")
    server.ask("book", name=book, names={"xlplugin_policy": " risk "})
    assert server.call("GRADE", RISK, book=book) == "low"
    server.ask("book", name=book, names={"xlplugin_as_of": 45800.0})  # 2025-05-23
    assert server.call("POLICYINFO", {}, "version", book=book) == "2025.1"
    server.ask("book", name=book, names={"xlplugin_as_of": "2026-11-20", "xlplugin_language": "ZH"})
    assert server.call("POLICYINFO", {}, "version", book=book) == "2026.1"
    assert "单元格" in server.call("CHECKROW", [[None, "good", 0.0, True, 40179.0]], book=book)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"names": {"xlplugin_as_of": "soon"}}, "“soon”, which is not a date"),
     ({"names": {"xlplugin_as_of": -2146826246}}, "xlplugin_as_of"), ({"names": {"xlplugin_as_of": True}}, "TRUE"),
     ({"names": {"xlplugin_policy": -2146826246}}, "#"), ({"names": {"xlplugin_policy": 5.0}}, "5.0 is not the name"),
     ({"names": {}, "date1904": True}, "1904")],
)  # fmt: skip
def test_what_cannot_be_understood_grades_nothing(server, said, words):
    server.ask("book", name="wrong.xlsm", **said)
    assert server.call("GRADE", GOOD, book="wrong.xlsm") == REF
    assert words in server.call("CHECKROW", GOOD, book="wrong.xlsm")


def test_blank_names_say_nothing(server):
    server.ask("book", name="blank.xlsm", names=dict.fromkeys(("xlplugin_policy", "xlplugin_as_of"), None))
    assert server.call("GRADE", GOOD, book="blank.xlsm") == "AAA"


@pytest.mark.parametrize("mode", ["ours", "xlwings"])
def test_two_workbooks_are_kept_apart_when_one_calls_while_the_other_waits(server, mode):
    """Excel may call again while it still owes the values of a range to the call before."""
    server.ask("book", name="one.xlsm", names={**NAMES, "xlplugin_policy": "card"})
    server.ask("book", name="two.xlsm", names={**NAMES, "xlplugin_policy": "risk", "xlplugin_language": "zh"})
    inner = {"mode": mode, "book": "two.xlsm", "function": "GRADE", "arguments": [{"range": RISK}]}
    outer = {"range": GOOD, "during": inner}
    assert server.call("GRADE", outer, mode=mode, book="one.xlsm") == "AAA"
    assert [one["answer"] for one in server.ask("during")] == ["low"]


def test_two_workbooks_at_once(server):
    server.ask("book", name="one.xlsm", names={**NAMES, "xlplugin_policy": "card"})
    server.ask("book", name="two.xlsm", names={**NAMES, "xlplugin_policy": "risk"})
    calls = [
        {"mode": "ours", "book": book, "function": "GRADE", "arguments": [{"range": rows}]}
        for book, rows in (("one.xlsm", GOOD), ("two.xlsm", RISK), ("one.xlsm", RISK), ("two.xlsm", GOOD))
    ]
    wrong = {"error": "#VALUE!"}
    assert server.ask("together", calls=calls, times=200) == [["AAA"], ["low"], [wrong], [wrong]]


def test_a_server_that_was_killed_is_started_again_and_answers_as_before(start, environ):
    first = start(environ)
    first.ask("book", name="book.xlsm", names=NAMES)
    before = first.call("EXPLAIN", GOOD)
    os.kill(first.process.pid, signal.SIGKILL)
    with pytest.raises((EOFError, BrokenPipeError)):
        first.call("EXPLAIN", GOOD)
    second = start(environ)
    second.ask("book", name="book.xlsm", names=NAMES)
    assert second.call("EXPLAIN", GOOD) == before
    second.end()


def test_a_changed_policy_file_is_used_within_seconds(start, tmp_path):
    policies = tmp_path / "policies"
    shutil.copytree(POLICIES, policies)
    server = start(surroundings(tmp_path, policies))
    server.ask("book", name="book.xlsm", names=NAMES)
    title = ({}, "title")
    assert server.call("POLICYINFO", *title) == "Test card"
    [file] = [path for path in policies.rglob("card*.yaml") if '"2026.1"' in path.read_text("utf-8")]
    file.write_text(file.read_text("utf-8").replace("Test card", "Changed card"), "utf-8")
    end = time.monotonic() + 20
    while server.call("POLICYINFO", *title) == "Test card" and time.monotonic() < end:
        time.sleep(0.2)
    assert server.call("POLICYINFO", *title) == "Changed card"
    file.write_text("nothing of use", "utf-8")
    while server.call("GRADE", GOOD) == "AAA" and time.monotonic() < end:
        time.sleep(0.2)
    assert server.call("GRADE", GOOD) == REF
    server.end()


def test_a_configuration_that_cannot_be_read_is_told_and_can_be_mended(start, tmp_path):
    environ = surroundings(tmp_path)
    config = tmp_path / "config.yaml"
    good = config.read_text("utf-8")
    config.write_text("colour: red\n", "utf-8")
    server = start(environ)
    server.ask("book", name="book.xlsm", names=NAMES)
    assert server.call("GRADE", GOOD) == NULL
    assert "no key colour" in server.call("CHECKROW", GOOD)
    config.write_text(good, "utf-8")
    end = time.monotonic() + 20
    while server.call("GRADE", GOOD) == NULL and time.monotonic() < end:
        time.sleep(0.2)
    assert server.call("GRADE", GOOD) == "AAA"
    server.end()


def test_nothing_of_pro_is_in_use(server):
    loaded = server.ask("loaded")
    assert loaded["licensed"] is False and loaded["engines"] == ["excel"]
    assert not set(loaded["pro"]) - {"xlwings.pro.utils"}  # what is left of xlwings' own look for a key
