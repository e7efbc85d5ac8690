"""Each kind of decision on small policies: what it gives, what it declines and what it says then."""

from __future__ import annotations

import datetime

import pytest

from tests.strategies import policy_of
from xlplugin.scoring.compile import compile_policy
from xlplugin.scoring.problems import MISSING, Problem

TITLE = {"en": "Title", "zh": "标题"}


def policy(decisions, inputs=None, scale="value", result=None, **more):
    inputs = inputs or {"x": {"type": "number", "title": {"en": "Ex", "zh": "艾克斯"}}}
    return compile_policy(
        policy_of(
            {
                "policy": "small", "version": "1", "effective": "2026-01-01", "title": TITLE, "scale": scale,
                "owner": "nobody", "status": "proposed", "inputs": inputs, "decisions": decisions,
                "result": result or {"grade": next(reversed(decisions))}, "tests": [], **more,
            }
        )
    )  # fmt: skip


def said(compiled, row, output="grade"):
    """The output of a row on both paths, which must agree; a problem as its kind."""
    single = compiled.grade_row(row).output(output)
    column = compiled.grade_rows([row, row]).output(output)
    if isinstance(single, Problem):
        assert column == [None, None]
        return single.kind
    assert column == [single, single]
    return single


X = {"type": "number", "title": {"en": "Ex", "zh": "艾克斯"}}
STATED = {**X, "missing": "stated"}
BANDS = {"kind": "bands", "of": "x", "bands": {"A": ">= 2", "B": "[1..2)", "C": "< 1"}}


@pytest.mark.parametrize(("x", "grade"), [(2, "A"), (1.999999, "B"), (1, "B"), (0.5, "C"), (None, "value")])
def test_bands(x, grade):
    assert said(policy({"grade": BANDS}), [x]) == grade


def test_a_number_in_a_hole_is_declined_by_name():
    compiled = policy({"grade": {**BANDS, "bands": {"A": ">= 2", "C": "< 1"}}})
    problem = compiled.grade_row([1.5]).error
    assert problem.kind == "declined"
    assert "Ex = 1.5" in problem.message.en and "< 1, >= 2" in problem.message.en
    assert "艾克斯 = 1.5" in problem.message.zh


def test_linear_points_meet_at_both_ends():
    card = {
        "kind": "scorecard",
        "characteristics": {"x": {"points": {"<= 60": 30, "(60..88)": {"from": 30, "to": 0}, ">= 88": 0}}},
    }
    compiled = policy({"score": card}, result={"score": "score"})
    found = [said(compiled, [x], "score") for x in (60, 74, 88, 60.0000001)]
    assert found == [30, 15, 0, 30]


@pytest.mark.parametrize(
    ("combine", "score"), [("sum", 7.0), ("max", 6.0), ("mean", 4.0)]
)  # base 1; points 5 and 1
def test_combine(combine, score):
    characteristics = {"x": {"points": {"-": 5}}, "y": {"points": {"-": 1}}}
    compiled = policy(
        {
            "score": {
                "kind": "scorecard",
                "base_points": 1,
                "combine": combine,
                "characteristics": characteristics,
            }
        },
        {"x": X, "y": X},
        result={"score": "score"},
    )
    assert said(compiled, [0, 0], "score") == score


@pytest.mark.parametrize(
    ("inapplicable", "new", "score"), [("reweight", True, 80.0), ("zero", True, 64.0), ("zero", False, 70.0)]
)
def test_what_does_not_apply_is_reweighted_or_zero(inapplicable, new, score):
    # 64 of the 80 points that apply are 80 of 100, as the published rule has it
    card = {
        "kind": "scorecard",
        "characteristics": {
            "x": {"points": {">= 0": 64, "< 0": 80}},
            "paid": {
                "points": {"true": 6, "false": 20},
                "applies": {"new": "false"},
                "inapplicable": inapplicable,
            },
        },
    }
    inputs = {"x": X, "paid": {"type": "boolean", "title": TITLE}, "new": {"type": "boolean", "title": TITLE}}
    assert said(policy({"score": card}, inputs, result={"score": "score"}), [1, True, new], "score") == score


def test_of_a_set_the_worst_counts():
    inputs = {"places": {"type": "set", "title": TITLE, "values": {"CN": "中国", "IR": "伊朗"}}}
    card = {"kind": "scorecard", "characteristics": {"places": {"points": {"IR": 5, "other": 1}}}}
    for scale, score in (("risk", 5), ("value", 1)):
        compiled = policy({"score": card}, inputs, scale, {"score": "score"})
        assert said(compiled, ["CN; IR"], "score") == score
        assert said(compiled, ["中国"], "score") == 1


