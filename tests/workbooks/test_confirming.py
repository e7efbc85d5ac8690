"""Forms filled from a journal: which cells change, what they say then, and that nothing else does."""

from __future__ import annotations

import datetime
import re
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbooks import journalled
from tests.workbooks.form_files import MAIN, cells, formulas, names, packaged, parts, shown, unlike
from tests.workbooks.journalled import (
    AS_OF,
    JULY,
    NEXT_JULY,
    OLD,
    TODAY,
    column,
    filled,
    form,
    rating,
    said,
    standing,
    values_of,
)
from tests.workbooks.test_full_forms import context, edited
from xlplugin.compliance.rating import Act
from xlplugin.workbooks.confirming import Item
from xlplugin.workbooks.errors import WorkbookError
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.forms.grid import ALERTS, GUIDE, REQUESTS
from xlplugin.workbooks.recalc import recalculate

OVERRIDE = {"evidence": "letter", "override_until": datetime.date(2027, 1, 3)}
WITHDRAWN = Act(30, "david", journalled.MOMENT, datetime.date(2026, 9, 1), "overdue")


def story():
    """C1 by an override, C2 withdrawn, C3 expired, C4 on its way; C5 is unknown."""
    ratings = [
        rating("C1", 10, **OVERRIDE),
        rating("C2", 13, "AAA", "AAA", withdrawn=WITHDRAWN),
        rating("C3", 16, until=datetime.date(2026, 10, 31)),
        rating("C4", 19, "AAA", None, reviews=()),
    ]
    standings = [
        standing("C1", "AA", "confirmed", rating=ratings[0], previous=rating("C1", 5, "A", "A")),
        standing("C2", None, "withdrawn", rating=ratings[1]),
        standing("C3", None, "expired", rating=ratings[2]),
        standing("C4", None, "none", pending=ratings[3]),
    ]
    return said(standings, ratings, reviewed={18: datetime.date(2026, 8, 1)})


def test_the_ledger_says_what_the_journal_says(tmp_path):
    output, confirming, report = filled(form(tmp_path / "form.xlsx"), story())
    found = values_of(output, "rating")
    assert found["confirmed_grade"][:6] == ["AA", None, None, None, None, None]
    assert found["entry"][:5] == [12, 30, 18, 19, None]
    assert found["previous_grade"][:5] == ["A", "AAA", "AA", None, "BBB"]
    assert found["last_review"][:5] == [JULY, JULY, datetime.date(2026, 8, 1), OLD, OLD]
    assert found["valid_until"][:5] == [NEXT_JULY, None, datetime.date(2026, 10, 31), None, None]
    assert column(output, "status") == [
        "confirmed (manual override until 2027-01-03)", "the rating was withdrawn (2026-09-01)",
        "the rating expired (2026-10-31)", "proposed, waits for review", "system grade",
    ]  # fmt: skip
    assert not report.not_calculated
    told = confirming.found
    assert (told.customers, told.confirmed) == (4, 1)
    assert [key for _, key in told.unknown] == ["C5"] and told.unknown[0][0].endswith("!B10")
    assert [(key, state) for _, key, state in told.not_in_force] == [
        ("C2", "the rating was withdrawn (2026-09-01)"), ("C3", "the rating expired (2026-10-31)"),
    ]  # fmt: skip


