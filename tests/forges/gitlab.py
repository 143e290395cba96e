"""A GitLab with one project: notes of its merge requests, and who may do what.

It keeps to gitlab.yaml, a contract written from GitLab's documentation. Lines that start with a slash are obeyed and
not shown, as GitLab does: what was obeyed stands in `quick_actions`. `python -m tests.forges.gitlab --port 18091`
serves it for tools that are no tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Response, jsonify, request

from tests.forges.fake import Fake, Identity, serve

LONGEST = 1_000_000
"""Characters of a note."""

PROJECT_BOT = Identity(90, "project_5_bot_1f2e", is_bot=True)
TOKENS = {
    "glpat-project": PROJECT_BOT,
    "glpat-guest": Identity(91, "project_5_bot_guest", writes=False, is_bot=True),
    "glpat-mallory": Identity(666, "mallory"),
}
NOW = "2026-11-26T10:00:00.000Z"


class FakeGitLab(Fake):
    """The forge. `notes` are its state, by id."""

    def __init__(self, project: str = "acme/platform/infra", merge_requests: Iterable[int] = (7,)) -> None:
        super().__init__(Path(__file__).with_suffix(".yaml"), "/api/v4")
        self.identities = dict(TOKENS)
        self.project = project
        self.merge_requests = set(merge_requests)
        self.notes: dict[int, dict[str, Any]] = {}
        self.quick_actions: list[str] = []
        self._next = 300
        notes = f"{self.prefix}/projects/<project>/merge_requests/<int:number>/notes"
        self.app.add_url_rule(f"{self.prefix}/user", view_func=self._user)
        self.app.add_url_rule(notes, view_func=self._list)
        self.app.add_url_rule(notes, view_func=self._create, methods=["POST"])
        self.app.add_url_rule(f"{notes}/<int:id_>", view_func=self._one, methods=["PUT", "DELETE"])

    def caller(self) -> Identity | None:
        return self.identities.get(request.headers.get("PRIVATE-TOKEN", ""))

    def refusal(self, status: int, message: str) -> Response:
        return super().refusal(status, message if message.startswith(str(status)) else f"{status} {message}")

    def plant(self, body: str, by: Identity = PROJECT_BOT, number: int = 7, *, system: bool = False) -> int:
        """A note that is there already; its id."""
        with self.lock:
            self._next += 1
            self.notes[self._next] = {
                "id": self._next,
                "body": body,
                "author": person(by),
                "created_at": NOW,
                "updated_at": NOW,
                "system": system,
                "noteable_id": 2000 + number,
                "noteable_type": "MergeRequest",
                "noteable_iid": number,
                "resolvable": False,
                "internal": False,
            }
            return self._next

    def bodies(self, *, hidden: bool = False) -> list[str]:
        return [n["body"] for n in self.notes.values() if n["body"].startswith("<details><summary>Outdated") == hidden]

    def _user(self) -> Response:
        caller = self.caller()
        assert caller is not None
        return jsonify(person(caller))

    def _missing(self, project: str, number: int) -> Response | None:
        if unquote(project) != self.project:
            return self.refusal(404, "Project Not Found")
        return None if number in self.merge_requests else self.refusal(404, "Not found")

    def _list(self, project: str, number: int) -> Response:
        with self.lock:
            notes = [n for n in self.notes.values() if n["noteable_iid"] == number]
            if request.args.get("sort", "desc") == "desc":
                notes.reverse()
            return self._missing(project, number) or self.page(notes, usual=20)

    def _create(self, project: str, number: int) -> Response:
        with self.lock:
            caller = self.caller()
            assert caller is not None
            if not caller.writes:
                return self.refusal(403, "Forbidden")
            refused = self._missing(project, number) or self._unfit()
            return refused or self._shown(self.plant(self._obeyed(), caller, number), 201)

    def _one(self, project: str, number: int, id_: int) -> Response:
        with self.lock:
            caller = self.caller()
            assert caller is not None
            if id_ not in self.notes:
                return self.refusal(404, "Note Not Found")
            if not caller.writes or self.notes[id_]["author"]["id"] != caller.id:
                return self.refusal(403, "Forbidden")
            refused = self._missing(project, number)
            if request.method == "DELETE":
                if not refused:
                    del self.notes[id_]
                return refused or Response(status=204)
            refused = refused or self._unfit()
            if not refused:
                self.notes[id_]["body"] = self._obeyed()
            return refused or self._shown(id_, 200)

    def _unfit(self) -> Response | None:
        if len(request.get_json()["body"]) <= LONGEST:
            return None
        return self.refusal(400, f'Bad request - Note {{:note=>["is too long (maximum is {LONGEST} characters)"]}}')

    def _obeyed(self) -> str:
        """The text without its quick actions. https://docs.gitlab.com/user/project/quick_actions/"""
        body: str = request.get_json()["body"]
        self.quick_actions += re.findall(r"^/\w.*$", body, re.MULTILINE)
        return re.sub(r"^/\w.*$\n?", "", body, flags=re.MULTILINE).strip()

    def _shown(self, id_: int, status: int) -> Response:
        answer: Response = jsonify(self.notes[id_])
        answer.status_code = status
        return answer


def person(who: Identity) -> dict[str, Any]:
    """A user as the API shows one."""
    return {"id": who.id, "username": who.login, "name": who.login, "state": "active", "bot": who.is_bot}


if __name__ == "__main__":
    serve(FakeGitLab(), 18091)
