"""The last line of a comment: what is costgate's, whose it is, of which run, and which text it belongs to.

    <!-- costgate:v1 key=network run=github/15872.1 text=0f3a5c... -->

Nobody sees it. A plan's text cannot make one: whatever comes from a plan is escaped, and only the last line counts.
The key is percent-encoded; the digest tells whether a text is the same without comparing what a forge made of it.
"""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import quote, unquote

from msgspec import Struct

from costgate.publishers._forge import Run

_LINE = re.compile(
    r"<!-- costgate:v1 key=([\w.~%-]+) run=(?:([a-z]+)/(\d{1,19})\.(\d{1,19})|-) text=([0-9a-f]{16})( hidden)? -->",
    re.ASCII,
)


class Marker(Struct, frozen=True):
    """Whose a comment is: of which key and run, with the digest of its text."""

    key: str
    run: Run
    digest: str
    hidden: bool = False

    @property
    def line(self) -> str:
        """The line as it stands in a comment."""
        run = f"{self.run.series}/{self.run.number}.{self.run.attempt}" if self.run.series else "-"
        hidden = " hidden" if self.hidden else ""
        return f"<!-- costgate:v1 key={quote(self.key, safe='')} run={run} text={self.digest}{hidden} -->"


def of(key: str, run: Run, text: str) -> Marker:
    """The marker of a text."""
    return Marker(key, run, sha256(text.encode()).hexdigest()[:16])


def read(body: str) -> Marker | None:
    """The marker of a comment; None if its last line is none."""
    match = _LINE.fullmatch(body.rstrip().rpartition("\n")[2].strip())
    if not match:
        return None
    key, series, number, attempt, digest, hidden = match.groups()
    run = Run(series, int(number), int(attempt)) if series else Run()
    return Marker(unquote(key), run, digest, hidden is not None)
