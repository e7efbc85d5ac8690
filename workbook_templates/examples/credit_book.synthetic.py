"""Writes credit_book.csv: 500 invented borrowers for credit_rating, some of them wrong on purpose.

Nobody in it exists. One seed, so that the same book comes out every time (plain arithmetic on
random.Random(2026).random(), whose sequence Python keeps from version to version).
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

COLUMNS = (
    "customer_no", "name",
    "leverage", "current_ratio", "cash_content", "sales_growth", "loan_class", "loss_periods",
)  # fmt: skip
BORROWERS = 500
LOAN_CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")

MISTAKES: dict[int, tuple[str, str]] = {
    17: ("leverage", "55"),  # percent typed as a number
    48: ("current_ratio", "abc"),
    83: ("loan_class", ""),
    116: ("loan_class", "excellent"),
    149: ("leverage", "-0.12"),
    181: ("loss_periods", "TRUE"),
    214: ("leverage", ""),
    247: ("current_ratio", "130"),  # percent typed as a number
    279: ("cash_content", "n.a."),
    312: ("loss_periods", "1.5"),
    344: ("loss_periods", "-1"),
    377: ("sales_growth", "12"),  # percent typed as a number
    409: ("cash_content", "TRUE"),
    441: ("loss_periods", ""),
    474: ("loan_class", "正常?"),
}
"""Row number, column and what stands there instead: each has to be named with its cell and its mend."""


def bell(chance: random.Random) -> float:
    """A number around 0, mostly between -1 and 1."""
    return sum(chance.random() for _ in range(6)) / 1.5 - 2


def within(value: float, low: float, high: float) -> str:
    """The value held to its bounds, as a fraction of four places."""
    return f"{min(max(value, low), high):.4f}"


def borrower(number: int, chance: random.Random) -> dict[str, str]:
    """One borrower: five figures that hang on one hidden strength, and a few that do not."""
    strength = 0.9 * bell(chance) + (0.25 if chance.random() < 0.75 else -0.9)
    new = chance.random() < 0.08
    young = chance.random() < 0.04
    trouble = 0.35 - 0.8 * strength + 0.6 * bell(chance)
    steps = (0.7, 1.25, 1.55, 1.8)
    loan_class = LOAN_CLASSES[sum(trouble > step for step in steps)]
    losses = max(0, round(-1.1 * strength + 0.7 * bell(chance)))
    return {
        "customer_no": f"S{number:05d}",
        "name": f"Synthetic Borrower {number:03d} / 合成客户{number:03d}",
        "leverage": within(0.66 - 0.15 * strength + 0.12 * bell(chance), 0.05, 1.60),
        "current_ratio": within(1.10 + 0.35 * strength + 0.35 * bell(chance), 0.15, 6.00),
        "cash_content": within(0.76 + 0.18 * strength + 0.18 * bell(chance), 0.05, 1.40),
        "sales_growth": "" if young else within(0.03 + 0.10 * strength + 0.12 * bell(chance), -0.80, 1.50),
        "loan_class": "no_loan" if new else loan_class,
        "loss_periods": str(losses),
    }


def book() -> list[dict[str, str]]:
    """All borrowers, with the mistakes in their places."""
    chance = random.Random(2026)
    rows = [borrower(number, chance) for number in range(1, BORROWERS + 1)]
    for number, (column, text) in MISTAKES.items():
        rows[number - 1][column] = text
    return rows


def main(target: Path) -> None:
    """Write the book."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(book())


if __name__ == "__main__":
    main(Path(__file__).with_name("credit_book.csv"))
