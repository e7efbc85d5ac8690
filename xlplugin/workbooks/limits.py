"""How much a workbook may ask of the machine before it is refused as hostile or unworkable."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one workbook; bytes unless the name says otherwise."""

    file_bytes: int = 2048 * MEBIBYTE
    total_bytes: int = 4096 * MEBIBYTE
    part_bytes: int = 2047 * MEBIBYTE
    small_part_bytes: int = 64 * MEBIBYTE
    """Parts that are read whole as a tree: relationships, styles, the workbook part."""
    ratio: int = 200
    """Unpacked over packed size; a sheet of real data stays below about 50."""
    ratio_from: int = 10 * MEBIBYTE
    members: int = 10_000
    xml_depth: int = 200
    cells: int = 40_000_000
    array_cells: int = 2_000_000
    """Cells in one array: the ref of an array formula, a block argument, an intermediate result."""
    cells_read: int = 300_000_000
    """Cells that all formulas of a workbook may read together."""
    dependencies: int = 20_000_000
    large_part_bytes: int = 4 * MEBIBYTE
    """From this size on, the part of a sheet is scanned as a large table."""


DEFAULT_LIMITS = Limits()
