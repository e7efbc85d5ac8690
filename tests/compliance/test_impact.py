"""The impact of a change: counts that agree with grading twice, a rule of attribution that can be checked by hand."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import xlplugin
from tests.strategies import NAMES, documents, policy_of, rows
from xlplugin.compliance.impact import Block, Comparison, Impact, common_order
from xlplugin.compliance.impact_counts import Chosen
from xlplugin.compliance.impact_what_if import what_if
from xlplugin.policy.model import Policy
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.headings import HeadingError

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "workbook_templates" / "examples"
POLICIES = ROOT / "tests" / "policies"
AS_OF = datetime.date(2026, 6, 1)


def packaged(name: str) -> Policy:
    return xlplugin.load(name, AS_OF).policy


def changed(policy: Policy, *asked: str) -> Policy:
    def none(*_: object) -> Policy:
        raise LookupError

    return what_if(policy, asked, none)[0]


def book(path: Path) -> tuple[list[str], list[list[str]]]:
    with open(path, encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    return headings, rows


def blocks(headings, rows, size=None):
    for start in range(0, len(rows), size or max(len(rows), 1)):
        part = rows[start : start + (size or len(rows))]
        columns = list(zip(*part, strict=True))
        yield Block(range(start, start + len(part)), [str(key) for key in columns[0]], columns)


def impact_of(before: Policy, after: Policy, headings, rows, size=None, as_of=AS_OF) -> Impact:
    return Comparison(before, after, headings, as_of).impact(blocks(headings, rows, size))


def grades_by_row(policy: Policy, headings, rows) -> list[str]:
    """The grade of each row, one row at a time in plain Python."""
    compiled = compile_policy(policy)
    at = [headings.index(item.name) for item in policy.cells]
    return [compiled.grade_row([row[place] for place in at], AS_OF).grade or "" for row in rows]


@pytest.fixture(scope="module")
def credit():
    return book(EXAMPLES / "credit_book.csv")


@pytest.fixture(scope="module")
def holders():
    headings, rows = book(EXAMPLES / "card_holders.csv")
    return [heading.lower() for heading in headings], rows


HOLDER_CHANGES = (
    "grade.bands.A=>= 558",
    "grade.bands.B=[b_from..558)",
    "score.characteristics.utilisation.points.< 2%=20",
    "score.characteristics.limit_bal.points.[50000..110000)=11",
)


def test_the_matrix_is_what_grading_twice_gives(holders):
    before = packaged("card_holder_default")
    after = changed(before, *HOLDER_CHANGES)
    found = impact_of(before, after, *holders)
    pairs = list(zip(grades_by_row(before, *holders), grades_by_row(after, *holders), strict=True))
    assert found.matrix == Counter(pairs) and found.rows == 6000
    moved = [(row[0], *pair) for row, pair in zip(holders[1], pairs, strict=True) if pair[0] != pair[1]]
    assert [(one.key, one.before, one.after) for one in found.customers()] == moved
    assert found.count(Chosen.CHANGED) == len(moved) > 1000
    assert found.count(Chosen.BETTER) == sum(old > new for old, new in pairs)
    assert found.count(Chosen.WORSE) == sum(old < new for old, new in pairs)


def test_blocks_of_any_size_add_up_to_the_same(holders):
    before = packaged("card_holder_default")
    after = changed(before, *HOLDER_CHANGES)
    whole, parts = (impact_of(before, after, *holders, size) for size in (None, 700))
    assert whole.matrix == parts.matrix and whole.together == parts.together
    assert [(part.moved, part.better, part.worse) for part in whole.parts] == [
        (part.moved, part.better, part.worse) for part in parts.parts
    ]
    assert list(whole.customers()) == list(parts.customers())


@pytest.mark.parametrize(
    ("path", "alone"),
    [
        ("decisions.score.characteristics.limit_bal", HOLDER_CHANGES[3:]),
        ("decisions.score.characteristics.utilisation", HOLDER_CHANGES[2:3]),
        ("decisions.grade", HOLDER_CHANGES[:2]),
    ],
)
def test_a_part_moves_what_a_what_if_of_it_alone_moves(holders, path, alone):
    before = packaged("card_holder_default")
    found = impact_of(before, changed(before, *HOLDER_CHANGES), *holders)
    part = next(part for part in found.parts if part.change.path == path)
    by_itself = impact_of(before, changed(before, *alone), *holders)
    assert part.separable and part.moved == by_itself.count(Chosen.CHANGED) > 0
    assert part.better == by_itself.count(Chosen.BETTER)
    if part.change.points:
        key = part.change.points
        assert found.points[key].changed == by_itself.points[key].changed > 0
        assert found.points[key].mean_after == by_itself.points[key].mean_after


def test_what_no_change_moves_alone_is_moved_together(credit):
    before = packaged("credit_rating")
    alone = ["score.characteristics.leverage.points.[0%..60%]=23", "score.characteristics.cash_content.points.>= 80%=11"]
    after = changed(before, *alone)
    found = impact_of(before, after, *credit)
    one, two = (grades_by_row(changed(before, change), *credit) for change in alone)
    old, new = grades_by_row(before, *credit), grades_by_row(after, *credit)
    expected = sum(a != d and b == a and c == a for a, b, c, d in zip(old, one, two, new, strict=True))
    assert found.together == expected > 0
    together = [customer for customer in found.customers() if not customer.alone]
    assert len(together) == expected


def test_points_and_rules_agree_with_the_row_path(credit):
    headings, rows = credit
    before = packaged("credit_rating")
    after = changed(
        before,
        "grade.overrides.CO01.when.leverage=> 70%",
        "grade.overrides.CO07.when.loss_periods=2",
        "score.characteristics.current_ratio.points.>= 130%=15",
    )
    found = impact_of(before, after, headings, rows)
    at = [headings.index(item.name) for item in before.cells]
    old, new = (compile_policy(policy) for policy in (before, after))
    compared = 0
    for customer in found.customers():
        cells = [rows[customer.row][place] for place in at]
        was, now = old.grade_row(cells), new.grade_row(cells)
        assert (customer.score_before, customer.score_after) == (was.score, now.score)
        differences = {
            name: now.points.get(name, 0.0) - was.points.get(name, 0.0) for name in {*was.points, *now.points}
        }
        wanted = {name: value for name, value in differences.items() if abs(value) > 1e-6}
        assert {name: value for (_, name), value in customer.points} == pytest.approx(wanted, abs=1e-6)
        codes = [{hit.code for hit in result.overrides} for result in (was, now)]
        assert {code for _, code in customer.began} == codes[1] - codes[0]
        assert {code for _, code in customer.ceased} == codes[0] - codes[1]
        compared += bool(customer.points) + bool(customer.began) + bool(customer.ceased)
    assert compared > 50
    results = [old.grade_row([row[place] for place in at]) for row in rows]
    fired = Counter(hit.code for result in results if result.grade for hit in result.overrides)
    assert {code: rule.fired_before for (_, code), rule in found.rules.items() if rule.fired_before} == fired
    co01 = found.rules["grade", "CO01"]
    assert co01.began > 0 and co01.ceased == 0 and co01.fired_after == co01.fired_before + co01.began
    assert [rule.key[1] for rule in found.moved_rules()] == ["CO01", "CO07"]


def test_a_row_graded_under_one_policy_only_says_why(credit):
    before = packaged("credit_rating")
    after = changed(before, "inputs.leverage.domain=[0%..90%]")
    found = impact_of(before, after, *credit)
    lost = list(found.customers(graded=False))
    assert len(lost) == found.count(Chosen.ONLY_BEFORE) > 0 and found.count(Chosen.ONLY_AFTER) == 0
    for one in lost:
        assert one.after is None and one.before and one.notches is None
        assert one.why.en.startswith("Liabilities / assets: ") and "资产负债率" in one.why.zh
    back = impact_of(after, before, *credit)
    assert [one.key for one in back.customers(graded=False)] == [one.key for one in lost]
    assert back.count(Chosen.ONLY_AFTER) == len(lost)


AML_ROWS = [
    # customer, countries, industry, cash, sanctions
    ["a", "CN", "retail", "5", "false"],
    ["b", "CN", "casino", "5", "false"],
    ["c", "CN", "jewellery", "5", "true"],
    ["d", "", "retail", "5000", "false"],
    ["e", "CN", "casino", "", "true"],
]
AML_HEADINGS = ["customer", "countries", "industry", "cash", "sanctions"]


def test_rules_that_set_the_highest_tier_are_told_apart():
    before = xlplugin.load("risk", AS_OF, POLICIES).policy
    after = changed(before, "tier.overrides.O12.floor=high", "tier.bands.low=< 40", "tier.bands.medium=[40..60)")
    found = impact_of(before, after, AML_HEADINGS, AML_ROWS)
    highest = {code: rule.rule.highest for (_, code), rule in found.rules.items()}
    assert highest["O11"] and highest["O12"]
    assert not found.rules["tier", "O12"].before.highest
    assert (found.highest.fired_before, found.highest.fired_after) == (2, 3)
    assert (found.highest.began, found.highest.ceased, found.highest.moved) == (1, 0, 1)
    moved = {one.key: (one.before, one.after, one.notches) for one in found.customers()}
    assert moved["b"] == ("medium", "high", 1)


def test_a_value_scale_has_no_highest_tier(holders):
    policy = packaged("card_holder_default")
    assert impact_of(policy, policy, *holders).highest is None


def test_a_ranking_sees_the_whole_book():
    policy = xlplugin.load("pareto", AS_OF, POLICIES).policy
    after = changed(policy, "grade.bands.A=< 50%", "grade.bands.B=[50%..95%)")
    rows = [[str(i), str(1000 - i * 10)] for i in range(60)]
    comparison = Comparison(policy, after, ["customer", "value"], AS_OF)
    assert comparison.rows_at_once is None
    found = comparison.impact(blocks(["customer", "value"], rows))
    old, new = (compile_policy(one).grade_rows([[row[1]] for row in rows], AS_OF).output() for one in (policy, after))
    assert found.matrix == Counter(zip(old, new, strict=True)) and found.count(Chosen.WORSE) > 10
    assert found.parts[0].moved == found.count(Chosen.CHANGED)


def test_versions_with_other_inputs_and_grades_can_be_compared():
    before, after = (xlplugin.load(f"card@{version}", AS_OF, POLICIES).policy for version in ("2025.1", "2026.1"))
    headings = ["customer", "leverage", "management", "loss_years", "audited", "founded"]
    rows = [["x", "50%", "good", "0", "yes", "2010-01-01"], ["y", "85%", "poor", "0", "no", "2026-01-01"]]
    found = impact_of(before, after, headings, rows)
    assert found.matrix == Counter({("A", "AAA"): 1, ("B", "B"): 1})
    assert found.order == {"AAA": 0, "AA": 1, "A": 2, "B": 3}
    assert [one.notches for one in found.customers()] == [-2]
    (part,) = [part for part in found.parts if part.change.path == "decisions.grade"]
    assert part.separable and part.moved == 1, "with the score that the new cut-offs read"


def test_grades_without_a_shared_order_are_neither_better_nor_worse():
    risk, card = (xlplugin.load(name, AS_OF, POLICIES).policy for name in ("risk", "card"))
    assert common_order(risk, card) == {} == common_order(card, risk)


def test_a_missing_column_is_named(credit):
    policy = packaged("credit_rating")
    with pytest.raises(HeadingError, match="leverage"):
        Comparison(policy, policy, [one for one in credit[0] if one != "leverage"], AS_OF)


HEADINGS = ["customer", *NAMES]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), cells=rows())
def test_a_policy_against_itself_has_no_impact(document, cells):
    policy = policy_of(document)
    found = impact_of(policy, policy, HEADINGS, [[str(i), *row] for i, row in enumerate(cells)])
    assert found.parts == () and not list(found.customers()) and not list(found.customers(graded=False))
    assert not found.moved_rules() and not any(count.changed for count in found.points.values())
    assert all(old == new for old, new in found.matrix) and found.rows == len(cells)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), other=documents(), cells=rows())
def test_the_counts_add_up_to_the_book_and_agree_with_the_row_path(document, other, cells):
    before, after = policy_of(document), policy_of({**other, "scale": document["scale"]} if _fits(other, document) else other)
    book = [[str(i), *row] for i, row in enumerate(cells)]
    found = impact_of(before, after, HEADINGS, book)
    assert found.matrix.total() == len(book)
    results = [[compile_policy(policy).grade_row(row, AS_OF) for row in cells] for policy in (before, after)]
    assert found.matrix == Counter((old.grade or "", new.grade or "") for old, new in zip(*results, strict=True))
    kept = [*found.customers(), *found.customers(graded=False)]
    assert len(kept) == sum(count for (old, new), count in found.matrix.items() if old != new)
    assert sum(found.count(one) for one in (Chosen.CHANGED, Chosen.ONLY_BEFORE, Chosen.ONLY_AFTER)) == len(kept)
    for side in (0, 1):
        graded = [result for result in results[side] if result.grade is not None]
        fired = Counter(code for result in graded for code in {hit.code for hit in result.overrides})
        counted = {key[1]: (rule.fired_before, rule.fired_after)[side] for key, rule in found.rules.items()}
        assert {code: count for code, count in counted.items() if count} == fired
    for part in found.parts:
        assert part.better + part.worse <= part.moved <= len(book)


def _fits(other: dict, document: dict) -> bool:
    """True where the other policy's rules are allowed on the first one's scale."""
    rules = other["decisions"]["grade"].get("overrides", [])
    return all("set" in rule for rule in rules) and other["decisions"]["kind_of"].get("collect") != "worst"
