"""JSON values as the types of parameters. Old Terraform writes numbers as text, and plans hold whatever they like.

Each raises TypeError or ValueError for what cannot be one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from costgate.money import is_amount


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise TypeError
    number = Decimal(str(value))
    if not is_amount(number) or number < 0:
        raise ValueError
    return number


def _whole(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise ValueError
    return int(number)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return str(value)


def _truth(value: Any) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise TypeError


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _amounts(value: Any) -> Mapping[str, Decimal]:
    return {name: _number(amount) for name, amount in _table(value).items()}


SCALARS: dict[Any, Callable[[Any], Any]] = {
    int: _whole,
    Decimal: _number,
    str: _text,
    bool: _truth,
    Mapping[str, Any]: _table,
    Mapping[str, Decimal]: _amounts,
}
