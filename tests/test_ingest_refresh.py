"""A refresh makes the catalogue better or leaves it as it was, byte for byte."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from costgate.__main__ import run
from costgate.catalogue import Catalogue
from costgate.errors import CatalogueError
from costgate.ingest import shards, spool, swap, verify
from costgate.ingest.feeds import Wanted
from costgate.ingest.refresh import Job, Outcome, Terms, refresh
from costgate.ingest.shards import Row
from costgate.ingest.transport import Pace
from costgate.model import PriceQuery
from tests.conftest import ROOT
from tests.served import Answer, Line, Server, body, feed, index, nobody, serving, status, vendor

OLD: list[Line] = [(f"Meter-{i:03}", "Hours", f"{i + 1}.5") for i in range(100)]
NEW: list[Line] = [(meter, unit, f"{Decimal(price) + 1}") for meter, unit, price in OLD]
SHARD = "aws/AmazonEC2/eu-west-1.csv"
DAY = "2026-02-01"
TERMS = Terms(pace=Pace(tries=2, first_wait=0, read=0.5))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setitem(sys.modules, "costgate.ingest.aws", vendor())
    monkeypatch.setitem(sys.modules, "costgate.ingest.aws_savings", nobody())
    with serving() as found:
        found.on("/index.json", body(index(("AmazonEC2", "eu-west-1", DAY), ("AmazonS3", "eu-west-1", DAY)), etag=""))
        found.on("/AmazonEC2/eu-west-1", body(feed(NEW)))
        found.on("/AmazonS3/eu-west-1", body(feed(NEW)))
        yield found


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A catalogue with a service that is refreshed, and two others, one of them by the word of a page."""
    root = tmp_path / "catalogue"
    root.mkdir()
    of = {"AmazonEC2": "list@2026-01-31", "AmazonS3": "list@2026-01-31", "AWSLambda": "page@2026-01-31"}
    sources = {s: {"title": s, "url": "https://example.com", "as_of": "2026-01-31"} for s in set(of.values())}

    def rows(lines: list[Line], source: str) -> list[Row]:
        return [Row(m, "", "on_demand", u, Decimal(0), Decimal(p), "SKU", source) for m, u, p in lines]

    shards.write(root, {("aws", s, "eu-west-1"): rows(OLD, source) for s, source in of.items()}, sources)
    return root


def job(server: Server, service: str = "AmazonEC2") -> Job:
    return Job("aws", server.url, Wanted(frozenset({service})))


def content(root: Path) -> dict[str, bytes]:
    return {f.relative_to(root).as_posix(): f.read_bytes() for f in sorted(root.rglob("*")) if f.is_file()}


def price(root: Path, service: str = "AmazonEC2", meter: str = "Meter-000") -> Decimal | None:
    found = Catalogue(root).find("aws", PriceQuery(service, meter, "", "on_demand", None), "eu-west-1")
    return found.effective_tiers[0].unit_price if found else None


def refused(into: Path, server: Server, match: str) -> CatalogueError:
    """The error of a refresh that leaves everything as it was."""
    before = content(into)
    with pytest.raises(CatalogueError, match=match) as caught:
        refresh(into, into, [job(server)], TERMS)
    assert content(into) == before
    return caught.value


def test_refresh_takes_the_feed_and_keeps_the_rest(server: Server, into: Path) -> None:
    lambda_before = content(into)["aws/AWSLambda/eu-west-1.csv"]
    outcome = refresh(into, into, [job(server)], TERMS)
    assert outcome == Outcome((SHARD,), 0)
    assert price(into) == Decimal("2.5")
    assert price(into, "AmazonS3") == Decimal("1.5")
    assert content(into)["aws/AWSLambda/eu-west-1.csv"] == lambda_before
    assert not list(verify.problems(into))
    assert Catalogue(into).manifest.sources[f"feed@{DAY}"].title == "The feed"
    assert {p.name for p in into.parent.iterdir()} == {"catalogue", ".catalogue.lock", ".catalogue.previous"}


def test_first_refresh_starts_from_the_base_and_leaves_that_alone(server: Server, into: Path, tmp_path: Path) -> None:
    before = content(into)
    refresh(tmp_path / "new" / "place", into, [job(server)], TERMS)
    assert content(into) == before
    assert price(tmp_path / "new" / "place") == Decimal("2.5")
    assert price(tmp_path / "new" / "place", "AWSLambda") == Decimal("1.5")


