"""Meters that Azure's regions share: the price list gives them one id, and so one price, in all of them.

A meter whose id is the same in all regions recorded, ten or more, the newest with them, is entered in every region
that no table has. Where the newest, Mexico Central, lacks it or has an id of its own (and mostly a tenth more to pay)
but all others share one, which opened until 2021, it is entered in regions as old, but for four that ask more.

    python -m tools.seed.azure_shared TABLES

counts how far that holds. All 1,074 ids of several regions have one price, and all 138 prices that are known from
elsewhere are the same; of meters that are not entered in newer regions 71 of 82 would have been, in the four 7 of 9.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from costgate.ingest.azure_tables import MACHINES

EVERYWHERE = 10
NEWEST = "mexicocentral"
OLD = frozenset(
    {
        *("australiacentral", "australiacentral2", "australiasoutheast", "canadaeast", "eastasia", "eastus"),
        *("francecentral", "germanywestcentral", "japanwest", "koreacentral", "northcentralus", "norwayeast"),
        *("southafricanorth", "southcentralus", "southindia", "switzerlandnorth", "uaenorth", "ukwest"),
        *("westcentralus", "westus", "westus3"),
    }
)
"""Regions opened until 2021, as Sweden Central was, of those that no table has whole. The years are those of
https://datacenters.microsoft.com/globe/explore/ as sparecores/sc-crawler quotes them; a region without one is not here.
"""

APART = frozenset({"norwayeast", "southafricanorth", "switzerlandnorth", "uaenorth"})
"""Regions as old that ask more for some meters which the others share: of 9 that were read there two are dearer, and of
eight that cost the same elsewhere two (azure_recorded.csv)."""

PLAIN = OLD - APART
"""Regions in which what the others share, or what costs the same in all of them, costs that: so do all 73 prices of
either that were read one by one, and all 264 of storage in France Central, but not those of storage in West US."""


def shared(ids: Mapping[str, str]) -> tuple[str, bool] | None:
    """The id of a meter that others share, and if new regions do; None if there is none.

    `ids` has the meter's id in each region recorded.
    """
    elsewhere = {id_ for region, id_ in ids.items() if region != NEWEST}
    if len(ids) < EVERYWHERE or len(elsewhere) > 1 or "" in elsewhere:
        return None
    (id_,) = elsewhere
    return id_, ids.get(NEWEST) == id_


def main(tables: Path) -> None:
    """Print how far regions share meters."""
    from tools.seed import azure
    from tools.seed.azure_offers import RECORDED, Key

    catalogue = azure.build(tables, lambda _: None)
    prices: defaultdict[tuple[Key, str], list[object]] = defaultdict(list)
    for key, offer in catalogue.offers.items():
        if offer.source.startswith("azure-retail@") and key.service != MACHINES and offer.sku:
            prices[key._replace(region=""), offer.sku].append((offer.unit, offer.tiers))
    several = [found for found in prices.values() if len(found) > 1]
    print(f"ids of several regions: {len(several):,}, with one price {sum(len(set(x)) == 1 for x in several):,}")
    for everywhere in (True, False):
        same: Counter[tuple[str, bool]] = Counter()
        meters = [(key, offer) for key, offer, everywhere_ in azure.sharing(catalogue) if everywhere_ == everywhere]
        for key, offer in meters:
            for region in sorted(azure.public_regions(catalogue)):
                held = catalogue.offers.get(key._replace(region=region))
                if held and held.rank[0] == RECORDED and not held.source.startswith("azure-retail@"):
                    same[region, (held.unit, held.tiers) == (offer.unit, offer.tiers)] += 1
        print(f"meters that {'all regions' if everywhere else 'those opened until 2021'} share: {len(meters)}")
        for (region, equal), number in sorted(same.items()):
            print(f"  known in {region} and {'the same' if equal else 'another'}: {number}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
