"""Why a sheet is left to the careful parser."""

from __future__ import annotations


class NotPlain(Exception):
    """The sheet, or a formula in it, is not of the form that the streaming engine takes."""
