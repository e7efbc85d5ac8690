"""Fits the points of card_holder_default.yaml to the 6,000 card holders and writes or checks them.

For the maintainers; xlplugin does not need it. It wants optbinning 1.0, scikit-learn 1.4 or newer and PyYAML:

    python card_holder_default.fit.py             prints the points and the default rate per grade
    python card_holder_default.fit.py --check     compares them with the policy, exit status 1 if they differ
    python card_holder_default.fit.py --write     puts them into the policy, between its two marks

Nothing is drawn at random. optbinning finds the splits of the limit (default rate falling) and of the
utilisation (falling, then rising), which are rounded to whole 10,000 and whole percent; scikit-learn fits
an unpenalised logistic regression on the weights of evidence of the rounded bins. 20 points double the
odds, 500 points are even odds; in each characteristic the worst bin has 0 points and the rest goes into
the base points. The 76 holders whose education is not 1, 2 or 3 are too few to fit: they have the average
weight of evidence, rounded down to the worse of the known ones, so that an unknown is never rewarded.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from optbinning import OptimalBinning
from sklearn.linear_model import LogisticRegression

POLICY = Path(__file__).with_name("card_holder_default.yaml")
DATA = Path(__file__).parents[2] / "workbook_templates" / "examples" / "card_holders.csv"
BEGIN, END = "      # fitted points: begin", "      # fitted points: end"
FACTOR, EVEN_ODDS = 20 / math.log(2), 500
EDUCATION = {1: "graduate_school", 2: "university", 3: "high_school"}
REASONS = {
    "limit_bal": ("CH01", "Low credit limit", "信用额度较低"),
    "utilisation": ("CH02", "Utilisation of the limit", "额度使用率不在较优区间"),
    "education": ("CH03", "Level of education", "教育程度"),
}


@dataclass(frozen=True)
class Bin:
    """A class of a characteristic: how the policy writes it and which card holders are in it."""

    cell: str
    members: np.ndarray


def read_holders(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Education code, limit, bill and default of every card holder."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("EDUCATION", "LIMIT_BAL", "BILL_AMT1", "default")
    education, limit, bill, default = (np.array([float(row[name]) for row in rows]) for name in names)
    return education.astype(int), limit, bill, default.astype(int)


def find_splits(values: np.ndarray, default: np.ndarray, trend: str) -> np.ndarray:
    """The cut-offs that part the values best, at least 5 % of the holders in each class."""
    binning = OptimalBinning(
        dtype="numerical", monotonic_trend=trend, max_n_bins=6, min_bin_size=0.05, solver="cp"
    )
    return np.asarray(binning.fit(values, default).splits)


def intervals(values: np.ndarray, texts: list[str], splits: list[float]) -> list[Bin]:
    """The classes between cut-offs, the lower end of each included."""
    bins = [Bin(f"< {texts[0]}", values < splits[0])]
    for i in range(len(splits) - 1):
        inside = (values >= splits[i]) & (values < splits[i + 1])
        bins.append(Bin(f"[{texts[i]}..{texts[i + 1]})", inside))
    return [*bins, Bin(f">= {texts[-1]}", values >= splits[-1])]


def evidence(bins: list[Bin], default: np.ndarray) -> list[float]:
    """Weight of evidence of each class: log of its odds of paying over the odds of all classes."""
    bad = np.array([default[item.members].sum() for item in bins], dtype=float)
    good = np.array([item.members.sum() for item in bins], dtype=float) - bad
    return [float(w) for w in np.log(good / good.sum()) - np.log(bad / bad.sum())]


@dataclass(frozen=True)
class Card:
    """The fitted card: base points and, per characteristic, the points of each class."""

    base_points: int
    points: dict[str, dict[str, int]]
    scores: np.ndarray


def fit(path: Path) -> tuple[Card, np.ndarray]:
    """The card and the default flags of the holders in ``path``."""
    education, limit, bill, default = read_holders(path)
    utilisation = bill / limit
    limits = sorted({math.ceil(s / 10_000) * 10_000 for s in find_splits(limit, default, "descending")})
    percents = sorted({round(s * 100) for s in find_splits(utilisation, default, "valley")})
    bins = {
        "limit_bal": intervals(limit, [str(s) for s in limits], [float(s) for s in limits]),
        "utilisation": intervals(utilisation, [f"{p}%" for p in percents], [p / 100 for p in percents]),
        "education": [Bin(word, education == code) for code, word in EDUCATION.items()],
    }
    weights = {name: evidence(classes, default) for name, classes in bins.items()}
    table = np.column_stack(
        [sum(w * item.members for w, item in zip(weights[name], bins[name], strict=True)) for name in bins]
    )
    model = LogisticRegression(C=math.inf, tol=1e-10, max_iter=10_000).fit(table, 1 - default)
    slopes = dict(zip(bins, model.coef_[0], strict=True))
    points, floor = {}, float(model.intercept_[0])
    for name, classes in bins.items():
        parts = [slopes[name] * w for w in weights[name]]
        floor += min(parts)
        points[name] = {
            item.cell: round(FACTOR * (part - min(parts))) for item, part in zip(classes, parts, strict=True)
        }
    points["education"]["other_education, unknown, missing"] = min(points["education"].values())
    base = round(EVEN_ODDS + FACTOR * floor)
    scores = np.full(len(default), float(base))
    for name, classes in bins.items():
        for item in classes:
            scores += points[name][item.cell] * item.members
    scores += points["education"]["other_education, unknown, missing"] * ~np.isin(education, list(EDUCATION))
    return Card(base, points, scores), default


def as_yaml(card: Card) -> str:
    """The lines that stand between the two marks of the policy."""
    lines = []
    for name, classes in card.points.items():
        code, en, zh = REASONS[name]
        reason = f"{{code: {code}, en: {en}, zh: {zh}}}"
        lines += [f"      {name}:", f"        reason: {reason}", "        points:"]
        lines += [f'          "{cell}": {points}' for cell, points in classes.items()]
    return "\n".join(lines)


def merged(text: str, card: Card, default: np.ndarray) -> str:
    """The policy's text with the fitted points, base points and default rates in it."""
    head, rest = text.split(BEGIN + "\n", 1)
    _, tail = rest.split(END, 1)
    before, after = head.split("base_points: ", 1)
    head = f"{before}base_points: {card.base_points}\n{after.split(chr(10), 1)[1]}"
    for outcome in outcomes(card, default, text):
        mark = rf"(\n    {outcome.grade}: .*observed_default_rate: )[0-9.]+%"
        tail = re.sub(mark, rf"\g<1>{outcome.rate}", tail, count=1)
    return f"{head}{BEGIN}\n{as_yaml(card)}\n{END}{tail}"


