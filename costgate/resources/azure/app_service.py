"""Azure App Service: plans, environments, IP-based certificates and static web apps."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.azure.autoscale import AutoscaledBy, at_least
from costgate.resources.azure.functions import BY_USE, ELASTIC, ZONED_LEAST, App, elastic
from costgate.resources.components import Block, Components, PriceQuery, Unpriced, hourly, monthly, usage
from costgate.resources.marks import Ref, ReferredBy, Usage
from costgate.resources.registry import resource

APP_SERVICE = "Azure App Service"

FAMILIES = {
    "F": "Free",
    "B": "Basic",
    "S": "Standard",
    "P": "Premium",
    "I": "Isolated",
    "PC": "Premium Windows Container",
}
"""The letters that a size begins with -> the plan that it belongs to. https://azure.microsoft.com/pricing/details/app-service/windows/"""

SHARED = frozenset({"D1", "SHARED"})

WINDOWS_ONLY = frozenset({"Premium", "Premium Windows Container"})
"""Plans with one price: the first Premium generation has none for Linux. https://prices.azure.com/api/retail/prices"""


class PlanSku(Block):
    """The `sku` block of an older plan."""

    size: str
    capacity: int = 1


class Group(Block):
    """What is read of a resource group or an app: where it is."""


@resource("azurerm_service_plan")
def service_plan(
    *,
    sku_name: str,
    os_type: str,
    worker_count: int = 1,
    zone_balancing_enabled: bool = False,
    linux: Annotated[tuple[App, ...], ReferredBy("azurerm_linux_function_app", "service_plan_id")] = (),
    windows: Annotated[tuple[App, ...], ReferredBy("azurerm_windows_function_app", "service_plan_id")] = (),
    logic: Annotated[tuple[App, ...], ReferredBy("azurerm_logic_app_standard", "app_service_plan_id")] = (),
    autoscaling: AutoscaledBy = (),
) -> Components:
    """App Service plan: `worker_count` instances, or the fewest that autoscaling keeps; its apps cost nothing more.

    One that is spread over zones has two at least.

    A plan of Functions Premium or Logic Apps Standard is shown with its apps, and by itself if this plan has none.
    Consumption is billed with the function apps. What autoscaling adds at times is not modelled, nor dev/test rates.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    count = at_least(max(worker_count, ZONED_LEAST if zone_balancing_enabled else 0), autoscaling)
    yield from _instances(sku_name, os_type, count, apps=len(linux) + len(windows) + len(logic))


@resource("azurerm_app_service_plan")
def app_service_plan(
    *,
    sku: PlanSku,
    kind: str = "Windows",
    reserved: bool = False,
    zone_redundant: bool = False,
    function: Annotated[tuple[App, ...], ReferredBy("azurerm_function_app", "app_service_plan_id")] = (),
    linux: Annotated[tuple[App, ...], ReferredBy("azurerm_linux_function_app", "service_plan_id")] = (),
    windows: Annotated[tuple[App, ...], ReferredBy("azurerm_windows_function_app", "service_plan_id")] = (),
    logic: Annotated[tuple[App, ...], ReferredBy("azurerm_logic_app_standard", "app_service_plan_id")] = (),
    autoscaling: AutoscaledBy = (),
) -> Components:
    """App Service plan of the older kind: `capacity` instances, one if it does not say.

    As `azurerm_service_plan`: plans of Functions Premium and Logic Apps Standard are shown with their apps.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    system = "Linux" if reserved or kind.lower() == "linux" else "Windows"
    apps = len(function) + len(linux) + len(windows) + len(logic)
    count = at_least(max(sku.capacity, ZONED_LEAST if zone_redundant else 0), autoscaling)
    yield from _instances(sku.size, system, count, apps=apps)


def _instances(size: str, system: str, count: int, *, apps: int) -> Components:
    upper = size.upper()
    if upper in BY_USE:
        return
    if upper in ELASTIC:
        if not apps:
            yield from elastic(upper, count)
    else:
        yield hourly(f"Instance usage ({size})", PriceQuery(APP_SERVICE, _meter(upper, system)), count=count)


def _meter(size: str, system: str) -> str:
    """The meter of an upper-case size. "P1V3", Linux -> ... Premium v3 Plan - Linux / P1 v3 / P1 v3 App."""
    if size in SHARED:
        return f"{APP_SERVICE} Shared Plan / Shared / Shared App"
    base, _, generation = size.partition("V")
    family = FAMILIES.get(base.rstrip("0123456789M"))
    if not family or generation not in {"", "1", "2", "3", "4"}:
        raise Unpriced(
            f"the size is {size!r}, expected one such as F1, D1, B1, S1, P1v3, I1v2, PC2, EP1, WS1, Y1 or FC1"
        )
    base, version = base.replace("M", "m"), f"v{generation}" if generation > "1" else ""
    plan = f"{family} {version}".strip()
    linux = " - Linux" if system == "Linux" and plan not in WINDOWS_ONLY else ""
    spaced = version in {"v2", "v3"} and "m" not in base and base != "P0"
    sku = f"{base} {version}" if spaced else f"{base}{version}"
    bare = version == "v4" or (linux and family == "Basic")
    return f"{APP_SERVICE} {plan} Plan{linux} / {sku} / {sku}{'' if bare else ' App'}"


