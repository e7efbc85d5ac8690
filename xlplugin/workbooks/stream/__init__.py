"""Large sheets: read, calculated and written in blocks of rows, by columns instead of by cells.

What is not of the plain form that spreadsheet programs write is left to the careful parser, never guessed at.
"""
