"""Cut out of GitHub's published descriptions what the tests speak of: python -m tests.forges.cut FOLDER

FOLDER is where `npm i @octokit/openapi @octokit/graphql-schema` was run (both MIT, see LICENSE.octokit). The full files
are 13 MB and 1.2 MB; what is written, github.json and github.graphql, are parts of them, with nothing changed but that
examples and Octokit's own extensions are left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import parse, print_ast
from graphql.language import DefinitionNode, DocumentNode

HERE = Path(__file__).parent

OPERATIONS = {
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("get", "patch", "delete"),
    "/repos/{owner}/{repo}/pulls": ("get",),
}

FIELDS = {
    "Query": ("id", "nodes", "viewer"),
    "User": ("id", "login"),
    "Mutation": ("minimizeComment",),
    "MinimizeCommentInput": ("classifier", "clientMutationId", "subjectId"),
    "MinimizeCommentPayload": ("clientMutationId", "minimizedComment"),
    "Minimizable": ("isMinimized", "minimizedReason"),
    "Node": ("id",),
    "IssueComment": ("id", "isMinimized", "minimizedReason"),
    "ReportedContentClassifiers": (),
}
"""GraphQL type -> the fields of it that are kept; an enumeration keeps all its values."""

LEFT_OUT = ("example", "examples", "externalDocs")


def openapi(document: dict[str, Any]) -> dict[str, Any]:
    """The description of OPERATIONS, with all that they refer to."""
    paths = {}
    for path, methods in OPERATIONS.items():
        paths[path] = {k: v for k, v in document["paths"][path].items() if k in (*methods, "parameters")}
    cut = {"openapi": document["openapi"], "info": _bare(document["info"]), "paths": _bare(paths), "components": {}}
    cut["info"]["title"] = document["info"]["title"]
    queue = list(_references(cut["paths"]))
    while queue:
        _, _, kind, name = queue.pop().split("/")
        home = cut["components"].setdefault(kind, {})
        if name not in home:
            home[name] = _bare(document["components"][kind][name])
            queue.extend(_references(home[name]))
    cut["components"] = {k: dict(sorted(v.items())) for k, v in sorted(cut["components"].items())}
    return cut


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _bare(value: Any, *, names: bool = False) -> Any:
    """Without what describes for readers; `names`: the keys are a schema's properties, whatever they are called."""
    if isinstance(value, dict):
        return {
            k: _bare(v, names=k == "properties" and not names) for k, v in value.items() if names or k not in LEFT_OUT
        }
    return [_bare(v) for v in value] if isinstance(value, list) else value


def graphql(text: str) -> str:
    """The types and fields of FIELDS. Interfaces that are not kept are not implemented either."""
    kept: list[DefinitionNode] = []
    for node in parse(text, no_location=True).definitions:
        name = getattr(getattr(node, "name", None), "value", "")
        if name not in FIELDS:
            continue
        fields = tuple(f for f in getattr(node, "fields", None) or () if f.name.value in FIELDS[name])
        interfaces = tuple(i for i in getattr(node, "interfaces", None) or () if i.name.value in FIELDS)
        parts: dict[str, Any] = {"description": None, "fields": fields, "interfaces": interfaces}
        kept.append(replace(node, **{k: v for k, v in parts.items() if hasattr(node, k)}))
    return print_ast(DocumentNode(definitions=tuple(kept))) + "\n"


if __name__ == "__main__":
    packages = Path(sys.argv[1]) / "node_modules" / "@octokit"
    whole = json.loads((packages / "openapi" / "generated" / "api.github.com.json").read_text())
    (HERE / "github.json").write_text(json.dumps(openapi(whole), separators=(",", ":"), sort_keys=True) + "\n")
    (HERE / "github.graphql").write_text(graphql((packages / "graphql-schema" / "schema.graphql").read_text()))
