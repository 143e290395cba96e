"""costgate prices refresh: a fresher catalogue from the vendors' own feeds."""

from __future__ import annotations

import gc
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from costgate.catalogue import KINDS, Catalogue, embedded_root, place_of
from costgate.cli._common import region_defaults
from costgate.cli.prices._place import accept_option, into_option, place, tell_use
from costgate.errors import ConfigError
from costgate.model import VENDORS
from costgate.text import plain

if TYPE_CHECKING:
    from costgate.ingest.feeds import Wanted
    from costgate.ingest.refresh import Job


@click.command()
@click.argument("vendors", nargs=-1, type=click.Choice(VENDORS), metavar="[VENDOR]...")
@click.option("--service", "services", multiple=True, metavar="NAME", help="Only this service; repeatable.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Only this region; repeatable.")
@click.option("--for", "plan", metavar="PLAN", help="Exactly the prices that this plan needs.")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    metavar="KIND",
    help=f"Only this kind of price ({', '.join(KINDS)}); repeatable.",
)
@click.option(
    "--endpoint", "endpoints", multiple=True, metavar="[VENDOR=]URL", help="A mirror of a vendor's feed; repeatable."
)
@click.option(
    "--lose",
    type=click.IntRange(0, 100),
    default=20,
    show_default=True,
    metavar="PERCENT",
    help="How much of its rows a shard may lose.",
)
@click.option("--parallel", type=click.IntRange(1, 16), default=4, show_default=True, help="Documents at a time.")
@into_option
@accept_option
def command(
    vendors: tuple[str, ...],
    services: tuple[str, ...],
    regions: tuple[str, ...],
    kinds: tuple[str, ...],
    plan: str | None,
    endpoints: tuple[str, ...],
    lose: int,
    parallel: int,
    into: Path | None,
    accept: bool,
) -> None:
    """Fetch the vendors' public price lists, and swap them in if they are sound.

    Needs a network. The last good catalogue stays on any failure, and a run that was interrupted goes on where it
    stopped. Without --service and --region, all that the catalogue has is refreshed; without --kind, in each way to
    buy it. On-demand prices alone are much the smaller part.

    \b
    costgate prices refresh aws --service AmazonEC2 --region eu-west-1
    costgate prices refresh aws --kind on_demand
    costgate prices refresh --for plan.json
    """
    from decimal import Decimal

    from costgate.ingest.refresh import Terms, refresh

    gc.enable()  # see __main__: this run is long
    folder = place(into)
    base = folder if (folder / "manifest.json").exists() else embedded_root()
    mirrors = _mirrors(endpoints, vendors)
    if plan is not None and (services or regions or kinds):
        raise ConfigError("--for says which prices: --service, --region and --kind go without it", "Leave one out.")
    if plan is not None:
        wishes = _needed(plan, base)
    else:
        wishes = _named(base, vendors, frozenset(services), frozenset(regions), frozenset(kinds))
    asked = {key: wish for key, wish in wishes.items() if not vendors or key[0] in vendors}
    jobs = _jobs(asked, mirrors, frozenset(services), base)
    if not jobs and plan is not None:
        raise ConfigError("there is nothing to refresh", "The plan asks for no price, or not of these vendors.")
    if not jobs:
        named = " or ".join(sorted({*services, *regions}))
        raise ConfigError(
            f"the catalogue has no {named} of {' or '.join(vendors) or 'any vendor'}",
            "See `prices status`; to fetch a region that it does not have, name --service too.",
        )
    terms = Terms(accept=accept, share=Decimal(lose) / 100, parallel=parallel)
    outcome = refresh(folder, base, jobs, terms, lambda text: click.echo(plain(text, 400), err=True))
    for objection in outcome.objections:
        click.echo(f"accepted: {plain(objection, 400)}", err=True)
    click.echo(f"{folder}: {len(outcome.changed):,} shards changed, {outcome.unchanged:,} had nothing new")
    tell_use(folder)