class TestTables:
    ROWS = [{"when": {"x": ">= 2"}, "then": "A"}, {"when": {"x": "[1..2)"}, "then": "B"}]

    def test_no_row_matches(self):
        assert (
            said(policy({"grade": {"kind": "table", "grades": ["A", "B"], "rows": self.ROWS}}), [0])
            == "declined"
        )

    def test_first_hit_takes_the_first(self):
        rows = [{"when": {"x": ">= 0"}, "then": "B"}, *self.ROWS, {"otherwise": "A"}]
        compiled = policy({"grade": {"kind": "table", "hit": "first", "grades": ["A", "B"], "rows": rows}})
        assert [said(compiled, [x]) for x in (5, -1)] == ["B", "A"]

    def test_refuse_says_why(self):
        rows = [*self.ROWS, {"when": {"x": "< 1"}, "refuse": {"en": "too small", "zh": "太小"}}]
        compiled = policy({"grade": {"kind": "table", "grades": ["A", "B"], "rows": rows}})
        problem = compiled.grade_row([0]).error
        assert (problem.kind, problem.message.en, problem.message.zh) == ("declined", "too small", "太小")

    @pytest.mark.parametrize(
        ("collect", "gives", "found"),
        [("sum", "number", 3.0), ("min", "number", 1.0), ("max", "number", 2.0)],
    )
    def test_collect(self, collect, gives, found):
        rows = [{"when": {"x": ">= 0"}, "then": 1}, {"when": {"x": ">= 5"}, "then": 2}]
        table = {"kind": "table", "hit": "collect", "collect": collect, "gives": gives, "rows": rows}
        assert said(policy({"grade": table}), [7]) == found

    def test_collect_worst_and_list(self):
        rows = [{"when": {"x": ">= 0"}, "then": "B"}, {"when": {"x": ">= 5"}, "then": "A"}]
        table = {"kind": "table", "hit": "collect", "grades": ["A", "B"], "rows": rows}
        assert said(policy({"grade": {**table, "collect": "worst"}}), [7]) == "B"
        assert said(policy({"grade": {**table, "collect": "list"}}), [7]) == ("B", "A")

    def test_several_outputs_are_names(self):
        rows = [
            {"when": {"x": ">= 0"}, "then": {"zone": "red", "visits": 8, "drop": "false"}},
            {"when": {"x": "< 0"}, "then": {"zone": "blue", "visits": 1, "drop": "true"}},
        ]
        outputs = {
            "zone": {"grades": ["red", "blue"]},
            "visits": {"type": "number"},
            "drop": {"type": "boolean"},
        }
        compiled = policy(
            {"box": {"kind": "table", "outputs": outputs, "rows": rows}},
            result={"grade": "zone", "visits": "visits", "drop": "drop"},
        )
        assert [said(compiled, [-1], name) for name in ("grade", "visits", "drop")] == ["blue", 1.0, True]

    def test_a_missing_value_is_no_match_where_a_row_states_it(self):
        rows = [{"when": {"x": ">= 1"}, "then": "A"}, {"when": {"x": "< 1, missing"}, "then": "B"}]
        compiled = policy({"grade": {"kind": "table", "grades": ["A", "B"], "rows": rows}}, {"x": STATED})
        assert said(compiled, [None]) == "B"

    def test_a_missing_value_that_no_row_states_is_declined(self):
        rows = [{"when": {"x": ">= 1"}, "then": "A"}, {"otherwise": "B"}]
        compiled = policy(
            {"grade": {"kind": "table", "hit": "first", "grades": ["A", "B"], "rows": rows}}, {"x": STATED}
        )
        assert said(compiled, [None]) == "declined"


