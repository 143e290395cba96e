"""What the fake forges have in common: a server on this machine that keeps to a contract, and does worse if asked to.

Every request and every answer is held to an OpenAPI description; what breaks it stands in `violations`, which must be
empty at the end. Faults that a test asks for are not in every description, and are not held to it.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest_socket
import yaml
from flask import Flask, Response, jsonify, request
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.responses.exceptions import ResponseNotFound
from werkzeug.serving import WSGIRequestHandler, make_server

FAULT = "X-Fault"
"""Marks an answer that a test asked for."""

STATE = "/_fake"
"""Not part of any forge: where a tool that is no test learns of comments, requests, and what broke the contract."""

UNDOCUMENTED = (401, 403, 404)
"""GitHub's description has these at some requests only, and says elsewhere that any may get them.
https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api"""


class Identity(NamedTuple):
    """Whose a token is, and whether it may write."""

    id: int
    login: str
    writes: bool = True
    is_bot: bool = False


class Asked(NamedTuple):
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Trap(NamedTuple):
    """What happens to a request instead of what should, or after it."""

    method: str
    path: str
    act: Callable[[], Response | None]
    after: bool


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None: ...  # noqa: A002 - werkzeug's signature


class Fake:
    """A forge: state, faults, and a record of what was asked. `next_page`: where its lists say that they go on."""

    def __init__(self, description: Path, prefix: str = "") -> None:
        self.prefix = prefix
        self.identities: dict[str, Identity] = {}
        self.violations: list[str] = []
        self.asked: list[Asked] = []
        self.next_page = ""
        self.lock = threading.RLock()
        self._traps: list[Trap] = []
        self._contract = contract(description, prefix)
        self.app = Flask(type(self).__name__)
        self.app.before_request(self._arrived)
        self.app.after_request(self._answered)
        self.app.register_error_handler(404, lambda _: self.refusal(404, "Not Found"))
        self.app.register_error_handler(405, lambda _: self.refusal(405, "Method Not Allowed"))
        self.url = ""

    @contextmanager
    def running(self, port: int = 0) -> Iterator[Fake]:
        """Serve on this machine."""
        server = make_server("127.0.0.1", port, self._raw, threaded=True, request_handler=_Quiet)
        server.daemon_threads = True  # type: ignore[attr-defined] # a stalled answer does not hold the tests up
        self.url = f"http://127.0.0.1:{server.server_port}{self.prefix}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _raw(self, environ: dict[str, Any], start: Any) -> Any:
        """The application, with the path as it came: werkzeug turns a project's "acme%2Finfra" into two segments."""
        environ["PATH_INFO"] = environ["RAW_URI"].partition("?")[0]
        return self.app(environ, start)

    # What a test asks for

    def fail(self, method: str, path: str, status: int, message: str = "", times: int = 1, **headers: str) -> None:
        """Refuse the next `times` requests whose path matches."""

        def act() -> Response:
            answer = self.refusal(status, message)
            answer.headers.update({FAULT: "1", **{k.replace("_", "-"): v for k, v in headers.items()}})
            return answer

        self._traps += [Trap(method, path, act, after=False)] * times

    def garble(self, method: str, path: str, text: str, status: int = 200, times: int = 1) -> None:
        """Answer with something that is none of the API's."""

        def act() -> Response:
            return Response(text, status, {FAULT: "1"}, content_type="text/html")

        self._traps += [Trap(method, path, act, after=False)] * times

    def lose(self, method: str, path: str, *, after: bool, times: int = 1) -> None:
        """Break the connection: before the request is heeded, or after it was."""

        def act() -> Response:
            connection: socket.socket = request.environ["werkzeug.socket"]
            connection.shutdown(socket.SHUT_RDWR)
            return Response("", 500, {FAULT: "1"})

        self._traps += [Trap(method, path, act, after=after)] * times

    def stall(self, method: str, path: str, seconds: float, *, after: bool, times: int = 1) -> None:
        """Answer late."""

        def act() -> None:
            time.sleep(seconds)

        self._traps += [Trap(method, path, act, after=after)] * times

    def meanwhile(self, method: str, path: str, act: Callable[[], None], *, after: bool = False) -> None:
        """Do something else between a request and its answer, as another run would."""
        self._traps.append(Trap(method, path, act, after))

    def calls(self) -> list[str]:
        """The requests in short: "POST /repos/...", without queries."""
        return [f"{a.method} {a.path.partition('?')[0]}" for a in self.asked]

    # What a forge does

    def refusal(self, status: int, message: str) -> Response:
        """The forge's way to say no."""
        answer: Response = jsonify({"message": message})
        answer.status_code = status
        return answer

    def caller(self) -> Identity | None:
        """Who sends this request."""
        raise NotImplementedError

    def bodies(self, *, hidden: bool = False) -> list[str]:
        """The texts that everybody sees, oldest first; or those that are folded away."""
        raise NotImplementedError

    def _arrived(self) -> Response | None:
        if request.path == STATE:
            return self._state()
        path = request.full_path.rstrip("?").removeprefix(self.prefix)
        body = request.get_json(silent=True)
        self.asked.append(Asked(request.method, path, dict(request.headers), body))
        self._check(lambda: self._contract.validate_request(WerkzeugOpenAPIRequest(request)))
        trapped = self._trapped(after=False)
        return trapped if trapped is not None else self.unknown_caller()

    def _state(self) -> Response:
        answer: Response = jsonify(bodies=self.bodies(), violations=self.violations, calls=self.calls())
        answer.headers[FAULT] = "1"
        return answer

    def unknown_caller(self) -> Response | None:
        """The refusal of a request without a valid token."""
        return None if self.caller() else self.refusal(401, "Bad credentials")

    def _answered(self, answer: Response) -> Response:
        trapped = self._trapped(after=True) or answer
        if FAULT not in trapped.headers and not request.path.endswith("/graphql"):
            checked = WerkzeugOpenAPIResponse(trapped)
            check = lambda: self._contract.validate_response(WerkzeugOpenAPIRequest(request), checked)  # noqa: E731
            self._check(check, trapped.status_code)
        return trapped

    def _trapped(self, *, after: bool) -> Response | None:
        with self.lock:
            traps = [t for t in self._traps if t.after == after and t.method == request.method]
            trap = next((t for t in traps if re.search(t.path, request.path)), None)
            if trap is None:
                return None
            self._traps.remove(trap)
        return trap.act()

    def _check(self, check: Callable[[], None], status: int = 0) -> None:
        if request.path.endswith("/graphql"):
            return
        try:
            check()
        except ResponseNotFound:
            if status not in UNDOCUMENTED:
                self.violations.append(f"{request.method} {request.path}: {status} is no answer of this request")
        except OpenAPIError as error:
            cause = f": {error.__cause__}" if error.__cause__ else ""
            details = "; ".join(str(e) for e in getattr(error.__cause__, "schema_errors", ()) or ())
            self.violations.append(f"{request.method} {request.path}: {error}{cause} {details}")

    def page(self, items: list[Any], usual: int) -> Response:
        """The page of a list that the request asks for, with the Link header that leads on. `usual`: its length."""
        size, number = min(int(request.args.get("per_page", usual)), 100), int(request.args.get("page", 1))
        answer: Response = jsonify(items[(number - 1) * size : number * size])
        if number * size < len(items):
            base = f"{self.next_page or self.url}{request.path.removeprefix(self.prefix)}"
            rest = "".join(f"&{k}={v}" for k, v in request.args.items() if k not in {"page", "per_page"})
            answer.headers["Link"] = f'<{base}?page={number + 1}&per_page={size}{rest}>; rel="next"'
        return answer


@cache
def contract(description: Path, prefix: str) -> OpenAPI:
    """A description (JSON, or YAML as JSON's superset), to hold requests and answers to, wherever the server is."""
    document = yaml.load(description.read_text(), yaml.CSafeLoader)
    return OpenAPI.from_dict({**document, "servers": [{"url": prefix or "/"}]})


@contextmanager
def reachable() -> Iterator[None]:
    """Sockets to this machine are open, to others they stay closed."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"])
    try:
        with mock.patch.dict(os.environ, {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}):
            yield
    finally:
        pytest_socket._remove_restrictions()


def serve(fake: Fake, port: int) -> None:
    """Serve a forge until interrupted, for tools that are no tests; print its address. GET /_fake tells its state."""
    parser = argparse.ArgumentParser(description=f"A {type(fake).__name__} on this machine.")
    parser.add_argument("--port", type=int, default=port, help="0: any that is free")
    with fake.running(parser.parse_args().port):
        print(fake.url, flush=True)  # noqa: T201 - what a script reads
        threading.Event().wait()
