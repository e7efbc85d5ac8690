"""The keys of the language: for each kind of mapping, which keys it may hold and which it must."""

from __future__ import annotations

REQUIRED: dict[str, tuple[str, ...]] = {
    "policy": (
        "policy", "version", "effective", "title", "scale", "owner", "status", "inputs", "decisions", "result",
        "tests",
    ),
    "list": ("list", "title", "as_of", "status", "reference", "items"),
    "text": ("en", "zh"),
    "reference": ("title",),
    "parameter": ("value", "title"),
    "input": ("type", "title"),
    "reason": ("code", "en", "zh"),
    "override": ("when", "reason"),
    "formula": ("kind", "is"),
    "scorecard": ("kind", "characteristics"),
    "characteristic": ("points",),
    "attribute": ("points",),
    "linear": ("from", "to"),
    "bands": ("kind", "of", "bands"),
    "band": ("when",),
    "table": ("kind", "rows"),
    "row": (),
    "output": (),
    "matrix": ("kind", "rows", "columns", "values", "grades"),
    "ranking": ("kind", "of", "measure"),
    "subpolicy": ("kind", "use", "inputs"),
    "test": ("name", "inputs", "expect"),
}  # fmt: skip
"""Keys that must be there."""

OPTIONAL: dict[str, tuple[str, ...]] = {
    "policy": ("reference", "note", "scope", "lists", "parameters", "treatments", "retired"),
    "list": ("aliases", "note"),
    "text": (),
    "reference": ("href",),
    "parameter": ("status", "unit", "placeholder", "note"),
    "input": (
        "unit", "domain", "plausible", "values", "values_from", "specials", "missing", "missing_words", "aliases",
        "synonyms", "note", "group", "status",
    ),
    "reason": (),
    "override": ("cap", "floor", "set", "status"),
    "formula": ("title", "status", "gives", "when_undefined", "decimals", "unit", "note"),
    "scorecard": ("title", "status", "base_points", "combine", "divide_by", "decimals", "weights_sum", "note"),
    "characteristic": ("title", "status", "of", "weight", "reason", "applies", "inapplicable", "monotonic"),
    "attribute": ("status", "title"),
    "linear": ("status", "title"),
    "bands": ("title", "status", "grades", "overrides", "note"),
    "band": ("status", "reason"),
    "table": ("title", "status", "hit", "collect", "grades", "gives", "outputs", "overrides", "note"),
    "row": ("when", "then", "otherwise", "refuse", "reason", "status", "title"),
    "output": ("grades", "type", "title"),
    "matrix": ("title", "status", "overrides", "note"),
    "ranking": ("title", "status", "tiles", "order", "ties", "crossing", "where", "outside", "note"),
    "subpolicy": ("title", "status", "output", "overrides", "note"),
    "test": ("book",),
}  # fmt: skip
"""Keys that may be there."""


def keys_of(record: str) -> tuple[str, ...]:
    """All keys that a kind of mapping knows."""
    return REQUIRED[record] + OPTIONAL[record]
