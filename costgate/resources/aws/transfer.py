"""AWS Transfer Family: servers, and connectors to those of others."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

TRANSFER = "AWSTransfer"


@resource("aws_transfer_server")
def server(
    *,
    protocols: tuple[str, ...] = ("SFTP",),
    monthly_data_downloaded_gb: Usage[Decimal | None] = None,
    monthly_data_uploaded_gb: Usage[Decimal | None] = None,
) -> Components:
    """Transfer server: the hours of each protocol, whether its server is started or not, and each GB either way.

    Messages of AS2 that it receives and decryption are not modelled.

    Prices: https://aws.amazon.com/aws-transfer-family/pricing/
    """
    for protocol in sorted(set(protocols)):
        yield hourly(f"{protocol} protocol", PriceQuery(TRANSFER, "ProtocolHours"))
    yield usage("Data downloaded", PriceQuery(TRANSFER, "DownloadBytes"), monthly_data_downloaded_gb, "GB")
    yield usage("Data uploaded", PriceQuery(TRANSFER, "UploadBytes"), monthly_data_uploaded_gb, "GB")


class As2(Block):
    """An `as2_config` block; nothing is read of it."""


@resource("aws_transfer_connector")
def connector(
    *,
    as2_config: As2 | None = None,
    monthly_messages: Usage[Decimal | None] = None,
    monthly_data_transferred_gb: Usage[Decimal | None] = None,
) -> Components:
    """Connector: each message that it sends by AS2, or each GB that it carries by SFTP.

    What a call of an SFTP connector costs is not modelled.

    Prices: https://aws.amazon.com/aws-transfer-family/pricing/
    """
    if as2_config:
        yield usage("Messages", PriceQuery(TRANSFER, "AS2-Messages-Outbound"), monthly_messages, "Messages")
    else:
        data = PriceQuery(TRANSFER, "SFTPConnector-Bytes")
        yield usage("Data transferred", data, monthly_data_transferred_gb, "GB")
