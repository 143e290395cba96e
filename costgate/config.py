"""costgate.yml -> Config. The types below are the schema: schemas/config.schema.json is generated from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from costgate import waivers
from costgate.catalogue import Overlay
from costgate.errors import ConfigError
from costgate.model import Exchange
from costgate.money import is_amount
from costgate.policies import Policy, all_policies
from costgate.savings import Schedule
from costgate.terms import LIST_CURRENCY, Discount, Terms
from costgate.waivers import Baseline, Waiver
from costgate.yamlfile import Place, YamlFile

FILE = "costgate.yml"

CurrencyCode = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="A currency's code of ISO 4217: EUR.")]

Key = Annotated[
    str, Meta(pattern=r"^\S(.*\S)?$", max_length=100, description="Tells several comments on one pull request apart.")
]

ALWAYS = ("errored-plan", "unpriced")
"""Policies that are asked even if no file mentions them, or mentions them with nothing in it."""


class Regions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where resources are whose region the plan does not tell, by vendor."""

    aws: str | None = None
    azure: str | None = None
    google: str | None = None


class OverlayEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of the team's own prices, in a currency."""

    path: str
    currency: CurrencyCode = LIST_CURRENCY


class CurrencyEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The currency of every amount, limits included: `rate` is what one US dollar is worth in it, as of `date`."""

    code: CurrencyCode
    rate: Decimal
    date: date

    def __post_init__(self) -> None:
        """Nothing may be worth nothing, and no currency is worth 19 digits."""
        if not is_amount(self.rate) or self.rate <= 0:
            raise ValueError(f"rate is {self.rate}, expected a number above 0")


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a team wants of the gate."""

    version: Literal[1]
    regions: Regions = Regions()
    usage_file: Annotated[str, Meta(description="The usage file, relative to this file.")] | None = None
    overlays: Annotated[
        tuple[str | OverlayEntry, ...], Meta(description="Price overlay folders, relative to this file.")
    ] = ()
    waivers: tuple[Waiver, ...] = ()
    baseline: Annotated[str, Meta(description="The file of known violations, relative to this file.")] | None = None
    discounts: Annotated[tuple[Discount, ...], Meta(description="The first that fits a price counts.")] = ()
    currency: CurrencyEntry | None = None
    schedules: Annotated[dict[str, Schedule], Meta(description="By name. For `costgate recommend`.")] = {}
    key: Key = "default"
    policies: Any = None


class Settings(Struct, frozen=True):
    """A configuration with its policies made and its paths resolved."""

    policies: tuple[Policy, ...]
    regions: Mapping[str, str] = {}
    usage_file: Path | None = None
    overlays: tuple[Overlay, ...] = ()
    terms: Terms = Terms()
    schedules: Mapping[str, Schedule] = {}
    waivers: tuple[Waiver, ...] = ()
    proposed: tuple[Waiver, ...] = ()
    baseline: Baseline = Baseline()
    baseline_file: Path | None = None
    key: str = "default"

    def with_overlays(self, first: tuple[Path, ...]) -> Settings:
        """The same with overlays that go before the configured ones."""
        return msgspec.structs.replace(self, overlays=(*map(Overlay, first), *self.overlays))


def is_key(text: str) -> bool:
    """True if a text can be the key of a comment: one line of at most 100 characters."""
    try:
        msgspec.convert(text, Key)
    except msgspec.ValidationError:
        return False
    return text.splitlines() == [text]


def load(path: Path | None, name: str = "") -> Settings:
    """The settings of `path`, of ./costgate.yml if it is None and there, else the defaults.

    `name` is what messages call the file. Raises ConfigError with every mistake and its line.
    """
    if path is None:
        if not Path(FILE).exists():
            return Settings(_with_defaults({}))
        path = Path(FILE)
    file = YamlFile(path, name, "Check the path, or write one with `costgate init`.")
    if not isinstance(file.data, dict):
        raise ConfigError(f"{file.name} is not a configuration: expected keys such as `version` and `policies`", _INIT)
    try:
        config: Any = msgspec.convert(file.data, config_type())
    except msgspec.ValidationError as error:
        raise ConfigError("\n".join(_mistakes(file, str(error))), "The schema is in docs/configuration.md.") from None
    chosen: dict[str, tuple[Policy, ...]] = {}
    if config.policies is not UNSET and config.policies is not None:
        for ident, field in _fields().items():
            value = getattr(config.policies, field)
            if value is not UNSET and value is not None:
                chosen[ident] = value if isinstance(value, tuple) else (value,)
    home = path.parent
    return Settings(
        policies=tuple(policy.at(home) for policy in _with_defaults(chosen)),
        regions={k: v for k, v in msgspec.structs.asdict(config.regions).items() if v},
        usage_file=home / config.usage_file if config.usage_file else None,
        overlays=tuple(
            Overlay(home / o) if isinstance(o, str) else Overlay(home / o.path, o.currency) for o in config.overlays
        ),
        terms=_terms(config),
        schedules=config.schedules,
        waivers=config.waivers,
        baseline=_baseline(home / config.baseline) if config.baseline else Baseline(),
        baseline_file=home / config.baseline if config.baseline else None,
        key=config.key,
    )


