"""AWS Transfer Family: servers."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, hourly, usage
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

    Messages of AS2, connectors and decryption are not modelled.

    Prices: https://aws.amazon.com/aws-transfer-family/pricing/
    """
    for protocol in sorted(set(protocols)):
        yield hourly(f"{protocol} protocol", PriceQuery(TRANSFER, "ProtocolHours"))
    yield usage("Data downloaded", PriceQuery(TRANSFER, "DownloadBytes"), monthly_data_downloaded_gb, "GB")
    yield usage("Data uploaded", PriceQuery(TRANSFER, "UploadBytes"), monthly_data_uploaded_gb, "GB")
