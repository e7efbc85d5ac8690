"""Entry forms: workbooks built from a policy, never by hand."""

from .build import build, write
from .form import Form
from .measures import Measure

__all__ = ["Form", "Measure", "build", "write"]
