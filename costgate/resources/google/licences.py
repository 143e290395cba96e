"""Licences that Google sells with an image, by the project that the image is in."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from costgate.model import CostComponent
from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, hourly
from costgate.resources.google import GCE, last
from costgate.resources.google.machines import visible_cores
from costgate.resources.google.public_images import project_of

SMALLEST = ("f1-micro", "g1-small")
"""Machines that Windows counts as half a core, and for which SUSE has a price of its own.
https://cloud.google.com/compute/disks-image-pricing"""


class Licence(NamedTuple):
    """A licence: its meter, without the version of the software, which does not matter to the price.

    `bands` are the numbers of cores that the meter's name tells apart, each up to a number of cores.
    """

    name: str
    meter: str
    by_core: bool
    bands: tuple[tuple[int, str], ...] = ()
    on_smallest: str = ""

    def components(self, machine_type: str, cores: Decimal, hours: Decimal) -> Components:
        """The licence of one machine."""
        smallest = machine_type in SMALLEST
        band = next((text for largest, text in self.bands if cores <= largest), "")
        meter = self.on_smallest if smallest and self.on_smallest else self.meter.format(band=band, cores=f"{cores:f}")
        query = PriceQuery(GCE, meter, region="global")
        if self.by_core:
            billed = hours * (cores / 2 if smallest and self is WINDOWS else cores)
            yield hourly(f"Licence ({self.name})", query, billed, unit="vCPU-Hours")
        else:
            yield hourly(f"Licence ({self.name})", query, hours)


ANY = 1_000_000
RHEL_BANDS = ((8, "1 to 8"), (127, "9 to 127"), (ANY, "128 or more"))
SLES_BANDS = ((2, "1 to 2"), (4, "3 to 4"), (ANY, "5 or more"))
"""Cores that the prices tell apart. https://cloud.google.com/compute/disks-image-pricing"""

WINDOWS = Licence("Windows Server", "Licensing Fee for Windows Server Datacenter Edition", by_core=True)
RHEL = "Licensing Fee for RedHat Enterprise Linux"
SLES = "Licensing Fee for SUSE Linux Enterprise Server"

LICENCES = {
    "windows-cloud": WINDOWS,
    "windows-sql-cloud": WINDOWS,
    "rhel-cloud": Licence("Red Hat", f"{RHEL} on VM with {{band}} VCPU", by_core=True, bands=RHEL_BANDS),
    "rhel-sap-cloud": Licence(
        "Red Hat for SAP", f"{RHEL} for SAP on VM with {{band}} VCPU", by_core=True, bands=RHEL_BANDS
    ),
    "suse-cloud": Licence("SUSE", SLES, by_core=False, on_smallest=f"{SLES} on f1-micro or g1-small"),
    "suse-sap-cloud": Licence(
        "SUSE for SAP", f"{SLES} for SAP on VM with {{band}} VCPU", by_core=False, bands=SLES_BANDS
    ),
    "ubuntu-os-pro-cloud": Licence("Ubuntu Pro", "Licensing Fee for Ubuntu Pro on VM with {cores} VCPU", by_core=False),
}
"""Project -> licence; other projects' images are free. https://cloud.google.com/compute/disks-image-pricing#premiumimages"""

SQL_EDITIONS = {"std": "Standard", "ent": "Enterprise", "web": "Web"}
"""Editions of SQL Server that cost, as images' names have them. https://cloud.google.com/compute/docs/images/os-details"""

SQL_SMALLEST = 4
"""SQL Server is licensed for four cores at least. https://cloud.google.com/compute/disks-image-pricing#sqlserver"""


def licences(image: str, machine_type: str, hours: Decimal) -> Components:
    """What the software of a machine's image costs, by the cores that it sees.

    https://cloud.google.com/compute/disks-image-pricing#premiumimages
    """
    project, cores = project_of(image), visible_cores(machine_type)
    if project in LICENCES:
        yield from LICENCES[project].components(machine_type, cores, hours)
    if project == "windows-sql-cloud":
        edition = next((SQL_EDITIONS[word] for word in last(image).split("-") if word in SQL_EDITIONS), "")
        if edition:
            yield sql_server(edition, cores, hours)


def sql_server(edition: str, cores: Decimal, hours: Decimal = HOURS_PER_MONTH) -> CostComponent:
    """SQL Server's licence of one machine, whatever the version: one price up to four cores, else by the core.

    `edition` is what the bill calls it: "Standard", "Standard for Cloud SQL".
    """
    small = cores <= SQL_SMALLEST
    meter = f"Licensing Fee for SQL Server {edition} on VM with {'up to' if small else 'more than'} {SQL_SMALLEST} VCPU"
    label, query = f"Licence (SQL Server {edition.partition(' ')[0]})", PriceQuery(GCE, meter, region="global")
    return hourly(label, query, hours) if small else hourly(label, query, hours * cores, unit="vCPU-Hours")
