"""AWS Directory Service: Managed Microsoft AD, Simple AD, AD Connector."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from costgate.resources.components import HOURS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly
from costgate.resources.marks import Attribute, Ref, Usage
from costgate.resources.registry import resource

DIRECTORY_SERVICE = "AWSDirectoryService"

CONTROLLERS = {
    ("MicrosoftAD", "Standard"): "Std-MicrosoftAD-DC-Usage",
    ("MicrosoftAD", "Enterprise"): "MicrosoftAD-DC-Usage",
    ("SimpleAD", "Small"): "Small-SimpleAD-Usage",
    ("SimpleAD", "Large"): "Large-SimpleAD-Usage",
    ("ADConnector", "Small"): "Small-Directory-Usage",
    ("ADConnector", "Large"): "Large-Directory-Usage",
}
"""Meter of an hour of a domain controller. https://aws.amazon.com/directoryservice/pricing/"""

SHARES = {"Standard": "Std-MicrosoftAD-Share-Usage", "Enterprise": "MicrosoftAD-Share-Usage"}
"""Meter of an hour in which another account shares a directory; the names are by analogy, no bill was in reach.
https://aws.amazon.com/directoryservice/pricing/"""

LEAST_CONTROLLERS = 2
"""Domain controllers of a directory: one in each of two availability zones.
https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started.html"""


@resource("aws_directory_service_directory")
def directory(
    *,
    kind: Annotated[Literal["SimpleAD", "ADConnector", "MicrosoftAD"], Attribute("type")] = "SimpleAD",
    edition: Literal["Enterprise", "Standard"] = "Enterprise",
    size: Literal["Large", "Small"] = "Large",
    desired_number_of_domain_controllers: int = LEAST_CONTROLLERS,
    additional_domain_controllers: Usage[Decimal | None] = None,
    shared_accounts: Usage[Decimal | None] = None,
) -> Components:
    """Directory: hours of its two domain controllers and of any beyond them; sharing a Microsoft AD with accounts.

    `shared_accounts` are those that no `aws_directory_service_shared_directory` stands for. Copies in other regions
    are an `aws_directory_service_region`. Data transfer is not modelled.

    Prices: https://aws.amazon.com/directoryservice/pricing/
    """
    microsoft = kind == "MicrosoftAD"
    variant = edition if microsoft else size
    query = PriceQuery(DIRECTORY_SERVICE, CONTROLLERS[kind, variant])
    yield hourly(f"Domain controllers ({kind}, {variant})", query, HOURS_PER_MONTH, LEAST_CONTROLLERS)
    more = additional_domain_controllers
    if more is None and microsoft:
        more = Decimal(max(desired_number_of_domain_controllers - LEAST_CONTROLLERS, 0))
    if more:
        yield hourly("Additional domain controllers", query, HOURS_PER_MONTH, more)
    if shared_accounts and microsoft:
        shares = PriceQuery(DIRECTORY_SERVICE, SHARES[edition])
        yield hourly("Directory sharing", shares, HOURS_PER_MONTH, shared_accounts)


class SharedDirectory(Block):
    """What a share or a region reads of its directory."""

    edition: Literal["Enterprise", "Standard"] = "Enterprise"


@resource("aws_directory_service_shared_directory")
def shared_directory(
    *, shared: Annotated[SharedDirectory | None, Ref("aws_directory_service_directory", "directory_id")] = None
) -> Components:
    """Share of a Microsoft AD with another account: its hours.

    Prices: https://aws.amazon.com/directoryservice/pricing/
    """
    if shared is None:
        raise Unpriced("its directory is not in this plan, which tells the edition")
    yield hourly("Directory sharing", PriceQuery(DIRECTORY_SERVICE, SHARES[shared.edition]))


@resource("aws_directory_service_region")
def directory_region(
    *,
    of: Annotated[SharedDirectory | None, Ref("aws_directory_service_directory", "directory_id")] = None,
    region_name: str,
    desired_number_of_domain_controllers: int = LEAST_CONTROLLERS,
) -> Components:
    """Copy of a Microsoft AD in another region: the hours of its domain controllers there, two at least.

    Prices: https://aws.amazon.com/directoryservice/pricing/
    """
    if of is None:
        raise Unpriced("its directory is not in this plan, which tells the edition")
    query = PriceQuery(DIRECTORY_SERVICE, CONTROLLERS["MicrosoftAD", of.edition], region=region_name)
    count = max(desired_number_of_domain_controllers, LEAST_CONTROLLERS)
    yield hourly("Domain controllers", query, HOURS_PER_MONTH, count)
