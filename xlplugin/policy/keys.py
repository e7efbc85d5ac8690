"""The language, key by key: what each kind of mapping may hold, which keys it must have, what each takes.

The reader, the JSON Schema and the reference page all go by it. ``xlplugin.policy.language`` says the same
in words; nothing that loads a policy imports those.
"""

from __future__ import annotations

from typing import NamedTuple


class OneOf(NamedTuple):
    """One of a few words."""

    words: tuple[str, ...]


class Whole(NamedTuple):
    """A whole number between two bounds."""

    low: int
    high: int


class Record(NamedTuple):
    """A mapping of a kind that ``KEYS`` lists."""

    name: str


class ListOf(NamedTuple):
    """A list."""

    item: Takes


class MapOf(NamedTuple):
    """A mapping whose keys the writer chooses; ``keys`` is what they are: name, word, cell, …"""

    keys: str
    value: Takes
    may_be_empty: bool = False


class Either(NamedTuple):
    """One of several forms."""

    forms: tuple[Takes, ...]


Takes = str | OneOf | Whole | Record | ListOf | MapOf | Either
"""A text stands for one of the plain forms: ``text``, ``number``, ``figure``, ``cell``, ``formula``, …"""


class Key(NamedTuple):
    """What a key takes, whether it must be there, and what its absence means (as a file would write it)."""

    takes: Takes
    required: bool = False
    default: str = ""


def _must(takes: Takes) -> Key:
    return Key(takes, True)


STATUSES = ("stated", "repaired", "proposed")
DECISIONS = {
    "formula": "formula", "scorecard": "scorecard", "table": "table", "matrix": "matrix", "bands": "bands",
    "ranking": "ranking", "policy": "subpolicy",
}  # fmt: skip
"""The word after ``kind`` and the kind of mapping that it makes of a decision."""

_SAID = Record("text")
_TITLED = Either((ListOf("word"), MapOf("word", Either(("text", _SAID)))))
_WHEN = Either((MapOf("name", "cell"), "formula"))
_POINTS = (OneOf(("error",)), "figure", Record("linear"))
_THEN = ("text", MapOf("name", "text"), Record("refusal"))
_CELLS = MapOf("name", "value", True)
_CONSTANT = Either(("number", "flag"))
_STATUS = {"status": Key(OneOf(STATUSES))}
_NOTE = {"note": Key(_SAID)}
_HEADING = {"title": Key(_SAID), **_STATUS}
_OVERRIDES = {"overrides": Key(ListOf(Record("override")))}
_DAYS = Key(Either((Whole(1, 366), "name")))


def _kind(word: str) -> dict[str, Key]:
    return {"kind": _must(OneOf((word,)))}


def _months(most: int) -> Takes:
    return Either((Whole(1, most), "name"))


_NOTCHES: Takes = Either((Whole(0, 99), "name"))