@resource("azurerm_app_service_environment", region_of="group")
def app_service_environment(
    *,
    group: Annotated[Group | None, Ref("azurerm_resource_group", "resource_group_name")] = None,  # noqa: ARG001
    pricing_tier: str = "I1",
    operating_system: Usage[str] = "linux",
) -> Components:
    """App Service environment of the first two generations: its stamp fee, and one front-end instance.

    Further front ends are not modelled. Plans in the environment are priced by themselves.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    yield hourly("Stamp fee", PriceQuery(APP_SERVICE, f"{APP_SERVICE} Isolated Plan / Stamp / Stamp Fee"))
    meter = _meter(pricing_tier.upper(), operating_system.capitalize())
    yield hourly(f"Instance usage ({pricing_tier})", PriceQuery(APP_SERVICE, meter))


class HostedPlan(Block):
    """What an environment reads of the plans in it: that there are any."""


@resource("azurerm_app_service_environment_v3", region_of="group")
def app_service_environment_v3(
    *,
    group: Annotated[Group | None, Ref("azurerm_resource_group", "resource_group_name")] = None,  # noqa: ARG001
    dedicated_host_count: int = 0,
    plans: Annotated[
        tuple[HostedPlan, ...],
        ReferredBy("azurerm_service_plan azurerm_app_service_plan", "app_service_environment_id"),
    ] = (),
) -> Components:
    """App Service environment of the third generation: its dedicated hosts, or one instance as long as it is empty.

    Plans in the environment are priced by themselves. Their lower rate on dedicated hosts is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    if dedicated_host_count:
        query = PriceQuery(APP_SERVICE, f"{APP_SERVICE} Isolated v2 Plan / IDH v2 / IDH v2")
        yield hourly("Dedicated hosts", query, count=dedicated_host_count)
    elif not plans:
        yield hourly("Empty environment (I1v2)", PriceQuery(APP_SERVICE, _meter("I1V2", "Windows")))


@resource("azurerm_app_service_certificate_binding", region_of="certificate")
def certificate_binding(
    *,
    certificate: Annotated[  # noqa: ARG001
        Group | None, Ref("azurerm_app_service_certificate azurerm_app_service_managed_certificate", "certificate_id")
    ] = None,
    ssl_state: str = "",
) -> Components:
    """Binding of a certificate: an IP-based one costs, one by SNI does not.

    The one that a plan from Standard on includes is not taken off: no binding tells whether it is the first.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    yield from _ip_ssl(ssl_state)


@resource("azurerm_app_service_custom_hostname_binding", region_of="app")
def hostname_binding(
    *,
    app: Annotated[  # noqa: ARG001
        Group | None,
        Ref(
            "azurerm_app_service azurerm_linux_web_app azurerm_windows_web_app azurerm_function_app", "app_service_name"
        ),
    ] = None,
    ssl_state: str = "",
) -> Components:
    """Custom host name of an app: an IP-based certificate costs, one by SNI does not.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    yield from _ip_ssl(ssl_state)


@resource("azurerm_app_service_slot_custom_hostname_binding", region_of="slot")
def slot_hostname_binding(
    *,
    slot: Annotated[Group | None, Ref("azurerm_app_service_slot", "app_service_slot_id")] = None,  # noqa: ARG001
    ssl_state: str = "",
) -> Components:
    """Custom host name of a slot: an IP-based certificate costs, one by SNI does not.

    Prices: https://azure.microsoft.com/pricing/details/app-service/windows/
    """
    yield from _ip_ssl(ssl_state)


def _ip_ssl(ssl_state: str) -> Components:
    if ssl_state == "IpBasedEnabled":
        query = PriceQuery(APP_SERVICE, f"{APP_SERVICE} SSL Connections / IP SSL / IP SSL Connection")
        yield monthly("IP SSL certificate", query, 1, "Months")


@resource("azurerm_static_site", "azurerm_static_web_app")
def static_web_app(
    *, sku_tier: str = "Free", sku_size: str = "Free", monthly_bandwidth_gb: Usage[Decimal | None] = None
) -> Components:
    """Static web app: the Standard plan and its traffic. The Free plan costs nothing.

    The traffic that Azure includes for a subscription is the price's first tier. The Front Door add-on is not modelled.

    Prices: https://azure.microsoft.com/pricing/details/app-service/static/
    """
    if sku_tier == "Standard" or sku_size == "Standard":
        meter = "Static Web Apps / Standard / Standard"
        yield monthly("Static Web App (Standard)", PriceQuery(APP_SERVICE, f"{meter} App"), 1, "Months")
        yield usage("Bandwidth", PriceQuery(APP_SERVICE, f"{meter} Bandwidth Usage"), monthly_bandwidth_gb, "GB")
