"""Fetch over HTTP, as a vendor's reader wants it: whole, from the right host, and resumed where it broke off.

A document is first written to a file of `folder`. If the connection breaks, or the run ends, the next try asks for the
rest (Range, If-Range); a document that is whole is asked for with its ETag or date, and kept if it is still the same.
Proxies and certificates are as `requests` has them: HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE.

No message tells a query or a user's name: an API key may stand there. https://requests.readthedocs.io/en/latest/user/advanced/
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from msgspec import Struct

from costgate import __version__
from costgate.errors import CatalogueError, CostgateError
from costgate.ingest.download import Download, WrongRangeError
from costgate.ingest.feeds import LIMIT, AbsentError, UnreachableError
from costgate.ingest.shards import CollisionError
from costgate.ingest.unpack import unpacked
from costgate.retry import after, worth_another_try

CHUNK = 1 << 16
LARGE = 1_000_000
"""Bytes of a document that is told of by its size; of smaller ones the number is told."""

LARGEST = 32 * 1024**3
"""Bytes of a large document, unpacked."""

_ABSENT = frozenset({403, 404, 410})
"""What a server says of a document that it has not. Buckets of S3 say 403 to those who may not list them:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"https": 443, "http": 80}


class Pace(Struct, frozen=True):
    """How patient a transport is: seconds, but for `tries` and `slowest` (bytes a second, over a minute).

    `report` is how long it says nothing while all is well.
    """

    tries: int = 6
    first_wait: float = 1
    longest_wait: float = 120
    connect: float = 10
    read: float = 30
    slowest: int = 1000
    report: float = 10


