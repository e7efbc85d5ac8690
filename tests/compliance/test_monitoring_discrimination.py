"""AUC, Gini, DeLong and KS against scipy, brute force and hand-worked cases."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from xlplugin.compliance.monitoring_discrimination import delong, discrimination, midranks
from xlplugin.policy.findings import Bilingual

TITLE = Bilingual("Score", "评分")


def of(risk, defaulted):
    return discrimination("score", TITLE, np.array(risk, dtype=float), np.array(defaulted))


def sample(seed: int, size: int = 400, ties: bool = True):
    random = np.random.default_rng(seed)
    defaulted = random.random(size) < 0.25
    risk = random.normal(size=size) + defaulted
    return (risk.round(1) if ties else risk), defaulted


@pytest.mark.parametrize("ties", [True, False])
def test_auc_is_the_mann_whitney_statistic(ties):
    risk, defaulted = sample(1, ties=ties)
    bad, good = risk[defaulted], risk[~defaulted]
    found = of(risk, defaulted)
    assert found.auc == pytest.approx(stats.mannwhitneyu(bad, good).statistic / (len(bad) * len(good)), rel=1e-12)
    assert found.gini == pytest.approx(2 * found.auc - 1)


@pytest.mark.parametrize("ties", [True, False])
def test_delong_by_its_own_definition(ties):
    risk, defaulted = sample(2, 90, ties)
    bad, good = risk[defaulted], risk[~defaulted]
    wins = np.where(bad[:, None] > good, 1.0, np.where(bad[:, None] == good, 0.5, 0.0))
    variance = wins.mean(axis=1).var(ddof=1) / len(bad) + wins.mean(axis=0).var(ddof=1) / len(good)
    auc, deviation = delong(bad, good)
    assert auc == pytest.approx(wins.mean()) and deviation == pytest.approx(math.sqrt(variance))
    found = of(risk, defaulted)
    half = stats.norm.ppf(0.975) * deviation
    assert (found.low, found.high) == (pytest.approx(auc - half), pytest.approx(auc + half))
    assert found.gini_bounds == (pytest.approx(2 * found.low - 1), pytest.approx(2 * found.high - 1))
    assert found.ties == pytest.approx((bad[:, None] == good).mean())


def test_delongs_bounds_cover_what_they_should():
    truth = stats.norm.cdf(1 / math.sqrt(2))
    covered = 0
    for seed in range(200):
        found = of(*sample(seed, 300, ties=False))
        covered += found.low <= truth <= found.high
    assert 0.90 <= covered / 200 <= 0.985


@pytest.mark.parametrize("ties", [True, False])
def test_ks_is_that_of_scipy(ties):
    risk, defaulted = sample(3, ties=ties)
    expected = stats.ks_2samp(risk[defaulted], risk[~defaulted], method="asymp")
    found = of(risk, defaulted)
    assert found.ks == pytest.approx(expected.statistic) and found.ks_p == pytest.approx(expected.pvalue)
    above = risk >= found.ks_at
    assert above[defaulted].mean() - above[~defaulted].mean() == pytest.approx(found.ks)


def test_a_case_worked_by_hand():
    # 10 defaulters: five at 2, five at 1; 10 others: five at 1, five at 0. Of 100 pairs 75 are won, 25 tied.
    found = of([2] * 5 + [1] * 5 + [1] * 5 + [0] * 5, [1] * 10 + [0] * 10)
    assert found.auc == pytest.approx(0.875) and found.gini == pytest.approx(0.75) and found.ties == pytest.approx(0.25)
    assert found.ks == pytest.approx(0.5)
    assert found.curve.others == (0, 0, 0.5, 1) and found.curve.defaulters == (0, 0.5, 1, 1)
    assert found.curve.everybody == (0, 0.25, 0.75, 1)


def test_the_area_below_the_curve_is_the_auc():
    risk, defaulted = sample(4)
    found = of(risk, defaulted)
    assert integrate.trapezoid(found.curve.defaulters, found.curve.others) == pytest.approx(found.auc)


def test_long_curves_are_thinned_and_keep_their_ends():
    found = of(*sample(5, 5000, ties=False))
    assert len(found.curve.others) <= 201 and found.curve.others[0] == 0 and found.curve.others[-1] == 1


def test_perfect_separation_has_no_bounds():
    found = of(list(range(40)), [0] * 20 + [1] * 20)
    assert found.auc == 1.0 and found.ks == 1.0 and found.low is None and found.gini_bounds is None


def test_all_alike_tells_nothing():
    found = of([1.0] * 40, [0, 1] * 20)
    assert found.auc == 0.5 and found.ks == 0.0 and found.ties == 1.0


@pytest.mark.parametrize(
    ("risk", "defaulted", "said"),
    [
        ([1, 2, 3], [0, 0, 0], "nobody defaulted"),
        ([1, 2, 3], [1, 1, 1], "everybody defaulted"),
        ([], [], "no customer"),
        (list(range(30)), [1] * 9 + [0] * 21, "9 defaulted"),
        ([math.nan] * 30, [0, 1] * 15, "no customer"),
    ],
)
def test_why_there_is_no_figure(risk, defaulted, said):
    found = of(risk, defaulted)
    assert found.auc is None and found.gini is None and found.ks is None and said in found.why.en and found.why.zh


def test_customers_without_a_number_are_left_out_and_counted():
    risk, defaulted = sample(6)
    whole = of(risk, defaulted)
    found = of([*risk, math.nan, math.nan], [*defaulted, True, False])
    assert found.without == 2 and found.auc == whole.auc and found.customers == whole.customers


def test_without_scipy_only_the_p_value_is_missing(monkeypatch):
    monkeypatch.setattr("xlplugin.compliance.monitoring_discrimination.distributions", lambda: None)
    found = of(*sample(7))
    assert found.ks_p is None and found.auc and found.low and found.ks


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=60))
def test_midranks_are_those_of_scipy(numbers):
    assert midranks(np.array(numbers, dtype=float)).tolist() == stats.rankdata(numbers).tolist()


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=40, max_size=120))
def test_turning_the_ranking_round_mirrors_it(rows):
    risk, defaulted = np.array([row[0] for row in rows], dtype=float), [row[1] for row in rows]
    found, mirrored = of(risk, defaulted), of(-risk, defaulted)
    if found.auc is not None:
        assert found.auc + mirrored.auc == pytest.approx(1) and found.ks == pytest.approx(mirrored.ks)
