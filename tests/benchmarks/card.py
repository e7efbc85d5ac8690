"""The scorecard that is measured: eight numbers in five bins, four categories of five, bands to grades."""

from __future__ import annotations

import json

from xlplugin.policy.model import Policy
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse

CUTS: dict[str, tuple[float, ...]] = {
    "leverage": (40.0, 55.0, 70.0, 85.0),
    "current_ratio": (20.0, 30.0, 45.0, 60.0),
    "cash_content": (40.0, 60.0, 80.0, 95.0),
    "growth": (10.0, 20.0, 35.0, 50.0),
    "coverage": (15.0, 30.0, 50.0, 75.0),
    "margin": (5.0, 12.5, 25.0, 40.0),
    "turnover": (25.0, 37.5, 50.0, 62.5),
    "tenure": (10.0, 30.0, 60.0, 90.0),
}
"""Each number lies in [0..100]; a bin holds its lower cut."""

NUMBER_POINTS: dict[str, tuple[float, ...]] = {
    "leverage": (12.4, 9.3, 6.2, 3.1, 0.0),
    "current_ratio": (0.0, 2.7, 5.4, 8.1, 10.8),
    "cash_content": (0.0, 1.6, 3.2, 4.8, 6.4),
    "growth": (0.0, 1.7, 3.3, 4.9, 6.6),
    "coverage": (0.0, 2.9, 5.7, 8.6, 11.4),
    "margin": (0.0, 1.9, 3.7, 5.6, 7.4),
    "turnover": (0.0, 1.3, 2.6, 3.9, 5.2),
    "tenure": (0.0, 2.2, 4.3, 6.5, 8.6),
}

WORD_POINTS: dict[str, dict[str, float]] = {
    "ownership": {"state": 8.3, "listed": 9.1, "foreign": 7.2, "private": 4.6, "trust": 0.0},
    "industry": {"utility": 7.9, "health": 6.8, "trade": 4.4, "steel": 2.1, "property": 0.0},
    "repayment": {"normal": 9.7, "attention": 4.9, "substandard": 1.2, "doubtful": 0.3, "loss": 0.0},
    "collateral": {"cash": 4.4, "land": 3.3, "goods": 2.2, "guarantee": 1.1, "none": 0.0},
}

CHINESE: dict[str, str] = {
    "state": "国有", "listed": "上市", "foreign": "外资", "private": "民营", "trust": "信托",
    "utility": "公用事业", "health": "医疗", "trade": "贸易", "steel": "钢铁", "property": "房地产",
    "normal": "正常", "attention": "关注", "substandard": "次级", "doubtful": "可疑", "loss": "损失",
    "cash": "现金", "land": "土地", "goods": "存货", "guarantee": "保证", "none": "信用",
}  # fmt: skip

NUMBERS, WORDS = tuple(CUTS), tuple(WORD_POINTS)
NAMES = (*NUMBERS, *WORDS)

MISSING_POINTS: dict[str, float] = {"growth": 1.1, "tenure": 0.4, "collateral": 0.2}
"""What these give where the cell is blank; elsewhere a blank is an error."""

LOW, HIGH = 0.0, 100.0
BANDS: dict[str, float] = {"D": 0.0, "C": 25.0, "B": 40.0, "A": 55.0, "AA": 70.0}
"""The lowest score of each grade, the worst grade first."""
GRADES = tuple(reversed(BANDS))


def policy() -> Policy:
    """The card as a policy, read by the real loader."""
    text = json.dumps(document(), ensure_ascii=False).encode()
    return read_policy(parse(text, "benchmark.yaml"), "benchmark", "0" * 64, _none, _none)


def document() -> dict[str, object]:
    """The card as the text of a policy file."""
    inputs: dict[str, object] = {}
    characteristics: dict[str, object] = {}
    for name, cuts in CUTS.items():
        inputs[name] = {"type": "number", "domain": f"[{LOW:g}..{HIGH:g}]", "title": _titled(name)}
        ends = [f"< {cuts[0]:g}", *(f"[{a:g}..{b:g})" for a, b in zip(cuts, cuts[1:], strict=False)), f">= {cuts[-1]:g}"]
        characteristics[name] = _card(name, dict(zip(ends, NUMBER_POINTS[name], strict=True)))
    for name, points in WORD_POINTS.items():
        values = {word: {"en": word.capitalize(), "zh": CHINESE[word]} for word in points}
        inputs[name] = {"type": "category", "values": values, "title": _titled(name)}
        characteristics[name] = _card(name, dict(points))
    for name, points in MISSING_POINTS.items():
        inputs[name]["missing"] = "stated"  # type: ignore[index]
        characteristics[name]["points"]["missing"] = points  # type: ignore[index]
    lows = [*BANDS.values()]
    tests = [f"< {lows[1]:g}", *(f"[{a:g}..{b:g})" for a, b in zip(lows[1:], lows[2:], strict=False)), f">= {lows[-1]:g}"]
    bands = dict(reversed([*zip(BANDS, tests, strict=True)]))
    return {
        "policy": "benchmark", "version": "1", "effective": "2026-01-01", "title": _titled("benchmark"),
        "scale": "value", "owner": "tests", "status": "proposed", "inputs": inputs,
        "decisions": {
            "score": {"kind": "scorecard", "characteristics": characteristics},
            "grade": {"kind": "bands", "of": "score", "bands": bands},
        },
        "result": {"grade": "grade", "score": "score"}, "tests": [],
    }  # fmt: skip


def _card(name: str, points: dict[str, float]) -> dict[str, object]:
    return {"reason": {"code": f"R_{name}", **_titled(name)}, "points": points}


def _titled(name: str) -> dict[str, str]:
    return {"en": name.replace("_", " "), "zh": name}


def _none(*_: object) -> Policy:
    raise LookupError