def _mirrors(endpoints: tuple[str, ...], vendors: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in endpoints:
        vendor, equals, url = text.partition("=")
        if equals and vendor in VENDORS:
            found[vendor] = url.rstrip("/")
        elif len(vendors) == 1:
            found[vendors[0]] = text.rstrip("/")
        else:
            raise ConfigError(f"--endpoint {text}: of which vendor is it?", "Name it: --endpoint aws=https://...")
    return found


Wishes = dict[tuple[str, str], "Wanted"]
"""(vendor, service) -> what of it."""


def _named(
    base: Path, vendors: tuple[str, ...], services: frozenset[str], regions: frozenset[str], kinds: frozenset[str]
) -> Wishes:
    """What the options name, among the services that the catalogue has."""
    from costgate.ingest.feeds import Wanted

    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for shard in map(place_of, Catalogue(base).manifest.shards):
        held[shard.vendor, shard.service].add(shard.region)
    unknown = services - {service for _, service in held}
    if unknown and len(vendors) != 1:
        raise ConfigError(f"the catalogue has no service {min(unknown)}", "Name its vendor, or see `prices status`.")
    keys = [
        key
        for key, there in held.items()
        if (not services or key[1] in services) and (services or not regions or regions & there)
    ]
    keys += [(vendors[0], service) for service in unknown]
    return {key: Wanted(frozenset({key[1]}), regions, kinds) for key in keys}


class _Asked(Catalogue):
    """A catalogue that remembers what it was asked for, whether it has that or not."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked: set[str] = set()

    def _shard(self, name: str) -> str:
        self.asked.add(name)
        return super()._shard(name)


def _needed(plan: str, base: Path) -> Wishes:
    """The services and regions whose prices are asked for when `plan` is priced."""
    from costgate import config
    from costgate.diff import compare
    from costgate.ingest.feeds import Wanted
    from costgate.plan import load_plan
    from costgate.usage import Usage

    settings = config.load(None)
    asked = _Asked(base)
    compare(load_plan(plan, plan, region_defaults(settings)), asked, Usage(settings.usage_file))
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for shard in map(place_of, asked.asked):
        found[shard.vendor, shard.service].append((shard.region, shard.kind))
    return {
        key: Wanted(frozenset({key[1]}), frozenset(r for r, _ in shards), frozenset(k for _, k in shards))
        for key, shards in found.items()
    }


def _sources(base: Path) -> dict[tuple[str, str], set[str]]:
    """Where the catalogue's prices are from, by vendor and service."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, shard in Catalogue(base).manifest.shards.items():
        vendor, service, *_ = place_of(name)
        found[vendor, service].update(shard.sources)
    return found


SAVINGS = {"aws": "aws_savings"}
"""Readers of the savings plans that are not in a vendor's other feed: a file of theirs is of many services."""


def _jobs(wishes: Wishes, mirrors: dict[str, str], named: frozenset[str], base: Path) -> list[Job]:
    """A job for each service, and one for the savings plans of those whose regions are the same.

    A feed may lack a service of which the catalogue has estimates alone, unless it is `named`.
    """
    from costgate.ingest.feeds import Wanted
    from costgate.ingest.refresh import Job, reader

    jobs, saved, sources = [], defaultdict(set), _sources(base)
    for (vendor, service), wanted in sorted(wishes.items()):
        apart = {"savings"} if vendor in SAVINGS else set()
        if not wanted.kinds or wanted.kinds - apart:
            module = reader(vendor)
            found = sources[vendor, service]
            estimated = bool(found) and all(source.startswith(module.ESTIMATES) for source in found)
            may_lack = estimated and service not in named
            jobs.append(Job(vendor, mirrors.get(vendor) or module.ENDPOINT, wanted, may_lack=may_lack))
        if apart and (not wanted.kinds or wanted.kinds & apart):
            saved[vendor, wanted.regions].add(service)
    for (vendor, regions), services in saved.items():
        feed = SAVINGS[vendor]
        wanted = Wanted(frozenset(services), regions)
        jobs.append(Job(feed, mirrors.get(vendor) or reader(feed).ENDPOINT, wanted, may_lack=True))
    return jobs