def test_the_next_review_follows_the_decision(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx"), story())
    assert column(output, "next_review")[0] == NEXT_JULY


def test_a_chinese_form_is_filled_in_chinese(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx", language="zh"), story())
    assert column(output, "status")[:3] == [
        "已审定（人工调整至2027-01-03）", "评级已撤回（2026-09-01）", "评级已到期（2026-10-31）",
    ]  # fmt: skip


def test_a_later_grading_makes_the_rating_the_previous_one(tmp_path):
    made = rating("C1", 10)
    system = journalled.SystemGrade(40, journalled.POLICY, TODAY, "A", 70.0, journalled.MOMENT)
    one = standing("C1", "AA", "confirmed", rating=made, previous=rating("C1", 5, "A", "A"), system=system)
    output, _, _ = filled(form(tmp_path / "form.xlsx"), said([one], [made]))
    assert column(output, "previous_grade")[0] == column(output, "confirmed_grade")[0] == "AA"


REQUESTS_OF = [
    ("C1", "AA", "M02 support", "letter", "Olga", JULY),
    ("C2", "AA", "M09 other", "files", "Olga", JULY),
    ("C3", "AA", "M09 other", "visit", "Olga", None),
    ("C4", "A", "M09 other", "report", "Olga", JULY),
    ("C5", "A", "M09 other", "lawsuit", "Olga", JULY),
    ("C5", "AA", "M09 other", "not asked yet", "Olga", JULY),
]


def test_requests_are_answered(tmp_path):
    ratings = [
        rating("C1", 10, confirmed="A", evidence="letter"),
        rating("C2", 13, confirmed=None, evidence="files", refused=Act(15, "david", journalled.MOMENT, TODAY, "no")),
        rating("C3", 16, evidence="visit", withdrawn=WITHDRAWN, body="committee", committee="Credit", minute="17"),
        rating("C4", 19, "A", None, evidence="report"),
        rating("C5", 22, "A", None, evidence="lawsuit", reviews=(), returned=Act(23, "rita", journalled.MOMENT, JULY)),
    ]
    book = form(tmp_path / "form.xlsx", REQUESTS_OF)
    output, confirming, _ = filled(book, said([standing("C1")], ratings))
    found = values_of(output, "decision")
    assert found["decision"][:7] == [
        "another grade approved: letter seen", "refused: no", "approved; since then withdrawn: letter seen",
        "reviewed, waits for decision", "returned", None, None,
    ]  # fmt: skip
    assert found["reviewer"][:6] == ["rita", "rita", "rita", "rita", "rita", None]
    assert found["approver"][:6] == ["david", "david", "Credit (17)", None, None, None]
    assert found["grade"][:6] == ["A", None, "AA", None, None, None]
    assert found["on"][:6] == [JULY, TODAY, JULY, None, JULY, None]
    assert found["entry"][:6] == [12, 15, 18, 19, 23, None]
    assert (confirming.found.decisions, confirming.found.waiting) == (5, 1)


def test_a_request_that_was_changed_loses_its_answer(tmp_path):
    book = form(tmp_path / "form.xlsx", REQUESTS_OF[:1])
    journal = said([standing("C1")], [rating("C1", 10, evidence="letter")])
    output, _, _ = filled(book, journal)
    assert values_of(output, "decision")["entry"][0] == 12
    again, _, _ = filled(edited(output, {"G5": "another letter"}, REQUESTS), journal, "again.xlsx")
    assert {column: values[0] for column, values in values_of(again, "decision").items() if values[0]} == {}


def items(count: int) -> list[Item]:
    return [Item(f"C{1 + number % 5}", "Periodic review", TODAY, f"number {number}") for number in range(count)]


def test_the_alerts_list_what_is_due(tmp_path):
    due = [*items(2), Item("C9", "Periodic review", TODAY, "of another ledger"), Item("C1", "Trigger", None, "=1+1")]
    output, confirming, _ = filled(form(tmp_path / "form.xlsx"), said([standing("C1")], due=due))
    found = values_of(output, "due")
    assert found["as_of"] == [TODAY] and found["note"] == ["3 items, the most urgent first"]
    assert found["customer"][:4] == ["C1", "C2", "C1", None] and found["detail"][2] == "=1+1"
    assert found["on"][:3] == [TODAY, TODAY, None]
    assert not openpyxl.load_workbook(output)[ALERTS]["F30"].data_type == "f"
    assert shown(output, ALERTS)["E2"].endswith(": 3")
    assert (confirming.found.due, confirming.found.due_listed) == (3, 3)
    empty, _, _ = filled(output, said([standing("C1")]), "empty.xlsx")
    assert set(values_of(empty, "due")["customer"]) == {None} and shown(empty, ALERTS)["E2"] == ""


def test_there_is_room_for_forty(tmp_path):
    output, confirming, _ = filled(form(tmp_path / "form.xlsx"), said([standing("C1")], due=items(52)))
    assert values_of(output, "due")["note"] == ["52 items; the 40 most urgent are listed"]
    assert (confirming.found.due, confirming.found.due_listed) == (52, 40)


def test_what_was_typed_stays_where_the_journal_has_nothing(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx"), said([standing(f"C{number}") for number in range(1, 6)]))
    found = values_of(output, "rating")
    assert found["previous_grade"][:5] == [None, "A", None, None, "BBB"]
    assert found["last_review"][:5] == [None, OLD, None, OLD, OLD] and found["valid_until"][2] == OLD
    assert set(found["kept_last_review"]) == {None}
    assert column(output, "status") == ["system grade"] * 5


def test_what_came_from_the_journal_goes_when_it_says_so_no_more(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx"), story())
    again, _, _ = filled(output, said([standing(f"C{number}") for number in range(1, 5)]), "again.xlsx")
    found = values_of(again, "rating")
    assert set(found["confirmed_grade"]) == {None}
    assert found["last_review"][:5] == [None, None, None, OLD, OLD]
    assert set(found["kept_last_review"]) == {None}


def test_a_change_by_hand_is_seen(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx"), story())
    check = names(output)["check_journal"].rpartition("!")[2].replace("$", "")
    assert shown(output, GUIDE)[check] is True
    area = names(output)["xlplugin_rating_valid_until"].rpartition("!")[2]
    cell = f"{re.findall('[A-Z]+', area)[0]}6"
    changed = edited(output, {cell: journalled.serial(NEXT_JULY) + 365})
    done = changed.with_name("done.xlsx")
    recalculate(changed, done, context_for=context)
    assert column(done, "status")[0] == "not as the journal says" and shown(done, GUIDE)[check] is False
    mended, _, _ = filled(done, story(), "mended.xlsx")
    assert column(mended, "status")[0].startswith("confirmed") and shown(mended, GUIDE)[check] is True


def test_rows_that_were_emptied_are_emptied(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx"), story())
    emptied, _, _ = filled(edited(output, {"B6": ""}), story(), "emptied.xlsx")
    found = values_of(emptied, "rating")
    assert [found[name][0] for name in ("confirmed_grade", "state", "entry", "last_review", "kept_last_review")] == [
        None
    ] * 5


def test_a_formula_that_somebody_has_entered_stays(tmp_path):
    book = form(tmp_path / "form.xlsx")
    area = names(book)["xlplugin_rating_last_review"].rpartition("!")[2]
    cell = f"{re.findall('[A-Z]+', area)[0]}6"
    held = parts(book)
    sheet = "xl/worksheets/sheet2.xml"
    text = re.sub(rf'<c r="{cell}"( s="[0-9]+")/>', rf'<c r="{cell}"\1><f>DATE(2026,1,31)</f><v>0</v></c>', held[sheet].decode())
    assert text != held[sheet].decode()
    typed = rewritten(book, {sheet: text.encode()})
    output, confirming, _ = filled(typed, story())
    assert [place.rpartition("!")[2] for place in confirming.found.formulas] == [cell]
    assert formulas(output)[cell] == "DATE(2026,1,31)"
    assert column(output, "status")[0] == "not as the journal says"


def rewritten(book, changes):
    """A copy with other parts."""
    import zipfile

    target = book.with_name(f"rewritten-{book.name}")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in (parts(book) | changes).items():
            file.writestr(name, data)
    return target


def test_another_version_and_another_policy_are_named(tmp_path):
    older = rating("C1", 10)
    older = journalled.Rating(**{name: getattr(older, name) for name in older.__slots__} | {"policy": "credit_rating@2025.1"})
    journal = said([standing("C1", "AA", "confirmed", rating=older)], [older], elsewhere=frozenset({"C2"}))
    _, confirming, _ = filled(form(tmp_path / "form.xlsx"), journal)
    assert confirming.found.other_version == {"credit_rating@2025.1": ["C1"]}
    assert [key for _, key in confirming.found.elsewhere] == ["C2"]
    assert [key for _, key in confirming.found.unknown] == ["C3", "C4", "C5"]


def test_a_workbook_without_the_cells_is_refused(tmp_path):
    plain = write(Form(packaged("credit_rating"), rows=3, plain=True), tmp_path / "plain.xlsx")
    with pytest.raises(WorkbookError, match="no entry form.*xlplugin template build"):
        filled(plain, story())
    made = form(tmp_path / "form.xlsx")
    older = parts(made)["xl/workbook.xml"].replace(b"xlplugin_rating_state", b"somebody_renamed_it")
    with pytest.raises(WorkbookError, match="older version.*xlplugin template build"):
        filled(rewritten(made, {"xl/workbook.xml": older}), story())
    assert not (tmp_path / "filled.xlsx").exists()


def test_filling_again_changes_nothing(tmp_path):
    book = form(tmp_path / "form.xlsx", REQUESTS_OF)
    output, _, _ = filled(book, story())
    again, _, report = filled(output, story(), "again.xlsx")
    assert unlike(output, again) == [] and not report.changed


STATES = st.sampled_from(["confirmed", "withdrawn", "expired", "none", "pending", "unknown"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(STATES, min_size=5, max_size=5), grade=st.sampled_from(["AAA", "A", "C"]), text=TEXTS)
def test_nothing_else_changes(tmp_path_factory, states, grade, text):
    folder = tmp_path_factory.mktemp("filled")
    book = folder / "book.xlsx"
    recalculate(form(folder / "form.xlsx", REQUESTS_OF), book, context_for=context)
    ratings, standings = [], []
    for number, state in enumerate(states, 1):
        key = f"C{number}"
        decided = rating(key, 10 * number, grade, grade, evidence="letter", committee=text, body="committee")
        waiting = rating(key, 10 * number, grade, None, evidence="letter")
        if state in ("confirmed", "withdrawn", "expired"):
            ratings.append(decided)
            standings.append(standing(key, grade if state == "confirmed" else None, state, rating=decided))
        elif state != "unknown":
            ratings += [waiting] if state == "pending" else []
            standings.append(standing(key, pending=waiting if state == "pending" else None))
    due = [Item("C1", text, TODAY, text)]
    output, _, report = filled(book, said(standings, ratings, due))
    assert not report.not_calculated
    areas = named_cells(output)
    changed = unlike(book, output)
    sheets = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(titles(book), 1)}
    assert set(changed) <= sheets.keys()
    for title in (sheets[name] for name in changed):
        before, after, calculated = cells(book, title), cells(output, title), formulas(output, title)
        assert formulas(book, title) == calculated and before.keys() == after.keys()
        for place in before:
            if text_of(before[place]) != text_of(after[place]):
                assert (title, place) in areas or place in calculated, (title, place)
                assert before[place].get("s") == after[place].get("s")
    assert outside_of_cells(book, changed) == outside_of_cells(output, changed)
    fresh = output.with_name("fresh.xlsx")
    assert not recalculate(output, fresh, context_for=context, freeze=False).changed, "no value is stale"


def text_of(cell):
    return ElementTree.tostring(cell)


def named_cells(path):
    """The cells that the journal may fill."""
    found = set()
    for name, area in names(path).items():
        if name.startswith(("xlplugin_rating_", "xlplugin_decision_", "xlplugin_due_")) and name != "xlplugin_rating_customer":
            title, _, place = area.rpartition("!")
            letter, first, last = re.fullmatch(r"\$([A-Z]+)\$([0-9]+)(?::\$[A-Z]+\$([0-9]+))?", place).groups()
            found |= {(title.strip("'"), f"{letter}{row}") for row in range(int(first), int(last or first) + 1)}
    return found


def titles(path):
    """The names of the sheets in the order of their parts."""
    root = ElementTree.fromstring(parts(path)["xl/workbook.xml"])
    return [item.get("name") for item in root.iter(f"{MAIN}sheet")]


def outside_of_cells(path, changed):
    """The bytes of the changed sheets with their cells left out."""
    return [re.sub(rb"<c [^>]*?(?:/>|>.*?</c>)", b"", parts(path)[name], flags=re.DOTALL) for name in changed]


def test_days_of_1904(tmp_path):
    book = form(tmp_path / "form.xlsx", data=(), as_of=None)
    held = parts(book)["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert b"date1904" in held
    typed = edited(rewritten(book, {"xl/workbook.xml": held}), {"B6": "C1"})
    output, _, _ = filled(typed, story())
    assert values_of(output, "rating")["last_review"][0] == JULY


def test_the_day_is_not_that_of_the_grades(tmp_path):
    output, _, _ = filled(form(tmp_path / "form.xlsx"), story())
    assert values_of(output, "due")["as_of"] == [TODAY] and shown(output, ALERTS)["B2"] == journalled.serial(AS_OF)
