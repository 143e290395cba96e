"""Reporters: a Report -> text. One file a format; the format's name is the file's with dashes.

To add one, add its file with a function `render(report: Report) -> str`. If it shows where resources are written, say
NEEDS_SOURCES = True: others do not pay for the search.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from types import ModuleType

from costgate.report import Report

Reporter = Callable[[Report], str]


def formats() -> list[str]:
    """The names of all formats."""
    return sorted(info.name.replace("_", "-") for info in pkgutil.iter_modules(__path__) if not info.ispkg)


def reporter(name: str) -> Reporter:
    """The reporter of a format, imported on use."""
    render: Reporter = _module(name).render
    return render


def needs_sources(name: str) -> bool:
    """True if a format shows the files and lines of resources."""
    return getattr(_module(name), "NEEDS_SOURCES", False)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
