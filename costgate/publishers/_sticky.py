"""One comment for one key, whatever runs at the same time: look at what is there, do one step, look again.

A forge has no transactions, so nothing is decided on what was true before. Each step follows from the comments alone,
and every run takes the same: the oldest comment stays and gets the text of the newest run, the others go. A step that
failed half-way, or whose answer was lost, is seen at the next look. What stays open is the moment between a look and
the edit that follows from it; two runs that write in the same moment are told apart at the next run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from costgate.publishers._forge import Comment, Forge, RefusedError, Run
from costgate.publishers._marker import Marker, read

Mode = Literal["update", "new", "hide-and-new", "delete-and-new"]

ROUNDS = 12
"""Looks at the comments until a run leaves the rest to others."""

_GONE = 404


class Published(Struct, frozen=True):
    """What became of a text. `superseded`: a newer run has spoken; `skipped`: nobody wanted it, and none is there."""

    outcome: Literal["created", "updated", "unchanged", "superseded", "skipped", "removed"]
    id: int = 0
    url: str = ""


class Ours(Struct, frozen=True):
    """A comment of ours that everybody sees, and its marker."""

    comment: Comment
    marker: Marker

    @property
    def run(self) -> Run:
        """The run that it is of."""
        return self.marker.run


class Step(Struct, frozen=True):
    """What to do next; `comment` is None for a new one."""

    verb: Literal["create", "edit", "delete", "hide"]
    comment: Comment | None = None
    body: str = ""


class Post(Struct):
    """A text on its way, and what was done for it so far.

    `author`: who we are; what a comment of ours is by, once there is one. `before`: the comments that were there first;
    `written`: the text has been where it belongs; `gone`: what was deleted or folded away.
    """

    body: str
    marker: Marker
    mode: Mode = "update"
    wanted: bool = True
    author: str = ""
    before: frozenset[int] | None = None
    created: Comment | None = None
    written: bool = False
    edited: bool = False
    gone: frozenset[int] = frozenset()


def settle(forge: Forge, post: Post) -> Published:
    """Bring a text to where it belongs. After a RefusedError it may be called again with the same `post`."""
    post.author = post.author or forge.author()
    ours: list[Ours] = []
    for _ in range(ROUNDS):
        ours = _ours(forge, post)
        if post.before is None:
            post.before = frozenset(o.comment.id for o in ours)
        steps = next_steps(ours, post)
        if not steps:
            break
        for step in steps:
            _do(forge, step, post)
    return _published(ours, post)


def _ours(forge: Forge, post: Post) -> list[Ours]:
    """The comments of the same key and author that are not folded away, oldest first.

    A list may lag behind a moment: a comment that was made just now counts as there, one that was removed as gone.
    """
    comments = {c.id: c for c in forge.comments() if c.id not in post.gone}
    if post.created and post.created.id not in post.gone:
        comments.setdefault(post.created.id, post.created)
    found = []
    for _, comment in sorted(comments.items()):
        marker = read(comment.body) if comment.author == post.author else None
        if marker is not None and marker.key == post.marker.key and not marker.hidden:
            found.append(Ours(comment, marker))
    hidden = forge.hidden([o.comment for o in found]) if found else ()
    return [o for o in found if o.comment.id not in hidden]


def next_steps(ours: Sequence[Ours], post: Post) -> list[Step]:
    """What is to be done about the comments that are there; nothing if all is well."""
    if post.mode == "update":
        return _one_for_all(ours, post)
    return _one_a_run(ours, post)


def _one_for_all(ours: Sequence[Ours], post: Post) -> list[Step]:
    if not ours:
        return [Step("create", body=post.body)] if post.wanted else []
    oldest, *others = ours
    marker, body = _text(ours, post)
    if oldest.marker != marker:
        return [Step("edit", oldest.comment, body)]
    return [Step("delete", o.comment) for o in others]


def _text(ours: Sequence[Ours], post: Post) -> tuple[Marker, str]:
    """The text that belongs into the comment that stays: the newest run's.

    Runs that have no order (two jobs of one run, a run by hand) each write once; the last one's stays.
    """
    newer = [o for o in ours if o.run.follows(post.marker.run)]
    newest = max(newer, key=lambda o: (o.run.number, o.run.attempt, o.comment.id), default=None)
    oldest = ours[0]
    if newest is None and post.written and not post.marker.run.follows(oldest.run):
        newest = oldest
    return (newest.marker, newest.comment.body) if newest else (post.marker, post.body)


def _one_a_run(ours: Sequence[Ours], post: Post) -> list[Step]:
    before = post.before or frozenset()
    mine = next((o for o in ours if o.marker == post.marker and o.comment.id not in before), None)
    others = [o for o in ours if o is not mine]
    if post.mode == "new":
        return [] if mine or not post.wanted else [Step("create", body=post.body)]
    remove: Literal["hide", "delete"] = "hide" if post.mode == "hide-and-new" else "delete"
    newer = [o for o in others if _later(o, mine, post)]
    if mine is None:
        if post.wanted and not newer:
            return [Step("create", body=post.body)]
        return [] if newer else [Step(remove, o.comment) for o in others]
    return [Step(remove, mine.comment)] if newer else [Step(remove, o.comment) for o in others]


def _later(other: Ours, mine: Ours | None, post: Post) -> bool:
    """True if another comment is to stay rather than ours: of a newer run; where runs have no order, the later one."""
    if other.run.follows(post.marker.run):
        return True
    ordered = post.marker.run.follows(other.run)
    return not ordered and mine is not None and other.comment.id > mine.comment.id


def _do(forge: Forge, step: Step, post: Post) -> None:
    if step.comment is None:
        post.created = forge.create(step.body)
        post.author = post.created.author
        post.written = True
        return
    try:
        if step.verb == "edit":
            forge.edit(step.comment, step.body)
            post.edited = True
            post.written = post.written or step.body == post.body
        elif step.verb == "delete":
            forge.delete(step.comment)
        else:
            forge.hide(step.comment)
    except RefusedError as refusal:
        if refusal.status != _GONE:
            raise
        # Another run was faster: the next look shows what it left.
    if step.verb != "edit":
        post.gone |= {step.comment.id}


def _published(ours: Sequence[Ours], post: Post) -> Published:
    mine = next((o for o in reversed(ours) if o.marker == post.marker), None)
    if mine is None:
        newer = next((o for o in ours if post.written or o.run.follows(post.marker.run)), None)
        if newer:
            return Published("superseded", newer.comment.id, newer.comment.url)
        return Published("removed" if post.gone else "skipped")
    new = mine.comment.id not in (post.before or ())
    return Published("created" if new else "updated" if post.edited else "unchanged", mine.comment.id, mine.comment.url)
