"""Write costgate/resources/google/machine_types.csv: python -m tools.seed.google_shapes TABLES.

What the price table says of each predefined machine type. A shared-core type has the part of a core that it
is billed for.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from costgate.ingest.google_tables import COMPUTE as GCE
from tools.seed.google import lines

OUTPUT = Path(__file__).resolve().parents[2] / "costgate" / "resources" / "google" / "machine_types.csv"
HEADER = ("machine_type", "vcpu", "memory_gib", "gpu", "gpu_count")
# The table's name of a GPU -> Terraform's accelerator type.
GPUS = {
    "a100": "nvidia-tesla-a100",
    "a100-80gb": "nvidia-a100-80gb",
    "h100-80gb": "nvidia-h100-80gb",
    "h100-80gb-mega": "nvidia-h100-mega-80gb",
    "l4": "nvidia-l4",
    "rtx6000": "nvidia-rtx-pro-6000",
}


def main() -> None:
    """Write the table from the folder of tables that the command line names."""
    shapes: dict[str, tuple[str, ...]] = {}
    for line in lines(Path(sys.argv[1])):
        facts = line.attributes
        if line.service == GCE and line.family == "Compute Instance" and not facts["machineType"].startswith("custom-"):
            gpu = next((name for name in GPUS if name in facts), "")
            count = str(facts[gpu]) if gpu else ""
            memory = (
                f"{facts['memoryGb']:f}".rstrip("0").rstrip(".")
                if "." in str(facts["memoryGb"])
                else str(facts["memoryGb"])
            )
            shapes[facts["machineType"]] = (
                facts["machineType"],
                str(facts["vcpu"]),
                memory,
                GPUS.get(gpu, ""),
                count,
            )
    with OUTPUT.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(shapes[name] for name in sorted(shapes))
    print(f"{len(shapes)} machine types")


if __name__ == "__main__":
    main()
