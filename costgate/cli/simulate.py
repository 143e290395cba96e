"""costgate simulate: which past runs would have failed under other policies."""

from __future__ import annotations

import json
from pathlib import Path

import click

from costgate import money
from costgate.errors import PlanError
from costgate.simulate import PERCENTS, Measure, Run, fails, measures, replay
from costgate.text import counted, plain


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT.json...", type=click.Path(path_type=Path))
@click.option(
    "--policy", type=click.Path(path_type=Path), metavar="FILE",
    help="The costgate.yml to try; default ./costgate.yml if it is there.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As data.")
def command(results: tuple[Path, ...], policy: Path | None, as_json: bool) -> None:
    """Ask which past runs would have failed under the policies of a file, and which limits they suggest.

    RESULT.json is what `costgate check --output json=RESULT.json` wrote: keep one for each change, and policies can be
    tried before they block anybody. Nothing fails here.

    \b
    costgate simulate --policy new.yml results/*.json
    """
    from costgate import config, result

    settings = config.load(policy)
    runs = []
    for path in results:
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise PlanError(f"{path} cannot be read: {error.strerror}", "Name a result of `costgate check`.") from None
        report = result.load(raw, str(path))
        runs.append(replay(str(path), report, settings.policies, settings.waivers))
    if as_json:
        click.echo(json.dumps(_data(runs), indent=2))
    else:
        _print(runs)


def _print(runs: list[Run]) -> None:
    failing = [run for run in runs if fails(run)]
    width = max(len(plain(run.name)) for run in runs)
    for run in runs:
        why = fails(run)
        cost, currency = run.report.diff.effective_cost, run.report.diff.currency
        then = "failed then" if run.report.result == "fail" else "passed then"
        words = f"would fail: {', '.join(why)}" if why else "would pass"
        added = f"{money.change(cost.delta, currency):>14}"
        click.echo(f"{'✗' if why else '✓'} {plain(run.name):<{width}}  {added}  {words} ({then})")
    share = f"{len(failing) * 100 / len(runs):.0f} %"
    click.echo(f"\n{len(failing)} of {counted(len(runs), 'run')} would fail ({share}).")
    currencies = {run.report.diff.currency for run in runs}
    if len(currencies) > 1:
        click.echo("Their amounts are in several currencies, so they suggest no limits.")
        return
    click.echo(f"\n{'Share of runs that a limit lets pass':<42}" + "".join(f"{f'{p} %':>14}" for p in PERCENTS))
    for measure in measures(runs):
        shown = "".join(f"{_value(measure, p, min(currencies)):>14}" for p in PERCENTS)
        click.echo(f"{measure.setting:<42}{shown}")
        click.echo(f"  {measure.what}; {counted(len(measure.values), 'run')}")


def _value(measure: Measure, percent: int, currency: str) -> str:
    found = measure.percentile(percent)
    return f"{found:.1f} %" if measure.is_percent else money.money(found, currency)


def _data(runs: list[Run]) -> dict[str, object]:
    one_currency = len({run.report.diff.currency for run in runs}) == 1
    return {
        "runs": [
            {
                "result": run.name,
                "effective_cost_delta": money.plain(run.report.diff.effective_cost.delta),
                "billing_currency": run.report.diff.currency,
                "then": run.report.result,
                "would_fail": fails(run),
            }
            for run in runs
        ],
        "suggestions": {
            m.setting: {str(p): money.plain(m.percentile(p)) for p in PERCENTS}
            for m in (measures(runs) if one_currency else ())
        },
    }
