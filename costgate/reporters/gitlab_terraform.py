"""gitlab-terraform: how many resources the plan creates, updates and deletes, for GitLab's Terraform widget.

https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsterraform
"""

from __future__ import annotations

from collections import Counter

import msgspec

from costgate.model import Action
from costgate.report import Report


def render(report: Report) -> str:
    """The counts of all plans together. A replacement creates and deletes, as in GitLab's own conversion."""
    actions = Counter(resource.change.action for resource in report.diff.resources)
    counts = {
        "create": actions[Action.CREATE] + actions[Action.REPLACE],
        "update": actions[Action.UPDATE],
        "delete": actions[Action.DELETE] + actions[Action.REPLACE],
    }
    return msgspec.json.encode(counts).decode() + "\n"
