"""Write the published JSON Schemas from the code: python -m tools.schemas. A test checks that they are up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from costgate import config
from costgate import result as report

FOLDER = Path(__file__).parent.parent / "costgate" / "schemas"


def schemas() -> dict[str, dict[str, Any]]:
    """File name -> schema."""
    return {"config.schema.json": config.schema(), "report.schema.json": report.schema()}


def text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    for name, schema in schemas().items():
        (FOLDER / name).write_text(text(schema))
