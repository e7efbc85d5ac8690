"""PSI against published and hand-worked examples, and where it is not given."""

import math

import numpy as np
import pytest
from scipy import stats

from xlplugin.compliance import monitoring_scipy
from xlplugin.compliance.monitoring_columns import Column, column, word_title
from xlplugin.compliance.monitoring_psi import BLANK, OTHERS, deciles, psi, stability
from xlplugin.policy.findings import Bilingual

TITLE = Bilingual("Figure", "指标")


def of(reference, now):
    return stability("x", TITLE, column(reference), column(now), word_title=lambda word: word_title(None, word))


def test_a_published_example():
    # Three income bands, 40/30/30 to 35/25/40 (geeksforgeeks.org, "Population Stability Index"):
    # 0.00668 + 0.00912 + 0.02877
    index, parts = psi([40, 30, 30], [35, 25, 40])
    assert [round(part, 5) for part in parts] == [0.00668, 0.00912, 0.02877]
    assert index == pytest.approx(0.04456, abs=5e-6)


def test_it_is_the_symmetric_divergence_of_two_distributions():
    before, after = np.array([120, 340, 260, 80]), np.array([60, 300, 310, 130])
    e, a = before / before.sum(), after / after.sum()
    expected = stats.entropy(a, e) + stats.entropy(e, a)  # Kullback and Leibler, both ways
    assert psi(before.tolist(), after.tolist())[0] == pytest.approx(expected, rel=1e-12)


def test_an_empty_bin_counts_half_a_case_and_is_never_infinite():
    index, parts = psi([50, 50, 0], [50, 40, 10])
    assert parts[2] == pytest.approx((0.1 - 0.005) * math.log(0.1 / 0.005))
    assert math.isfinite(index)
    assert psi([50, 50, 0], [50, 50, 0]) == (0.0, (0.0, 0.0, 0.0))


def test_an_index_needs_cases_on_both_sides():
    with pytest.raises(ValueError):
        psi([0, 0], [1, 2])


def test_deciles_are_numbers_that_occur_and_hold_a_tenth_each():
    numbers = np.arange(1, 101, dtype=float)
    assert deciles(numbers).tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    found = of(numbers.tolist(), (numbers + 5).tolist())
    assert [part.before for part in found.bins] == [10] * 10
    assert [part.after for part in found.bins] == [5, *[10] * 8, 15]
    assert found.bins[0].title.en == "≤ 10" and found.bins[1].title.en == "(10..20]" and found.bins[-1].title.en == "> 90"
    assert found.psi == pytest.approx(0.05 * math.log(2) + 0.05 * math.log(1.5))


def test_equal_deciles_are_merged():
    found = of([0.0] * 60 + list(range(1, 41)), [0.0] * 60 + list(range(1, 41)))
    assert [part.before for part in found.bins] == [60, 10, 10, 10, 10]


def test_few_values_are_bins_of_their_own_and_what_is_new_shows():
    found = of([5.0] * 100, [4.0] * 100)
    assert [(part.title.en, part.before, part.after) for part in found.bins] == [("5", 100, 0), (OTHERS.en, 0, 100)]
    assert found.mark == "shifted"


def test_blanks_words_and_defaults():
    reference = ["a"] * 50 + ["b"] * 40 + [None] * 10
    now = ["a"] * 50 + ["c"] * 40 + [{"missing": True}] * 5 + [{"default": 1.0}] * 5
    found = of(reference, now)
    counts = {part.title.en: (part.before, part.after) for part in found.bins}
    assert counts == {"a": (50, 50), "b": (40, 0), "c": (0, 40), BLANK.en: (10, 10)}


def test_a_special_word_among_numbers_and_a_cell_that_was_wrong():
    found = of([float(i) for i in range(90)] + ["no_ebitda"] * 10, [float(i) for i in range(90)] + [{"given": "x"}] * 10)
    counts = {part.title.en: (part.before, part.after) for part in found.bins}
    assert counts["no_ebitda"] == (10, 0) and counts["breaks its declaration"] == (0, 10)
    assert column([{"given": None}]).codes.tolist() == [-1]  # a blank where none is allowed


def test_many_words_share_one_bin():
    words = [f"w{i % 40}" for i in range(400)]
    assert [part.title.en for part in of(words, words).bins][-1] == "other words"
    assert len(of(words, words).bins) == 21


def test_redacted_values_are_in_no_bin():
    found = of(["a"] * 40 + [{"redacted": "00"}] * 7, ["a"] * 40)
    assert (found.before, found.after, found.gone) == (40, 40, 7)


def test_too_few_cases_are_stated():
    found = of([1.0] * 29, [1.0] * 500)
    assert found.psi is None and found.mark == "" and "29" in found.why.en and "29" in found.why.zh


def test_what_chance_gives_holds_for_samples_of_one_population():
    random = np.random.default_rng(11)
    below = 0
    for _ in range(300):
        found = of(random.normal(size=800).tolist(), random.normal(size=600).tolist())
        assert found.chance == pytest.approx((1 / 800 + 1 / 600) * stats.chi2.ppf(0.95, 9))
        below += found.psi < found.chance
    assert 0.90 <= below / 300 <= 0.99


def test_without_scipy_the_index_is_there_all_the_same(monkeypatch):
    monkeypatch.setattr("xlplugin.compliance.monitoring_psi.distributions", lambda: None)
    found = of([1.0, 2.0] * 50, [1.0, 2.0] * 50)
    assert found.psi == 0.0 and found.chance is None


def test_a_missing_library_is_none(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy", None)
    assert monitoring_scipy.distributions() is None


def test_a_column_of_rows():
    whole = column([1.0, "x", None])
    assert isinstance(whole, Column) and len(whole) == 3 and len(whole.take(np.array([0, 2]))) == 2
