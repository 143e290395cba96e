"""Google's machine types are the sum of their parts: so say the prices of the types themselves, in every region."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from costgate.ingest.google_machines import Part, kinds, machines, parts
from costgate.ingest.google_tables import COMPUTE, FAMILIES, UNEXPLAINED, shapes
from costgate.pricing import Side, itemise
from costgate.resources.components import Unpriced
from costgate.resources.google.machines import suspended
from tests import plans
from tests.conftest import ROOT
from tests.ingest import embedded
from tests.plans import block, change, configuration, module, refers

HOME = ROOT / "pricing_data" / "google" / COMPUTE
REGIONS = sorted(file.stem for file in HOME.glob("*.csv") if "." not in file.stem)
PURCHASES = ("on_demand", "spot", "committed-1yr", "committed-3yr")
NEAR = Decimal("1e-6")
"""The embedded prices are rounded sums."""


@cache
def prices(region: str, purchase: str) -> dict[str, Decimal]:
    """What types and parts cost for the first hour."""
    rows = embedded("google", COMPUTE, region, purchase)
    return {meter: Decimal(r["price"]) for (meter, _, how, start), r in rows.items() if how == purchase and not start}


def contradiction(equations: list[tuple[dict[str, Decimal], Decimal]]) -> Decimal:
    """By how much a price differs from what the others say of its parts, at most: elimination, part by part."""
    rest = [(dict(amounts), price) for amounts, price in equations]
    for part in sorted({part for amounts, _ in rest for part in amounts}):
        pivot = max(rest, key=lambda equation: abs(equation[0].get(part, Decimal(0))), default=({}, Decimal(0)))
        if not pivot[0].get(part):
            continue
        rest.remove(pivot)
        for amounts, _ in rest:
            amounts.setdefault(part, Decimal(0))
        rest = [
            (
                {p: a - amounts[part] / pivot[0][part] * pivot[0].get(p, Decimal(0)) for p, a in amounts.items()},
                price - amounts[part] / pivot[0][part] * pivot[1],
            )
            for amounts, price in rest
        ]
        rest = [({p: a for p, a in amounts.items() if p != part and abs(a) > NEAR}, price) for amounts, price in rest]
    return max((abs(price) for _, price in rest), default=Decimal(0))


@pytest.mark.parametrize("purchase", PURCHASES)
@pytest.mark.parametrize("region", REGIONS)
def test_types_of_a_family_agree_on_what_their_parts_cost(region: str, purchase: str) -> None:
    known, families = prices(region, purchase), defaultdict(list)
    for name, found in kinds().items():
        if name in known and not (name.startswith("m2-") and purchase != "on_demand"):
            unknown = {p.meter: p.amount for p in found if p.meter not in known}
            price = known[name] - sum(known[p.meter] * p.amount for p in found if p.meter in known)
            families[name.partition("-")[0]].append((unknown, price))
    wrong = {family: by for family, equations in families.items() if (by := contradiction(equations)) > NEAR}
    assert not wrong


def test_prices_that_do_not_add_up_are_found() -> None:
    equations = [({"Core": Decimal(n), "Ram": Decimal(4 * n)}, Decimal(n)) for n in (2, 4, 8)]
    assert contradiction(equations) < NEAR
    assert contradiction([*equations, ({"Core": Decimal(16), "Ram": Decimal(64)}, Decimal(17))]) > Decimal("0.4")


def test_the_type_that_is_not_put_together_is_not_the_sum_of_its_parts() -> None:
    known = prices("us-central1", "on_demand")
    names = [*UNEXPLAINED, *(name for name in kinds() if name.startswith("m4-"))]
    cores = {name: {k: Decimal(shapes()[name][k]) for k in ("vcpu", "memory_gib")} for name in names}
    assert contradiction([(cores[name], known[name]) for name in names]) > 1


@pytest.mark.parametrize("purchase", ["on_demand", "spot"])
@pytest.mark.parametrize("region", ["us-central1", "europe-west4", "asia-northeast1", "us-east5"])
def test_types_whose_parts_are_embedded_equal_the_embedded_types(region: str, purchase: str) -> None:
    known = prices(region, purchase)
    found = {t.meter: t.tiers[0][1] for t in machines({(m, purchase): p for m, p in known.items() if m in parts()})}
    compared = {name for name, price in found.items() if name in known and abs(price - known[name]) < NEAR}
    assert compared == found.keys() & known.keys()
    whole = {name for name in known.keys() & shapes().keys() if name.partition("-")[0] in FAMILIES}
    assert whole <= compared, "of these families every type is put together, local disks and bare metal too"


def test_every_type_but_one_has_parts() -> None:
    assert shapes().keys() - kinds().keys() == UNEXPLAINED


def test_memory_optimized_machines_pay_a_premium() -> None:
    """Tokyo's rates of M1 and of the premium give Tokyo's price of M2."""
    m1, premium = "Memory-optimized Instance", "Memory Optimized Upgrade Premium for Memory-optimized Instance"
    rates = {f"{m1} Core": "0.0426", f"{m1} Ram": "0.0062", f"{premium} Core": "0.005538", f"{premium} Ram": "0.000806"}
    found = machines({(meter, "on_demand"): Decimal(rate) for meter, rate in rates.items()})
    tokyo = prices("asia-northeast1", "on_demand")
    m2 = {tiers.meter: tiers.tiers for tiers in found if tiers.meter.startswith("m2-")}
    assert {name: tiers[0][1] for name, tiers in m2.items()} == {n: tokyo[n] for n in tokyo if n.startswith("m2-")}
    assert [start for start, _ in m2["m2-ultramem-208"]] == [0, Decimal("182.5"), 365, Decimal("547.5")]


@pytest.mark.parametrize(("term", "core", "ram"), [("1yr", "0.02055", "0.00302"), ("3yr", "0.01045", "0.00153")])
def test_a_committed_m2_has_the_premium_of_a_whole_month(term: str, core: str, ram: str) -> None:
    m1, premium = "Memory-optimized Instance", "Memory Optimized Upgrade Premium for Memory-optimized Instance"
    bought = f"committed-{term}"
    rates = {
        (f"{m1} Core", bought): Decimal(core),
        (f"{m1} Ram", bought): Decimal(ram),
        (f"{premium} Core", "on_demand"): Decimal("0.004524"),
        (f"{premium} Ram", "on_demand"): Decimal("0.000663"),
    }
    found = {t.meter: t.tiers[0][1] for t in machines(rates) if t.purchase == bought and t.meter.startswith("m2-")}
    iowa = prices("us-central1", bought)
    assert found == {name: iowa[name] for name in iowa if name.startswith("m2-")}
    assert found


def test_graphics_machines_have_parts_of_a_gpu() -> None:
    rates = {"G4 Instance Core": "0.04891", "G4 Instance Ram": "0.00587", "RTX 6000 96GB": "1.09565"}
    found = machines({(meter, "on_demand"): Decimal(rate) for meter, rate in rates.items()})
    iowa = prices("us-central1", "on_demand")
    assert {t.meter: t.tiers[0][1] for t in found} == {name: iowa[name] for name in iowa if name.startswith("g4-")}


def test_local_disks_are_billed_by_the_month() -> None:
    assert kinds()["c3-standard-8-lssd"][-1] == Part("SSD backed Local Storage", Decimal(750) / 730)
    assert kinds()["c4-standard-8-lssd"][-1] == Part("C4 Instance Local SSD", Decimal(375) / 730)
    assert kinds()["z3-highmem-22-standardlssd"][-1].meter == "SSD backed Local Storage"


def test_the_home_of_the_prices_is_there() -> None:
    assert Path(HOME).is_dir()
    assert len(REGIONS) > 40


def test_the_memory_of_a_suspended_machine_is_not_nothing_if_its_type_is_not_known() -> None:
    with pytest.raises(Unpriced, match="memory of machine type 'z9-standard-4' is not known"):
        list(suspended("SUSPENDED", "z9-standard-4"))


def test_of_a_machine_known_after_apply_neither_disk_nor_gpus_are_certain() -> None:
    machine = "google_compute_instance.a"
    blocks = {
        "zone": "us-central1-a",
        "boot_disk": [{"initialize_params": [{"image": "debian-cloud/debian-12"}]}],
        "guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 1}],
    }
    written = block(machine, {"machine_type": refers("terraform_data.x.output"), "boot_disk": [{}]})
    plan = plans.read(
        change(machine, blocks, unknown={"machine_type": True}), configuration=configuration(module(written))
    )
    (resource,) = (c.after for c in plan.changes)
    assert resource is not None
    bill = itemise(resource, Side(plan.graph, after=True), {})
    assert not bill.components
    assert [gap.reason for gap in bill.gaps] == ["known only after apply: machine_type"]
