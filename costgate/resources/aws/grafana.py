"""Amazon Managed Grafana: workspaces."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Block, Components, PriceQuery, monthly, usage
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

GRAFANA = "AmazonGrafana"


class License(Block):
    """What is read of an `aws_grafana_license_association`."""

    license_type: str = ""


@resource("aws_grafana_workspace")
def workspace(
    *,
    licenses: Annotated[tuple[License, ...], ReferredBy("aws_grafana_license_association", "workspace_id")] = (),
    editors_administrator_licenses: Usage[Decimal] = Decimal(1),
    viewer_licenses: Usage[Decimal | None] = None,
) -> Components:
    """Grafana workspace: each editor or administrator, of whom there is at least one, and each viewer that is active.

    With an enterprise licence, each of them pays for its plugins too.

    Prices: https://aws.amazon.com/grafana/pricing/
    """
    editors = editors_administrator_licenses
    yield monthly("Editors and administrators", PriceQuery(GRAFANA, "Grafana:EditorUser"), editors, "Users")
    yield usage("Viewers", PriceQuery(GRAFANA, "Grafana:ViewerUser"), viewer_licenses, "Users")
    if any(item.license_type == "ENTERPRISE" for item in licenses):
        users = editors + (viewer_licenses or 0)
        yield monthly("Enterprise plugins", PriceQuery(GRAFANA, "Grafana:EnterprisePluginsUser"), users, "Users")
