"""costgate: the price of a Terraform plan, and a gate that can say no.

As a library:

    from costgate import Catalogue, CostDiff, Usage, compare, load_plan

    project = compare(load_plan("plan.json"), Catalogue(), Usage())
    print(project.list_cost.before, project.list_cost.delta, [gap.reason for r in project.resources for gap in r.gaps])

Names are imported when they are asked for: the command line does not pay for what it does not use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from costgate.catalogue import Catalogue
    from costgate.diff import compare
    from costgate.errors import CostgateError
    from costgate.model import CostDiff
    from costgate.plan import load_plan
    from costgate.policies import judge
    from costgate.usage import Usage

__version__ = "0.1.0"

__all__ = ["Catalogue", "CostDiff", "CostgateError", "Usage", "__version__", "compare", "judge", "load_plan"]

_HOMES = {
    "Catalogue": "catalogue",
    "CostDiff": "model",
    "CostgateError": "errors",
    "Usage": "usage",
    "compare": "diff",
    "judge": "policies",
    "load_plan": "plan",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
