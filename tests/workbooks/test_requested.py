"""The requests of a form as they are read: what is taken, what is refused and where, what answers them."""

from __future__ import annotations

import datetime
import re
import zipfile

import pytest

from tests.workbooks.form_files import packaged, parts
from tests.workbooks.journalled import JULY, form, rating, serial
from xlplugin.compliance.rating import InputOverride
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.requested import LONGEST, Request, requested

GOOD = ("C1", "AA", "M02 support by a parent", "guarantee letter 12", "Olga", JULY)


def one(tmp_path, **changes):
    """The sheet with one request, in which some cells are others."""
    names = ("customer", "grade", "reason", "evidence", "by", "on")
    values = [changes.get(name, value) for name, value in zip(names, GOOD, strict=True)]
    return requested(form(tmp_path / "form.xlsx", [tuple(values)]))


def test_a_request_is_read(tmp_path):
    found = one(tmp_path)
    assert found.policy == "credit_rating@2026.1" and not found.faults
    [request] = found.requests
    assert request == Request(0, "Requests 调整申请!E5", *GOOD)
    assert request.code == "M02"
    assert request.comment == "guarantee letter 12 (requested by 申请人: Olga)"


def test_an_empty_sheet_asks_for_nothing(tmp_path):
    found = requested(form(tmp_path / "form.xlsx"))
    assert found.requests == found.faults == ()


def test_rows_may_be_left_out(tmp_path):
    found = requested(form(tmp_path / "form.xlsx", [GOOD, (None,) * 6, ("C2", *GOOD[1:])]))
    assert [(item.offset, item.customer) for item in found.requests] == [(0, "C1"), (2, "C2")]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (serial(JULY), JULY), ("2026-07-03", JULY), ("2026年7月3日", JULY), (serial(JULY) + 0.5, JULY), (None, None),
        ("  ", None),
    ],
)  # fmt: skip
def test_days(typed, day, tmp_path):
    assert one(tmp_path, on=typed).requests[0].on == day


@pytest.mark.parametrize(
    ("changes", "cell", "said"),
    [
        ({"customer": None}, "B5", "customer no. is blank"),
        ({"grade": None}, "E5", "requested grade is blank"),
        ({"reason": None}, "F5", "reason code is blank"),
        ({"evidence": None}, "G5", "basis and evidence is blank"),
        ({"evidence": "   "}, "G5", "basis and evidence is blank"),
        ({"evidence": "#N/A"}, "G5", "shows #N/A"),
        ({"evidence": "x" * (LONGEST["evidence"] + 1)}, "G5", "4,001 characters, 4,000 at most"),
        ({"customer": "9" * 201}, "B5", "200 at most"),
        ({"on": "soon"}, "I5", "requested on is no date"),
        ({"on": -5}, "I5", "requested on is no date"),
    ],
)  # fmt: skip
def test_what_is_no_request_is_told_by_cell(changes, cell, said, tmp_path):
    found = one(tmp_path, **changes)
    [fault] = found.faults
    assert not found.requests and fault.place.endswith(f"!{cell}")
    assert said in fault.message.en and fault.message.zh


@pytest.mark.parametrize(("cell", "value"), [("G5", "harmless"), ("E5", "AAA"), ("B5", "C1"), ("I5", "46206")])
def test_a_formula_is_no_request(cell, value, tmp_path):
    book = form(tmp_path / "form.xlsx", [GOOD])
    name = "xl/worksheets/sheet4.xml"
    text = parts(book)[name].decode()
    kind = "" if value.isdecimal() else ' t="str"'
    changed = re.sub(
        rf'<c r="{cell}"( s="\d+")[^>]*>.*?</c>', rf'<c r="{cell}"\1{kind}><f>"="&amp;A1</f><v>{value}</v></c>', text
    )
    assert changed != text
    target = tmp_path / "formula.xlsx"
    with zipfile.ZipFile(target, "w") as file:
        for part, data in (parts(book) | {name: changed.encode()}).items():
            file.writestr(part, data)
    found = requested(target)
    assert not found.requests and found.faults[0].place.endswith(f"!{cell}")


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+1", "@now", "-5"])
def test_a_text_that_looks_like_a_formula_stays_a_text(typed, tmp_path):
    assert one(tmp_path, evidence=typed).requests[0].evidence == typed


def test_texts_are_plain(tmp_path):
    found = one(tmp_path, evidence="a  letter&#10;of&#9;the _x0007_ parent", customer=4711, grade=1)
    [request] = found.requests
    assert (request.evidence, request.customer, request.grade) == ("a letter of the parent", "4711", "1")


def test_other_workbooks_are_refused(tmp_path):
    with pytest.raises(WorkbookError, match="no entry form"):
        requested(write(Form(packaged("credit_rating"), rows=3, plain=True), tmp_path / "plain.xlsx"))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    with pytest.raises(WorkbookError):
        requested(broken)


REQUEST = Request(0, "E5", "C1", "AA", "M02 support", "letter", "Olga", JULY)


@pytest.mark.parametrize(
    ("rating", "answered"),
    [
        (rating("C1", 1, evidence="letter"), True),
        (rating("C1", 1, confirmed=None, evidence="letter"), True),
        (rating("C1", 1, "A", evidence="letter"), False),
        (rating("C1", 1, evidence="another letter"), False),
        (rating("C1", 1, evidence="letter", on=datetime.date(2026, 7, 4)), False),
        (rating("C1", 1, input_overrides=(InputOverride("leverage", 1, 2, "M02", "", ("letter",)),)), True),
        (rating("C1", 1), False),
    ],
)  # fmt: skip
def test_what_answers_a_request(rating, answered):
    assert REQUEST.answered_by(rating) is answered


def test_a_request_for_the_systems_grade_is_known_by_its_comment():
    from dataclasses import replace

    made = rating("C1", 1)
    said = replace(made, proposed=replace(made.proposed, comment=REQUEST.comment))
    assert REQUEST.answered_by(said) and not REQUEST.answered_by(made)


def test_a_request_without_a_day_is_answered_by_any():
    from dataclasses import replace

    assert replace(REQUEST, on=None).answered_by(rating("C1", 1, evidence="letter", on=datetime.date(2020, 1, 1)))