def cut_offs(text: str) -> list[tuple[str, float]]:
    """The grades of the policy with their lowest scores, best first."""
    figures = yaml.safe_load(text)["parameters"]
    limits = [(name[0].upper(), float(item["value"])) for name, item in figures.items()]
    return [*limits, ("E", -math.inf)]


@dataclass(frozen=True)
class Outcome:
    """The holders of a grade and how many of them defaulted."""

    grade: str
    holders: int
    defaults: int

    @property
    def rate(self) -> str:
        """The default rate as the policy writes it."""
        return f"{self.defaults / max(self.holders, 1):.1%}"


def outcomes(card: Card, default: np.ndarray, text: str) -> list[Outcome]:
    """What became of the holders of each grade."""
    found, ceiling = [], math.inf
    for grade, floor in cut_offs(text):
        inside = (card.scores >= floor) & (card.scores < ceiling)
        found.append(Outcome(grade, int(inside.sum()), int(default[inside].sum())))
        ceiling = floor
    return found


def gini(card: Card, default: np.ndarray) -> float:
    """How well the score parts payers from defaulters: 0 not at all, 1 perfectly; ties count half."""
    good, bad = card.scores[default == 0][:, None], card.scores[default == 1][None, :]
    return float(np.mean(good > bad) - np.mean(good < bad))


def report(card: Card, default: np.ndarray, text: str) -> str:
    """Holders and default rate per grade, and how well the score separates."""
    lines = [f"{'grade':<6}{'holders':>8}{'defaults':>9}{'rate':>8}"]
    lines += [f"{o.grade:<6}{o.holders:>8}{o.defaults:>9}{o.rate:>8}" for o in outcomes(card, default, text)]
    return "\n".join(
        [*lines, f"Gini {gini(card, default):.4f}, scores {card.scores.min():g} to {card.scores.max():g}"]
    )


def main() -> int:
    """Print, check or write the points."""
    parser = argparse.ArgumentParser(description="Fit the points of card_holder_default.yaml")
    parser.add_argument("--data", type=Path, default=DATA, help="the card holders (the example book)")
    parser.add_argument("--check", action="store_true", help="compare with the policy")
    parser.add_argument("--write", action="store_true", help="write into the policy")
    options = parser.parse_args()
    card, default = fit(options.data)
    text = POLICY.read_text(encoding="utf-8")
    print(f"base_points: {card.base_points}\n{as_yaml(card)}\n{report(card, default, text)}")
    if options.write:
        POLICY.write_text(merged(text, card, default), encoding="utf-8")
    if options.check and merged(text, card, default) != text:
        print(f"{POLICY.name} differs from the fit; run again with --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
