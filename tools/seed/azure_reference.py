r"""Which Azure meter a line of a reference estimate prices: azure_reference.csv.

Its columns: patterns of resource type, component and address; the service, meter and unit that such a line is for,
with \1 for a group of the component and {0} for one of the address; the factor from the estimate's unit to the
meter's (an estimate shows hourly things by the month of 730 hours, and what is billed by the day by the hour); the
region, if not the resource's; where the tier starts. Meter names are those of the Azure Retail Prices API. Those of
services that the recorded answers hold stand in them for other regions; those of the others are the API's as public
repositories quote it.
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

RULES = Path(__file__).with_suffix(".csv")


class Mapping(NamedTuple):
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
def mappings() -> tuple[Mapping, ...]:
    """The rules, in order: the first that fits a line is its."""
    with RULES.open(newline="", encoding="utf-8") as file:
        return tuple(
            Mapping(
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


MACHINES = re.compile(r"azurerm_(linux_|windows_)?virtual_machine(_scale_set)?")
INSTANCE = re.compile(r"Instance usage \((Linux|Windows), pay as you go, (.*)\)")


def mapping_of(line: Implied) -> tuple[Mapping, str] | None:
    """The mapping that fits a line and the meter that it names."""
    for mapping in mappings():
        found = re.fullmatch(mapping.component, line.component)
        where = re.search(mapping.address, line.address)
        if found and where and re.fullmatch(mapping.resource, line.resource):
            meter = mapping.meter.format(*where.groups()) if where.groups() else mapping.meter
            return mapping, found.expand(meter) if found.groups() else meter
    return None


def instance_of(line: Implied) -> tuple[str, str] | None:
    """(size in small letters, operating system) of a line that prices a virtual machine."""
    found = INSTANCE.fullmatch(line.component)
    return (found[2].lower(), found[1]) if found and MACHINES.fullmatch(line.resource) else None