class TestOverrides:
    def grade(self, scale, overrides):
        rules = [
            {"when": when, action: grade, "reason": {"code": f"O{i}", "en": "r", "zh": "由"}}
            for i, (when, action, grade) in enumerate(overrides)
        ]
        inputs = {"x": X, "flag": {"type": "boolean", "title": TITLE}, "note": STATED}
        return policy({"grade": {**BANDS, "overrides": rules}}, inputs, scale)

    def test_a_cap_holds_a_good_grade_down_and_leaves_a_worse_one(self):
        compiled = self.grade("value", [({"flag": "true"}, "cap", "B")])
        assert [said(compiled, [x, True, 0]) for x in (5, 0)] == ["B", "C"]
        assert said(compiled, [5, False, 0]) == "A"

    def test_the_strictest_wins_and_every_hit_is_kept(self):
        compiled = self.grade("value", [({"flag": "true"}, "cap", "C"), ({"x": "> 1"}, "cap", "B")])
        hits = compiled.grade_row([5, True, 0]).overrides
        assert [(hit.code, hit.before, hit.after) for hit in hits] == [("O0", "A", "C"), ("O1", "C", "C")]

    def test_set_beats_errors_in_inputs_that_it_does_not_read(self):
        compiled = self.grade("risk", [({"flag": "true"}, "set", "C")])
        assert said(compiled, [None, True, 0]) == "C"
        assert said(compiled, [None, False, 0]) == "value"
        assert said(compiled, [5, "perhaps", 0]) == "value"

    def test_set_does_not_make_a_risk_grade_milder(self):
        compiled = self.grade("risk", [({"flag": "true"}, "set", "B")])
        assert [said(compiled, [x, True, 0]) for x in (5, 0)] == ["B", "C"]

    def test_a_rule_on_a_missing_value_is_an_error_unless_it_says_missing(self):
        compiled = self.grade("value", [({"note": "> 1"}, "cap", "B")])
        assert said(compiled, [5, True, None]) == "declined"
        assert said(compiled, [0, True, None]) == "C"  # already stricter than the rule could make it
        compiled = self.grade("value", [({"note": "> 1, missing"}, "cap", "B")])
        assert said(compiled, [5, True, None]) == "B"


class TestStrictness:
    def test_a_broken_cell_is_an_error_even_where_no_rule_read_it(self):
        rows = [{"when": {"flag": "true"}, "then": "A"}, {"when": {"flag": "false", "x": ">= 0"}, "then": "B"},
                {"when": {"flag": "false", "x": "< 0"}, "then": "A"}]  # fmt: skip
        inputs = {"x": {**X, "domain": "[-9..9]"}, "flag": {"type": "boolean", "title": TITLE}}
        compiled = policy({"grade": {"kind": "table", "grades": ["A", "B"], "rows": rows}}, inputs)
        assert said(compiled, [3, True]) == "A"
        assert said(compiled, [99, True]) == "value"

    def test_true_is_no_number_and_a_number_no_text(self):
        assert said(policy({"grade": BANDS}), [True]) == "value"
        assert said(policy({"grade": BANDS}), ["1_000"]) == "value"


class TestFormulas:
    def worked(self, text, row, gives="number", **more):
        names = ("a", "b", "c")
        inputs = {name: STATED for name in names}
        decisions = {"worked": {"kind": "formula", "is": text, "gives": gives, **more}}
        return said(policy(decisions, inputs, result={"worked": "worked"}), row, "worked")

    @pytest.mark.parametrize(
        ("text", "row", "found"),
        [
            ("a / b", [1, 3, 0], 0.333333333333),
            ("a / b", [1, 0, 0], "declined"),
            ("a + b", [0.1, 0.2, 0], 0.3),
            ("a + b", [None, 1, 0], "declined"),
            ("min(a, b, c) - max(a, b, c)", [1, 2, 3], -2.0),
            ("mean(a, b, c) * 60%", [1, 2, 3], 1.2),
            ("if(a is missing, b, a)", [None, 2, 0], 2.0),
            ("round(a, 1)", [0.25, 0, 0], 0.3),
            ("count(a > 1, b > 1, c > 1)", [1, 2, 3], 2.0),
            ("a * b", [1e200, 1e200, 0], "declined"),
        ],
    )
    def test_numbers(self, text, row, found):
        assert self.worked(text, row) == found

    @pytest.mark.parametrize(
        ("text", "row", "found"),
        [
            ("a > 1 or b > 1", [None, 2, 0], True),
            ("a > 1 and b > 1", [None, 0, 0], False),
            ("a > 1 and b > 1", [None, 2, 0], "declined"),
            ("not a > 1", [0, 0, 0], True),
            ("a is not missing", [None, 0, 0], False),
        ],
    )
    def test_truths(self, text, row, found):
        assert self.worked(text, row, "boolean") == found

    @pytest.mark.parametrize(("outcome", "found"), [("error", "declined"), ("missing", MISSING), (7, 7.0)])
    def test_when_undefined(self, outcome, found):
        assert self.worked("a / b", [1, 0, 0], when_undefined={"b <= 0": str(outcome)}) == found


