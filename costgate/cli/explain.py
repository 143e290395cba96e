"""costgate explain: where the numbers of one resource come from."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from costgate import config as configuration
from costgate import money
from costgate.catalogue import Catalogue
from costgate.cli._common import catalogue_option, config_option, region_defaults, usage_option
from costgate.errors import ConfigError
from costgate.explain import Evidence, explain
from costgate.model import ZERO, Gap, LineItem, Price, Resource, Tier
from costgate.plan import Plan, load_plan
from costgate.pricing import Side
from costgate.text import plain
from costgate.usage import Usage


@click.command()
@click.argument("plan")
@click.argument("address")
@config_option
@usage_option
@catalogue_option
@click.option("--before", is_flag=True, help="Explain what it costs now, not what it will cost.")
def command(
    plan: str, address: str, config: Path | None, usage_file: Path | None, catalogue: Path | None, before: bool
) -> None:
    """Show where each number of a resource comes from.

    Quantity times unit price, tier by tier; the meter and SKU on the vendor's bill; the catalogue's source and date;
    and the plan attributes, defaults and usage entries behind each quantity.

    \b
    costgate explain plan.json aws_instance.web
    costgate explain plan.json 'module.app["eu"].aws_db_instance.main'
    """
    settings = configuration.load(config)
    usage = Usage(usage_file or settings.usage_file)
    prices = Catalogue(catalogue, settings.overlays, settings.terms)
    read = load_plan(plan, plan, region_defaults(settings))
    resource = _find(read, address, after=not before)
    stated = usage.of(resource.type, address)
    side = Side(
        read.graph,
        after=not before,
        day_of=prices.day_of,
        usage_of=lambda other: usage.of(other.type, other.address),
    )
    bill, evidence = explain(resource, side, prices, stated)
    click.echo(f"{plain(address)}  {resource.type}  {bill.region or resource.region or 'no region'}")
    if bill.free:
        click.echo("This type costs nothing by itself.")
    for item in evidence:
        _print(item, prices)
    for gap in bill.gaps:
        click.echo(f"\nNot priced: {plain(gap.reason, 400)}")
    lines = [e.line for e in evidence if isinstance(e.line, LineItem)]
    by_use = any(line.component.quantity is None for line in lines)
    if by_use:
        click.echo(f"\nA usage file states use: `costgate resources {resource.type}` lists its keys.")
    listed, effective = (
        sum((c for c in costs if c), ZERO)
        for costs in ((line.list_cost for line in lines), (line.effective_cost for line in lines))
    )
    currency, exchange = settings.terms.currency, settings.terms.exchange
    rate = f"; {exchange.words}" if exchange else ""
    at_list = "" if listed == effective else f" ({money.money(listed, currency)} at list prices)"
    unpriced = bool(bill.gaps) or any(isinstance(e.line, Gap) for e in evidence)
    lacking = " and ".join(["what has no price"] * unpriced + ["what depends on use"] * by_use)
    without = f", without {lacking}" if lacking else ""
    cost = f"{money.money(effective, currency)} a month{at_list}{without}"
    if lacking and not effective:
        cost = "What it costs a month is not known"
    click.echo(f"\n{cost}. Catalogue {prices.version}{rate}.")


def _find(plan: Plan, address: str, *, after: bool) -> Resource:
    by_address = {c.address: c for c in plan.changes}
    change = by_address.get(address)
    if change is None:
        instances = sorted((a for a in by_address if a.startswith(f"{address}[")), key=lambda a: (len(a), a))
        near = instances[:3] or get_close_matches(address, by_address, n=3)
        remedy = (
            f"Did you mean {' or '.join(plain(n) for n in near)}?" if near else "`costgate check` lists what changes."
        )
        raise ConfigError(f"{plan.path} has no resource {plain(address)}", remedy)
    side = change.after if after else change.before
    if side is None:
        word = "after" if after else "before"
        raise ConfigError(
            f"{plain(address)} does not exist {word} the change", f"{'Use' if after else 'Leave out'} --before."
        )
    return side


def _print(evidence: Evidence, catalogue: Catalogue) -> None:
    line = evidence.line
    click.echo("")
    if isinstance(line, Gap):
        click.echo(f"{plain(line.component)}: not priced; {plain(line.reason, 400)}")
    else:
        component, price = line.component, line.price
        group = f"{component.group}: " if component.group else ""
        click.echo(f"{group}{plain(component.name)}")
        query = component.price
        if price:
            click.echo(f"  {_sum(line, price)}")
            where = " ".join(w for w in (query.operation, query.purchase) if w)
            click.echo(f"  meter    {query.service} / {plain(query.meter)} / {where} in {price.region}")
            source = catalogue.source(price)
            click.echo(f"  price    {f'SKU {price.sku_id}, ' if price.sku_id else ''}{source}")
            if price.contracted_tiers is not None:
                listed = _tiers(price.tiers, price.currency)
                click.echo(f"  agreed   {plain(price.contract)}, in place of {listed}")
        else:
            click.echo(f"  no price for {query.service} / {plain(query.meter)}, and no quantity to multiply it with")
    for item in evidence.inputs:
        click.echo(f"  from     {plain(item.path)} = {plain(str(item.value))} ({item.origin})")


def _sum(line: LineItem, price: Price) -> str:
    component = line.component
    tiers = _tiers(price.effective_tiers, price.currency)
    if component.quantity is None:
        return f"depends on usage: {tiers} per {component.unit}"
    count = f" × {money.quantity(component.count)}" if component.count != 1 else ""
    cost = price.effective_cost(component.quantity) * component.count
    once = " once, not every month" if component.one_time else ""
    units = f"{money.quantity(component.quantity)} {component.unit}{count}"
    return f"{units} × {tiers} = {money.money(cost, price.currency)}{once}"


def _tiers(tiers: tuple[Tier, ...], currency: str) -> str:
    steps = (
        money.unit_price(t.unit_price, currency) + (f" from {money.quantity(t.start)}" if t.start else "")
        for t in tiers
    )
    return "; ".join(steps)