class _BrokenOffError(Exception):
    """A try failed in a way that another may not. `wait`: what the server asked for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Transport:
    """A `feeds.Fetch` for one endpoint and one thread.

    `tell` hears of retries, and now and then how far it is; `stop` is asked often and may raise.
    """

    def __init__(
        self,
        endpoint: str,
        folder: Path,
        pace: Pace = Pace(),
        tell: Callable[[str], None] = lambda _text: None,
        sleep: Callable[[float], object] = time.sleep,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._origin = origin(endpoint)
        self._folder, self._pace, self._tell, self._sleep, self._stop = folder, pace, tell, sleep, stop
        self._told, self._pages = time.monotonic(), 0
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"costgate/{__version__}"
        self._session.headers["Accept-Encoding"] = "gzip"

    def json(self, url: str, *, limit: int = LIMIT, headers: Mapping[str, str] | None = None) -> Any:
        """See `feeds.Fetch`."""
        file = self._fetched(url, limit, headers or {})
        self._pages += 1
        self._report(url, f"{self._pages:,} pages so far")
        with _doubted(file):
            text = b"".join(unpacked(file.chunks(), shown(url), limit))
            try:
                return json.loads(text, parse_float=Decimal)
            except (ValueError, RecursionError):
                raise CatalogueError(
                    f"{shown(url)} is not JSON: it starts with {text[:40].decode('ascii', 'replace')!r}",
                    "Nothing was changed. Is it the right address, and does a proxy answer in its place?",
                ) from None

    @contextmanager
    def stream(self, url: str) -> Iterator[Iterator[bytes]]:
        """See `feeds.Fetch`. The file is gone once the document was read to its end."""
        file = self._fetched(url, LARGEST, {})
        with _doubted(file):
            yield unpacked(self._watched(file, url), shown(url), LARGEST)
        file.forget()

    def _watched(self, file: Download, url: str) -> Iterator[bytes]:
        read = 0
        for chunk in file.chunks():
            read += len(chunk)
            self._report(url, f"{read / 1e6:,.0f} of {file.size / 1e6:,.0f} MB read")
            yield chunk

    def _report(self, url: str, what: str) -> None:
        if time.monotonic() - self._told >= self._pace.report:
            self._told = time.monotonic()
            self._tell(f"{shown(url)}: {what}")

    def _fetched(self, url: str, limit: int, headers: Mapping[str, str]) -> Download:
        """The file of a document, whole."""
        file = Download(self._folder, url)
        failures, most = 0, file.size
        while not file.settled:
            self._stop()
            try:
                self._try(url, file, limit, headers)
            except WrongRangeError:
                file.forget()
                why, wait = "the server resumed at another place", None
            except _BrokenOffError as broken:
                why, wait = str(broken), broken.wait
            else:
                break
            failures = 1 if file.size - most > 1 << 20 else failures + 1
            most = max(most, file.size)
            if failures >= self._pace.tries:
                raise UnreachableError(
                    f"{shown(url)}: {why}, {failures} times in a row",
                    "Nothing was changed, and what is finished is kept: run it again later. Behind a proxy, set "
                    "HTTPS_PROXY and REQUESTS_CA_BUNDLE; --endpoint names a mirror.",
                )
            pause = min(self._pace.first_wait * 2 ** (failures - 1) if wait is None else wait, self._pace.longest_wait)
            self._tell(f"{shown(url)}: {why}; again in {pause:g} s")
            self._sleep(pause)
        return file

    def _try(self, url: str, file: Download, limit: int, headers: Mapping[str, str]) -> None:
        try:
            with self._answer(url, {**file.conditions(), **headers}) as answer:
                if answer.status_code in (304, 416) and file.whole:
                    return
                if answer.status_code == 416:
                    raise WrongRangeError
                self._check(answer, url)
                file.begin(answer.headers, resumed=answer.status_code == 206)
                self._receive(answer, file, limit, url)
        except requests.exceptions.SSLError:
            raise CatalogueError(
                f"{shown(url)}: its certificate is not trusted",
                "Behind a proxy that opens TLS, name its certificate in REQUESTS_CA_BUNDLE.",
            ) from None
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
            raise CatalogueError(f"{shown(url)} is no address of HTTP", "Check --endpoint.") from None
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
            raise _BrokenOffError("no answer in time") from None
        except requests.exceptions.ProxyError:
            raise _BrokenOffError("the proxy does not answer") from None
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, ConnectionError):
            raise _BrokenOffError("the connection failed or broke off") from None

    def _answer(self, url: str, headers: dict[str, str]) -> requests.Response:
        """The answer to a request; redirects are followed on the same host only."""
        for _ in range(5):
            self._stay(url)
            answer = self._session.get(
                url,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(self._pace.connect, self._pace.read),
            )
            if answer.status_code not in _REDIRECTS:
                return answer
            answer.close()
            url = urljoin(url, answer.headers.get("Location", ""))
        raise CatalogueError(f"{shown(url)}: it redirects in a circle", "Check --endpoint.")

    def _stay(self, url: str) -> None:
        if origin(url) != self._origin:
            scheme, host, port = self._origin
            raise CatalogueError(
                f"{shown(url)} is another host than {scheme}://{host}:{port}, and is not followed there",
                "Nothing was changed. If the other host is right, name it with --endpoint.",
            )

    @staticmethod
    def _check(answer: requests.Response, url: str) -> None:
        if answer.status_code in (200, 206):
            return
        why = f"it answers {answer.status_code} {answer.reason}"
        if worth_another_try(answer.status_code):
            raise _BrokenOffError(why, after(answer.headers.get("Retry-After", ""), time.time()))
        remedy = {
            401: "Check the API key.",
            403: "Check the API key, and whether a proxy lets it through.",
            404: "Check --endpoint, --service and --region.",
            407: "The proxy wants a user: see HTTPS_PROXY.",
        }
        kind = AbsentError if answer.status_code in _ABSENT else CatalogueError
        raise kind(f"{shown(url)}: {why}", f"Nothing was changed. {remedy.get(answer.status_code, '')}".strip())

    def _receive(self, answer: requests.Response, file: Download, limit: int, url: str) -> None:
        started, received = time.monotonic(), 0
        with file.appended() as out:
            while chunk := answer.raw.read1(CHUNK, decode_content=False):
                self._stop()
                out.write(chunk)
                received += len(chunk)
                if file.start + received > limit:
                    raise CatalogueError(
                        f"{shown(url)} is larger than {limit / 1e6:,.0f} MB", "Nothing was changed. Check the address."
                    )
                if file.start + received >= LARGE:
                    of = f" of {file.total / 1e6:,.0f}" if file.total else ""
                    self._report(url, f"{(file.start + received) / 1e6:,.0f}{of} MB fetched")
                seconds = time.monotonic() - started
                if seconds > min(60, self._pace.read) and received < self._pace.slowest * seconds:
                    raise _BrokenOffError(f"it comes at {received / seconds:,.0f} bytes a second")
        if not file.finish():
            raise _BrokenOffError(f"{file.size:,} bytes came of {file.total or 0:,}")


@contextmanager
def _doubted(file: Download) -> Iterator[None]:
    """A document whose content is no good is not kept: the next run must not find it again."""
    try:
        yield
    except (ArithmeticError, CollisionError, CostgateError, LookupError, ValueError):
        file.forget()
        raise


def origin(url: str) -> tuple[str, str, int]:
    """(scheme, host, port): what must not change on the way."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CatalogueError(f"{shown(url)} is no address of HTTP", "Check --endpoint.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise CatalogueError(f"{shown(url)} is no address of HTTP", "Check --endpoint.")
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


def shown(url: str) -> str:
    """`url` for a message: without user, password and query, which may hold a key."""
    rest = url.partition("#")[0].partition("?")[0]
    scheme, slashes, rest = rest.partition("://") if "://" in rest else ("", "", rest)
    host, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"
