"""The Python interface: load, grade a frame, a row, columns; explain."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import xlplugin
from xlplugin.scoring.headings import HeadingError

POLICIES = Path(__file__).resolve().parents[1] / "policies"
DAY = datetime.date(2026, 6, 1)
GOOD = [0.5, "good", 0, True, datetime.date(2010, 1, 1)]


@pytest.fixture
def card():
    return xlplugin.load("card", DAY, POLICIES)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "customer": ["甲", "乙", "丙"],
            "Founded on": pd.to_datetime(["2010-01-01", "2025-01-01", "2010-01-01"]),
            "负债率": [0.5, 0.95, 55.0],
            "Management Ability": ["好", "poor", "good"],
            "loss_years": [None, 3, 0],
            "audited": [True, False, True],
        },
        index=["x", "y", "z"],
    )


def test_what_load_takes_and_a_policy_says(card):
    assert card.version == "2026.1" and card.policy.stamp == "card@2026.1"
    assert list(card.inputs) == ["leverage", "management", "loss_years", "audited", "founded"]
    assert card.tests[0].expect == {"score": "100", "grade": "AAA"} or card.tests[0].expect["grade"] == "AAA"
    assert xlplugin.load("card@2025.1", policies=[POLICIES]).version == "2025.1"
    assert xlplugin.load("card", datetime.date(2027, 6, 1), str(POLICIES)).version == "2027.1"
    assert xlplugin.load(POLICIES / "lookup.yaml").policy.id == "lookup"
    assert xlplugin.load(str(POLICIES / "lookup.yaml")).policy.id == "lookup"
    assert xlplugin.load("credit_rating").policy.id == "credit_rating"


def test_what_cannot_be_loaded():
    with pytest.raises(xlplugin.UnknownPolicy):
        xlplugin.load("no_such_policy")
    with pytest.raises(xlplugin.UnknownPolicy):
        xlplugin.load("card", datetime.date(2020, 1, 1), POLICIES)
    with pytest.raises(xlplugin.PolicyError, match="wrong on purpose"):
        xlplugin.load("broken", DAY, POLICIES)
    with pytest.raises(xlplugin.PolicyError, match="nowhere.yaml"):
        xlplugin.load("nowhere.yaml")
    with pytest.raises(AttributeError):
        _ = xlplugin.no_such_name


def test_names_of_the_package():
    assert {"load", "GradingPolicy", "__version__"} <= set(dir(xlplugin))
    assert all(getattr(xlplugin, name) for name in xlplugin.__all__)


def test_one_row_by_order_and_by_name(card):
    one = card.grade_row(GOOD)
    assert (one.grade, one.score, one.error) == ("AAA", 100.0, None)
    named = {"founded": "2010-01-01", "负债率": "50%", "Management ability": "好", "audited": "是"}
    assert card.grade_row(named).grade == "AAA"
    with pytest.raises(HeadingError, match="did you mean leverage"):
        card.grade_row({"levrage": 1})
    with pytest.raises(ValueError, match="takes 5 values"):
        card.grade_row([0.5])


def test_a_wrong_value_raises_nothing(card):
    error = card.grade_row([55, *GOOD[1:]]).error
    assert error.kind == "value" and error.input == "leverage"


def test_explain(card):
    lines = card.explain(GOOD)
    assert [(line.kind, line.points) for line in lines][:2] == [("decision", None), ("characteristic", 40.0)]


def test_the_date_is_that_of_loading_or_of_the_call(card):
    assert card.grade_row(GOOD).output("next_visit") == datetime.date(2026, 12, 1).toordinal()
    later = datetime.date(2026, 8, 31)
    assert card.grade_row(GOOD, later).output("next_visit") == datetime.date(2027, 2, 28).toordinal()


def test_a_frame(card, frame):
    out = card.grade(frame)
    assert list(out.columns) == ["grade", "score", "strong", "next_visit", "ability", "reasons", "overrides", "error"]
    assert list(out.index) == ["x", "y", "z"]
    assert out["grade"].tolist()[:2] == ["AAA", "B"] and pd.isna(out["grade"]["z"])
    assert out["score"].tolist()[:2] == [100.0, 10.0] and np.isnan(out["score"]["z"])
    assert out["strong"].tolist()[:2] == [True, False] and pd.isna(out["strong"]["z"])
    assert out["next_visit"].tolist() == [pd.Timestamp("2026-12-01")] * 3
    assert out["ability"].tolist() == ["good", "poor", "good"]
    assert out["reasons"]["x"] == "" and out["reasons"]["y"].startswith("R01 Leverage too high; R02 ")
    assert out["overrides"]["y"] == "O01 Leverage above 90% (B → B); O02 Two years of loss (B → B)"
    assert out["error"].isna().tolist() == [True, True, False] and "55 is 5500%" in out["error"]["z"]
    assert "55 即 5500%" in card.grade(frame, language="zh")["error"]["z"]


def test_grades_are_categories_in_the_policys_order(card, frame):
    grade = card.grade(frame)["grade"]
    assert list(grade.cat.categories) == ["AAA", "AA", "A", "B"] and grade.cat.ordered
    assert (grade <= "A").tolist() == [True, False, False]
    types = xlplugin.load("lookup", DAY, POLICIES).grade(pd.DataFrame({"kind": ["company", "anonymous"]}))
    assert not types["grade"].cat.ordered and types["error"][1] == "Anonymous customers are not graded"


def test_without_texts_only_the_rows_without_a_grade_are_marked(card, frame):
    out = card.grade(frame, texts=False)
    assert list(out.columns)[-1] == "error" and "reasons" not in out
    assert out["error"].isna().tolist() == [True, True, False]
    full = card.grade(frame)
    for name in out.columns[:-1]:
        pd.testing.assert_series_equal(out[name], full[name])


def test_a_frame_gives_what_its_rows_give(card, frame):
    out = card.grade(frame)
    for i, name in enumerate(frame.index):
        one = card.grade_row(frame.iloc[i].drop("customer").to_dict())
        assert one.grade == (None if pd.isna(out["grade"][name]) else out["grade"][name])


@pytest.mark.parametrize("dtype", ["as it is", "nullable", "objects", "texts"])
def test_dtypes_do_not_matter(card, frame, dtype):
    given = {
        "as it is": frame,
        "nullable": frame.convert_dtypes(),
        "objects": frame.astype(object),
        "texts": frame.assign(loss_years=["", "3", "0"], audited=["yes", "no", "1"]).astype({"负债率": str}),
    }[dtype]
    pd.testing.assert_frame_equal(card.grade(given), card.grade(frame))


def test_frames_of_no_rows_and_with_repeated_indexes(card, frame):
    assert len(card.grade(frame.iloc[:0])) == 0
    doubled = pd.concat([frame, frame])
    assert card.grade(doubled)["grade"].tolist()[:2] == card.grade(doubled)["grade"].tolist()[3:5]


def test_missing_and_doubled_columns_are_named(card, frame):
    with pytest.raises(HeadingError, match=r"no column is headed Statements audited \(audited\)"):
        card.grade(frame.drop(columns="audited"))
    with pytest.raises(HeadingError, match="several columns are headed Liabilities"):
        card.grade(frame.assign(leverage=1.0))


def test_columns_without_pandas(card):
    columns = {
        "founded": np.array(["2010-01-01", "2010-01-01"], dtype="datetime64[D]"),
        "leverage": np.array([0.5, 55.0]),
        "management": ["good", "good"],
        "loss_years": np.array([0, 0]),
        "audited": np.array([True, True]),
    }
    graded = card.grade_columns(columns)
    assert graded.output("grade") == ["AAA", None] and graded.problem(1).input == "leverage"
    with pytest.raises(ValueError, match="differ in length"):
        card.grade_columns(columns | {"management": ["good"]})


def test_a_ranking_sees_the_whole_frame():
    pareto = xlplugin.load("pareto", DAY, POLICIES)
    out = pareto.grade(pd.DataFrame({"sales": [5, 500, "abc", 200, 100, 80, 40, 30, 20, 15, 10]}))
    assert out["grade"].tolist()[:2] == ["C", "A"] and pd.isna(out["grade"][2])
    assert pareto.grade_row([5]).error.kind == "declined", "one row alone has no rank"


def test_pandas_is_imported_for_frames_only():
    import subprocess
    import sys

    script = (
        "import sys, xlplugin\n"
        "p = xlplugin.load('credit_rating')\n"
        "p.grade_row([0.5, 1.5, 0.9, 0.12, 'normal', 0])\n"
        "assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).resolve().parents[2], check=True)
