"""The loader: a whole file becomes the model; whatever is wrong with one is said with its place and the mend."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.snippets import complete, find_list, find_policy, findings, load
from xlplugin.policy import checks
from xlplugin.policy.findings import Bilingual, Finding, PolicyError, Severity, UnknownPolicy
from xlplugin.policy.model import Bands, Formula, Linear, Matrix, Policy, Ranking, Scorecard, SubPolicy, Table
from xlplugin.policy.reader import read_list, read_policy
from xlplugin.policy.strict_yaml import MOST_BYTES, parse

HERE = Path(__file__).parent
BAD = yaml.safe_load((HERE / "bad_input.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_bad_input(case: dict[str, str]) -> None:
    before, _, after = case["file"].partition("«")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    found = [finding for finding in findings(before + after) if finding.code == case["code"]]
    assert found, findings(before + after)
    finding = found[0]
    assert (finding.severity, str(finding.where)) == (Severity.ERROR, f"sample.yaml:{line}:{column}")
    assert case["says"] in finding.message.en
    assert case.get("mend", "") in finding.mend.en and finding.mend.en
    for text in (finding.message.zh, finding.mend.zh):
        assert any("\u4e00" <= char <= "\u9fff" for char in text), text


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_bad_input_is_the_only_thing_that_the_loader_says(case: dict[str, str]) -> None:
    try:
        load(case["file"].replace("«", ""))
    except PolicyError as error:
        assert {finding.code for finding in error.findings} == {case["code"]}
    else:
        assert case["code"] in checks.CHECKS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"# nothing\n", "empty-file"),
        (b"\x00\x01\x02", "hidden-character"),
        (b"PK\x03\x04 a zip", "hidden-character"),
        ("信用评级".encode("gb18030"), "not-utf8"),
        (b"just a text", "not-a-mapping"),
        (b"- a\n- b", "not-a-mapping"),
        (b"[" * 100_000, "too-deep"),
        (b"{a: " * 100_000, "too-deep"),
        (b"a: " + b"x" * MOST_BYTES, "too-large"),
        (b"a: " + b"[" + b"1," * 100_001 + b"]", "too-many-values"),
    ],
)
def test_what_is_no_policy_file(data: bytes, code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(parse(data, "bad.yaml"), "bad", "", find_list, find_policy)
    assert code in [finding.code for finding in caught.value.findings]
    assert all(finding.where.path == "bad.yaml" and finding.mend.zh for finding in caught.value.findings)


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = """inputs:
  Leverage: {type: number, title: {en: A, zh: B}}
  years: {type: int, title: {en: A, zh: B}}
  quality: {type: category, title: {en: A, zh: B}}
"""
    found = findings(text)
    assert [(finding.where.line, finding.code) for finding in found] == [
        (2, "name"),
        (3, "shape"),
        (4, "shape"),
    ]


def test_one_broken_decision_does_not_bring_up_those_that_read_it() -> None:
    text = """decisions:
  score:
    kind: scorecard
    characteristics:
      leverage: {points: {"<= 60": 30, ">= x": 0, "> y": 1}}
  grade: {kind: bands, of: score, bands: {A: ">= 90", B: "< 90"}}
