"""A local HTTP server with faults, and a vendor whose feed it serves."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from unittest import mock

import pytest_socket

from costgate.ingest.feeds import Fetch, Found, Origin, Wanted
from costgate.ingest.shards import Row

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Answers by path: each is given once, the last one for ever. `asked` holds (path, headers) of every request."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                left = server.answers.get(self.path.partition("?")[0], [status(404)])
                (left.pop(0) if len(left) > 1 else left[0])(self)

            def log_message(self, *_args: object) -> None: ...

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def on(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def count(self, path: str) -> int:
        return sum(asked.partition("?")[0] == path for asked, _ in self.asked)

    @contextmanager
    def running(self) -> Iterator[Server]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            thread.join()
            self._http.server_close()


@contextmanager
def serving() -> Iterator[Server]:
    """A server on this machine; sockets to others stay closed."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"])
    try:
        with mock.patch.dict(os.environ, {"NO_PROXY": "127.0.0.1"}), Server().running() as server:
            yield server
    finally:
        pytest_socket._remove_restrictions()


def status(code: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body(
    data: bytes, *, etag: str = '"1"', length: int | None = None, cut: int | None = None, ranges: bool = True,
    **headers: str,
) -> Answer:  # fmt: skip
    """`data` as a good server sends it; `cut`: only so many bytes, then the connection ends; `length`: a lie."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if etag and handler.headers.get("If-None-Match") == etag:
            status(304, ETag=etag)(handler)
            return
        asked, start = handler.headers.get("Range"), 0
        if asked and ranges and handler.headers.get("If-Range", etag) == etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                status(416)(handler)
                return
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        if etag:
            handler.send_header("ETag", etag)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data) - start if length is None else length))
        handler.end_headers()
        handler.wfile.write(data[start:cut])
        if cut is not None or length is not None:
            handler.close_connection = True

    return answer


Line = tuple[str, str, str]
"""(meter, unit, price)."""


def feed(lines: Iterable[Line]) -> bytes:
    """The document of a shard, as the vendor of these tests has it."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()


def vendor(name: str = "costgate.ingest.aws") -> ModuleType:
    """The reader of a made-up feed: an index of shards, and a CSV document for each."""
    module = ModuleType(name)

    def feeds(fetch: Fetch, endpoint: str, wanted: Wanted) -> Iterator[Found]:
        for item in fetch.json(f"{endpoint}/index.json")["shards"]:
            if item["service"] in wanted.services and (not wanted.regions or item["region"] in wanted.regions):
                origin = Origin("The feed", f"{endpoint}/index.json", item["version"])
                skipped = Counter[str]()
                rows = read(fetch, endpoint + item["url"], item["version"], skipped)
                yield Found("aws", item["service"], item["region"], rows, origin, item["version"], skipped)

    def read(fetch: Fetch, url: str, day: str, skipped: Counter[str]) -> Iterator[Row]:
        with fetch.stream(url) as chunks:
            rest = b""
            for chunk in chunks:
                *whole, rest = (rest + chunk).split(b"\r\n")
                for line in whole:
                    meter, unit, price = line.decode().split(",")
                    if not unit:
                        skipped["broken"] += 1
                        continue
                    yield Row(meter, "", "on_demand", unit, Decimal(0), Decimal(price), "SKU", f"feed@{day}")
            if rest:
                raise ValueError("the document ends in the middle of a line")

    module.ENDPOINT = "http://127.0.0.1:9"  # type: ignore[attr-defined] # nobody listens there
    module.ESTIMATES = ("page@",)  # type: ignore[attr-defined]
    module.feeds = feeds  # type: ignore[attr-defined]
    return module


def nobody(name: str = "costgate.ingest.aws_savings") -> ModuleType:
    """The reader of a feed that has nothing."""
    module = ModuleType(name)
    module.ENDPOINT = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    module.ESTIMATES = ()  # type: ignore[attr-defined]
    module.feeds = lambda *_: iter(())  # type: ignore[attr-defined]
    return module


def index(*shards: tuple[str, str, str]) -> bytes:
    """The index: (service, region, version)s, each at /service/region."""
    named = [{"service": s, "region": r, "version": v, "url": f"/{s}/{r}"} for s, r, v in shards]
    return json.dumps({"shards": named}).encode()


def by_path(asked: list[tuple[str, dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """The headers of the requests for each path."""
    found = defaultdict(list)
    for path, headers in asked:
        found[path].append(headers)
    return found
