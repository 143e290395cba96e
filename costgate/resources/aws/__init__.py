"""Cost models of AWS, one module a service."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, one_time
from costgate.resources.marks import Usage

EC2 = "AmazonEC2"
CLOUDWATCH = "AmazonCloudWatch"
EMR = "ElasticMapReduce"
FSX = "AmazonFSx"
VPC = "AmazonVPC"

TERMS = {"1_year": "1yr", "3_year": "3yr"}
CLASSES = ("standard", "convertible")
RESERVED = "reserved-"
"""How the purchase option of a reservation begins."""
PAYMENTS = {"no_upfront": "no-upfront", "partial_upfront": "partial-upfront", "all_upfront": "all-upfront"}


class Reserved(Block):
    """What the usage file says of a reservation."""

    reserved_instance_term: Usage[str | None] = None
    reserved_instance_payment_option: Usage[str | None] = None

    @property
    def purchase(self) -> str:
        """The purchase option: "on_demand" where nothing is reserved."""
        return reservation(self.reserved_instance_term, self.reserved_instance_payment_option)


def reservation(term: str | None, payment: str | None, offering_class: str | None = None) -> str:
    """The purchase option that a usage file asks for: "on_demand" where it names no term.

    ("1_year", "no_upfront", "convertible") -> "reserved-1yr-convertible-no-upfront".
    """
    if term is None and payment is None and offering_class is None:
        return "on_demand"
    offering_class = offering_class or "standard"
    if term not in TERMS or payment not in PAYMENTS or offering_class not in CLASSES:
        raise Unpriced(
            f"reserved instance {offering_class!r} {term!r} {payment!r}: expected a class of {', '.join(CLASSES)}, "
            f"a term of {', '.join(TERMS)} and a payment option of {', '.join(PAYMENTS)}"
        )
    return f"{RESERVED}{TERMS[term]}-{offering_class}-{PAYMENTS[payment]}"


def has_fee(purchase: str) -> bool:
    """True if a purchase option has a part that is paid once."""
    return purchase.endswith(("partial-upfront", "all-upfront"))


def instance_hours(name: str, query: PriceQuery, hours: Decimal = HOURS_PER_MONTH) -> Components:
    """`hours` a month of one instance or node as `query` buys it, and the fee of a reservation that has one.

    A reservation is paid for every hour of its term, used or not; what was paid for up front has no hours left to pay.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts-reserved-instances-application.html
    """
    if query.purchase.startswith(RESERVED):
        hours = Decimal(0) if query.purchase.endswith("-all-upfront") else HOURS_PER_MONTH
    yield hourly(name, query, hours)
    if has_fee(query.purchase):
        yield one_time(f"{name}: upfront fee", replace(query, purchase=f"{query.purchase}-fee"))
