"""What a server says of trying again. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after"""

from __future__ import annotations

from email.utils import parsedate_to_datetime

_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


def worth_another_try(status: int) -> bool:
    """True if the same request may be answered later."""
    return status in _LATER


def after(text: str, now: float) -> float | None:
    """Seconds to wait by a Retry-After header, in seconds or a date; None if it says nothing."""
    text = text.strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None
