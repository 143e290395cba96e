"""The result of a run as data: result.json. Names are FOCUS's; amounts are decimal text.

document(report)   Report -> Document, the structs of costgate/schemas/report.schema.json
encode(document)   their text
load(raw)          result.json -> Report, so that a later stage, without the plan, can render and post it
"""

from costgate.result.reading import load
from costgate.result.shape import Document, schema
from costgate.result.writing import document, encode

__all__ = ["Document", "document", "encode", "load", "schema"]
