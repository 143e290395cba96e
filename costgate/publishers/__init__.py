"""Publishers: a text -> the comment on a pull or merge request. One file a forge; the forge's name is the file's.

    context = detect(os.environ)
    published = publish(text_of, context, os.environ)

To add one, add its file with a function `connect(context: Context, token: str) -> Forge` and a `TOKENS`, the variables
that may hold a token. Publishers see a text, never a plan: they are imported only if something is to be posted.
"""

from __future__ import annotations

import html
import importlib
import pkgutil
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from costgate.errors import PublishError
from costgate.publishers import _marker
from costgate.publishers._environment import NOWHERE, Environment, detect, is_repository
from costgate.publishers._forge import Context, Forge, RefusedError, Run
from costgate.publishers._sticky import Mode, Post, Published, settle
from costgate.text import code, counted, plain

__all__ = ["Context", "Mode", "PublishError", "Published", "Run", "detect", "forges", "is_repository", "publish"]

TextMaker = Callable[[int], str]
"""Makes a text of at most so many characters: what matters less is left out, the verdict never."""

TRIES = 4
PATIENCE = 60
"""Seconds that costgate waits for a forge in all; a pipeline has better to do."""

WHERE = "docs/publishing.md tells what each CI system and forge needs."


def forges() -> list[str]:
    """The names of all forges."""
    return sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))


def publish(
    text_of: TextMaker,
    context: Context,
    environment: Environment,
    *,
    mode: Mode = "update",
    wanted: bool = True,
    tell: Callable[[str], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Published:
    """Post a text, so that one comment of the key is there at the end, or one a run, as `mode` says.

    Not `wanted`, an existing comment is still brought up to date, but no new one is made. What may pass (a rate limit,
    a timeout) is tried again for PATIENCE seconds, with a word to `tell`. Raises PublishError.
    """
    _complete(context)
    token = _token(context.forge, environment)
    forge: Forge = importlib.import_module(f"{__name__}.{context.forge}").connect(context, token)
    post = _post(text_of, context, forge.longest, mode, wanted=wanted)
    waited = 0.0
    for number in range(1, TRIES + 1):
        try:
            return settle(forge, post)
        except RefusedError as refusal:
            reason = plain(refusal.reason.replace(token, "***"), 400)
            wait = 2.0 ** (number - 1) if refusal.wait is None else refusal.wait
            if not refusal.later or number == TRIES or waited + wait > PATIENCE:
                asked = f"; it asks to wait {counted(round(wait), 'second')}, costgate waits {PATIENCE} at most"
                late = asked if refusal.later and waited + wait > PATIENCE else ""
                raise PublishError(f"{reason}{late}", forge.remedies.get(refusal.status, WHERE)) from None
            tell(f"{reason}; another try in {counted(round(wait), 'second')}")
            sleep(wait)
            waited += wait
    raise AssertionError("the last try returns or raises")


def _complete(context: Context) -> None:
    """Raises PublishError if something is missing that says where the comment belongs."""
    if context.forge not in forges():
        raise PublishError(context.lacks or NOWHERE, f"Name it: --forge, one of {', '.join(forges())}. {WHERE}")
    if context.number is None and not context.head:
        raise PublishError(context.lacks or "the number of the pull request is not known", "Name it: --pull-request.")
    if not is_repository(context.repository):
        what = f"{plain(context.repository)} is no repository" if context.repository else "the repository is not known"
        raise PublishError(what, f"Name it: --repository. {WHERE}")
    url = urlsplit(context.api_url)
    if url.scheme not in {"https", "http"} or not url.hostname or url.username or url.query:
        raise PublishError(f"{plain(context.api_url)} is no address of an API", "Mend COSTGATE_API_URL.")


def _token(forge: str, environment: Environment) -> str:
    """The token for a forge. Only the environment has one: arguments are seen by everybody on the machine."""
    names = ("COSTGATE_TOKEN", *importlib.import_module(f"{__name__}.{forge}").TOKENS)
    name = next((n for n in names if environment.get(n, "").strip()), None)
    if name is None:
        remedy = "A pull request from a fork gets no secrets, and that is right." if "CI" in environment else WHERE
        raise PublishError(f"there is no token: {' and '.join(names)} are empty", remedy)
    found = environment[name].strip()
    if not re.fullmatch(r"[!-~]+", found):
        raise PublishError(f"{name} is not a token: there is a space or an odd character in it", "Set it anew.")
    return found


def _post(text_of: TextMaker, context: Context, longest: int, mode: Mode, *, wanted: bool) -> Post:
    """The text with its last two lines: of which commit and run it is, and the marker."""
    footer = _footer(context)
    room = longest - len(footer) - len(_marker.of(context.key, context.run, "").line) - 4
    text = f"{text_of(room).rstrip()}\n{footer}".rstrip()
    marker = _marker.of(context.key, context.run, text)
    return Post(f"{text}\n\n{marker.line}\n", marker, mode, wanted)


def _footer(context: Context) -> str:
    parts = [] if context.key == "default" else [code(context.key)]
    if re.fullmatch(r"[0-9a-f]{40,64}", context.head_sha):
        parts.append(f"commit {context.head_sha[:10]}")
    url = urlsplit(context.run_url)
    if url.scheme in {"https", "http"} and re.fullmatch(r"[!-~]+", context.run_url):
        parts.append(f'<a href="{html.escape(context.run_url)}">this run</a>')
    return f"\n<sub>{' · '.join(parts)}</sub>" if parts else ""
