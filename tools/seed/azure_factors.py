r"""Azure's prices in regions that no table has: those that were read, and what they tell of their families.

    azure_recorded.csv   prices of single meters, as the API lists them; a row a region and meter

The meters of a family stand in one ratio in all regions: a database of eight vCores costs what four of two do, wherever
it is. So one price that is known in a region tells the others there. Two meters are held to be in one ratio if they are
in every region recorded, nine or more, which ask four different prices or more. Where they are but in the newest,
Mexico Central, they are so in regions as old as the others (azure_shared.OLD). A price too coarse to tell a thousandth
tells nothing but of a meter that costs the same in all regions recorded, as vCores of MySQL's series do. What prices
tell differently is left out. Licences of Windows are a sum above Linux, which is found by the same test.

What holds in all regions recorded need not elsewhere, as prices that were read showed: with zone redundancy SQL
Database costs more in Sweden South, in Australia Central all series do; Canada East's App Service plans with more
memory have a ratio of their own, and so have long-term backups in the Emirates. Those are families of their own here
or, of Australia Central, not told; other products of a family tell alone only in regions that are plain otherwise
(azure_shared.PLAIN), and elsewhere two must tell the same. Of 45 prices read after that was settled all are right.

    python -m tools.seed.azure_factors TABLES

counts for each family how many prices of the regions recorded would have been right, had each of them been the one
without a table, and how many of those that were read agree with what others that were read there tell.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tools.seed.azure_shared import NEWEST, OLD, PLAIN

SLUG, AS_OF = "azure-retail-sample", "2026-09-20"
SOURCE: Mapping[str, str] = {
    "title": "Azure Retail Prices API (https://prices.azure.com/api/retail/prices) as recorded in "
    "AAKASHTRIVEDI-01/Azure-price-calculator-demo1",
    "url": "https://github.com/AAKASHTRIVEDI-01/Azure-price-calculator-demo1",
    "as_of": AS_OF,
}
DERIVED = "azure-family-factors"
DERIVED_SOURCE: Mapping[str, str] = {
    "title": "Prices that another meter of the family tells in the region: the two stand in one ratio in all regions "
    "recorded",
    "url": "https://prices.azure.com/api/retail/prices",
    "as_of": AS_OF,
}
RANK = 3
"""How far a derived price is preferred: as what regions share, before estimates."""

FEWEST_REGIONS, FEWEST_PRICES = 9, 4
TOLERANCE = Decimal("0.001")
"""How far two prices may be apart that are the same, and how coarse one may be that tells another."""
AGREE = Decimal("0.002")
"""How far what two prices tell of a third may be apart."""
PLACES = 6

_POSTGRESQL = "Azure Database for PostgreSQL: Azure Database for PostgreSQL"
_SQL = "SQL Database: SQL Database"
_SQL_SERIES = "Compute (Gen5|FSv2 Series|DC-Series)"
_APP = "Azure App Service: Azure App Service"
_MYSQL = "Azure Database for MySQL: Azure Database for MySQL"
FAMILIES: Mapping[str, str] = {
    "SQL Database, vCores": rf"{_SQL} (?!.*Zone).*({_SQL_SERIES}|Premium Series|Serverless).* / .*vCore",
    "SQL Database, zone redundancy": rf"{_SQL} .*({_SQL_SERIES}|Premium Series|Serverless).* / Zone Redundancy vCore",
    "SQL Database, DTUs": rf"{_SQL} (Single (Standard|Premium) / [SP]\d+|Elastic Pool - (Standard|Premium) / .*) / .*",
    "SQL Database, DTUs of Basic pools": rf"{_SQL} Elastic Pool - Basic / .*",
    "SQL Database, backups": rf"{_SQL} Single/Elastic Pool (PITR Backup|(General Purpose|Business Critical) -) "
    r"Storage / .* Data Stored",
    "SQL Database, long-term backups": rf"{_SQL} - LTR Backup Storage / .*",
    "App Service, Premium v3 on Linux": rf"{_APP} Premium v3 Plan - Linux / P\d ?v3 / .*",
    "App Service, Premium v3 with memory on Linux": rf"{_APP} Premium v3 Plan - Linux / P\dmv3 / .*",
    "App Service, Standard to Premium v2 on Windows": rf"{_APP} (Standard|Premium|Premium v2) Plan / .*",
    "App Service, Standard on Linux": rf"{_APP} Standard Plan - Linux / .*",
    "App Service, Windows containers": rf"{_APP} Premium Windows Container Plan / .*",
    "PostgreSQL, General Purpose by size": rf"{_POSTGRESQL} Flexible Server General Purpose .* / (?!1 )\d+ vCore / .*",
    "PostgreSQL, Memory Optimized by size": rf"{_POSTGRESQL} Flexible Server Memory Optimized .* / (?!1 )\d+ vCore "
    r"/ .*",
    "PostgreSQL, burstable": rf"{_POSTGRESQL} Flexible Server Burstable BS Series Compute / B(2S|\d+ms) / .*",
    "PostgreSQL, series M": rf"{_POSTGRESQL} Flexible Server Mdsv2 .*",
    "MySQL, General Purpose until version 5": rf"{_MYSQL} Flexible Server General Purpose (Da?dsv5 )?Series .*",
    "MySQL, Memory Optimized until version 5": rf"{_MYSQL} Flexible Server (Memory Optimized (Eadsv5 )?|"
    r"Confidential Compute ECadsv6 )Series.*",
    "MySQL, Dsv6 and Dasv6": rf"{_MYSQL} Flexible Server General Purpose Da?sv6 .*",
    "MySQL, Ddsv6 and Dadsv6": rf"{_MYSQL} Flexible Server General Purpose Da?dsv6 .*",
    "MySQL, Esv6 and Easv6": rf"{_MYSQL} Flexible Server Memory Optimized Ea?sv6 .*",
    "MySQL, Edsv6 and Eadsv6": rf"{_MYSQL} Flexible Server Memory Optimized Ea?dsv6 .*",
    "MySQL, Edsv5 by size": rf"{_MYSQL} Flexible Server Memory Optimized Edsv5 .* / Standard_E(?!4d).*",
    "MySQL, burstable": rf"{_MYSQL} Flexible Server Burstable BS Series Compute / (?!Basic|B1MS|Standard_B[24]ms).*",
    "MySQL, backups": rf"{_MYSQL} Flexible Server Backup Storage / .*",
    "MySQL, single servers": rf"{_MYSQL} Single Server (General Purpose|Memory Optimized) - Compute Gen5 / .*",
    "Cosmos DB, data and throughput": r"Azure Cosmos DB: Azure Cosmos DB / (RUs|RUm|mRUs) / (Data Stored|100 .*)",
    "DocumentDB, worker nodes": r"Azure Cosmos DB: Azure DocumentDB / Worker Node (?!104).*",
    "Kubernetes Service Automatic, by the vCore": r"Azure Kubernetes Service: .* - Automatic / .* / (?!.*Plane).*",
    "Application Gateway v2": r"Application Gateway: Application Gateway (Standard|WAF) v2.* Fixed Cost|"
    "Storage: Premium SSD Managed Disks / P3 LRS / P3 LRS Disk",
    "Application Gateway v1": r"Application Gateway: (Basic|WAF) Application Gateway / .* Gateway",
}
"""Family -> its meters, as "service: meter". Application Gateway's second version follows a price that managed disks
have in all regions, as the newer services do where Azure asks what it does by default. MySQL's Dv3 is of no family,
since it costs less in Italy North than Ddsv5, nor is SSD v2, which costs more in Germany North than storage; in some
regions B1MS, B2MS and B4MS have prices of their own, and so has Edsv5's E4."""

