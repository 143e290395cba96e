"""What a team pays in place of list prices: its own prices, discounts, and a rate frozen in the configuration.

Own prices go first: they are what was agreed. Where there is none, the first discount that fits counts, and only that
one. A rate turns every amount into one currency, with the same factor on both sides of a change.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from costgate.errors import CatalogueError
from costgate.model import Exchange, Price, Tier
from costgate.money import is_amount
from costgate.patterns import Patterns, any_fits

LIST_CURRENCY = "USD"
"""The currency of the vendors' public list prices, and of prices in a usage file."""


class Discount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`percent` off the list price of what the patterns fit. `name` is what a reader knows it by."""

    percent: Decimal
    vendor: Literal["*", "aws", "azure", "google"] = "*"
    service: Patterns = "*"
    meter: Patterns = "*"
    region: Patterns = "*"
    purchase: Patterns = "*"
    name: str = ""

    def __post_init__(self) -> None:
        """More than all of a price cannot be taken off, and a discount that adds is a mistake."""
        if not is_amount(self.percent) or not 0 <= self.percent <= 100:
            raise ValueError(f"percent is {self.percent}, expected a number from 0 to 100")

    def fits(self, price: Price) -> bool:
        """True if it is a discount on `price`."""
        query = price.query
        return (
            self.vendor in ("*", price.vendor)
            and any_fits(self.service, query.service)
            and any_fits(self.meter, query.meter)
            and any_fits(self.region, price.region)
            and any_fits(self.purchase, query.purchase)
        )


class Terms(Struct, frozen=True):
    """What a team has agreed."""

    discounts: Sequence[Discount] = ()
    exchange: Exchange | None = None

    @property
    def currency(self) -> str:
        """The currency of every price under these terms."""
        return self.exchange.currency if self.exchange else LIST_CURRENCY

    def price(self, listed: Price | None, own: Price | None) -> Price | None:
        """One price out of the vendor's and the team's own. Where the vendor has none, the own one is both.

        Raises CatalogueError where the two are counted in different units.
        """
        if listed is None:
            return own and self.exchanged(own)
        if own is None:
            discount = next((d for d in self.discounts if d.fits(listed)), None)
            return self.exchanged(_discounted(listed, discount) if discount else listed)
        if own.pricing_unit != listed.pricing_unit:
            raise CatalogueError(
                f"{own.source}: {own.query.meter} is priced in {own.pricing_unit}, the catalogue counts it in "
                f"{listed.pricing_unit}",
                "Give the overlay's price for the catalogue's unit; `costgate prices find` shows it.",
            )
        listed, own = self.exchanged(listed), self.exchanged(own)
        return replace(listed, contracted_tiers=own.tiers, contract=own.source)

    def exchanged(self, price: Price) -> Price:
        """`price` in the currency of these terms."""
        if self.exchange is None or price.currency == self.currency:
            return price
        rate = self.exchange.rate
        contracted = price.contracted_tiers and _times(price.contracted_tiers, rate)
        return replace(price, currency=self.currency, tiers=_times(price.tiers, rate), contracted_tiers=contracted)


def _discounted(price: Price, discount: Discount) -> Price:
    words = f"discount of {discount.percent:f} %" + (f" ({discount.name})" if discount.name else "")
    return replace(price, contracted_tiers=_times(price.tiers, 1 - discount.percent / 100), contract=words)


def _times(tiers: tuple[Tier, ...], factor: Decimal) -> tuple[Tier, ...]:
    return tuple(Tier(t.start, t.unit_price * factor) for t in tiers)
