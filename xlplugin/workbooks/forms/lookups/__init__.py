"""One form for all policies that look one observed value up in a table."""

from .build import build, write
from .form import FORM, LookupForm, is_lookup

__all__ = ["FORM", "LookupForm", "build", "is_lookup", "write"]
