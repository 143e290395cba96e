"""Rego policies, evaluated by regopy (an optional extra) in a child process of their own.

A child can be stopped when its time is up, and has no environment: `opa.runtime()` would show tokens otherwise. Rules
have no network: the engine lacks `http.send`, and what it lacks is refused before a rule could be silently undefined.

    data.costgate.deny, warn, note    on costgate's JSON (docs/configuration.md): texts, or objects with msg
    data.infracost.deny               on Infracost's JSON 0.2: objects with msg and failed, as its own rules give them
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from costgate.errors import ConfigError

QUERIES = {
    "data.costgate.deny": "json",
    "data.costgate.warn": "json",
    "data.costgate.note": "json",
    "data.infracost.deny": "infracost-json",
}
"""What is asked of the rules, and the format of its input."""

NETWORK = re.compile(r"\b(http\.send|net\.lookup_ip_addr)\b")
"""Functions of OPA that reach the network. https://www.openpolicyagent.org/docs/policy-reference"""

_CHILD = (
    "import json, sys; job = json.load(sys.stdin); sys.path[:] = job['path']; "
    "from costgate.rego import serve; json.dump(serve(job), sys.stdout)"
)


def evaluate(modules: Mapping[str, str], inputs: Mapping[str, str], seconds: int) -> dict[str, list[Any]]:
    """Query -> what the rules of `modules` (name -> source) give for `inputs` (format -> JSON); only what is defined.

    Raises ConfigError, with file and line where they are known, if the rules are wrong or take more than `seconds`.
    """
    for name, source in modules.items():
        _refuse_network(name, source)
    job = {"path": [p for p in sys.path if p], "modules": dict(modules), "inputs": dict(inputs)}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and text, no shell
            [sys.executable, "-I", "-c", _CHILD],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        names = ", ".join(modules)
        raise ConfigError(
            f"the rules of {names} took more than {seconds} seconds",
            "Look for a loop over too much, or set `timeout_seconds` of the policy `rego`.",
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        told = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or f"exit {done.returncode}"
        raise ConfigError(f"the rules of {', '.join(modules)} broke the engine: {told}", _REMEDY) from None
    if "error" in answer:
        raise ConfigError(_located(answer["error"], modules), answer.get("remedy", _REMEDY))
    found: dict[str, list[Any]] = answer["found"]
    return found


_REMEDY = "Try the rule with `opa eval`, or see docs/configuration.md."


def _refuse_network(name: str, source: str) -> None:
    for number, line in enumerate(source.splitlines(), 1):
        found = NETWORK.search(re.sub(r'"(?:[^"\\]|\\.)*"|`[^`]*`|#.*', "", line))
        if found:
            raise ConfigError(f"{name}:{number}: {found[1]} is not available: rules have no network", _REMEDY)


def _located(error: str, modules: Mapping[str, str]) -> str:
    """The engine's error in words: it counts characters, people count lines."""
    message = re.search(r"\(errormsg \d+:(.*?)\)\n", error, re.DOTALL) or re.search(r"\(errormsg \d+:(.*)\)", error)
    words = message[1] if message else error.strip().partition("\n")[0]
    for name, offset in re.findall(r"\(error \d+:(.*?)\|(\d+)\|\d+", error):
        if name in modules:
            line = modules[name].encode()[: int(offset)].count(b"\n") + 1
            return f"{name}:{line}: {words}"
    return _at_function(words, modules)


def _at_function(words: str, modules: Mapping[str, str]) -> str:
    """An error that names a function and no place: the place where it is called."""
    function = re.fullmatch(r"Function not found: (\S+)", words)
    if function:
        for name, source in modules.items():
            for number, line in enumerate(source.splitlines(), 1):
                if re.search(rf"\b{re.escape(function[1])}\(", line):
                    return f"{name}:{number}: there is no function {function[1]}"
    return f"{', '.join(modules)}: {words}"


# In the child


def serve(job: Mapping[str, Any]) -> dict[str, Any]:
    """Evaluate every query of a job. Runs in the child alone: the engine may end its process."""
    try:
        import regopy  # type: ignore[import-untyped] # an optional extra, without types
    except ImportError:
        return {"error": "Rego needs the package regopy", "remedy": "pip install 'costgate-ci[rego]'"}
    found = {}
    for query, form in QUERIES.items():
        engine = regopy.Interpreter()
        engine.log_level = regopy.LogLevel.NONE
        try:
            for name, source in job["modules"].items():
                engine.add_module(name, source)
            engine.set_input(json.loads(job["inputs"][form]))
            output = engine.query(query)
        except json.JSONDecodeError as error:
            return {"error": error.doc}
        except regopy.RegoError as error:
            return {"error": str(error)}
        if not output.ok():
            return {"error": str(output)}
        values = output.results[0].expressions
        if values:
            items = _items(values[0])
            broken = next((i for i in items if isinstance(i, str) and i.startswith("(error")), None)
            if broken is not None:
                return {"error": broken}
            found[query] = items
    return {"found": found}


def _items(value: Any) -> Sequence[Any]:
    """The members of a set. The engine gives a set of the old syntax, `deny[x] { ... }`, as keys of an object."""
    if not isinstance(value, dict):
        return value if isinstance(value, list) else [value]
    return [_member(key) for key in value]


def _member(key: str) -> Any:
    try:
        return json.loads(key) if key.startswith(("{", "[")) else key
    except ValueError:
        return key
