"""A policy with every kind of input that a form has to ask for."""

from __future__ import annotations

from tests.strategies import policy_of
from xlplugin.policy.model import Policy

INPUTS: dict[str, dict[str, object]] = {
    "closed": {"type": "number", "unit": "%", "domain": "[0%..300%]"},
    "open": {"type": "number", "domain": "> 0", "unit": "元", "plausible": "[0..1000]"},
    "half_open": {"type": "number", "domain": "[0..5)"},
    "parted": {"type": "integer", "domain": "[0..5], [10..20]"},
    "special": {"type": "number", "domain": "[0..100]", "specials": {"nothing_owed": 999}},
    "worded": {"type": "number", "domain": "[0..100]", "missing": "stated", "missing_words": ["—", "无"]},
    "any_number": {"type": "number", "missing": 0},
    "whole": {"type": "integer", "domain": ">= 1"},
    "day": {"type": "date", "domain": "> 2020-01-01"},
    "any_day": {"type": "date"},
    "yes_no": {"type": "boolean"},
    "short": {"type": "category", "values": {"good": "好", "poor": "差"}, "missing": "good"},
    "comma": {"type": "category", "values": {"one": {"en": "One, or more", "zh": "一、或更多"}, "two": "二"}},
    "alike": {
        "type": "category",
        "values": {"a": {"en": "same", "zh": "同"}, "b": {"en": "same", "zh": "同"}},
    },
    "several": {"type": "set", "values": {"CN": "中国", "FR": "法国"}},
    "key": {"type": "text"},
}


def document() -> dict[str, object]:
    """The policy as a document."""
    titled = {
        name: {"title": {"en": f"In {name}", "zh": f"项{name}"}} | said for name, said in INPUTS.items()
    }
    return {
        "policy": "random",
        "version": "1",
        "effective": "2026-01-01",
        "title": {"en": "All kinds of <input> & output", "zh": "各类输入"},
        "scale": "value",
        "owner": "Tests",
        "status": "proposed",
        "reference": [{"title": "none"}],
        "inputs": titled,
        "decisions": {
            "grade": {
                "kind": "bands",
                "of": "closed",
                "bands": {"A": "< 100%", "B": ">= 100%"},
                "grades": {"A": {"en": "Good", "zh": "好"}, "B": {"en": "Poor", "zh": "差"}},
            }
        },
        "result": {"grade": "grade", "closed": "closed"},
        "tests": [],
    }


def policy() -> Policy:
    """The policy, loaded."""
    return policy_of(document())