class TestRanking:
    def ranks(self, values, **more):
        ranking = {"kind": "ranking", "of": "x", "measure": "percent_rank", **more}
        compiled = policy({"rank": ranking}, result={"rank": "rank"})
        return compiled.grade_rows([[value] for value in values]).output("rank")

    def test_one_row_alone_is_declined(self):
        ranking = {"kind": "ranking", "of": "x", "measure": "percent_rank"}
        problem = policy({"rank": ranking}, result={"rank": "rank"}).grade_row([1]).error
        assert problem.kind == "declined" and "whole book" in problem.message.en

    def test_the_highest_comes_first_and_ties_share(self):
        assert self.ranks([10, 30, 30, 20]) == [1.0, 0.25, 0.25, 0.75]
        assert self.ranks([10, 30, 30, 20], ties="worst") == [1.0, 0.5, 0.5, 0.75]
        assert self.ranks([10, 30, 30, 20], ties="mean") == [1.0, 0.375, 0.375, 0.75]
        assert self.ranks([10, 30, 20], order="ascending") == [round(1 / 3, 12), 1.0, round(2 / 3, 12)]

    def test_rows_that_cannot_be_graded_do_not_count(self):
        assert self.ranks([10, None, "abc", 20]) == [1.0, None, None, 0.5]

    def test_cumulative_share_before_or_with_the_row(self):
        more = {"measure": "cumulative_share"}
        assert self.ranks([50, 30, 20], crossing="better", **more) == [0.0, 0.5, 0.8]
        assert self.ranks([50, 30, 20], crossing="worse", **more) == [0.5, 0.8, 1.0]
        assert self.ranks([50, -1], **more) == [None, None]

    def test_outside_gets_what_is_stated(self):
        more = {"measure": "cumulative_share", "where": "x > 0", "outside": 1}
        assert self.ranks([50, 30, -5, 20], **more) == [0.0, 0.5, 1.0, 0.8]

    def test_a_row_whose_condition_is_open_does_not_count_and_says_why(self):
        ranking = {"kind": "ranking", "of": "x", "measure": "percent_rank", "where": "y >= 0", "outside": 1}
        compiled = policy({"rank": ranking}, {"x": X, "y": X}, result={"rank": "rank"})
        graded = compiled.grade_rows([[10, 1], [20, None], [30, 1]])
        assert graded.output("rank") == [1.0, None, 0.5]
        assert graded.problem(1).kind == "value" and graded.problem(1).input == "y"

    def test_tiles(self):
        assert self.ranks(range(1, 11), measure="ntile", tiles=5) == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]

    def test_a_row_of_a_book_can_be_explained(self):
        ranking = {"kind": "ranking", "of": "x", "measure": "percent_rank"}
        bands = {"kind": "bands", "of": "rank", "bands": {"A": "<= 50%", "B": "> 50%"}}
        graded = policy({"rank": ranking, "grade": bands}).grade_rows([[1], [2]])
        assert (graded.row(1).grade, graded.row(0).grade, graded.ranked) == ("A", "B", 2)


def test_as_of_is_filled_in_and_is_no_cell():
    inputs = {"since": {"type": "date", "title": TITLE}, "as_of": {"type": "date", "title": TITLE}}
    compiled = policy(
        {"age": {"kind": "formula", "is": "months(since, as_of)"}}, inputs, result={"age": "age"}
    )
    on = datetime.date(2026, 3, 31)
    assert compiled.grade_row(["2025-01-31"], on).output("age") == 14
    assert compiled.grade_rows([["2025-01-31"]], on).output("age") == [14]
    assert compiled.grade_row(["2025-01-31"]).error.kind == "value"


def test_reasons_are_points_lost_summed_by_code_largest_first():
    reason = {"code": "R1", "en": "r1", "zh": "r1"}
    card = {
        "kind": "scorecard",
        "characteristics": {
            "x": {"points": {"> 0": 10, "<= 0": 6}, "reason": reason},
            "y": {"points": {"> 0": 10, "<= 0": 7}, "reason": reason},
            "z": {"points": {"> 0": 10, "<= 0": 5}, "reason": {"code": "R2", "en": "r2", "zh": "r2"}},
            "w": {"points": {"> 0": 10, "<= 0": 3}, "reason": {"code": "R3", "en": "r3", "zh": "r3"}},
        },
    }
    compiled = policy({"score": card}, {name: X for name in "xyzw"}, result={"score": "score"})
    found = compiled.grade_row([0, 0, 0, 0]).reasons
    assert [(item.code, item.lost) for item in found] == [("R1", 7.0), ("R3", 7.0), ("R2", 5.0)]
    assert compiled.grade_row([1, 1, 1, 1]).reasons == ()


def test_on_a_risk_scale_points_above_the_lowest_are_what_is_lost():
    card = {
        "kind": "scorecard",
        "characteristics": {
            "x": {"points": {"> 0": 1, "<= 0": 5}, "reason": {"code": "R1", "en": "r", "zh": "r"}}
        },
    }
    compiled = policy({"score": card}, scale="risk", result={"score": "score"})
    assert [item.lost for item in compiled.grade_row([0]).reasons] == [4.0]
    assert compiled.grade_row([1]).reasons == ()
