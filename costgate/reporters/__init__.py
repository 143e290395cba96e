"""Reporters: a Report -> text. One file a format; the format's name is the file's with dashes.

To add one, add its file with a function `render(report: Report) -> str`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from costgate.report import Report

Reporter = Callable[[Report], str]


def formats() -> list[str]:
    """The names of all formats."""
    return sorted(info.name.replace("_", "-") for info in pkgutil.iter_modules(__path__) if not info.ispkg)


def reporter(name: str) -> Reporter:
    """The reporter of a format, imported on use."""
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    render: Reporter = module.render
    return render
