"""A whole refresh at the size that feeds have: python -m benchmarks.refresh [MEGABYTES [PAGES]].

A server on this machine has a made-up price list of EC2 (in CSV, then in JSON alone) and pages of Azure's virtual
machines. `costgate prices refresh` fetches, checks and swaps them in, in a process of its own. Azure's first run is
interrupted in the middle; its second goes on.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import aws_lists
from benchmarks.pages import of_azure

LIST = "/offers/v1.0/aws/AmazonEC2/1/eu-west-1/index"
REGIONS = "/offers/v1.0/aws/AmazonEC2/current/region_index.json"
AWS = {
    "/offers/v1.0/aws/index.json": {"offers": {"AmazonEC2": {"currentRegionIndexUrl": REGIONS}}},
    REGIONS: {
        "publicationDate": "2026-04-01T00:00:00Z",
        "regions": {"eu-west-1": {"regionCode": "eu-west-1", "currentVersionUrl": f"{LIST}.json"}},
    },
}
CHUNK = 1 << 20


class Vendors:
    """What the server has: documents, files and Azure's pages. `asked` counts requests for pages."""

    def __init__(self, file: Path, pages: int) -> None:
        self.file, self.pages, self.asked, self.url = file, pages, 0, ""
        self.stop: Callable[[], None] = lambda: None

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Send what is asked for."""
        path = handler.path.partition("?")[0]
        if path in AWS:
            self._send(handler, json.dumps(AWS[path]).encode())
        elif path == f"{LIST}{self.file.suffix}":
            handler.send_response(200)
            handler.send_header("Content-Length", str(self.file.stat().st_size))
            handler.end_headers()
            with self.file.open("rb") as data:
                while chunk := data.read(CHUNK):
                    handler.wfile.write(chunk)
        elif path.startswith("/api/retail/prices"):
            self.asked += 1
            self.stop()
            number = int(path.rpartition("/")[2]) if path[-1].isdigit() else 1
            page: Any = of_azure(number, number < self.pages)
            if page["NextPageLink"]:
                page["NextPageLink"] = f"{self.url}/api/retail/prices/{number + 1}"
            self._send(handler, json.dumps(page).encode())
        else:
            handler.send_error(404)

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, data: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)


@contextmanager
def serving(vendors: Vendors) -> Iterator[None]:
    """A server of them."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                vendors.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None: ...

    http = Server(("127.0.0.1", 0), Handler)
    vendors.url = f"http://127.0.0.1:{http.server_port}"
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        http.shutdown()


class Took(NamedTuple):
    """What a refresh came to. `cpu` are seconds that it worked, `peak` MB of memory."""

    code: int
    seconds: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"exit {self.code}, {self.seconds:.0f} s ({self.cpu:.0f} s of work), {self.peak:.0f} MB at the peak"


def refresh(vendors: Vendors, into: Path, *what: str, most: int = 0) -> Took:
    """Run a refresh, which is interrupted after `most` pages."""
    command = [sys.executable, "-m", "costgate", "prices", "refresh", *what]
    options = ("--endpoint", vendors.url, "--into", str(into), "--accept")
    started = time.perf_counter()
    with (into.parent / "log").open("a") as log:
        process = subprocess.Popen([*command, *options], stdout=log, stderr=log)  # noqa: S603 - our own command
        vendors.stop = lambda: process.send_signal(signal.SIGINT) if most and vendors.asked == most else None
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    return Took(os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def main() -> None:
    """Print what each refresh took."""
    megabytes, pages = (int(text) for text in (*sys.argv[1:3], *("1000", "200")[len(sys.argv[1:3]) :]))
    with tempfile.TemporaryDirectory() as folder:
        for form, write in (("csv", aws_lists.write), ("json", aws_lists.write_json)):
            vendors = Vendors(Path(folder, f"list.{form}"), pages)
            write(vendors.file, megabytes)
            size = vendors.file.stat().st_size / 1e6
            with serving(vendors):
                what = ("aws", "--service", "AmazonEC2", "--region", "eu-west-1")
                took = refresh(vendors, Path(folder, form), *what)
            vendors.file.unlink()
            print(f"EC2, {form}, {size:,.0f} MB: {took}; {size / took.seconds:.0f} MB/s, of work {size / took.cpu:.0f}")
        with serving(vendors):
            for run, most in (("interrupted", pages // 2), ("rerun", 0)):
                vendors.asked, what = 0, ("azure", "--service", "Virtual Machines", "--region", "westeurope")
                took = refresh(vendors, Path(folder, "azure"), *what, most=most)
                print(f"Azure, {run}: {vendors.asked} pages of {pages} asked for, {took}")
        print(Path(folder, "log").read_text(), file=sys.stderr)


if __name__ == "__main__":
    main()
