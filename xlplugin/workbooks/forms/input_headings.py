"""The headings above the inputs, such that our functions find each column by its own."""

from __future__ import annotations

from collections.abc import Mapping

from xlplugin.policy.model import Policy
from xlplugin.scoring.headings import match

from .wording import heading


def input_headings(policy: Policy) -> Mapping[str, str]:
    """The heading of each input by its name: both titles and the unit; the id where these mean another too."""
    said = {item.name: heading(item.title, item.unit) for item in policy.cells}
    found = match(policy.cells, list(said.values())).found
    return {
        name: text if found[name] == (place,) else name for place, (name, text) in enumerate(said.items())
    }
