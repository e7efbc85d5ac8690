"""One thin adapter per spreadsheet program: what the program hands over becomes a call of our functions."""
