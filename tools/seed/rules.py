r"""Which meter a line of a reference estimate prices: tables of rules, such as azure_reference.csv.

Its columns: patterns of resource type, component and address; the service, meter and unit that such a line is for,
with \1 for a group of the component and {0} for one of the address; the factor from the estimate's unit to the
meter's (an estimate shows hourly things by the month of 730 hours, and what is billed by the day by the hour); the
region, if not the resource's; where the tier starts. Meter names are those of the vendors' price lists. Most stand in
recorded answers, for other regions; those of services that no recorded answer holds are as public repositories quote
them.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tools.seed.implied import Implied

HERE = Path(__file__).parent


class Rule(NamedTuple):
    """A kind of estimate line, the meter that it prices and the factor from its unit to the meter's."""

    resource: str
    component: str
    address: str
    service: str
    meter: str
    unit: str
    factor: Decimal
    region: str
    start: Decimal


@cache
def rules(table: str) -> tuple[Rule, ...]:
    """The rules of a table, in order: the first that fits a line is its."""
    with (HERE / table).open(newline="", encoding="utf-8") as file:
        return tuple(
            Rule(
                rule["resource"],
                rule["component"],
                rule["address"],
                rule["service"],
                rule["meter"],
                rule["unit"],
                factor(rule["factor"]),
                rule["region"],
                Decimal(rule["from"]),
            )
            for rule in csv.DictReader(file)
        )


def factor(text: str) -> Decimal:
    """A factor as the table has it: "24" or "1/730"."""
    number, _, divisor = text.partition("/")
    return Decimal(number) / Decimal(divisor or 1)


def rule_of(line: Implied, table: str) -> tuple[Rule, str] | None:
    """The rule that fits a line and the meter that it names."""
    for rule in rules(table):
        found = re.fullmatch(rule.component, line.component)
        where = re.search(rule.address, line.address)
        if found and where and re.fullmatch(rule.resource, line.resource):
            meter = rule.meter.format(*where.groups()) if where.groups() else rule.meter
            return rule, found.expand(meter) if found.groups() else meter
    return None
