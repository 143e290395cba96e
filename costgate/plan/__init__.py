"""`terraform show -json` -> Plan: what changes, where, and what refers to what.

source          bytes -> JSON text: encodings, wrappers, and the many things that are not a plan
wire            the JSON's shape
envelope        the plan as a whole, checked
configuration   providers, variables and expressions, from the configuration part
regions         where a resource is
references      which resource another one refers to, on either side
changes         entries -> ResourceChanges
"""

from __future__ import annotations

from costgate.plan import envelope, source
from costgate.plan.changes import Plan, Reader, vendor_of
from costgate.plan.regions import RegionDefaults

__all__ = ["Plan", "RegionDefaults", "load_plan", "parse", "vendor_of"]


def load_plan(path: str, name: str = "", defaults: RegionDefaults = RegionDefaults()) -> Plan:
    """Read the plan (or state) at `path`; "-" is standard input. Raises PlanError.

    A path need not be text; the plan knows it by what can be written of it.
    """
    shown, named = (text.encode(errors="replace").decode() for text in (path, name or path))
    return parse(source.read(path), shown, named, defaults)


def parse(text: bytes, path: str, name: str, defaults: RegionDefaults = RegionDefaults()) -> Plan:
    """Parse the JSON text of a plan or a state. Raises PlanError."""
    with envelope.deep():
        return Reader(envelope.read(text, source.told(path)), path, name, defaults).plan()
