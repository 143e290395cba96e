"""Which environment a resource is for, as its tags say."""

from __future__ import annotations

from costgate.model import Tags

KEYS = frozenset({"environment", "env", "stage"})
PRODUCTION = ("prod", "prd", "live")
"""How the names of production environments begin, whatever their case."""


def is_not_production(tags: Tags) -> bool:
    """True if a tag names an environment, and it is not production."""
    names = [v.lower() for k, v in tags.values.items() if k.lower() in KEYS and v]
    return bool(names) and not any(name.startswith(PRODUCTION) for name in names)
