"""Measure the search for source lines in a large checkout: python -m benchmarks.sources [FILES].

A root module calls modules of ten files each, of 300 lines; every resource of every file is looked up. python-hcl2
parses a few of the same files for comparison.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from costgate import hcl
from costgate.checkout import Checkout

PER_MODULE = 10
RESOURCES = 20
BLOCK = """\
resource "aws_instance" "{name}" {{
  # Sized for the load of the busiest hour
  count         = var.instances
  ami           = data.aws_ami.linux.id
  instance_type = "m5.large"
  user_data     = <<-EOT
    #!/bin/sh
    echo "${{var.greeting}}" > /etc/motd
  EOT

  root_block_device {{
    volume_size = 50
  }}
  tags = merge(var.tags, {{ Name = "${{var.prefix}}-{name}" }})
}}
"""


def write(root: Path, files: int) -> list[str]:
    """A checkout of that many files below `root`; the addresses of its resources."""
    addresses, calls = [], []
    for number in range(files):
        module = f"m{number // PER_MODULE}"
        names = [f"f{number}_{n}" for n in range(RESOURCES)]
        file = root / "modules" / module / f"{number}.tf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(BLOCK.format(name=name) for name in names))
        addresses += [f"module.{module}.aws_instance.{name}[0]" for name in names]
        if number % PER_MODULE == 0:
            calls.append(f'module "{module}" {{\n  source = "./modules/{module}"\n}}\n')
    (root / "main.tf").write_text("\n".join(calls))
    return addresses


def main() -> None:
    """Print the figures."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        addresses = write(root, files)
        sources = {(f"m{n}",): f"./modules/m{n}" for n in range(files // PER_MODULE)}
        size = sum(f.stat().st_size for f in root.rglob("*.tf")) / 1e6
        start = time.perf_counter()
        lines = Checkout().find(root, sources, addresses)
        seconds = time.perf_counter() - start
        found = sum(address in lines for address in addresses)
        print(f"{files} files, {size:.0f} MB, {found} of {len(addresses)} resources: {seconds:.2f} s")
        sample = [f.read_text() for f in sorted((root / "modules").rglob("*.tf"))[:10]]
        start = time.perf_counter()
        hcl.module_source("")
        print(f"python-hcl2, import and grammar: {time.perf_counter() - start:.2f} s")
        import hcl2  # imported here: what it costs is measured above

        start = time.perf_counter()
        for text in sample:
            hcl2.parses_to_tree(text)
        print(f"python-hcl2, syntax trees alone: {(time.perf_counter() - start) / len(sample) * files:.0f} s for all")


if __name__ == "__main__":
    main()
