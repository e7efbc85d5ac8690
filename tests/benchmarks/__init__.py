"""How fast grading is, as ratios to code that stands beside it: ``python -m tests.benchmarks``."""
