"""Random policies, as the text of their file, and values for them, clean and dirty."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from xlplugin.policy.model import Policy
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse

WORDS = ("good", "fair", "poor")
TITLE = {"en": "Title", "zh": "标题"}


def policy_of(document: dict[str, object]) -> Policy:
    """The policy that a document describes; JSON is YAML, so the real loader reads it."""
    text = json.dumps(document, ensure_ascii=False).encode()
    return read_policy(parse(text, "random.yaml"), str(document["policy"]), "0" * 64, _none, _none)


def _none(*_: object) -> Policy:
    raise LookupError


CUTS = st.lists(st.integers(-20, 120), min_size=1, max_size=4, unique=True).map(sorted)


@st.composite
def intervals(draw: st.DrawFn, percent: bool = False) -> list[str]:
    """Cells that cover the numbers without gap or overlap, with random closed ends."""
    cuts = draw(CUTS)
    texts = [f"{cut}%" if percent else str(cut) for cut in cuts]
    left = [draw(st.booleans()) for _ in cuts]
    cells = [f"{'<' if left[0] else '<='} {texts[0]}"]
    for i in range(len(cuts) - 1):
        cells.append(f"{'[' if left[i] else '('}{texts[i]}..{texts[i + 1]}{')' if left[i + 1] else ']'}")
    cells.append(f"{'>=' if left[-1] else '>'} {texts[-1]}")
    return cells


FIGURES = st.sampled_from([0, 1, 2.5, 0.1, 0.2, 0.3, 7, -3, 10, 12.25, 1 / 3])


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, dict[str, object]]:
    """One input of every type, each with a random rule for missing values."""
    missing = st.sampled_from(["error", "stated"])
    return {
        "ratio": {
            "type": "number", "unit": "%", "domain": draw(st.sampled_from(["[0%..100%]", "(-50%..300%)"])),
            "missing": draw(st.sampled_from(["error", "stated", "10%"])), "title": TITLE,
        },
        "amount": {
            "type": "number", "title": TITLE, "missing": draw(missing), "specials": {"unknown_amount": 999},
            **({"domain": draw(st.sampled_from([">= 0", "[-20..999]", "< 120"]))} if draw(st.booleans()) else {}),
        },
        "years": {
            "type": "integer", "title": TITLE, "domain": "[0..50]",
            "missing": draw(st.sampled_from(["error", "stated", "3"])),
        },
        "quality": {"type": "category", "title": TITLE, "values": {"good": "好", "fair": "一般", "poor": "差"},
                    "missing": draw(st.sampled_from(["error", "stated", "poor"]))},
        "listed": {"type": "boolean", "title": TITLE, "missing": draw(st.sampled_from(["error", "stated", "false"]))},
        "places": {"type": "set", "title": TITLE, "values": {"CN": "中国", "IR": "伊朗", "FR": "法国"},
                   "missing": draw(missing)},
        "since": {"type": "date", "title": TITLE, "missing": draw(missing)},
        "trade": {"type": "text", "title": TITLE, "missing": draw(missing)},
    }  # fmt: skip


@st.composite
def points(draw: st.DrawFn, name: str) -> dict[str, object]:
    """Points for one input, sometimes with a gap, sometimes with a missing case, sometimes linear."""
    if name in ("ratio", "amount", "years", "score", "gap"):
        cells = draw(intervals(percent=name == "ratio"))
    elif name == "listed":
        cells = ["true", "false"]
    elif name == "quality":
        cells = draw(st.sampled_from([["good", "fair", "poor"], ["good, fair", "poor"], ["good", "other"]]))
    elif name == "places":
        cells = draw(st.sampled_from([["CN", "FR", "IR"], ["IR", "other"]]))
    elif name == "since":
        cells = ["< 2020-01-01", "[2020-01-01..2024-06-30]", "> 2024-06-30"]
    else:
        cells = ["steel", "food, toys", "other"]
    table: dict[str, object] = {}
    for cell in cells:
        bounded = ".." in cell and name != "since"
        if bounded and draw(st.booleans()):
            table[cell] = {"from": draw(FIGURES), "to": draw(FIGURES)}
        else:
            table[cell] = draw(FIGURES)
    if len(table) > 2 and draw(st.integers(0, 4)) == 0:
        table.pop(draw(st.sampled_from(list(table))))
    if draw(st.booleans()):
        table["missing"] = draw(FIGURES)
    return table


@st.composite
def cells_for(draw: st.DrawFn, name: str) -> str:
    """One cell that tests an input."""
    return draw(
        st.sampled_from(
            {
                "ratio": ["> 60%", "[10%..60%]", "not(< 20%)", "missing", "-"],
                "amount": [">= 10", "unknown_amount", "not([5..50])", "> 3, missing", "= 999"],
                "years": ["0", "[1..3]", "> 10", "not(missing)"],
                "quality": ["good", "good, fair", "not(poor)", "missing", "poor, missing"],
                "listed": ["true", "false", "not(true)"],
                "places": ["IR", "CN, FR", "not(IR)", "missing"],
                "since": [">= 2020-01-01", "< 2021-05-05", "missing"],
                "trade": ["steel", "not(steel)", "food, toys", "missing"],
                "score": [">= 5", "< 0", "[0..5)"],
            }[name]
        )
    )


NAMES = ("ratio", "amount", "years", "quality", "listed", "places", "since", "trade")

FORMULAS = (
    ("number", "ratio * 3 + years", {}),
    ("number", "amount / years", {"years <= 0": "error"}),
    ("number", "if(listed, amount, ratio) - max(ratio, 10%, years)", {"amount is missing": "7"}),
    ("number", "round(amount / 3, 2) + abs(-years) + mean(ratio, years)", {"years == 0": "missing"}),
    ("number", "amount / (years - 3)", {}),
    ("number", "count(listed, years >= 3 and quality is good) + min(years, 4)", {}),
    ("boolean", "listed or (ratio > 50% and quality is not poor)", {}),
    ("boolean", "not listed and (years is missing or years < 5)", {}),
    ("boolean", "places is IR or trade is steel", {}),
    ("boolean", "0 < ratio <= 60%", {}),
    ("number", "days(since, as_of) / 365", {"since is missing": "missing"}),
    ("number", "months(since, as_of) + years(since, as_of)", {}),
    ("date", "add_months(since, years)", {}),
)


@st.composite
def overrides(draw: st.DrawFn, scale: str, grades: list[str]) -> list[dict[str, object]]:
    """Hard rules that fit the scale."""
    action = {"value": ["cap", "set"], "risk": ["floor", "set"], "none": ["set"]}[scale]
    found = []
    for i in range(draw(st.integers(0, 3))):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True))
        found.append(
            {
                "when": {name: draw(cells_for(name)) for name in names},
                draw(st.sampled_from(action)): draw(st.sampled_from(grades)),
                "reason": {"code": f"O{i}", "en": "rule", "zh": "规则"},
            }
        )
    return found


@st.composite
def documents(draw: st.DrawFn) -> dict[str, object]:
    """A whole policy that the loader accepts; the checks may well find gaps in it."""
    scale = draw(st.sampled_from(["value", "risk", "none"]))
    used = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    characteristics: dict[str, object] = {}
    for name in used:
        card: dict[str, object] = {
            "points": draw(points(name)),
            "weight": draw(st.sampled_from([1, 0.15, 2, 0.3])),
            "reason": {"code": f"R_{name}", "en": name, "zh": name},
        }
        if draw(st.integers(0, 3)) == 0:
            about = draw(st.sampled_from(NAMES))
            card["applies"] = {about: draw(cells_for(about))}
            card["inapplicable"] = draw(st.sampled_from(["reweight", "zero"]))
        characteristics[name] = card
    gives, text, undefined = draw(st.sampled_from(FORMULAS))
    decisions: dict[str, object] = {
        "score": {
            "kind": "scorecard", "base_points": draw(FIGURES), "combine": draw(st.sampled_from(["sum", "sum", "max", "mean"])),
            "divide_by": draw(st.sampled_from([1, 5, 3])), "decimals": draw(st.sampled_from([6, 0, 2])),
            "characteristics": characteristics,
        },
        "worked": {"kind": "formula", "is": text, "gives": gives, **({"when_undefined": undefined} if undefined else {})},
    }  # fmt: skip
    bands = draw(intervals())
    grades = [f"G{i}" for i in range(len(bands))]
    decisions["grade"] = {
        "kind": "bands", "of": "score",
        "bands": dict(zip(draw(st.permutations(grades)), bands, strict=True)), "grades": grades,
        "overrides": draw(overrides(scale, grades)),
    }  # fmt: skip
    decisions["grade"] = {k: v for k, v in decisions["grade"].items() if v}  # type: ignore[attr-defined]
    decisions["kind_of"] = draw(tables(scale))
    decisions["crossed"] = {
        "kind": "matrix", "rows": "quality", "columns": "grade", "grades": ["X", "Y"],
        "values": {word: {grade: draw(st.sampled_from(["X", "Y"])) for grade in grades} for word in WORDS},
    }  # fmt: skip
    return {
        "policy": "random", "version": "1", "effective": "2026-01-01", "title": TITLE, "scale": scale,
        "owner": "nobody", "status": "proposed",
        "inputs": {**draw(inputs()), "as_of": {"type": "date", "title": TITLE}},
        "decisions": decisions,
        "result": {"grade": "grade", "score": "score", "worked": "worked", "kind_of": "kind_of", "crossed": "crossed"},
        "tests": [],
    }  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, scale: str) -> dict[str, object]:
    """A decision table of any hit policy."""
    hit = draw(st.sampled_from(["unique", "first", "collect"]))
    collects = ["sum", "min", "max", "list"] + (["worst"] if scale != "none" else [])
    collect = draw(st.sampled_from(collects)) if hit == "collect" else ""
    numbers = collect in ("sum", "min", "max") or (collect != "worst" and draw(st.booleans()))
    outcome = FIGURES if numbers else st.sampled_from(["A", "B", "C"])
    rows: list[dict[str, object]] = []
    names = draw(st.lists(st.sampled_from((*NAMES, "score")), min_size=1, max_size=3, unique=True))
    for _ in range(draw(st.integers(1, 4))):
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        row: dict[str, object] = {"when": {name: draw(cells_for(name)) for name in chosen}}
        if draw(st.integers(0, 5)) == 0:
            row["refuse"] = {"en": "declined", "zh": "不予评级"}
        else:
            row["then"] = draw(outcome)
        rows.append(row)
    if hit == "first" and draw(st.booleans()):
        rows.append({"otherwise": draw(outcome)})
    return {
        "kind": "table", "hit": hit, **({"collect": collect} if collect else {}),
        **({"gives": "number"} if numbers else {"grades": ["A", "B", "C"]}), "rows": rows,
    }  # fmt: skip


DIRTY = st.sampled_from(
    [None, "", " ", "abc", True, False, float("nan"), float("inf"), -float("inf"), "1_000", "—", -1.0, 1e12, 10**17,
     Decimal("3"), np.float64(0.25), np.int64(2), "nan", b"x", [1], "\u3000", -0.0]
)  # fmt: skip

CLEAN = {
    "ratio": st.one_of(
        st.sampled_from([0.0, 0.1, 0.6, 0.600000001, 1.0, "60%", "6e-1", 0.2]), st.floats(-0.5, 3)
    ),
    "amount": st.one_of(
        st.integers(-20, 120), st.sampled_from([999, 999.0, "1,200", "(5)", "１２"]), st.floats(-30, 200)
    ),
    "years": st.one_of(st.integers(-1, 51), st.sampled_from(["3", 2.5, 4.0])),
    "quality": st.sampled_from(["good", "fair", "poor", "好", " 一般 ", "GOOD", "bad"]),
    "listed": st.sampled_from([True, False, "是", "否", 1, 0, "yes", 2]),
    "places": st.sampled_from(["CN", "IR", "CN; IR", "FR,CN", "伊朗", "CN; XX", "XX"]),
    "since": st.one_of(
        st.dates(datetime.date(2015, 1, 1), datetime.date(2027, 1, 1)),
        st.sampled_from([44197.0, "2021-01-31", "20240630", "2024年6月30日", "2024-02-30", 60.5]),
    ),
    "trade": st.sampled_from(["steel", "food", "toys", "ships", 12, "Steel"]),
}


@st.composite
def rows(draw: st.DrawFn) -> list[list[object]]:
    """Rows of values in the order of NAMES, about one cell in six dirty."""

    def cell(name: str) -> st.SearchStrategy[object]:
        return st.integers(0, 5).flatmap(lambda kind: DIRTY if kind == 0 else CLEAN[name])

    return draw(st.lists(st.tuples(*(cell(name) for name in NAMES)).map(list), min_size=1, max_size=12))
