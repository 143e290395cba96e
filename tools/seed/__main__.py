"""Build pricing_data/ from a folder of published price tables: python -m tools.seed TABLES [VENDOR...].

TABLES holds on_demand.csv.gz, commitments_spot_and_local_zones.csv.gz and reference_prices.csv.gz. The result is
deterministic: the same tables give the same bytes.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

from costgate.ingest import shards

ROOT = Path(__file__).resolve().parents[2] / "pricing_data"
VENDORS = ("aws", "azure", "google")


def main() -> None:
    """Seed the vendors that the command line names, else all."""
    tables, *chosen = sys.argv[1:]
    for vendor in chosen or VENDORS:
        seed = importlib.import_module(f"tools.seed.{vendor}")
        rows, sources = seed.shards(Path(tables))
        shutil.rmtree(ROOT / vendor, ignore_errors=True)
        shards.forget(ROOT, vendor)
        shards.write(ROOT, rows, sources)
        print(f"{vendor}: {sum(map(len, rows.values())):,} rows in {len(rows):,} shards")


if __name__ == "__main__":
    main()