def based(path: Path | None, base: Path | None, shown: str = "") -> Settings:
    """The settings of `base`, by which the change that brings `path` along is judged.

    Only the usage file is that of `path`: a change that adds a resource says how it is used. Waivers that `base` lacks
    are proposals. Without a `base` there is nothing to be loosened: the policies of `path` judge, and its waivers and
    baseline wait until they are there. `shown` stands before the base's name in messages.
    """
    head = load(path)
    if base is None:
        return msgspec.structs.replace(head, waivers=(), proposed=head.waivers, baseline=Baseline(), baseline_file=None)
    settings = load(base, f"{shown}{path or FILE}" if shown else "")
    proposed = tuple(w for w in head.waivers if w not in settings.waivers)
    return msgspec.structs.replace(settings, usage_file=head.usage_file, proposed=proposed, baseline_file=None)


def _baseline(path: Path) -> Baseline:
    """The baseline of a file. Raises ConfigError if it is not there, or is none."""
    try:
        return waivers.read(path.read_bytes(), str(path))
    except OSError as error:
        raise ConfigError(
            f"{path}, the baseline, cannot be read: {error.strerror}",
            "Write it with `costgate baseline RESULT.json`, or take `baseline:` out.",
        ) from None


def _terms(config: Config) -> Terms:
    """What the file says of discounts and currency."""
    currency = config.currency
    exchange = Exchange(currency.code, currency.rate, currency.date.isoformat()) if currency else None
    return Terms(config.discounts, exchange)


_INIT = "`costgate init` writes a commented one."


def _with_defaults(chosen: Mapping[str, tuple[Policy, ...]]) -> tuple[Policy, ...]:
    made = dict(chosen)
    for ident in ALWAYS:
        made[ident] = made.get(ident) or (all_policies()[ident](),)
    return tuple(policy for ident in sorted(made) for policy in made[ident])


def _fields() -> dict[str, str]:
    """Ident -> attribute of the policies struct."""
    return {ident: ident.replace("-", "_") for ident in all_policies()}


@cache
def config_type() -> Any:
    """`Config` with a field for every policy that there is."""
    policies = msgspec.defstruct(
        "Policies",
        [
            (field, all_policies()[ident] | tuple[all_policies()[ident], ...] | None | UnsetType, UNSET)  # type: ignore[misc]
            for ident, field in _fields().items()
        ],
        rename={field: ident for ident, field in _fields().items()},
        frozen=True,
        forbid_unknown_fields=True,
    )
    return msgspec.defstruct(
        "Config",
        [("policies", policies | None, None)],
        bases=(Config,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of costgate.yml."""
    made = msgspec.json.schema(config_type())
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "costgate.yml", **_numbers(made)}
    made["$defs"] = dict(sorted(made["$defs"].items()))
    return made


def _numbers(value: Any) -> Any:
    """Msgspec writes Decimal as text; in YAML an amount is a number."""
    if isinstance(value, dict):
        if value.get("format") == "decimal":
            return {"type": "number", **{k: v for k, v in value.items() if k not in {"type", "format"}}}
        return {k: _numbers(v) for k, v in value.items()}
    return [_numbers(v) for v in value] if isinstance(value, list) else value


def _mistakes(file: YamlFile, fallback: str) -> Iterator[str]:
    """Every mistake with its line. The struct says that something is wrong; the schema says all that is."""
    import jsonschema  # imported here: only a broken file needs it

    validator = jsonschema.Draft202012Validator(schema())
    found = False
    mistakes = validator.iter_errors(msgspec.to_builtins(file.data))
    for error in sorted(mistakes, key=lambda e: (file.line(tuple(e.absolute_path)), str(e.message))):
        for place, text in _told(error, file):
            found = True
            yield f"{file.at(place)}: {text}"
    if not found:
        message, _, where = fallback.partition(" - at `$")
        place = tuple(
            int(p) if p.isdigit() else p for p in where.rstrip("`").replace("[", ".").replace("]", "").split(".") if p
        )
        yield f"{file.at(place)}: {message}"


def _told(error: Any, file: YamlFile) -> Iterator[tuple[Place, str]]:
    """A schema error in words; of alternatives, the one that was meant."""
    place = tuple(error.absolute_path)
    if error.validator == "anyOf" and error.context:
        branches: dict[int, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        # The alternative that was meant is one whose type fits: its mistakes lie inside.
        meant = [
            b
            for b in branches.values()
            if not any(e.validator == "type" and e.absolute_path == error.absolute_path for e in b)
        ]
        for inner in min(meant or branches.values(), key=len):
            yield from _told(inner, file)
        return
    if error.validator == "additionalProperties":
        from difflib import get_close_matches

        known = sorted(error.schema.get("properties", {}))
        for key in sorted(set(error.instance) - set(known)):
            near = get_close_matches(str(key), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; expected one of {', '.join(known)}"
            yield (*place, str(key)), f"unknown key{hint}"
    elif error.validator == "required":
        missing = [k for k in error.validator_value if k not in error.instance]
        yield place, f"{', '.join(missing)} is missing"
    elif error.validator in {"enum", "const"}:
        wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        yield place, f"{error.instance!r} is not one of {', '.join(map(str, wanted))}"
    elif error.validator == "type":
        kinds = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
        yield place, f"{error.instance!r} is not of type {' or '.join(kinds)}"
    else:
        yield place, error.message
