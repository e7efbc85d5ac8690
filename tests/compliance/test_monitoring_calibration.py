"""Default rates per grade: exact bounds and tests against their definitions."""

import pytest
from scipy import stats

from xlplugin.compliance.monitoring_calibration import calibration, stated_rates

from .grading import compiled

ORDER = ("A", "B", "C")


def rate(customers, defaulters, stated=None):
    fit = calibration(("A",), {"A": (customers, defaulters)}, "pd", {} if stated is None else {"A": stated})
    return fit.grades[0]


def test_bounds_of_no_default_in_closed_form():
    # Clopper and Pearson: with no default the upper bound is 1 - (alpha / 2) ** (1 / n)
    found = rate(30, 0)
    assert found.rate == 0 and found.low == 0 and found.high == pytest.approx(1 - 0.025 ** (1 / 30))
    found = rate(30, 30)
    assert found.high == 1 and found.low == pytest.approx(0.025 ** (1 / 30))


def test_bounds_are_where_the_tails_are_a_fortieth():
    found = rate(200, 17)
    assert stats.binom.sf(16, 200, found.low) == pytest.approx(0.025, abs=1e-8)
    assert stats.binom.cdf(17, 200, found.high) == pytest.approx(0.025, abs=1e-8)
    assert found.low == pytest.approx(stats.beta.ppf(0.025, 17, 184))
    assert found.high == pytest.approx(stats.beta.ppf(0.975, 18, 183))


def test_the_binomial_test_worked_by_hand():
    # 9 or 10, 0 or 1 of 10 at one half: 22 of 1024
    assert rate(10, 9, 0.5).p == pytest.approx(22 / 1024)
    assert rate(10, 9, 0.5).fits is False and rate(10, 6, 0.5).fits is True


def test_the_whole():
    fit = calibration(ORDER, {"A": (100, 1), "B": (200, 10), "C": (50, 10)}, "pd", {"A": 0.01, "B": 0.04, "C": 0.2})
    assert (fit.whole.customers, fit.whole.defaulters) == (350, 21) and fit.expected == pytest.approx(1 + 8 + 10)
    assert fit.out_of_order == () and fit.why is None


def test_rates_that_fall_are_named():
    fit = calibration(ORDER, {"A": (100, 5), "C": (100, 2)}, "", {})
    assert fit.out_of_order == (("A", "C"),) and fit.expected is None
    assert fit.grades[1].rate is None and fit.grades[1].low is None and fit.grades[0].p is None


def test_a_grade_without_a_stated_rate_leaves_the_sum_open():
    assert calibration(ORDER, {"A": (10, 1), "B": (10, 1)}, "pd", {"A": 0.1}).expected is None


def test_nobody_is_stated():
    fit = calibration(ORDER, {}, "", {})
    assert fit.why is not None and fit.whole.rate is None


def test_without_scipy_there_are_rates_only(monkeypatch):
    monkeypatch.setattr("xlplugin.compliance.monitoring_calibration.distributions", lambda: None)
    found = rate(100, 7, 0.05)
    assert found.rate == 0.07 and (found.low, found.high, found.p, found.fits) == (None, None, None, None)


def test_the_rates_that_a_policy_states():
    item, found = stated_rates(compiled("card_holder_default").policy, "grade")
    assert item == "observed_default_rate" and found == {"A": 0.067, "B": 0.112, "C": 0.194, "D": 0.253, "E": 0.362}
    assert stated_rates(compiled("credit_rating").policy, "grade") == ("", {})