KEYS: dict[str, dict[str, Key]] = {
    "policy": {
        "policy": _must("id"), "version": _must("version"), "effective": _must("date"), "title": _must(_SAID),
        "scale": _must(OneOf(("value", "risk", "none"))), "owner": _must(Either(("text", _SAID))),
        "status": _must(OneOf(STATUSES)), "inputs": _must(MapOf("name", Record("input"))),
        "decisions": _must(MapOf("name", "decision")), "result": _must(MapOf("text", "name")),
        "tests": _must(ListOf(Record("test"))), "reference": Key(ListOf(Record("reference"))), **_NOTE,
        "scope": Key(_SAID), "lists": Key(ListOf("id")), "parameters": Key(MapOf("name", Record("parameter"))),
        "treatments": Key(MapOf("name", MapOf("word", MapOf("text", Either(("text", _SAID)))))),
        "review": Key(Record("review")), "provisional": Key(Record("provisional")),
        "transitions": Key(ListOf(Record("transition"))), "approvals": Key(ListOf(Record("approval"))),
        "manual_overrides": Key(Record("manual_overrides")), "retired": Key("date"),
    },
    "list": {
        "list": _must("id"), "title": _must(_SAID), "as_of": _must("date"), "status": _must(OneOf(STATUSES)),
        "reference": _must(ListOf(Record("reference"))), "items": _must(_TITLED),
        "aliases": Key(MapOf("word", ListOf("text"))), **_NOTE,
    },
    "text": {"en": _must("text"), "zh": _must("text")},
    "reference": {"title": _must("text"), "href": Key("text")},
    "parameter": {
        "value": _must(_CONSTANT), "title": _must(_SAID), **_STATUS, "unit": Key("text"),
        "placeholder": Key("flag", default="false"), **_NOTE,
    },
    "input": {
        "type": _must(OneOf(("number", "integer", "boolean", "date", "category", "set", "text"))),
        "title": _must(_SAID), "unit": Key("text"), "domain": Key("interval"), "plausible": Key("interval"),
        "values": Key(_TITLED), "values_from": Key("id"),
        "specials": Key(MapOf("word", Either(("number", Record("special"))))),
        "missing": Key(Either((OneOf(("error", "stated")), "text")), default="error"),
        "missing_words": Key(ListOf("text")), "aliases": Key(ListOf("text")),
        "synonyms": Key(MapOf("word", ListOf("text"))), **_NOTE, "group": Key(_SAID), **_STATUS,
    },
    "special": {"value": _must("number"), "en": _must("text"), "zh": _must("text")},
    "reason": {"code": _must("text"), "en": _must("text"), "zh": _must("text")},
    "override": {
        "when": _must(_WHEN), "reason": _must(Record("reason")), "cap": Key("word"), "floor": Key("word"),
        "set": Key("word"), **_STATUS,
    },
    "formula": {
        **_kind("formula"), "is": _must("formula"), **_HEADING,
        "gives": Key(OneOf(("number", "boolean", "date", "grade")), default="number"),
        "when_undefined": Key(MapOf("formula", Either((OneOf(("error", "missing")), "figure")))),
        "decimals": Key(Whole(0, 12), default="12"), "unit": Key("text"), **_NOTE,
    },
    "scorecard": {
        **_kind("scorecard"), "characteristics": _must(MapOf("name", Record("characteristic"))), **_HEADING,
        "base_points": Key("figure", default="0"),
        "combine": Key(OneOf(("sum", "max", "mean")), default="sum"), "divide_by": Key("figure", default="1"),
        "decimals": Key(Whole(0, 9), default="6"), "weights_sum": Key("number"), **_NOTE,
    },
    "characteristic": {
        "points": _must(MapOf("cell", Either((*_POINTS, Record("attribute"))))), **_HEADING, "of": Key("name"),
        "weight": Key("figure", default="1"), "reason": Key(Record("reason")), "applies": Key(_WHEN),
        "inapplicable": Key(OneOf(("reweight", "zero"))), "monotonic": Key(OneOf(("increasing", "decreasing"))),
    },
    "attribute": {"points": _must(Either(_POINTS)), **_STATUS, "title": Key(_SAID)},
    "linear": {"from": _must("figure"), "to": _must("figure"), **_STATUS, "title": Key(_SAID)},
    "bands": {
        **_kind("bands"), "of": _must("name"), "bands": _must(MapOf("word", Either(("cell", Record("band"))))),
        **_HEADING, "grades": Key(_TITLED), **_OVERRIDES, **_NOTE,
    },
    "band": {"when": _must("cell"), **_STATUS, "reason": Key(Record("reason"))},
    "table": {
        **_kind("table"), "rows": _must(ListOf(Record("row"))), **_HEADING,
        "hit": Key(OneOf(("unique", "first", "collect")), default="unique"),
        "collect": Key(OneOf(("sum", "min", "max", "worst", "list"))), "grades": Key(_TITLED),
        "gives": Key(OneOf(("number", "boolean", "text"))), "outputs": Key(MapOf("name", Record("output"))),
        **_OVERRIDES, **_NOTE,
    },
    "row": {
        "when": Key(_WHEN), "then": Key(Either(_THEN)), "otherwise": Key(Either(_THEN)), "refuse": Key(_SAID),
        "reason": Key(Record("reason")), **_STATUS, "title": Key(_SAID),
    },
    "refusal": {"refuse": _must(_SAID)},
    "output": {
        "grades": Key(_TITLED), "type": Key(OneOf(("number", "boolean", "text")), default="text"),
        "title": Key(_SAID),
    },
    "matrix": {
        **_kind("matrix"), "rows": _must("name"), "columns": _must("name"),
        "values": _must(MapOf("text", MapOf("text", "word"))), "grades": _must(_TITLED), **_HEADING,
        **_OVERRIDES, **_NOTE,
    },
    "ranking": {
        **_kind("ranking"), "of": _must("name"),
        "measure": _must(OneOf(("percent_rank", "cumulative_share", "ntile"))), **_HEADING,
        "tiles": Key(Whole(2, 100)), "order": Key(OneOf(("ascending", "descending")), default="descending"),
        "ties": Key(OneOf(("best", "worst", "mean")), default="best"),
        "crossing": Key(OneOf(("better", "worse")), default="better"), "where": Key(_WHEN),
        "outside": Key("figure"), **_NOTE,
    },
    "subpolicy": {
        **_kind("policy"), "use": _must("stamp"), "inputs": _must(MapOf("name", "name")), **_HEADING,
        "output": Key("text", default="grade"), **_OVERRIDES, **_NOTE,
    },
    "review": {
        "of": Key("name"), "months": Key(_months(120)), "irregular": Key(ListOf("word")), "first_within_days": _DAYS,
        "working_days": Key("flag", default="false"), "window": Key(Record("window")),
        "apply_months_before": Key(_months(24)), "for_life": Key("flag"), **_STATUS, **_NOTE,
    },
    "window": {
        "month": _must(Whole(1, 12)), "from_day": _must(Whole(1, 31)), "to_day": _must(Whole(1, 31)),
    },
    "provisional": {"months": _must(_months(60)), "of": Key("name"), **_STATUS, **_NOTE},
    "transition": {
        "from": _must("word"), "to": _must("word"), "when": _must(_SAID), "of": Key("name"),
        "within_days": _DAYS, **_STATUS, **_NOTE,
    },
    "approval": {
        "step": _must("name"), "role": _must(_SAID), "does": _must(_SAID), "of": Key("name"),
        "grades": Key(ListOf("word")), "when": Key(_SAID), "within_days": _DAYS, **_STATUS, **_NOTE,
    },
    "manual_overrides": {
        "better": _must(_NOTCHES), "reasons": _must(MapOf("word", _SAID)),
        "approved_by": _must(OneOf(("approver", "compliance"))), "months": _must(_months(36)), "of": Key("name"),
        "worse": Key(_NOTCHES), **_STATUS, **_NOTE,
    },
    "test": {
        "name": _must("text"), "inputs": _must(_CELLS),
        "expect": _must(MapOf("text", Either(("text", ListOf("text"))))), "parameters": Key(MapOf("name", _CONSTANT)),
        "book": Key(ListOf(_CELLS)),
    },
}  # fmt: skip
"""The kinds of mapping: the keys that must be there, then those that may."""

