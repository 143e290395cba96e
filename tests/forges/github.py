"""A GitHub with one repository: comments of its pull requests, and who may do what.

It keeps to GitHub's own description of the REST API (github.json) and to the GraphQL schema (github.graphql), each cut
to what is used here: see cut.py. `python -m tests.forges.github --port 18090` serves it for tools that are no tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request
from graphql import GraphQLSchema, build_schema, graphql_sync

from tests.forges.fake import Fake, Identity, serve

HERE = Path(__file__).parent
LONGEST = 65_536
"""Characters of a comment: "Body is too long (maximum is 65536 characters)"."""

ACTIONS = Identity(41898282, "github-actions[bot]", is_bot=True)
READER = Identity(41898282, "github-actions[bot]", writes=False, is_bot=True)
OCTOCAT = Identity(583231, "octocat")
TOKENS = {"ghs_actions": ACTIONS, "ghs_fork": READER, "ghp_octocat": OCTOCAT, "ghp_mallory": Identity(666, "mallory")}

NOW = "2026-11-26T10:00:00Z"


class FakeGitHub(Fake):
    """The forge. `comments` are its state, by id; `pulls` its open pull requests; `viewer` a wrong name for us."""

    def __init__(self, prefix: str = "", repository: str = "acme/infra", pulls: Iterable[int] = (7,)) -> None:
        super().__init__(HERE / "github.json", prefix)
        self.identities = dict(TOKENS)
        self.repository = repository
        self.comments: dict[int, dict[str, Any]] = {}
        self.pulls = [pull(n, f"{repository.partition('/')[0]}:branch-{n}", f"{n:040x}") for n in pulls]
        self.viewer = ""
        self._next = 1000
        repos = f"{prefix}/repos/<owner>/<repo>"
        self.app.add_url_rule(f"{repos}/issues/<int:number>/comments", view_func=self._list)
        self.app.add_url_rule(f"{repos}/issues/<int:number>/comments", view_func=self._create, methods=["POST"])
        self.app.add_url_rule(f"{repos}/issues/comments/<int:id_>", view_func=self._one, methods=["PATCH", "DELETE"])
        self.app.add_url_rule(f"{repos}/pulls", view_func=self._pulls)
        graphql = f"{prefix.removesuffix('/v3')}/graphql"
        self.app.add_url_rule(graphql, view_func=self._graphql, methods=["POST"])

    def caller(self) -> Identity | None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.identities.get(token) if kind.lower() in {"token", "bearer"} else None

    def plant(self, body: str, by: Identity = ACTIONS, number: int = 7, created: str = NOW) -> int:
        """A comment that is there already; its id."""
        with self.lock:
            self._next += 1
            issue = f"{self.url}/repos/{self.repository}/issues"
            self.comments[self._next] = {
                "id": self._next,
                "node_id": f"IC_{self._next}",
                "url": f"{issue}/comments/{self._next}",
                "html_url": f"{self.url}/{self.repository}/pull/{number}#issuecomment-{self._next}",
                "issue_url": f"{issue}/{number}",
                "body": body,
                "user": user(by),
                "created_at": created,
                "updated_at": created,
                "author_association": "NONE" if by.is_bot else "MEMBER",
                "performed_via_github_app": None,
                "minimized": None,
            }
            return self._next

    def bodies(self, *, hidden: bool = False) -> list[str]:
        return [c["body"] for c in self.comments.values() if (c["minimized"] is not None) == hidden]

    def _here(self, owner: str, repo: str) -> bool:
        return f"{owner}/{repo}" == self.repository

    def _list(self, owner: str, repo: str, number: int) -> Response:
        with self.lock:
            if not self._here(owner, repo) or number not in {p["number"] for p in self.pulls}:
                return self.refusal(404, "Not Found")
            return self.page([c for c in self.comments.values() if c["issue_url"].endswith(f"/{number}")], usual=30)

    def _create(self, owner: str, repo: str, number: int) -> Response:
        with self.lock:
            caller = self.caller()
            assert caller is not None
            if not self._here(owner, repo) or number not in {p["number"] for p in self.pulls}:
                return self.refusal(404, "Not Found")
            if not caller.writes:
                return self.refusal(403, "Resource not accessible by integration")
            return self._unfit() or self._shown(self.plant(request.get_json()["body"], caller, number), 201)

    def _one(self, owner: str, repo: str, id_: int) -> Response:
        with self.lock:
            caller = self.caller()
            assert caller is not None
            if not self._here(owner, repo) or id_ not in self.comments:
                return self.refusal(404, "Not Found")
            if not caller.writes or self.comments[id_]["user"]["login"] != caller.login:
                return self.refusal(403, "Resource not accessible by integration")
            if request.method == "DELETE":
                del self.comments[id_]
                return Response(status=204)
            unfit = self._unfit()
            if not unfit:
                self.comments[id_]["body"] = request.get_json()["body"]
            return unfit or self._shown(id_, 200)

    def _unfit(self) -> Response | None:
        """GitHub's refusal of a text that is too long."""
        if len(request.get_json()["body"]) <= LONGEST:
            return None
        message = f"Body is too long (maximum is {LONGEST} characters)"
        answer: Response = jsonify(
            {
                "message": "Validation Failed",
                "errors": [{"resource": "IssueComment", "code": "unprocessable", "field": "data", "message": message}],
                "documentation_url": "https://docs.github.com/rest/issues/comments#create-an-issue-comment",
            }
        )
        answer.status_code = 422
        return answer

    def _shown(self, id_: int, status: int) -> Response:
        answer: Response = jsonify(self.comments[id_])
        answer.status_code = status
        if status == 201:
            answer.headers["Location"] = self.comments[id_]["url"]
        return answer

    def _pulls(self, owner: str, repo: str) -> Response:
        if not self._here(owner, repo):
            return self.refusal(404, "Not Found")
        head = request.args.get("head")
        return self.page([p for p in self.pulls if not head or p["head"]["label"] == head], usual=30)

    def _graphql(self) -> Response:
        caller = self.caller()
        assert caller is not None
        document = request.get_json()
        root = {
            "viewer": {"login": self.viewer or caller.login},
            "nodes": lambda _, ids: [self._node(i) for i in ids],
            "minimizeComment": lambda _, input: self._minimize(**input),  # noqa: A006 - GitHub's name
        }
        values = document.get("variables")
        result = graphql_sync(schema(), document["query"], root, variable_values=values, type_resolver=_type)
        if result.errors and any(e.original_error is None for e in result.errors):
            self.violations += [f"GraphQL: {e.message}" for e in result.errors]
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            kinds = [getattr(e.original_error, "kind", "INVALID") for e in result.errors]
            answer["errors"] = [{"type": k, "message": e.message} for k, e in zip(kinds, result.errors, strict=True)]
        return jsonify(answer)

    def _node(self, id_: str) -> dict[str, Any]:
        comment = next((c for c in self.comments.values() if c["node_id"] == id_), None)
        if comment is None:
            raise _RefusalError("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'")
        why = comment["minimized"]
        return {"id": id_, "isMinimized": why is not None, "minimizedReason": why and why["reason"]}

    def _minimize(self, subjectId: str, classifier: str, **_: Any) -> dict[str, Any]:  # noqa: N803 - GitHub's names
        with self.lock:
            caller = self.caller()
            self._node(subjectId)
            if caller is None or not caller.writes:
                raise _RefusalError("FORBIDDEN", "Resource not accessible by integration")
            next(c for c in self.comments.values() if c["node_id"] == subjectId)["minimized"] = {"reason": classifier}
            return {"minimizedComment": self._node(subjectId)}


