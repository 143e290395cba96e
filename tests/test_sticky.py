"""What runs do at the same time, in every order: a forge in memory, runs in threads, a schedule that drives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costgate.publishers import _marker
from costgate.publishers._forge import Comment, RefusedError, Run
from costgate.publishers._sticky import Mode, Post, Published, settle

US, THEM = "us", "them"


class Memory:
    """A forge in memory. Each call waits for its turn, if there is a schedule."""

    name: ClassVar[str] = "Memory"
    longest: ClassVar[int] = 1000
    remedies: ClassVar[Mapping[int, str]] = {}

    def __init__(self) -> None:
        self.stored: dict[int, Comment] = {}
        self.folded: set[int] = set()
        self.turn: Callable[[], None] = lambda: None
        self._next = 0

    def add(self, body: str, author: str = US) -> Comment:
        self._next += 1
        self.stored[self._next] = Comment(self._next, author, body, f"u{self._next}")
        return self.stored[self._next]

    def author(self) -> str:
        return US

    def comments(self) -> Iterator[Comment]:
        self.turn()
        return iter(list(self.stored.values()))

    def create(self, body: str) -> Comment:
        self.turn()
        return self.add(body)

    def edit(self, comment: Comment, body: str) -> None:
        self.turn()
        self._here(comment)
        self.stored[comment.id] = Comment(comment.id, US, body, comment.url)

    def delete(self, comment: Comment) -> None:
        self.turn()
        self._here(comment)
        del self.stored[comment.id]

    def hide(self, comment: Comment) -> None:
        self.turn()
        self._here(comment)
        self.folded.add(comment.id)

    def hidden(self, comments: Sequence[Comment]) -> frozenset[int]:
        return frozenset(self.folded & {c.id for c in comments})

    def _here(self, comment: Comment) -> None:
        if comment.id not in self.stored:
            raise RefusedError("gone", 404)

    def shown(self, author: str = US) -> list[str]:
        """The texts that everybody sees, without their markers."""
        return [
            c.body.partition("\n")[0] for c in self.stored.values() if c.author == author and c.id not in self.folded
        ]


def body(text: str, run: Run, key: str = "k") -> str:
    return f"{text}\n{_marker.of(key, run, text).line}"


def post(text: str, run: Run, mode: Mode = "update", *, wanted: bool = True, key: str = "k") -> Post:
    return Post(body(text, run, key), _marker.of(key, run, text), mode, wanted)


class Turns:
    """Lets one of several threads go on at a time: the one that the schedule says, if it still runs."""

    def __init__(self, schedule: Sequence[int]) -> None:
        self._schedule = cycle(schedule)
        self._wanted = threading.Condition()
        self._waiting: set[int] = set()
        self._running: set[int] = set()
        self._go: int | None = None
        self._mine = threading.local()

    def turn(self) -> None:
        """Wait for one's turn."""
        me: int = self._mine.number
        with self._wanted:
            self._waiting.add(me)
            self._wanted.notify_all()
            assert self._wanted.wait_for(lambda: self._go == me, timeout=30)
            self._go = None
            self._waiting.discard(me)

    def run(self, works: Sequence[threading.Thread]) -> None:
        for work in works:
            work.start()
        while True:
            with self._wanted:
                assert self._wanted.wait_for(lambda: self._go is None and self._waiting == self._running, timeout=30)
                if not self._running:
                    break
                self._go = self._pick()
                self._wanted.notify_all()
        for work in works:
            work.join()

    def thread(self, number: int, act: Callable[[], None]) -> threading.Thread:
        """A thread that takes turns."""
        self._running.add(number)

        def work() -> None:
            self._mine.number = number
            try:
                act()
            finally:
                with self._wanted:
                    self._running.discard(number)
                    self._wanted.notify_all()

        return threading.Thread(target=work)

    def _pick(self) -> int:
        for number in self._schedule:
            if number in self._waiting:
                return number
        raise AssertionError("the schedule names every thread")


def at_once(memory: Memory, posts: Sequence[Post], schedule: Sequence[int]) -> list[Published]:
    """Settle several posts at once, call by call as the schedule says."""
    turns = Turns([*schedule, *range(len(posts))])
    found: dict[int, Published] = {}
    threads = []
    for number, each in enumerate(posts):

        def act(number: int = number, each: Post = each) -> None:
            found[number] = settle(memory, each)

        threads.append(turns.thread(number, act))
    memory.turn = turns.turn
    turns.run(threads)
    memory.turn = lambda: None
    return [found[n] for n in range(len(posts))]


schedules = st.lists(st.integers(0, 2), max_size=40)
there = st.lists(st.integers(0, 4), max_size=3)


