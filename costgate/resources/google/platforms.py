"""Google's platforms that cost by being there: Data Fusion, Looker and Apigee."""

from __future__ import annotations

from typing import Annotated, Literal

from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, monthly
from costgate.resources.marks import Attribute
from costgate.resources.registry import resource

LOOKER = "Looker"


@resource("google_data_fusion_instance")
def data_fusion_instance(
    *, edition: Annotated[Literal["BASIC", "DEVELOPER", "ENTERPRISE"], Attribute("type")]
) -> Components:
    """Data Fusion instance: its hours, by edition. The clusters that run its pipelines are billed by Dataproc.

    The 120 hours of the basic edition that an account has for nothing are not taken off.

    Prices: https://cloud.google.com/data-fusion/pricing
    """
    name = edition.capitalize()
    yield hourly(f"Instance ({edition.lower()})", PriceQuery("Cloud Data Fusion", f"{name} Edition"))


class Users(Block):
    """The `user_metadata` block: users beyond those of the platform."""

    additional_developer_user_count: int = 0
    additional_standard_user_count: int = 0
    additional_viewer_user_count: int = 0


@resource("google_looker_instance")
def looker_instance(
    *,
    platform_edition: Literal[
        "LOOKER_CORE_TRIAL",
        "LOOKER_CORE_STANDARD",
        "LOOKER_CORE_STANDARD_ANNUAL",
        "LOOKER_CORE_ENTERPRISE_ANNUAL",
        "LOOKER_CORE_EMBED_ANNUAL",
        "LOOKER_CORE_NONPROD_STANDARD_ANNUAL",
        "LOOKER_CORE_NONPROD_ENTERPRISE_ANNUAL",
        "LOOKER_CORE_NONPROD_EMBED_ANNUAL",
        "LOOKER_CORE_TRIAL_STANDARD",
        "LOOKER_CORE_TRIAL_ENTERPRISE",
        "LOOKER_CORE_TRIAL_EMBED",
    ] = "LOOKER_CORE_TRIAL",
    user_metadata: Users = Users(),
) -> Components:
    """Looker instance of the standard edition: the platform, and users beyond those that it includes.

    Trials are free. Editions with a yearly contract have no public price.

    Prices: https://cloud.google.com/looker/pricing
    """
    if platform_edition.startswith("LOOKER_CORE_TRIAL"):
        return
    if platform_edition != "LOOKER_CORE_STANDARD":
        raise Unpriced(f"platform_edition is {platform_edition}, whose contract has no public price")
    yield monthly("Platform", PriceQuery(LOOKER, "Standard Edition", region="global"), 1, "Months")
    for name, count in (
        ("Developer", user_metadata.additional_developer_user_count),
        ("Standard", user_metadata.additional_standard_user_count),
        ("Viewer", user_metadata.additional_viewer_user_count),
    ):
        if count:
            yield monthly(f"{name} users", PriceQuery(LOOKER, f"{name} User", region="global"), count, "Months")


@resource("google_apigee_environment")
def apigee_environment(
    *,
    kind: Annotated[
        Literal["BASE", "INTERMEDIATE", "COMPREHENSIVE", "ENVIRONMENT_TYPE_UNSPECIFIED"], Attribute("type")
    ] = "ENVIRONMENT_TYPE_UNSPECIFIED",
) -> Components:
    """Apigee environment of an organisation that pays as it goes: its hours in one region, by type.

    API calls, deployments beyond those that are included, and add-ons are not modelled.

    Prices: https://cloud.google.com/apigee/pricing
    """
    if kind == "ENVIRONMENT_TYPE_UNSPECIFIED":
        raise Unpriced("its type is not set: BASE, INTERMEDIATE and COMPREHENSIVE have a price, subscriptions have not")
    meter = f"Active {kind.capitalize()} Environment Usage Hours"
    yield hourly(f"Environment ({kind.lower()})", PriceQuery("Apigee", meter, region="global"))
