"""How the row path says that a value cannot be worked out: an exception that carries the problem."""

from __future__ import annotations

from .problems import Problem


class Undefined(Exception):
    """Raised where a rule reads something that has no value; caught where the decision ends."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem
