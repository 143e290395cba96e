"""Fetching over a network that fails: what comes is whole and from the right host, or it is an error."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from costgate.errors import CatalogueError
from costgate.ingest.download import Download
from costgate.ingest.feeds import AbsentError
from costgate.ingest.transport import Pace, Transport
from costgate.retry import after
from tests.served import Server, body, by_path, serving, status

DATA = bytes(range(256)) * 4000
PACE = Pace(tries=4, first_wait=1, longest_wait=8, connect=2, read=0.5)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def fetch(server: Server, tmp_path: Path, waits: list[float], said: list[str]) -> Transport:
    return Transport(server.url, tmp_path / "kept", PACE, said.append, waits.append)


def read(fetch: Transport, url: str) -> bytes:
    with fetch.stream(url) as chunks:
        return b"".join(chunks)


def test_document_comes_whole_and_leaves_no_file(server: Server, fetch: Transport, tmp_path: Path) -> None:
    server.on("/a", body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    assert not list((tmp_path / "kept").iterdir())


def test_numbers_of_json_are_exact(server: Server, fetch: Transport) -> None:
    server.on("/a", body(b'{"price": 0.1000000000000000055, "n": 3}'))
    assert fetch.json(f"{server.url}/a") == {"price": Decimal("0.1000000000000000055"), "n": 3}


def test_500_is_tried_again_with_longer_and_longer_waits(server: Server, fetch: Transport, waits: list[float]) -> None:
    server.on("/a", status(500), status(503), body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    assert waits == [1, 2]


def test_retry_after_is_honoured_up_to_the_longest_wait(server: Server, fetch: Transport, waits: list[float]) -> None:
    server.on("/a", status(429, Retry_After="5"), status(429, Retry_After="9999"), body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    assert waits == [5, 8]


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7), (formatdate(1030, usegmt=True), 30), ("soon", None), ("", None)]
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert after(text, 1000) == seconds
    assert after(formatdate(10, usegmt=True), 1000) == 0


def test_server_that_never_answers_well_is_given_up(server: Server, fetch: Transport, waits: list[float]) -> None:
    server.on("/a", status(500))
    with pytest.raises(CatalogueError, match="500 Internal Server Error, 4 times in a row"):
        read(fetch, f"{server.url}/a")
    assert waits == [1, 2, 4]


@pytest.mark.parametrize(("code", "absent"), [(401, False), (403, True), (404, True), (410, True)])
def test_answer_that_will_not_change_is_not_asked_for_again(
    code: int, absent: bool, server: Server, fetch: Transport
) -> None:
    server.on("/a", status(code))
    with pytest.raises(CatalogueError, match=str(code)) as caught:
        read(fetch, f"{server.url}/a")
    assert isinstance(caught.value, AbsentError) == absent
    assert server.count("/a") == 1


def test_what_broke_off_is_resumed(server: Server, fetch: Transport) -> None:
    server.on("/a", body(DATA, cut=300_000), body(DATA, cut=600_000), body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    first, second, third = by_path(server.asked)["/a"]
    assert "Range" not in first
    assert (second["Range"], second["If-Range"]) == ("bytes=300000-", '"1"')
    assert third["Range"] == "bytes=600000-"


def test_what_broke_off_and_changed_meanwhile_starts_over(server: Server, fetch: Transport) -> None:
    new = DATA[::-1]
    server.on("/a", body(DATA, cut=300_000), body(new, etag='"2"'))
    assert read(fetch, f"{server.url}/a") == new


def test_server_without_ranges_starts_over(server: Server, fetch: Transport) -> None:
    server.on("/a", body(DATA, cut=300_000), body(DATA, ranges=False))
    assert read(fetch, f"{server.url}/a") == DATA


def test_rest_from_another_place_is_not_taken(server: Server, fetch: Transport) -> None:
    def wrong(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes 299999-{len(DATA) - 1}/{len(DATA)}")
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length", str(len(DATA) - 299_999))
        handler.end_headers()
        handler.wfile.write(DATA[299_999:])

    server.on("/a", body(DATA, cut=300_000), wrong, body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA


def test_a_later_run_resumes_what_an_earlier_one_left(server: Server, tmp_path: Path, fetch: Transport) -> None:
    server.on("/a", body(DATA, cut=300_000), status(500))
    with pytest.raises(CatalogueError):
        read(fetch, f"{server.url}/a")
    server.on("/a", body(DATA))
    assert read(Transport(server.url, tmp_path / "kept", PACE), f"{server.url}/a") == DATA
    assert server.asked[-1][1]["Range"] == "bytes=300000-"


def test_without_etag_a_later_run_does_not_resume(server: Server, tmp_path: Path, fetch: Transport) -> None:
    server.on("/a", body(DATA, etag="", cut=300_000), status(500))
    with pytest.raises(CatalogueError):
        read(fetch, f"{server.url}/a")
    server.on("/a", body(DATA, etag=""))
    assert read(Transport(server.url, tmp_path / "kept", PACE), f"{server.url}/a") == DATA
    assert "Range" not in server.asked[-1][1]


def test_document_that_is_there_is_asked_for_with_its_etag(server: Server, fetch: Transport) -> None:
    server.on("/a", body(b"[1]"))
    assert fetch.json(f"{server.url}/a") == fetch.json(f"{server.url}/a") == [1]
    assert server.asked[1][1]["If-None-Match"] == '"1"'
    server.on("/a", body(b"[2]", etag='"2"'))
    assert fetch.json(f"{server.url}/a") == [2]


def test_document_shorter_than_its_length_is_never_taken(server: Server, fetch: Transport) -> None:
    server.on("/a", body(DATA, length=len(DATA) + 10))
    with pytest.raises(CatalogueError, match="4 times in a row"):
        read(fetch, f"{server.url}/a")


def test_download_is_whole_only_at_its_full_length(tmp_path: Path) -> None:
    """Whatever the library below finds of a connection that ends."""
    for size, whole in ((9, False), (10, True), (11, False)):
        download = Download(tmp_path, f"http://a/{size}")
        download.begin({"Content-Length": "10", "ETag": '"1"'}, resumed=False)
        with download.appended() as file:
            file.write(b"x" * size)
        assert (download.finish(), download.whole) == (whole, whole)


def test_chunked_document_that_is_cut_off_is_never_taken(server: Server, fetch: Transport) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3e8\r\n" + DATA[:1000] + b"\r\n")
        handler.close_connection = True

    server.on("/a", cut, body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    server.on("/b", cut)
    with pytest.raises(CatalogueError, match="broke off"):
        read(fetch, f"{server.url}/b")


def test_slow_server_is_left_and_tried_again(server: Server, fetch: Transport, said: list[str]) -> None:
    def slow(_handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1)

    server.on("/a", slow, body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    assert said == [f"{server.url}/a: no answer in time; again in 1 s"]


def test_server_that_drips_is_left(server: Server, fetch: Transport, said: list[str]) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    server.on("/a", drip, body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA
    assert "bytes a second" in said[0]


def test_long_work_tells_how_far_it_is(server: Server, tmp_path: Path, said: list[str]) -> None:
    fetch = Transport(server.url, tmp_path / "kept", Pace(report=0), said.append)
    server.on("/a", body(DATA * 3))
    read(fetch, f"{server.url}/a")
    server.on("/b", body(b"[1]"))
    fetch.json(f"{server.url}/b")
    told = {text.removeprefix(server.url) for text in said}
    assert {"/a: 3 of 3 MB fetched", "/a: 3 of 3 MB read", "/b: 1 pages so far"} <= told


def test_gzip_is_unpacked_and_resumed_packed(server: Server, fetch: Transport) -> None:
    text = json.dumps(list(range(100_000))).encode()
    packed = gzip.compress(text)
    server.on("/a", body(packed, cut=50_000, Content_Encoding="gzip"), body(packed, Content_Encoding="gzip"))
    assert fetch.json(f"{server.url}/a") == list(range(100_000))


def test_gzip_that_ends_too_early_is_an_error(server: Server, fetch: Transport) -> None:
    packed = gzip.compress(DATA)
    server.on("/a", body(packed[:-20]))
    with pytest.raises(CatalogueError, match="ends too early"):
        read(fetch, f"{server.url}/a")


def test_gzip_bomb_is_stopped_in_little_memory_and_not_kept(server: Server, fetch: Transport, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(400_000_000), 6)
    server.on("/a", body(bomb))
    tracemalloc.start()
    try:
        with pytest.raises(CatalogueError, match="no price list does"), fetch.stream(f"{server.url}/a") as chunks:
            for _ in chunks:
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    assert not list((tmp_path / "kept").iterdir())


def test_json_beyond_its_limit_is_refused(server: Server, fetch: Transport) -> None:
    server.on("/a", body(b"[" + b"1," * 600 + b"1]"))
    with pytest.raises(CatalogueError, match="larger"):
        fetch.json(f"{server.url}/a", limit=1000)
    server.on("/b", body(gzip.compress(b"[" + b"1," * 600 + b"1]")))
    with pytest.raises(CatalogueError, match="unpacks"):
        fetch.json(f"{server.url}/b", limit=1000)


def test_page_of_a_proxy_is_not_json_and_not_kept(server: Server, fetch: Transport, tmp_path: Path) -> None:
    server.on("/a", body(b"<html>Please log in"))
    with pytest.raises(CatalogueError, match="not JSON: it starts with '<html>Please"):
        fetch.json(f"{server.url}/a")
    assert not list((tmp_path / "kept").iterdir())


def test_redirect_on_the_same_host_is_followed(server: Server, fetch: Transport) -> None:
    server.on("/a", status(302, Location="/b"))
    server.on("/b", body(DATA))
    assert read(fetch, f"{server.url}/a") == DATA


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/b", "http://127.0.0.1:1/b", "https://127.0.0.1:{port}/b", "file:///etc/passwd"]
)
def test_redirect_to_another_place_is_refused(target: str, server: Server, fetch: Transport) -> None:
    server.on("/a", status(302, Location=target.format(port=server.url.rpartition(":")[2])))
    with pytest.raises(CatalogueError):
        read(fetch, f"{server.url}/a")
    assert len(server.asked) == 1


def test_redirects_in_a_circle_end(server: Server, fetch: Transport) -> None:
    server.on("/a", status(302, Location="/a"))
    with pytest.raises(CatalogueError, match="circle"):
        read(fetch, f"{server.url}/a")


def test_address_of_another_host_is_refused(server: Server, fetch: Transport) -> None:
    with pytest.raises(CatalogueError, match="another host"):
        fetch.json("http://evil.example/next")
    assert not server.asked


def test_key_in_an_address_is_told_nowhere(server: Server, tmp_path: Path, fetch: Transport, said: list[str]) -> None:
    url = server.url.replace("http://", "http://user:hunter2@") + "/a?key=s3cret"
    server.on("/a", status(500), status(403))
    with pytest.raises(CatalogueError) as caught:
        fetch.json(url)
    server.on("/b", status(302, Location="http://evil.example/?key=s3cret"))
    with pytest.raises(CatalogueError) as other:
        fetch.json(f"{server.url}/b?key=s3cret")
    kept = b"".join(file.read_bytes() for file in (tmp_path / "kept").rglob("*"))
    told = f"{said}{caught.value.message}{caught.value.remedy}{other.value.message}{other.value.remedy}{kept!r}"
    assert "evil.example" in told
    assert "s3cret" not in told
    assert "hunter2" not in told


def test_nobody_there_is_an_error_that_says_so(tmp_path: Path, server: Server) -> None:
    del server  # sockets are open
    fetch = Transport("http://127.0.0.1:1", tmp_path, Pace(tries=2, connect=1), sleep=lambda _seconds: None)
    with pytest.raises(CatalogueError, match=r"127\.0\.0\.1:1/a: the connection failed") as caught:
        fetch.json("http://127.0.0.1:1/a")
    assert "HTTPS_PROXY" in caught.value.remedy


@pytest.mark.parametrize("url", ["", "ftp://a/b", "/etc/passwd", "http://", "http://a:b/"])
def test_what_is_no_address_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no address"):
        Transport(url, tmp_path)


def test_memory_does_not_grow_with_the_document(server: Server, fetch: Transport) -> None:
    server.on("/a", body(bytes(range(250)) * 400_000))
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        with fetch.stream(f"{server.url}/a") as chunks:
            assert sum(map(len, chunks)) == 100_000_000
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
