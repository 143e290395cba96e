"""Cost models of AWS, one module a service."""

from __future__ import annotations

from costgate.resources.components import Unpriced

EC2 = "AmazonEC2"
CLOUDWATCH = "AmazonCloudWatch"

TERMS = {"1_year": "1yr", "3_year": "3yr"}
CLASSES = ("standard", "convertible")
PAYMENTS = {"no_upfront": "no-upfront", "partial_upfront": "partial-upfront", "all_upfront": "all-upfront"}


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
    return f"reserved-{TERMS[term]}-{offering_class}-{PAYMENTS[payment]}"


def has_fee(purchase: str) -> bool:
    """True if a purchase option has a part that is paid once."""
    return purchase.endswith(("partial-upfront", "all-upfront"))