def test_same_version_is_not_fetched_again(server: Server, into: Path) -> None:
    refresh(into, into, [job(server)], TERMS)
    before = content(into)
    assert refresh(into, into, [job(server)], TERMS) == Outcome((), 1)
    assert server.count("/AmazonEC2/eu-west-1") == 1
    assert content(into) == before


def test_faults_that_pass_are_no_failure(server: Server, into: Path) -> None:
    data = feed(NEW)
    server.on("/index.json", status(429, Retry_After="0"), body(index(("AmazonEC2", "eu-west-1", DAY))))
    server.on("/AmazonEC2/eu-west-1", body(data, cut=700), body(data))
    refresh(into, into, [job(server)], TERMS)
    assert price(into, meter="Meter-099") == Decimal("101.5")


FAULTS: dict[str, tuple[Callable[[], list[Answer]], str]] = {
    "500": (lambda: [status(500)], "500 Internal"),
    "404": (lambda: [status(404)], "404"),
    "cut off": (lambda: [body(feed(NEW), cut=100)], "times in a row"),
    "wrong length": (lambda: [body(feed(NEW), length=99_999)], "times in a row"),
    "too short a length": (lambda: [body(feed(NEW)[:701])], "middle of a line"),
    "bomb": (lambda: [body(gzip.compress(bytes(100_000_000)))], "no price list"),
    "broken gzip": (lambda: [body(gzip.compress(feed(NEW))[:-9])], "too early"),
    "other host": (lambda: [status(302, Location="http://example.com/x")], "another host"),
    "proxy": (lambda: [body(b"<html>\r\n")], "not as expected"),
    "no number": (lambda: [body(feed([*NEW, ("A", "Hours", "free")]))], "not as expected"),
    "not finite": (lambda: [body(feed([*NEW, ("A", "Hours", "NaN")]))], "no price"),
    "negative": (lambda: [body(feed([*NEW, ("A", "Hours", "-1")]))], "no price"),
    "unit changed": (
        lambda: [body(feed([("Meter-000", "GB", "2.5"), *NEW[1:]]))],
        "the unit changed from Hours to GB",
    ),
    "unknown unit": (lambda: [body(feed([*NEW, ("A", "10K Hrs", "1")]))], "unit '10K Hrs'"),
    "half gone": (lambda: [body(feed(NEW[::2]))], "50 of 100 rows are gone"),
    "all gone": (lambda: [body(b"")], "it has no price"),
    "tenfold": (lambda: [body(feed([("Meter-000", "Hours", "15.1"), *NEW[1:]]))], "from 1.5 to 15.1 per Hours"),
    "a tenth": (lambda: [body(feed([("Meter-000", "Hours", "0.1"), *NEW[1:]]))], "from 1.5 to 0.1 per Hours"),
    "nothing": (lambda: [body(feed([("Meter-000", "Hours", "0"), *NEW[1:]]))], "from 1.5 to 0 per Hours"),
    "two prices": (lambda: [body(feed([*NEW, ("Meter-000", "Hours", "9")]))], "two prices for one key"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_leaves_the_catalogue_as_it_was(fault: str, server: Server, into: Path) -> None:
    answers, match = FAULTS[fault]
    server.on("/AmazonEC2/eu-west-1", *answers())
    refused(into, server, match)
    server.on("/AmazonEC2/eu-west-1", body(feed(NEW), etag='"2"'))
    server.on("/index.json", body(index(("AmazonEC2", "eu-west-1", "2026-02-02"))))
    refresh(into, into, [job(server)], TERMS)
    assert price(into) == Decimal("2.5"), "the next run is not hurt"


def test_collision_names_both_skus(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", body(feed([*NEW, ("Meter-000", "Hours", "9")])))
    error = refused(into, server, "two prices")
    assert "2.5 of SKU SKU" in error.message
    assert "9 of SKU SKU" in error.message


def test_twenty_in_a_hundred_rows_may_go_and_tenfold_may_be(server: Server, into: Path) -> None:
    lines = [("Meter-000", "Hours", "15"), *NEW[1:80]]
    server.on("/AmazonEC2/eu-west-1", body(feed(lines)))
    refresh(into, into, [job(server)], TERMS)
    assert price(into) == 15
    assert price(into, meter="Meter-099") is None


def test_accepted_objection_is_told_and_nothing_is_fetched_twice(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", body(feed(NEW[::2])))
    refused(into, server, "are gone")
    outcome = refresh(into, into, [job(server)], Terms(accept=True))
    assert outcome.objections == (f"{SHARD}: 50 of 100 rows are gone",)
    assert server.count("/AmazonEC2/eu-west-1") == 1
    assert price(into, meter="Meter-001") is None


def test_feed_that_has_nothing_of_what_is_wanted_says_so(server: Server, into: Path) -> None:
    server.on("/index.json", body(index()))
    refused(into, server, "nothing of AmazonEC2")


def test_index_that_is_another_thing_is_an_error(server: Server, into: Path) -> None:
    server.on("/index.json", body(b'{"error": "no"}'))
    refused(into, server, "not as expected: KeyError")


def test_vendor_without_a_reader_is_an_error(server: Server, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", _nowhere)
    refused(into, server, "cannot read the feed of aws yet")


def _nowhere(name: str) -> None:
    raise ModuleNotFoundError(name=name)


def test_one_failure_of_two_jobs_changes_nothing_and_the_rerun_does_not_start_over(server: Server, into: Path) -> None:
    server.on("/AmazonS3/eu-west-1", status(500))
    before = content(into)
    jobs = [job(server), job(server, "AmazonS3")]
    with pytest.raises(CatalogueError, match="500"):
        refresh(into, into, jobs, Terms(parallel=1, pace=TERMS.pace))
    assert content(into) == before
    server.on("/AmazonS3/eu-west-1", body(feed(NEW)))
    assert len(refresh(into, into, jobs, TERMS).changed) == 2
    assert server.count("/AmazonEC2/eu-west-1") == 1


KILLED = """
import os, sys
from pathlib import Path
from costgate.ingest import refresh, swap, staging
from costgate.ingest.feeds import Wanted
from tests.served import vendor
sys.modules["costgate.ingest.aws"] = vendor()
into, url, where = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def die(*_):
    os._exit(9)

if where == "journal":
    add = staging.Staging.add
    def added(self, found, *rest):
        if found.service == "AmazonS3":
            die()
        return add(self, found, *rest)
    staging.Staging.add = added
elif where == "assembled":
    refresh.verify.problems = die
elif where == "swap":
    refresh.swap = die
else:
    swap._exchanged = lambda *_: False
    rename = Path.rename
    def renamed(self, to):
        if self.name.endswith(".next"):
            die()
        return rename(self, to)
    Path.rename = renamed
jobs = [refresh.Job("aws", url, Wanted(frozenset({s}))) for s in ("AmazonEC2", "AmazonS3")]
refresh.refresh(into, into, jobs, refresh.Terms(parallel=1))
"""


@pytest.mark.parametrize("where", ["journal", "assembled", "swap", "between"])
def test_process_that_is_killed_leaves_the_catalogue_and_the_rerun_goes_on(
    where: str, server: Server, into: Path
) -> None:
    before = content(into)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(into), server.url, where], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 9, done.stderr.decode()
    if where == "between":
        assert not into.exists(), "the system has no exchange, and the machine stopped between two steps"
        swap.recover(into)
    assert content(into) == before
    refresh(into, into, [job(server), job(server, "AmazonS3")], TERMS)
    assert price(into) == price(into, "AmazonS3") == Decimal("2.5")
    assert server.count("/AmazonEC2/eu-west-1") == 1, "what was finished is not fetched again"


def test_journal_that_was_cut_off_loses_its_last_line_only(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", body(feed(NEW[::2])))
    refused(into, server, "gone")
    journal = into.parent / ".catalogue.staging" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + journal.read_bytes()[:-40])
    refresh(into, into, [job(server)], Terms(accept=True))
    assert server.count("/AmazonEC2/eu-west-1") == 1


def test_staged_shard_that_was_damaged_is_made_again(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", body(feed(NEW[::2])))
    refused(into, server, "gone")
    (into.parent / ".catalogue.staging" / SHARD).write_bytes(b"x")
    refresh(into, into, [job(server)], Terms(accept=True))
    assert not list(verify.problems(into))


def test_staged_shard_of_another_endpoint_is_not_taken(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", body(feed(NEW[::2])))
    refused(into, server, "gone")
    server.on("/mirror/index.json", body(index(("AmazonEC2", "eu-west-1", DAY))))
    server.on("/mirror/AmazonEC2/eu-west-1", body(feed(NEW)))
    refresh(into, into, [Job("aws", f"{server.url}/mirror", Wanted(frozenset({"AmazonEC2"})))], TERMS)
    assert server.count("/mirror/AmazonEC2/eu-west-1") == 1
    assert price(into, meter="Meter-001") == Decimal("3.5")


def test_two_refreshes_at_a_time_are_refused(server: Server, into: Path) -> None:
    with swap.at_work(into), pytest.raises(CatalogueError, match="already"):
        refresh(into, into, [job(server)], TERMS)


def test_folder_that_is_no_catalogue_is_never_replaced(server: Server, tmp_path: Path, into: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.tex").write_text("dear")
    with pytest.raises(CatalogueError, match=r"holds thesis\.tex"):
        refresh(home, into, [job(server)], TERMS)
    assert (home / "thesis.tex").read_text() == "dear"
    assert not server.asked


def test_service_of_estimates_alone_stays_if_a_feed_lacks_it_unless_it_is_named(server: Server, into: Path) -> None:
    lambda_shards = {n: s for n, s in Catalogue(into).manifest.shards.items() if "AWSLambda" in n}
    code, out = cli("prices", "refresh", "aws", "--endpoint", server.url, "--into", into, "--accept")
    assert code == 0, out
    assert "has nothing of AWSLambda; what the catalogue has of it stays" in out
    assert "2 shards changed" in out
    assert {n: s for n, s in Catalogue(into).manifest.shards.items() if "AWSLambda" in n} == lambda_shards
    code, out = cli("prices", "refresh", "aws", "--service", "AWSLambda", "--endpoint", server.url, "--into", into)
    assert (code, "has nothing of AWSLambda" in out) == (4, True)


def test_place_that_cannot_be_written_is_exit_4(server: Server, into: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    options = ("--service", "AmazonEC2", "--endpoint", server.url, "--into", tmp_path / "file" / "x")
    code, out = cli("prices", "refresh", "aws", *options)
    assert (code, "cannot be written" in out) == (4, True)
    assert cli("prices", "pull", zipped(into, tmp_path / "a.zip"), "--into", tmp_path / "file" / "x")[0] == 4


def test_disk_that_is_full_is_an_error_and_changes_nothing(
    server: Server, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("costgate.ingest.staging.save", full)
    refused(into, server, "No space left")
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "costgate.ingest.aws", vendor())
    monkeypatch.setattr(shutil, "copyfile", full)
    refused(into, server, "No space left")


def test_shard_that_is_in_a_feed_twice_is_refused(server: Server, into: Path) -> None:
    server.on("/index.json", body(index(*[("AmazonEC2", "eu-west-1", DAY)] * 2)))
    refused(into, server, "in the feed twice")


def test_damaged_catalogue_is_not_refreshed_into_a_damaged_one(server: Server, into: Path) -> None:
    (into / "aws/AWSLambda/eu-west-1.csv").write_bytes(b"half a ca")
    refused(into, server, "AWSLambda/eu-west-1.csv: is not what the manifest says")


@pytest.mark.parametrize("exchange", [True, False])
def test_swap_keeps_the_previous_catalogue(exchange: bool, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not exchange:
        monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    old = content(into)
    new = swap.beside(into, "next")
    shutil.copytree(into, new)
    (new / "manifest.json").write_text("{}")
    swap.swap(new, into)
    assert (into / "manifest.json").read_text() == "{}"
    assert content(swap.beside(into, "previous")) == old
    assert not new.exists()


def test_many_rows_are_sorted_on_disk_as_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "RUN", 7)
    rows = [
        Row(f"é{i % 5}\r\n,", f'"{i % 3}', "on_demand", "Hours", Decimal(i * 7 % 100), Decimal(i % 5), f"{i}", "s@d")
        for i in range(100)
    ]
    with spool.Spool(tmp_path) as spooled:
        for row in rows:
            spooled.add(row)
        assert list(spooled.rows()) == sorted(rows, key=lambda row: (*shards.order(row), row.sku))
    assert not list(tmp_path.iterdir())


def cli(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and all that is printed."""
    runner = CliRunner()
    with runner.isolation() as streams:
        code = run([str(a) for a in arguments])
    return code, streams[2].getvalue().decode()


def test_command_tells_what_a_feed_held_that_is_left_out(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", body(feed([*NEW, ("Meter-X", "", "1"), ("Meter-Y", "", "1")])))
    code, out = cli("prices", "refresh", "aws", "--service", "AmazonEC2", "--endpoint", server.url, "--into", into)
    assert code == 0, out
    assert "aws/AmazonEC2/eu-west-1: 100 rows; left out: 2 broken\n" in out


def test_command_refreshes_what_its_options_name(server: Server, into: Path) -> None:
    code, out = cli("prices", "refresh", "aws", "--service", "AmazonEC2", "--endpoint", server.url, "--into", into)
    assert code == 0, out
    assert "aws/AmazonEC2/eu-west-1: 100 rows" in out
    assert "1 shards changed" in out
    assert f"COSTGATE_CATALOGUE={into}" in out
    assert price(into) == Decimal("2.5")
    assert price(into, "AmazonS3") == Decimal("1.5")


def test_command_that_fails_is_exit_4(server: Server, into: Path) -> None:
    server.on("/AmazonEC2/eu-west-1", status(403))
    code, out = cli("prices", "refresh", "--service", "AmazonEC2", "--endpoint", f"aws={server.url}", "--into", into)
    assert code == 4
    assert "Nothing was changed" in out


def test_command_for_a_plan_asks_for_its_shards_only(
    server: Server, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from costgate.cli.prices.refresh import _needed

    plan = ROOT / "examples" / "web" / "plan.json"
    monkeypatch.chdir(plan.parent)
    needed = _needed("plan.json", ROOT / "pricing_data")
    assert needed
    assert {vendor for vendor, _ in needed} == {"aws"}
    assert ("aws", "AmazonEC2") in needed
    assert all(wanted.regions and wanted.kinds == {"on_demand"} for wanted in needed.values())
    shards = [(service, region) for (_, service), wanted in needed.items() for region in wanted.regions]
    server.on("/index.json", body(index(*((*shard, DAY) for shard in shards), ("X", "y", DAY))))
    for service, region in shards:
        server.on(f"/{service}/{region}", body(feed(NEW)))
    code, out = cli("prices", "refresh", "--for", plan, "--endpoint", f"aws={server.url}", "--into", into, "--accept")
    assert code == 0, out
    asked = {path for path, _ in server.asked} - {"/index.json"}
    assert asked == {f"/{service}/{region}" for service, region in shards}


def test_service_that_neither_the_catalogue_nor_the_feed_has_is_a_failure(
    server: Server, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = ROOT / "examples" / "web" / "plan.json"
    monkeypatch.chdir(plan.parent)
    held = [(service, region) for service in ("AmazonEC2", "AmazonS3") for region in ("us-east-1", "eu-west-1")]
    server.on("/index.json", body(index(*((*shard, DAY) for shard in held))))
    for service, region in held:
        server.on(f"/{service}/{region}", body(feed(NEW)))
    code, out = cli("prices", "refresh", "--for", plan, "--endpoint", f"aws={server.url}", "--into", into, "--accept")
    assert code == 4
    assert "Check --service and --region" in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--endpoint", "http://x"], "which vendor"),
        (["--service", "Nothing"], "no service Nothing"),
        (["aws", "--region", "us-easty"], "the catalogue has no us-easty of aws"),
        (["--for", "plan.json", "--region", "x"], "without it"),
    ],
)
def test_command_that_makes_no_sense_is_exit_2(options: list[str], told: str, into: Path) -> None:
    code, out = cli("prices", "refresh", *options, "--into", into)
    assert code == 2
    assert told in out


def test_variable_names_the_catalogue(into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSTGATE_CATALOGUE", str(into))
    code, out = cli("prices", "status")
    assert (code, str(into) in out) == (0, True)
    monkeypatch.setenv("COSTGATE_CATALOGUE", str(into / "nowhere"))
    code, out = cli("prices", "status")
    assert code == 4
    assert "COSTGATE_CATALOGUE" in out


def zipped(root: Path, to: Path, prefix: str = "", more: Mapping[str, bytes] = {}) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {**content(root), **more}.items():
            file.writestr(prefix + name, data)
    return to


@pytest.fixture
def archive(server: Server, into: Path, tmp_path: Path) -> Path:
    """A zipped catalogue that is fresher than the one at `into`."""
    refresh(tmp_path / "theirs", into, [job(server)], TERMS)
    return zipped(tmp_path / "theirs", tmp_path / "prices.zip", "prices/")


def test_pull_swaps_a_zipped_catalogue_in(archive: Path, into: Path) -> None:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    code, out = cli("prices", "pull", archive, "--sha256", digest, "--into", into)
    assert code == 0, out
    assert price(into) == Decimal("2.5")


def test_pull_from_an_address(archive: Path, into: Path, server: Server) -> None:
    server.on("/prices.zip", body(archive.read_bytes()))
    code, out = cli("prices", "pull", f"{server.url}/prices.zip", "--into", into)
    assert code == 2
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    code, out = cli("prices", "pull", f"{server.url}/prices.zip", "--sha256", digest, "--into", into)
    assert code == 0, out
    assert price(into) == Decimal("2.5")


def half(root: Path, to: Path) -> Path:
    zipped(root, to)
    to.write_bytes(to.read_bytes()[: to.stat().st_size // 2])
    return to


BAD: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "slip": (lambda r, t: zipped(r, t, more={"../../x.csv": b"x"}), "leads out"),
    "absolute": (lambda r, t: zipped(r, t, more={"/x/y/z.csv": b"x"}), "leads out"),
    "backslash": (lambda r, t: zipped(r, t, more={"aws/..\\..\\b/x.csv": b"x"}), "leads out"),
    "other file": (lambda r, t: zipped(r, t, more={"run.sh": b"x"}), "no part of a catalogue"),
    "bomb": (lambda r, t: zipped(r, t, more={"aws/a/b.csv": bytes(50_000_000)}), "bomb"),
    "stray shard": (lambda r, t: zipped(r, t, more={"aws/a/b.csv": b"x"}), "not in the manifest"),
    "damaged": (lambda r, t: zipped(r, t, more={SHARD: b"x"}), "not what the manifest says"),
    "no manifest": (lambda _, t: zipped(t.parent / "nowhere", t), "expected a catalogue"),
    "half": (half, "no sound zip"),
}


@pytest.mark.parametrize("how", BAD)
def test_bad_archive_is_refused_and_nothing_changes(how: str, into: Path, tmp_path: Path) -> None:
    make, match = BAD[how]
    bad = make(into, tmp_path / "bad.zip")
    before = content(into)
    code, out = cli("prices", "pull", bad, "--into", into)
    assert code == 4
    assert match in out
    assert content(into) == before
    assert {p.name for p in tmp_path.iterdir()} <= {"catalogue", "bad.zip", ".catalogue.lock"}


def test_link_in_an_archive_is_refused(into: Path, tmp_path: Path) -> None:
    bad = zipped(into, tmp_path / "bad.zip")
    with zipfile.ZipFile(bad, "a") as file:
        link = zipfile.ZipInfo("aws/a/b.csv")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    code, out = cli("prices", "pull", bad, "--into", into)
    assert (code, "is a link" in out) == (4, True)


def test_archive_of_another_digest_or_with_rows_gone_is_refused(
    archive: Path, into: Path, server: Server, tmp_path: Path
) -> None:
    before = content(into)
    code, out = cli("prices", "pull", archive, "--sha256", "0" * 64, "--into", into)
    assert (code, "has the sha256" in out) == (4, True)
    server.on("/index.json", body(index(("AmazonEC2", "eu-west-1", "2026-03-01"))))
    server.on("/AmazonEC2/eu-west-1", body(feed(NEW[:50])))
    refresh(tmp_path / "theirs", into, [job(server)], Terms(accept=True))
    less = zipped(tmp_path / "theirs", tmp_path / "less.zip")
    code, out = cli("prices", "pull", less, "--into", into)
    assert (code, "50 of 100 rows are gone" in out) == (4, True)
    assert content(into) == before
    assert cli("prices", "pull", less, "--into", into, "--accept")[0] == 0


def test_diff_tells_counts_and_what_moved_most_first(into: Path, server: Server, tmp_path: Path) -> None:
    lines = [("Meter-000", "Hours", "12"), *NEW[2:], ("New|one", "GB", "1")]
    server.on("/AmazonEC2/eu-west-1", body(feed(lines)))
    refresh(tmp_path / "new", into, [job(server)], TERMS)
    code, out = cli("prices", "diff", into, tmp_path / "new", "--top", "2")
    assert code == 0, out
    assert [line.split() for line in out.splitlines()[1:3]] == [
        ["aws/AmazonEC2", "1", "1", "99"],
        ["all", "1", "1", "99"],
    ]
    assert "+700.0 %  aws/AmazonEC2/eu-west-1 Meter-000 on_demand: $1.50 -> $12.00 per Hours" in out.replace(
        " per Hours ->", " ->"
    )
    assert len(out.splitlines()) == 5
    code, out = cli("prices", "diff", into, tmp_path / "new", "--format", "markdown", "--top", "1")
    assert "| all | 1 | 1 | 99 |" in out
    assert "| +700.0 % | <code>aws/AmazonEC2/eu-west-1 Meter-000 on&#95;demand</code> |" in out
    assert cli("prices", "diff", into, into) == (0, "No price moved.\n")