class _RefusalError(Exception):
    """A GraphQL error with GitHub's kind of it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def _type(*_: Any) -> str:
    return "IssueComment"


@cache
def schema() -> GraphQLSchema:
    """The cut of GitHub's schema: a query or an answer that does not fit it is a violation."""
    return build_schema((HERE / "github.graphql").read_text())


def user(who: Identity) -> dict[str, Any]:
    """A user as the REST API shows one."""
    page, api = f"https://github.com/{who.login}", f"https://api.github.com/users/{who.login}"
    links = ("followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events")
    return {
        "login": who.login,
        "id": who.id,
        "node_id": f"U_{who.id}",
        "avatar_url": f"{page}.png",
        "gravatar_id": "",
        "url": api,
        "html_url": page,
        **{f"{link}_url": f"{api}/{link}" for link in links},
        "received_events_url": f"{api}/received_events",
        "type": "Bot" if who.is_bot else "User",
        "site_admin": False,
    }


def pull(number: int, label: str, sha: str) -> dict[str, Any]:
    """An open pull request in a list: the least that fits GitHub's schema. `label` is "owner:branch" of the head."""
    description = json.loads((HERE / "github.json").read_text())
    made: dict[str, Any] = _least({"$ref": "#/components/schemas/pull-request-simple"}, description)
    made["head"] |= {"label": label, "ref": label.partition(":")[2], "sha": sha}
    return made | {"number": number, "state": "open"}


_LEAST = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}
_TEXTS = {"uri": "https://api.github.com/", "date-time": NOW}


def _least(schema: dict[str, Any], description: dict[str, Any]) -> Any:
    """The smallest value that fits a schema."""
    if "$ref" in schema:
        *_, kind, name = schema["$ref"].split("/")
        return _least(description["components"][kind][name], description)
    if schema.get("nullable"):
        return None
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {k: _least(schema["properties"][k], description) for k in schema.get("required", ())}
    for way in ("allOf", "anyOf", "oneOf"):
        if way in schema:
            return _least(schema[way][0], description)
    return _TEXTS.get(schema.get("format", ""), _LEAST[schema["type"]])


if __name__ == "__main__":
    serve(FakeGitHub(), 18090)
