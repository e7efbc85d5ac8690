"""Workbooks: .xlsx files read as hostile input, recalculated, and written back without losing a byte."""
