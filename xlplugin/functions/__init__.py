"""The spreadsheet functions, declared once for every host."""
