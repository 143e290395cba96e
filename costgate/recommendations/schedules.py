"""Development environments need not run at night: schedules of costgate.yml say which, and how many hours a month.

    schedules:
      office-hours: {hours_per_month: 220, match: {tag: {Environment: [dev, test]}}}

Machines whose cost model knows hours are priced so: EC2 instances, Auto Scaling groups, fleets, SageMaker notebooks,
virtual machines of Azure and Google. Disks and addresses cost what they did. What is reserved is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from costgate.model import HOURS_PER_MONTH
from costgate.recommendations import Candidate
from costgate.savings import Edit, Proposal, Risk

TYPES = ()

HOURS = "monthly_hrs"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Switch it off outside of its schedule."""
    if of.schedule is None or HOURS not in of.usage_keys or of.usage.get("reserved_instance_term"):
        return
    name, schedule = of.schedule
    if schedule.hours_per_month < _running(of):
        yield Proposal(
            f"Run it by the schedule {name}",
            "Outside of these hours it is stopped; somebody or something has to stop and start it.",
            "https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html"
            if of.resource.vendor == "aws"
            else "https://learn.microsoft.com/azure/automation/automation-solution-vm-management"
            if of.resource.vendor == "azure"
            else "https://cloud.google.com/compute/docs/instances/schedule-instance-start-stop",
            Risk.NEEDS_WORK,
            (Edit(of.address, usage={HOURS: schedule.hours_per_month}),),
        )


def _running(of: Candidate) -> Decimal:
    """Hours a month that it runs now."""
    try:
        return Decimal(str(of.usage.get(HOURS, HOURS_PER_MONTH)))
    except InvalidOperation:
        return Decimal(0)
