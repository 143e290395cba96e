"""The table of models that Azure sells: each line of it has a price somewhere, in the unit that the bill asks in."""

from __future__ import annotations

import csv
from collections import Counter

from costgate.resources.azure.cognitive_deployment import LINES, METERS, MODELS
from tests.conftest import ROOT

TABLE = ROOT / "costgate" / "resources" / f"{METERS}.csv"
PRICES = ROOT / "pricing_data" / "azure" / MODELS

DEPLOYMENTS = {"Standard", "GlobalStandard", "DataZoneStandard", "GlobalBatch", "DataZoneBatch"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_meter_of_a_model_has_a_price_in_some_region() -> None:
    units: dict[str, str] = {}
    for file in PRICES.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as prices:
            units |= {price["meter"]: price["unit"] for price in csv.DictReader(prices)}
    for row in rows():
        meter = f"{row['product']} / {row['sku']} / {row['sku']} {row['what']}"
        assert units.get(meter) == ("Hours" if row["what"] == "Unit" else "Operations"), row


def test_every_line_of_a_model_is_there_once_and_is_one_that_the_bill_knows() -> None:
    keys = Counter(row["line"] for row in rows())
    assert [key for key, times in keys.items() if times > 1] == []
    known = {line.line for line in LINES}
    for key in keys:
        model, _version, deployment, line = key.split(" ")
        assert model == model.lower()
        assert deployment in DEPLOYMENTS
        assert line in known


def test_a_model_that_reads_also_writes_under_the_same_deployment() -> None:
    keys = {row["line"] for row in rows()}
    readers = {key.removesuffix(" input") for key in keys if key.endswith(" input")}
    written = (" output", " audio_output", " image_output")
    assert [key for key in sorted(readers) if not any(key + end in keys for end in written)] == []