@settings(max_examples=150)
@given(schedules, there, st.permutations([1, 2, 3]))
def test_runs_at_once_leave_one_comment_in_every_order(schedule: list[int], before: list[int], runs: list[int]) -> None:
    memory = Memory()
    memory.add("hello", THEM)
    memory.add(body("forged", Run("ci", 10**9)), THEM)
    for number in before:
        memory.add(body(f"run {number}", Run("ci", number)))
    at_once(memory, [post(f"run {n}", Run("ci", n)) for n in runs], schedule)
    assert len(memory.shown()) == 1
    assert memory.shown(THEM) == ["hello", "forged"]
    settle(memory, post("run 9", Run("ci", 9)))
    assert memory.shown() == ["run 9"]


@settings(max_examples=80)
@given(schedules, st.permutations([1, 2, 3]))
def test_first_runs_at_once_leave_the_newest_text(schedule: list[int], runs: list[int]) -> None:
    """Nobody edits what is not there yet: the newest run's own comment is there until its text is in the oldest."""
    memory = Memory()
    found = at_once(memory, [post(f"run {n}", Run("ci", n), "delete-and-new") for n in runs], schedule)
    assert memory.shown() == ["run 3"]
    assert found[runs.index(3)].outcome == "created"


@settings(max_examples=80)
@given(schedules, st.permutations([0, 0, 3]))
def test_runs_without_an_order_leave_one_comment_too(schedule: list[int], runs: list[int]) -> None:
    memory = Memory()
    posts = [post(f"{i}", Run("ci", n) if n else Run()) for i, n in enumerate(runs)]
    at_once(memory, posts, schedule)
    assert len(memory.shown()) == 1


@settings(max_examples=60)
@given(schedules, st.sampled_from(["new", "hide-and-new", "delete-and-new"]))
def test_one_a_run_loses_none_and_doubles_none(schedule: list[int], mode: Mode) -> None:
    memory = Memory()
    at_once(memory, [post(f"run {n}", Run("ci", n), mode) for n in (1, 2, 3)], schedule)
    expected = ["run 1", "run 2", "run 3"] if mode == "new" else ["run 3"]
    assert sorted(memory.shown()) == expected


@pytest.mark.parametrize("mode", ["update", "new", "hide-and-new", "delete-and-new"])
def test_list_that_lags_behind_makes_no_second_comment(mode: Mode) -> None:
    memory, stale = Memory(), [0]

    def comments() -> Iterator[Comment]:
        stale[0] += 1
        return iter(list(memory.stored.values()) if stale[0] > 3 else [])

    memory.comments = comments  # type: ignore[method-assign]
    assert settle(memory, post("text", Run("ci", 1), mode)).outcome == "created"
    assert memory.shown() == ["text"]


def test_failure_half_way_is_taken_up_where_it_broke_off() -> None:
    memory = Memory()
    for number in range(3):
        memory.add(body(f"run {number}", Run("ci", number)))
    mine = post("now", Run("ci", 9))
    failing = iter([RefusedError("busy", 503, later=True)])
    delete = memory.delete

    def refuse_once(comment: Comment) -> None:
        for refusal in failing:
            raise refusal
        delete(comment)

    memory.delete = refuse_once  # type: ignore[method-assign]
    with pytest.raises(RefusedError):
        settle(memory, mine)
    assert settle(memory, mine).outcome == "updated"
    assert memory.shown() == ["now"]


@pytest.mark.parametrize(
    "line",
    [
        "<!-- costgate:v1 key=k run=ci/1.1 text=0123456789abcdef -->",
        "<!-- costgate:v1 key=k run=- text=0123456789abcdef -->",
        "<!-- costgate:v1 key=a%2Fb run=gitlab/1.0 text=0123456789abcdef hidden -->",
    ],
)
def test_marker_is_read_as_it_was_written(line: str) -> None:
    marker = _marker.read(f"text\r\n\r\n{line}\r\n")
    assert marker is not None
    assert marker.line == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "<!-- costgate:v1 key=k run=ci/1.1 text=0123456789abcdef -->\nmore",
        "<!-- costgate:v1 key=k run=ci/1.1 text=0123456789abcdef --> more",
        "> <!-- costgate:v1 key=k run=ci/1.1 text=0123456789abcdef -->",
        "<!-- costgate:v2 key=k run=ci/1.1 text=0123456789abcdef -->",
        "<!-- costgate:v1 key=k --> run=ci/1.1 text=0123456789abcdef -->",
        "<!-- costgate:v1 key=k run=ci/99999999999999999999.1 text=0123456789abcdef -->",
        "<!-- costgate:v1 key=k run=ci/1.-1 text=0123456789abcdef -->",
    ],
)
def test_what_is_no_marker_is_none(text: str) -> None:
    assert _marker.read(text) is None


@given(st.text(min_size=1, max_size=50), st.integers(0, 10**18), st.integers(0, 10**18))
def test_any_key_comes_back(key: str, number: int, attempt: int) -> None:
    marker = _marker.of(key, Run("github", number, attempt), "text")
    assert _marker.read(f"x\n{marker.line}\n") == marker
    assert marker.line.count("-->") == 1
