"""The AWS Price List, bulk files: index of services -> index of regions -> one file of a service and region.

Without an account or a key. Of a file's two forms the CSV is read; from a server that does not have it, such as a
mirror of what the indices link to, the JSON. Both give the same rows.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from costgate.errors import CatalogueError
from costgate.ingest import aws_lines, aws_tables
from costgate.ingest.aws_offer import Offer
from costgate.ingest.feeds import AbsentError, Fetch, Found, Origin, Wanted
from costgate.ingest.lines import AGAIN

T = TypeVar("T")

ENDPOINT = "https://pricing.us-east-1.amazonaws.com"
INDEX = "/offers/v1.0/aws/index.json"
ESTIMATES = ("aws-page-", "infracost-estimates@")
UNREAD = frozenset({"AmazonWorkSpaces"})
"""Their lists tell the prices of one usage type apart by what is not read, such as volumes."""
STATUS = "`costgate prices status` lists the services that it has."


def feeds(fetch: Fetch, endpoint: str, wanted: Wanted) -> Iterator[Found]:
    """The shards of the services and regions that are wanted, one after the other; their rows are read when asked."""
    base = endpoint.rstrip("/")
    found = offers(fetch, base)
    for service in sorted(wanted.services or aws_tables.meters().keys() & found.keys()):
        if service not in aws_tables.meters():
            raise CatalogueError(f"costgate asks for no price of the AWS service {service}", STATUS)
        if service in UNREAD:
            continue
        if service not in found:
            raise AbsentError(f"{base + INDEX} has no service {service}", STATUS)
        yield from _service(fetch, base, service, found[service], wanted)


def offers(fetch: Fetch, base: str) -> dict[str, Mapping[str, Any]]:
    """Service -> where its files are."""
    found = _mapping(field(fetch.json(base + INDEX), "offers", base + INDEX), base + INDEX)
    return {service: _mapping(offer, base + INDEX) for service, offer in found.items()}


def _service(fetch: Fetch, base: str, service: str, offer: Mapping[str, Any], wanted: Wanted) -> Iterator[Found]:
    index = base + path(field(offer, "currentRegionIndexUrl", base + INDEX), base + INDEX)
    answer = fetch.json(index)
    date = str(field(answer, "publicationDate", index))
    paths = regions(answer, "currentVersionUrl", index)
    if not paths:  # one file has all of them, or nothing of a region
        whole = path(field(offer, "currentVersionUrl", base + INDEX), base + INDEX)
        paths = dict.fromkeys((*sorted(aws_tables.regions()), aws_tables.GLOBAL), whole)
    origin = Origin(f"AWS Price List, {service}", index, date[:10])
    for region, link in sorted(paths.items()):
        if region in wanted.regions or (not wanted.regions and region in {*aws_tables.regions(), aws_tables.GLOBAL}):
            forms = (partial(form, service=service) for form in (aws_lines.from_csv, aws_lines.from_json))
            lines = either(fetch, base + link, *forms)
            rows = Offer(lines, service, region, f"aws-price-list-{service}@{origin.as_of}", base + link)
            stays = partial(aws_tables.named_by_us, service) if service in aws_tables.OUR_NAMES else None
            yield Found("aws", service, region, rows, origin, f"{link}@{date}", rows.skipped, stays=stays)


Read = Callable[[Iterable[bytes], str], Iterator[T]]
"""(chunks, url) -> what a file holds."""


def either(fetch: Fetch, url: str, from_csv: Read[T], from_json: Read[T]) -> Iterator[T]:
    """What the file at `url` holds: its CSV, else the JSON that an index links to."""
    csv = f"{url.removesuffix('.json')}.csv"
    try:
        with fetch.stream(csv) as chunks:
            yield from from_csv(chunks, csv)
    except AbsentError:
        with fetch.stream(url) as chunks:
            yield from from_json(chunks, url)


def regions(answer: Any, link: str, url: str) -> dict[str, str]:
    """Region -> path of its file. "aws-global" is the catalogue's "global"."""
    listed = field(answer, "regions", url)
    entries = list(listed.values()) if isinstance(listed, Mapping) else listed
    if not isinstance(entries, list):
        raise CatalogueError(f"{url}: `regions` is no list of regions", AGAIN)
    found = {}
    for entry in entries:
        code = str(field(entry, "regionCode", url))
        name = aws_tables.GLOBAL if code in aws_tables.ANYWHERE else code
        found[name] = path(field(entry, link, url), url)
    return found


def path(value: Any, url: str) -> str:
    """An index's link: a path of the same server, and nothing else."""
    if not isinstance(value, str) or not value.startswith("/") or value.startswith("//") or "/../" in value:
        raise CatalogueError(f"{url} links to {value!r}, expected a path of the same server", AGAIN)
    return value


def _mapping(value: Any, url: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CatalogueError(f"{url} is not built as AWS documents it", AGAIN)
    return value


def field(value: Any, name: str, url: str) -> Any:
    """A member that AWS documents."""
    found = _mapping(value, url).get(name)
    if found is None:
        raise CatalogueError(f"{url} has no `{name}` where AWS documents one", AGAIN)
    return found