"""
    assert [(finding.where.line, finding.code) for finding in findings(text)] == [(5, "cell"), (5, "cell")]


def test_name_and_content_must_agree() -> None:
    with pytest.raises(PolicyError) as caught:
        load("policy: other", "sample")
    (finding,) = caught.value.findings
    assert (finding.code, str(finding.where)) == ("file-name", "sample.yaml:1:9")
    assert "the file is called sample, the policy other" in finding.message.en


def whole() -> Policy:
    node = parse((HERE / "whole.yaml").read_bytes(), "whole.yaml")
    return read_policy(node, "whole", "0" * 64, find_list, find_policy, "credit")


def test_head() -> None:
    policy = whole()
    assert (policy.stamp, policy.effective) == ("whole@1", datetime.date(2026, 1, 1))
    assert (policy.scale, policy.status, policy.family) == ("value", "stated", "credit")
    assert policy.title == Bilingual("Whole", "全") and policy.note == Bilingual("A note", "说明")
    assert policy.references[0].href == "https://example.com"
    assert list(policy.lists) == ["watched"]


def test_inputs() -> None:
    policy = whole()
    leverage = policy.inputs["leverage"]
    assert (leverage.type, leverage.unit, leverage.missing, leverage.specials) == (
        "number", "%", "stated", {"no_assets": 9.99},
    )  # fmt: skip
    assert (
        leverage.domain is not None and leverage.domain.has_number(3) and not leverage.domain.has_number(3.1)
    )
    assert policy.inputs["years"].default == 0 and policy.inputs["listed"].default is False
    assert policy.inputs["quality"].values == {
        "good": Bilingual("Good", "好"), "fair": Bilingual("Fair", "一般"), "poor": Bilingual("Poor", "差"),
    }  # fmt: skip
    assert policy.inputs["as_of"].from_context
    assert [item.name for item in policy.cells] == [name for name in policy.inputs if name != "as_of"]


def test_the_nearest_status_counts() -> None:
    policy = whole()
    card = policy.decision("score")
    assert isinstance(card, Scorecard)
    assert [attribute.status for attribute in card.characteristics[0].attributes][:3] == [
        "stated", "stated", "repaired",
    ]  # fmt: skip
    assert policy.parameters["a_from"].status == "proposed"
    bands = policy.decision("base")
    assert isinstance(bands, Bands)
    assert [band.status for band in bands.bands] == ["stated", "proposed"]
    assert [override.status for override in bands.overrides] == ["proposed", "stated"]


def test_decisions() -> None:
    policy = whole()
    kinds = {decision.name: type(decision) for decision in policy.decisions}
    assert kinds == {
        "age": Formula, "young": Formula, "due": Formula, "score": Scorecard, "base": Bands, "size": Table,
        "signs": Table, "box": Matrix, "share": Ranking, "tile": Ranking, "inner": SubPolicy, "grade": Formula,
    }  # fmt: skip
    card = policy.decision("score")
    assert isinstance(card, Scorecard)
    leverage = card.characteristics[0]
    assert [attribute.points for attribute in leverage.attributes] == [80, Linear(80, 0), 0, 0, None]
    assert (leverage.weight, leverage.monotonic, leverage.title.en) == (2, "decreasing", "Leverage")
    assert card.characteristics[2].of == "age" and card.characteristics[2].inapplicable == "zero"
    assert policy.decision("zone") is policy.decision("size")
    grades = policy.grades("grade")
    assert grades is not None and grades.ids == ("A", "B", "C") and grades.titles["C"].zh == "末"
    assert policy.grades("zone") is not None and policy.grades("visits") is None
    inner = policy.grades("inner")
    assert inner is not None and inner.ids == ("A", "B", "C")


def test_treatments_and_tests() -> None:
    policy = whole()
    assert policy.treatments["base"]["A"] == {
        "review_months": 12.0, "approver": "branch", "service": Bilingual("All", "全"),
    }  # fmt: skip
    assert policy.tests[0].expect == {"grade": "A", "reasons": ("R1",), "error": "value"}
    assert policy.tests[1].book == ({"years": "5"},)


def test_lists() -> None:
    text = "list: a\ntitle: {en: A, zh: 甲}\nas_of: 2026-06-19\nstatus: stated\nreference: [{title: T}]\n"
    found = read_list(
        parse((text + "items: {IR: {en: Iran, zh: 伊朗}}\naliases: {IR: [波斯]}").encode(), "a.yaml"),
        "a",
        "d",
    )
    assert (found.as_of, found.items["IR"].zh, found.aliases) == (
        datetime.date(2026, 6, 19),
        "伊朗",
        {"IR": ("波斯",)},
    )
    for wrong, code in [
        ("items: {missing: 缺}", "reserved-word"),
        ("items: {}", "shape"),
        ("items: [A, A]", "shape"),
        ("items: {A: 甲}\nas_off: 1", "unknown-key"),
        ("", "missing-key"),
    ]:
        with pytest.raises(PolicyError) as caught:
            read_list(parse((text + wrong).encode(), "a.yaml"), "a", "d")
        assert [finding.code for finding in caught.value.findings] == [code]
    with pytest.raises(PolicyError) as caught:
        read_list(parse((text + "items: [A]").encode(), "b.yaml"), "b", "d")
    assert [finding.code for finding in caught.value.findings] == ["file-name"]


def test_a_finding_is_one_line_in_each_language() -> None:
    (finding,) = findings("scale: vlaue")
    assert str(finding) == (
        "sample.yaml:1:8: error shape: policy.scale: vlaue is not known — did you mean value? "
        "write one of: value, risk, none"
    )
    assert finding.in_language("zh").startswith(
        "sample.yaml:1:8: error shape: policy.scale：不认识 vlaue — 是否应为 value？"
    )


WHOLE = yaml.load((HERE / "whole.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
PARTS = [
    "", "x", "5", "-1", "60%", "2026-01-01", "true", "missing", "other", "-", ">= 3", "[0..5]", "good", "A",
    "leverage", "score", "grade", "a_from", "size", "zone", "years > 1", "worst(base)", "share", "points_abc",
    [], ["A"], ["A", "A"], [[]], {}, {"en": "A", "zh": "甲"}, {"A": "B"}, {"kind": "formula", "is": "1"},
    {"when": {"leverage": "missing"}}, {"good": "1"}, {"-": "1"}, {"leverage": "-"}, {"years": "3"},
]  # fmt: skip


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each part of a document stands."""
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(found for key, part in below for found in paths(part, (*path, key)))]


PATHS = [path for path in paths(WHOLE) if path]


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """The whole policy with one or two parts replaced, removed, renamed or copied to another place."""
    document = json.loads(json.dumps(WHOLE))
    for _ in range(draw(st.integers(1, 2))):
        *above, key = draw(st.sampled_from(PATHS))
        holder = document
        try:
            for step in above:
                holder = holder[step]
            match draw(st.sampled_from(["replace", "remove", "rename", "copy"])):
                case "replace":
                    holder[key] = draw(st.sampled_from(PARTS))
                case "remove":
                    del holder[key]
                case "rename":
                    other = draw(
                        st.sampled_from([str(path[-1]) for path in PATHS] + ["missing", "", "é", "-"])
                    )
                    holder[other] = holder.pop(key)
                case "copy":
                    source = WHOLE
                    for step in draw(st.sampled_from(PATHS)):
                        source = source[step]
                    holder[key] = json.loads(json.dumps(source))
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took the place away
    return document


@given(spoilt())
@settings(max_examples=400, deadline=None)
def test_no_file_brings_the_loader_or_the_checks_down(document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False)
    found: tuple[Finding, ...]
    try:
        policy = read_policy(parse(text.encode(), "whole.yaml"), "whole", "", find_list, find_policy)
    except PolicyError as error:
        found = error.findings
        assert found
    except UnknownPolicy:  # the library says where it is used
        return
    else:
        found = checks.run(policy)
    for finding in found:
        assert finding.where.line > 0
        assert finding.message.en and finding.message.zh and finding.mend.en and finding.mend.zh


def test_the_whole_policy_is_whole() -> None:
    """Nothing is wrong with it that would hide what a change does."""
    errors = [finding for finding in checks.run(whole()) if finding.severity is Severity.ERROR]
    assert [finding.code for finding in errors] == []
    assert complete("").count("\n") > 10