EXACTLY_ONE = {"override": ("cap", "floor", "set"), "row": ("when", "otherwise")}
AT_LEAST_ONE = {"table": ("grades", "gives", "outputs")}
NEEDS = {"review": ("working_days", "first_within_days")}
"""A key that says something only beside another one."""
TOGETHER = {"characteristic": ("applies", "inapplicable"), "ranking": ("where", "outside")}
ONLY_WITH = {"table": ("collect", "hit", "collect"), "ranking": ("tiles", "measure", "ntile")}
"""Keys that belong to one word of another key: key, that other key, its word."""

FLAG = ("false", "true")
REQUIRED = {record: tuple(name for name, key in keys.items() if key.required) for record, keys in KEYS.items()}
"""Keys that must be there."""


def keys_of(record: str) -> tuple[str, ...]:
    """All keys that a kind of mapping knows."""
    return tuple(KEYS[record])


def words_of(takes: Takes) -> tuple[str, ...]:
    """The words that a key of a closed choice takes."""
    return FLAG if takes == "flag" else takes.words if isinstance(takes, OneOf) else ()


def bounds_of(takes: Takes) -> Whole:
    """The bounds of a whole number, for which a parameter may stand."""
    found = takes.forms[0] if isinstance(takes, Either) else takes
    assert isinstance(found, Whole), takes
    return found