ODD = frozenset({"australiacentral", "australiacentral2"})
"""Regions of which nothing is told: prices of SQL Database that were read there have other ratios."""

BY_THE_VCORE = re.compile(rf"({_POSTGRESQL} Flexible Server .* Compute) / (?!1 )(\d+) vCore / vCore")
"""Sizes of PostgreSQL, whose price by the vCore is theirs divided, to half a thousandth of a dollar."""

LICENCES = ((rf"({_APP} Premium v3 Plan) - Linux( / .*)", r"\1\2"),)
"""Meters that cost a sum more than others: pattern -> which."""


class Meter(NamedTuple):
    """What a price is of."""

    service: str
    meter: str

    @property
    def product(self) -> str:
        """What the meter is one of."""
        return self.meter.partition(" / ")[0]


Prices = Mapping[Meter, Mapping[str, Decimal]]
"""Meter -> region -> price, of those with one tier."""


class Told(NamedTuple):
    """A price that others tell."""

    meter: Meter
    price: Decimal


def recorded() -> Iterator[tuple[str, Meter, Decimal]]:
    """What azure_recorded.csv holds: region, meter, price."""
    with (Path(__file__).parent / "azure_recorded.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["region"], Meter(row["service"], row["meter"]), Decimal(row["price"])


def families(meters: Iterable[Meter]) -> dict[str, list[Meter]]:
    """The meters of each family, in order."""
    named = sorted(meters)
    return {
        name: [meter for meter in named if re.fullmatch(pattern, f"{meter.service}: {meter.meter}")]
        for name, pattern in FAMILIES.items()
    }


class Tables:
    """The prices of the regions recorded, and what holds between them."""

    def __init__(self, prices: Prices) -> None:
        self.prices = prices
        self._half: dict[Meter, Decimal] = {}
        self._ratios: dict[tuple[Meter, Meter, bool], Decimal | None] = {}

    def half(self, meter: Meter) -> Decimal:
        """Half of the last digit that the prices of a meter have."""
        if meter not in self._half:
            places = max(-int(price.normalize().as_tuple().exponent) for price in self.prices[meter].values())
            self._half[meter] = Decimal(5).scaleb(-max(places, 0) - 1)
        return self._half[meter]

    def regions(self, one: Meter, other: Meter, *, newest: bool) -> list[str]:
        """The regions in which both are recorded."""
        both = self.prices[one].keys() & self.prices[other].keys()
        return sorted(both if newest else both - {NEWEST})

    def bounds(self, key: Meter, meter: Meter, region: str) -> tuple[Decimal, Decimal]:
        """Between what the ratio of two meters lies in a region, given how their prices are rounded."""
        price, other = self.prices[meter][region], self.prices[key][region]
        half, slack = self.half(meter), price * TOLERANCE / 2
        least = other - self.half(key)
        return (
            (price - slack - half) / (other + self.half(key)),
            (price + slack + half) / least if least > 0 else Decimal("Infinity"),
        )

    def ratio(self, key: Meter, meter: Meter, *, newest: bool) -> Decimal | None:
        """The one ratio of two meters in all regions recorded; None if it is not one, or not proved."""
        asked = key, meter, newest
        if asked not in self._ratios:
            regions = self.regions(key, meter, newest=newest)
            self._ratios[asked] = self.common(key, meter, regions) if self.proves(key, regions) else None
        return self._ratios[asked]

    def proves(self, key: Meter, regions: list[str]) -> bool:
        """True if regions are enough to tell by, and differ enough in what they ask."""
        return len(regions) >= FEWEST_REGIONS and len({round(self.prices[key][r], 3) for r in regions}) >= FEWEST_PRICES

    def common(self, key: Meter, meter: Meter, regions: list[str]) -> Decimal | None:
        """The ratio that all `regions` may have."""
        bounds = [self.bounds(key, meter, region) for region in regions]
        if max(low for low, _ in bounds) > min(high for _, high in bounds):
            return None
        return median(self.prices[meter][region] / self.prices[key][region] for region in regions)

    def fine(self, key: Meter, price: Decimal) -> bool:
        """True if a price is fine enough to tell another."""
        return self.half(key) <= price * TOLERANCE * Decimal("1.5")

    def equal(self, key: Meter, meter: Meter, regions: list[str]) -> bool:
        """True if two meters cost the same in all `regions`, so that each tells the other however coarse it is."""
        return all(self.prices[key][region] == self.prices[meter][region] for region in regions)

    def tell(self, key: Meter, price: Decimal, meter: Meter, region: str) -> Decimal | None:
        """What a price in a region tells of another meter there."""
        for newest in (True, False) if region in OLD else (True,):
            if ratio := self.ratio(key, meter, newest=newest):
                known = self.fine(key, price) or self.equal(key, meter, self.regions(key, meter, newest=newest))
                return told(price, ratio) if known else None
        return None

    def licence(self, without: Meter, with_: Meter) -> Decimal | None:
        """The sum that one meter costs more than another in all regions recorded but the newest."""
        regions = self.regions(without, with_, newest=False)
        sums = [self.prices[with_][region] - self.prices[without][region] for region in regions]
        slack = self.half(with_) + self.half(without)
        return median(sums) if len(regions) >= FEWEST_REGIONS and max(sums) - min(sums) <= 2 * slack else None


def told(price: Decimal, ratio: Decimal) -> Decimal:
    """A price times a ratio, without the digits that the ratio's division left."""
    return round(price * ratio, PLACES).normalize()


def licences(meters: Iterable[Meter]) -> Iterator[tuple[Meter, Meter]]:
    """(meter, meter that costs a sum more) of those that there are."""
    known = set(meters)
    for meter in sorted(known):
        for pattern, target in LICENCES:
            if found := re.fullmatch(pattern, f"{meter.service}: {meter.meter}"):
                service, _, name = found.expand(target).partition(": ")
                if Meter(service, name) in known:
                    yield meter, Meter(service, name)


def by_the_vcore(meters: Iterable[Meter]) -> Iterator[tuple[Meter, Meter, int]]:
    """(size, meter of one vCore, vCores of the size) of those that there are."""
    known = set(meters)
    for meter in sorted(known):
        if found := BY_THE_VCORE.fullmatch(f"{meter.service}: {meter.meter}"):
            service, _, name = f"{found[1]} / vCore / vCore".partition(": ")
            if Meter(service, name) in known:
                yield meter, Meter(service, name), int(found[2])


def derived(tables: Tables, region: str, known: Mapping[Meter, Decimal], counts: Counter[str]) -> Iterator[Told]:
    """The prices of a region that those that are known there tell."""
    held = dict(known)
    pairs = list(licences(tables.prices)) if region in OLD else []
    for without, with_ in pairs:
        sum_ = tables.licence(without, with_)
        if sum_ is not None and with_ in held and without not in held:
            held[without] = held[with_] - sum_
    for members in families(tables.prices).values():
        keys = {meter: held[meter] for meter in members if meter in held}
        for meter in members:
            prices = [] if meter in held else tell_all(tables, region, meter, keys)
            if alike(tables, meter, prices):
                held[meter] = prices[0]
            elif prices:
                counts["prices of which others tell different things, left out"] += 1
    for without, with_ in pairs:
        sum_ = tables.licence(without, with_)
        if sum_ is not None and without in held and with_ not in held:
            held[with_] = held[without] + sum_
    for sized, meter, vcores in by_the_vcore(tables.prices):
        if sized in held and meter not in held:
            held[meter] = told(held[sized], 1 / Decimal(vcores))
    for meter, price in held.items():
        if meter not in known:
            yield Told(meter, price)


def tell_all(tables: Tables, region: str, meter: Meter, keys: Mapping[Meter, Decimal]) -> list[Decimal]:
    """What prices of a region tell of another, the finest first.

    Nothing if only one other product's do where regions are not plain, nor in a new region if only one price does.
    """
    finest = sorted(keys, key=lambda key: (tables.half(key) / keys[key], key))
    said = [(key, price) for key in finest if (price := tables.tell(key, keys[key], meter, region)) is not None]
    products = {key.product for key, _ in said}
    enough = region in PLAIN or products <= {meter.product} or len(products) > 1
    enough = enough and (region in OLD or len(said) > 1)
    return [price for _, price in said] if enough else []


def alike(tables: Tables, meter: Meter, prices: list[Decimal]) -> bool:
    """True if what others tell of a price is one thing."""
    slack = max(AGREE * prices[0], 2 * tables.half(meter)) if prices else 0
    return bool(prices) and all(abs(price - prices[0]) <= slack for price in prices)


def left_out(tables: Tables, members: list[Meter]) -> Counter[str]:
    """How many prices of the regions recorded others would tell, had each been the one without a table."""
    result: Counter[str] = Counter()
    for key, meter in permutations(members, 2):
        regions = tables.regions(key, meter, newest=False)
        bounds = {region: tables.bounds(key, meter, region) for region in regions}
        for region in regions:
            rest = [other for other in regions if other != region]
            if not tables.proves(key, rest):
                continue
            if not tables.fine(key, tables.prices[key][region]) and not tables.equal(key, meter, rest):
                continue
            if max(bounds[r][0] for r in rest) > min(bounds[r][1] for r in rest):
                continue
            ratio = median(tables.prices[meter][r] / tables.prices[key][r] for r in rest)
            result[verdict(tables, meter, told(tables.prices[key][region], ratio), tables.prices[meter][region])] += 1
    return result


def verdict(tables: Tables, meter: Meter, found: Decimal, true: Decimal) -> str:
    """How near a price is that others tell."""
    if abs(found - true) <= TOLERANCE * true:
        return "right"
    return "right but for the last digit" if abs(found - true) <= 2 * tables.half(meter) else "wrong"


def read_again(tables: Tables, known: Mapping[str, Mapping[Meter, Decimal]]) -> dict[str, Counter[str]]:
    """How near each price that was read is to what others that are known there tell, by family."""
    result: defaultdict[str, Counter[str]] = defaultdict(Counter)
    groups = families(tables.prices)
    for region, meter, true in recorded():
        for name, members in groups.items() if region not in ODD else ():
            others = {key: known[region][key] for key in members if key != meter and key in known[region]}
            found = tell_all(tables, region, meter, others) if meter in members else []
            if alike(tables, meter, found):
                result[name][verdict(tables, meter, found[0], true)] += 1
            elif found:
                result[name]["left out, since others differ"] += 1
    return result


def main(folder: Path) -> None:
    """Print how far one price of a family tells the others."""
    from tools.seed import azure

    catalogue = azure.build(folder, lambda _: None)
    tables, known = azure.family_tables(catalogue)
    again = read_again(tables, known)
    total: Counter[str] = Counter()
    for name, members in families(tables.prices).items():
        found = left_out(tables, members)
        total += found
        print(f"{name} ({len(members)} meters): {_counts(found)}; of those read {_counts(again[name])}")
    print(f"together: {_counts(total)}; of those read {_counts(sum(again.values(), Counter()))}")
    sums = {tables.licence(without, with_) for without, with_ in licences(tables.prices)}
    print(f"licences of Windows: {', '.join(str(sum_) for sum_ in sorted(s for s in sums if s))}")
    vcores: Counter[str] = Counter()
    for sized, meter, count in by_the_vcore(tables.prices):
        for region in tables.regions(sized, meter, newest=True):
            one, true = told(tables.prices[sized][region], 1 / Decimal(count)), tables.prices[meter][region]
            near = abs(one - true) <= Decimal("0.0005")
            vcores["right" if abs(one - true) <= TOLERANCE * true else "right to $0.0005" if near else "wrong"] += 1
    print(f"PostgreSQL by the vCore: {_counts(vcores)}")


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in sorted(found.items())) or "none"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
