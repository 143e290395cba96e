"""Write costgate/resources/google/machine_types.csv: python -m tools.seed.google_shapes TABLES.

What the price table says of each predefined machine type, and the local disks that come with it. A shared-core type has
the part of a core that it is billed for.
"""

from __future__ import annotations

import csv
import sys
from decimal import Decimal
from pathlib import Path

from costgate.ingest.google_tables import COMPUTE as GCE
from tools.seed.google import lines

OUTPUT = Path(__file__).resolve().parents[2] / "costgate" / "resources" / "google" / "machine_types.csv"
HEADER = ("machine_type", "vcpu", "memory_gib", "gpu", "gpu_count", "local_ssd_gib")
# The table's name of a GPU -> Terraform's accelerator type.
GPUS = {
    "a100": "nvidia-tesla-a100",
    "a100-80gb": "nvidia-a100-80gb",
    "h100-80gb": "nvidia-h100-80gb",
    "h100-80gb-mega": "nvidia-h100-mega-80gb",
    "l4": "nvidia-l4",
    "rtx6000": "nvidia-rtx-pro-6000",
}

# Local disks by family and vCPUs: https://docs.cloud.google.com/compute/docs/disks/local-ssd,
# https://docs.cloud.google.com/compute/docs/storage-optimized-machines. The types' prices say the same: see the tests.
DISK, LARGE_DISK = 375, 3000
LSSD = {
    "c3": {4: 1, 8: 2, 22: 4, 44: 8, 88: 16, 176: 32},
    "c3d": {8: 1, 16: 1, 30: 2, 60: 4, 90: 8, 180: 16, 360: 32},
    "c4": {4: 1, 8: 1, 16: 2, 24: 4, 32: 5, 48: 8, 96: 16, 144: 24, 192: 32, 288: 48},
    "c4a": {4: 1, 8: 2, 16: 4, 32: 6, 48: 10, 64: 14, 72: 16},
    "c4d": {8: 1, 16: 1, 32: 2, 48: 4, 64: 6, 96: 8, 192: 16, 384: 32},
}
Z3 = {
    "highlssd": {8: 1, 16: 2, 22: 3, 32: 4, 44: 6, 88: 12, 192: 24},
    "standardlssd": {14: 1, 22: 2, 44: 3, 88: 6, 176: 12},
}
DISKS_A_GPU = {"a2-ultragpu": 1, "a3-highgpu": 2, "a3-megagpu": 2}


def local_ssd(name: str, vcpus: int, gpus: int) -> int:
    """GiB of the local disks that come with a machine type."""
    family, kind = name.split("-")[:2]
    if family == "z3":
        return LARGE_DISK * Z3["standardlssd" if "standardlssd" in name else "highlssd"][vcpus]
    if "-lssd" in name:
        return DISK * LSSD[family][vcpus]
    return DISK * DISKS_A_GPU.get(f"{family}-{kind}", 0) * gpus


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
            name = facts["machineType"]
            disks = local_ssd(name, int(facts["vcpu"]), int(Decimal(count or 0)))
            shapes[name] = (name, str(facts["vcpu"]), memory, GPUS.get(gpu, ""), count, str(disks or ""))
    with OUTPUT.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(shapes[name] for name in sorted(shapes))
    print(f"{len(shapes)} machine types")


if __name__ == "__main__":
    main()
