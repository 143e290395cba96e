"""Amounts: which numbers are one, and how people read them. Nothing is rounded before it gets here."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}

CENT = Decimal("0.01")
_THOUSANDTH = Decimal("0.001")

_MOST_DIGITS = 19
_WIDE = Context(prec=6 * _MOST_DIGITS, rounding=ROUND_HALF_EVEN)
"""Rounds whatever a few amounts make when they are multiplied; the usual 28 digits are too few for a hostile plan."""


def is_amount(number: Decimal) -> bool:
    """False for NaN, infinity, and what no quantity, price or limit can be."""
    return number.is_finite() and number.adjusted() < _MOST_DIGITS


def money(amount: Decimal, currency: str = "USD") -> str:
    """$1,234.50; amounts below a cent that are not zero say so."""
    rounded = amount.quantize(CENT, context=_WIDE)
    if rounded == 0 and amount != 0:
        return f"<{symbol(currency)}0.01" if amount > 0 else f">-{symbol(currency)}0.01"
    sign = "-" if rounded < 0 else ""
    return f"{sign}{symbol(currency)}{rounded.copy_abs():,f}"


def change(amount: Decimal, currency: str = "USD") -> str:
    """+$12.00, -$3.50 or $0.00."""
    text = money(amount, currency)
    return f"+{text}" if amount > 0 and not text.startswith("<") else text


def unit_price(amount: Decimal, currency: str = "USD") -> str:
    """A list unit price with every digit that it has: $0.0000166667."""
    text = f"{amount.normalize():,f}"
    whole, _, fraction = text.partition(".")
    return f"{symbol(currency)}{whole}.{fraction.ljust(2, '0')}"


def percent(part: Decimal, whole: Decimal) -> str:
    """`part` of `whole` with its sign, "" where there is nothing to compare with."""
    if whole <= 0:
        return ""
    share = part * 100 / whole
    digits = Decimal(1) if abs(share) >= 10 else Decimal("0.1")
    rounded = share.quantize(digits, context=_WIDE)
    return f"{rounded:+,f} %" if rounded else "0 %"


def quantity(amount: Decimal) -> str:
    """A quantity with at most three decimals: 1,460 or 0.122."""
    rounded = amount.quantize(_THOUSANDTH, context=_WIDE) if abs(amount) >= _THOUSANDTH or amount == 0 else amount
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(number: Decimal) -> str:
    """A number as decimal text for machines, without exponent or trailing zeros: 0.0000002, never 2E-7."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def symbol(currency: str) -> str:
    """What stands before an amount."""
    return SYMBOLS.get(currency, f"{currency} ")
