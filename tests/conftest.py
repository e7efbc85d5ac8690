"""Hypothesis for a busy machine: no deadline on one example, and in CI the same examples every time."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "xlplugin",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("xlplugin")
