"""The cells of a form that the journal fills: found by their names, locked, quiet until they are filled."""

from __future__ import annotations

import re

import openpyxl
import pytest

from tests.strategies import policy_of
from tests.workbooks import form_policy
from tests.workbooks.form_files import AS_OF, IDS, MAIN, cells, formulas, names, packaged, texts
from xlplugin.workbooks.addresses import read_rect
from xlplugin.workbooks.book import read_book
from xlplugin.workbooks.form_cells import FormCells
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.forms.alerts import DUE_ROWS
from xlplugin.workbooks.forms.grid import ALERTS, LEDGER, REQUESTS
from xlplugin.workbooks.journal_areas import CUSTOMER, DECISIONS, DUES, KEPT, RATINGS, TYPED
from xlplugin.workbooks.journal_areas import REQUESTS as ASKED
from xlplugin.workbooks.package import Package

FULL = [policy for policy in IDS if not Form(packaged(policy)).plain]


def areas_of(path):
    """The areas as a command finds them."""
    with Package(path) as package:
        return FormCells(read_book(package), path.name).areas


def unlocked(path, title):
    """The cells of a sheet that may be typed in."""
    styles = openpyxl.load_workbook(path)[title]
    return {cell.coordinate for row in styles for cell in row if not cell.protection.locked}


@pytest.mark.parametrize("policy", FULL)
def test_every_form_names_them(policy, tmp_path):
    path = write(Form(packaged(policy), rows=3, as_of=AS_OF), tmp_path / "form.xlsx")
    areas = areas_of(path)
    assert areas.ratings.keys() == {*RATINGS, *TYPED, *(KEPT + name for name in TYPED)}
    assert (areas.requests.keys(), areas.decisions.keys()) == (set(ASKED), set(DECISIONS))
    assert areas.dues.keys() == set(DUES) and areas.dues[CUSTOMER].rect.height == DUE_ROWS
    assert {place.sheet for place in areas.ratings.values()} == {LEDGER.casefold()}
    assert {place.sheet for place in areas.dues.values()} == {ALERTS.casefold()}
    assert len(set(areas.written)) == len(areas.written)


def test_they_are_locked_but_for_what_an_officer_types(tmp_path):
    path = write(Form(packaged("credit_rating"), rows=3), tmp_path / "form.xlsx")
    areas = areas_of(path)
    open_cells = {title: unlocked(path, title) for title in (LEDGER, REQUESTS, ALERTS)}

    def first(place):
        return f"{openpyxl.utils.get_column_letter(place.rect.left)}{place.rect.top}"

    typed = {name for name, place in areas.ratings.items() if first(place) in open_cells[LEDGER]}
    assert typed == {CUSTOMER, *TYPED}
    assert all(first(place) in open_cells[REQUESTS] for place in areas.requests.values())
    assert not any(first(place) in open_cells[REQUESTS] for place in areas.decisions.values())
    assert not any(first(place) in open_cells[ALERTS] for place in areas.dues.values())


def test_what_the_journal_said_is_kept_out_of_sight(tmp_path):
    path = write(Form(packaged("credit_rating"), rows=3), tmp_path / "form.xlsx")
    sheet = openpyxl.load_workbook(path)[LEDGER]
    hidden = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            hidden |= set(range(dimension.min, dimension.max + 1))
    for name, place in areas_of(path).ratings.items():
        assert (place.rect.left in hidden) == (name == "state" or name.startswith(KEPT)), name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_journal_has_one_name_in_chinese(language, tmp_path):
    path = write(Form(packaged("credit_rating"), rows=3, language=language), tmp_path / "form.xlsx")
    assert not [text for text in texts(path) if "评级台账" in text or "台账编号" in text]
    assert any("评级日志" in text for text in texts(path))


def test_a_form_without_a_journal_shows_nothing_of_it(tmp_path):
    path = write(Form(packaged("credit_rating"), rows=3), tmp_path / "form.xlsx")
    due = areas_of(path).dues[CUSTOMER].rect
    held = cells(path, ALERTS)
    for row in range(due.top, due.bottom + 1):
        assert all(cell.find(f"{MAIN}v") is None or not cell.find(f"{MAIN}v").text for cell in
                   (held[f"{letter}{row}"] for letter in "BCDEF"))  # fmt: skip


def test_a_policy_that_asks_for_one_of_the_columns_keeps_it_as_an_input(tmp_path):
    document = form_policy.document()
    document["inputs"]["valid_until"] = {"type": "date", "title": {"en": "Valid until", "zh": "有效期"}}
    form = Form(policy_of(document), rows=3)
    areas = areas_of(write(form, tmp_path / "form.xlsx"))
    assert not areas.ratings.keys() & {"valid_until", KEPT + "valid_until"}
    assert "last_review" in areas.ratings


def test_the_next_review_follows_the_confirmed_grade(tmp_path):
    path = write(Form(packaged("credit_rating"), rows=3), tmp_path / "form.xlsx")
    names_of = names(path)
    confirmed = read_rect(re.sub(r".*!", "", names_of["xlplugin_rating_confirmed_grade"]).replace("$", ""))
    letter = openpyxl.utils.get_column_letter(confirmed.left)
    [formula] = [text for place, text in formulas(path).items() if "NEXTREVIEW" in text and place.endswith("6")]
    assert f"NEXTREVIEW(IF(LEN({letter}6)>0,{letter}6," in formula
