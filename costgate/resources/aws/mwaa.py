"""Amazon Managed Workflows for Apache Airflow: environments."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

MWAA = "AmazonMWAA"

CLASSES = {
    "mw1.micro": "Micro",
    "mw1.small": "Small",
    "mw1.medium": "Medium",
    "mw1.large": "Large",
    "mw1.xlarge": "XLarge",
    "mw1.2xlarge": "2XLarge",
}
"""https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html"""

WORKERS, SCHEDULERS, WEB_SERVERS = 1, 2, 2
"""What an environment includes, the least that one of any class but the smallest has.
https://aws.amazon.com/managed-workflows-for-apache-airflow/pricing/
https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-web-server-autoscaling.html"""


@resource("aws_mwaa_environment")
def environment(
    *,
    environment_class: str = "mw1.small",
    min_workers: int = WORKERS,
    schedulers: int = SCHEDULERS,
    min_webservers: int = WEB_SERVERS,
    additional_workers: Usage[Decimal | None] = None,
    additional_schedulers: Usage[Decimal | None] = None,
    meta_database_gb: Usage[Decimal | None] = None,
) -> Components:
    """Airflow environment: hours with what it includes, workers, schedulers and web servers beyond, the database.

    Workers and schedulers that the plan asks for beyond what is included count, unless the usage file says how many run
    on average. Web servers count if the plan asks for more than two.

    Prices: https://aws.amazon.com/managed-workflows-for-apache-airflow/pricing/
    """
    size = CLASSES.get(environment_class)
    if size is None:
        raise Unpriced(f"environment_class is {environment_class!r}, expected one of {', '.join(CLASSES)}")
    yield hourly(f"Environment ({environment_class})", PriceQuery(MWAA, f"Airflow-{size}Environment"))
    for kind, stated, planned in (
        ("Worker", additional_workers, min_workers - WORKERS),
        ("Scheduler", additional_schedulers, schedulers - SCHEDULERS),
    ):
        number = stated if stated is not None else Decimal(planned) if planned > 0 else None
        hours = None if number is None else number * HOURS_PER_MONTH
        yield usage(f"Additional {kind.lower()}s", PriceQuery(MWAA, f"Airflow-{size}{kind}"), hours, "Hours")
    if min_webservers > WEB_SERVERS:
        servers = PriceQuery(MWAA, f"Airflow-{size}WebServer")
        yield hourly("Additional web servers", servers, HOURS_PER_MONTH, min_webservers - WEB_SERVERS)
    database = PriceQuery(MWAA, "Airflow-StandardDatabaseStorage")
    yield usage("Metadata database", database, meta_database_gb, "GB-Months")
