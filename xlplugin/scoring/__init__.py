"""Scoring: a Policy and values become a Result."""
