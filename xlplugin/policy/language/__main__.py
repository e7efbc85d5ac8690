"""Writes all that is made from the language: schemas, reference, table of policies, first lines of policies."""

from __future__ import annotations

from .written import write

if __name__ == "__main__":
    for path in write():
        print(path)
