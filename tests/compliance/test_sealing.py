"""A redacted field keeps its commitment, and nothing else of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplugin.compliance.sealing import (
    NO_SALT,
    body_of,
    commitments,
    customer_line,
    lines_of,
    redact,
    salts_for,
    split,
)

from .test_canonical import SCALARS

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(lambda name: name != "customer")
FIELDS = st.dictionaries(NAMES, SCALARS, max_size=5)


def sealed(customer, fields):
    lines = lines_of(fields)
    every = [*([customer_line(customer)] if customer is not None else []), *lines]
    salts = salts_for(len(every))
    return body_of(lines), salts, commitments([line.encode() for line in every], salts)


@given(st.none() | st.text(st.characters(exclude_categories=["Cs"])), FIELDS, st.data())
def test_redaction_keeps_the_commitments(customer, fields, data):
    body, salts, before = sealed(customer, fields)
    assert commitments(split(customer, body), salts) == before
    names = data.draw(st.sets(st.sampled_from([*fields, "customer"])))
    customer_now, body_now, salts_now, gone = redact(customer, body, salts, names)
    assert commitments(split(customer_now, body_now), salts_now) == before
    there = {*fields, *(["customer"] if customer is not None else [])}
    assert len(gone) == len(names & there)
    assert salts_now.count(NO_SALT) >= len(gone)
    assert (customer_now is None) == (customer is None or "customer" in names)


def test_the_value_and_its_salt_are_gone():
    body, salts, _ = sealed("C1", {"age": 41, "grade": "AA"})
    customer, body, salts, gone = redact("C1", body, salts, ["age"])
    assert gone == ["age"] and "41" not in body.replace(body.split('"redacted":"')[1][:64], "")
    assert customer == "C1" and '"grade":"AA"' in body
    assert redact(customer, body, salts, ["age"])[3] == []


def test_a_value_that_looks_redacted_is_a_value():
    body, salts, before = sealed(None, {"x": {"redacted": "0" * 64}})
    assert commitments(split(None, body), salts) == before


def test_damaged_salts_are_refused():
    body, salts, _ = sealed(None, {"x": 1})
    with pytest.raises(ValueError):
        commitments(split(None, body), salts[:-1])
    with pytest.raises(ValueError):
        commitments(split(None, body), NO_SALT)
