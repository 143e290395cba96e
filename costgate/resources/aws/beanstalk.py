"""AWS Elastic Beanstalk: environments, which are instances, a load balancer, perhaps logs and a database."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from costgate.resources.aws.addresses import eip, public_addresses
from costgate.resources.aws.cloudwatch import log_group
from costgate.resources.aws.elb import classic_load_balancer, load_balancer
from costgate.resources.aws.launch import BlockDevice, Compute
from costgate.resources.aws.rds import db_instance
from costgate.resources.components import Block, Components, Unpriced, grouped, times
from costgate.resources.marks import PlannedOn, Usage
from costgate.resources.registry import resource

ENVIRONMENT = "aws:elasticbeanstalk:environment"
GROUP = "aws:autoscaling:asg"
INSTANCES = "aws:ec2:instances"
LAUNCH = "aws:autoscaling:launchconfiguration"
NETWORK = "aws:ec2:vpc"
LOGS = "aws:elasticbeanstalk:cloudwatch:logs"
DATABASE = "aws:rds:dbinstance"

INSTANCE_TYPE, LOAD_BALANCER = "t3.micro", "application"
ENGINE, DATABASE_CLASS = "mysql", "db.t2.micro"
"""What holds unless a setting says otherwise. AWS lets the instance type vary by account and region.
https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.ec2.aws-cli.html"""

CLASSIC = "classic"


class Setting(Block):
    """A `setting` block."""

    namespace: str
    name: str
    value: str = ""


class Options(NamedTuple):
    """The settings of an environment."""

    values: Mapping[tuple[str, str], str]

    def text(self, namespace: str, name: str, default: str = "") -> str:
        """What an option is set to."""
        return self.values.get((namespace, name)) or default

    def number(self, namespace: str, name: str, default: int = 0) -> int:
        """What an option is set to. Raises Unpriced if that is no whole number."""
        value = self.text(namespace, name, str(default))
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise Unpriced(f"setting {namespace} {name} is {value!r}, expected a whole number")
        return int(value)

    def is_on(self, namespace: str, name: str) -> bool:
        """True if an option is set to true."""
        return self.text(namespace, name).lower() == "true"


class DatabaseUsage(Block):
    """Usage of the database, as that of an `aws_db_instance`."""

    additional_backup_storage_gb: Decimal | None = None
    monthly_standard_io_requests: Decimal | None = None
    monthly_additional_performance_insights_requests: Decimal | None = None


class InstanceUsage(Block):
    """Usage of the instances."""

    monthly_cpu_credit_hrs: Decimal | None = None


class LogUsage(Block):
    """Usage of the log group."""

    storage_gb: Decimal | None = None
    monthly_data_ingested_gb: Decimal | None = None
    monthly_data_scanned_gb: Decimal | None = None


class BalancerUsage(Block):
    """Usage of an application or network load balancer."""

    new_connections: Decimal | None = None
    active_connections: Decimal | None = None
    processed_bytes_gb: Decimal | None = None
    rule_evaluations: Decimal | None = None


class ClassicUsage(Block):
    """Usage of a classic load balancer."""

    monthly_data_processed_gb: Decimal | None = None


@resource("aws_elastic_beanstalk_environment")
def environment(
    *,
    tier: str = "WebServer",
    solution_stack_name: str = "",
    platform_arn: str = "",
    setting: tuple[Setting, ...] = (),
    planned_on: Annotated[str, PlannedOn],
    ec2: Usage[InstanceUsage] = InstanceUsage(),
    cloudwatch: Usage[LogUsage] = LogUsage(),
    db: Usage[DatabaseUsage] = DatabaseUsage(),
    lb: Usage[BalancerUsage] = BalancerUsage(),
    elb: Usage[ClassicUsage] = ClassicUsage(),
) -> Components:
    """Beanstalk environment: the least number of its instances, its load balancer or address, its logs, its database.

    Beanstalk itself is free. Settings of a saved configuration or `template_name` are not in a plan. All instances are
    taken to be on demand. Volumes besides the root, a worker's queue and stored application versions are not modelled.

    Prices: https://aws.amazon.com/elasticbeanstalk/pricing/
    """
    of = Options({(s.namespace, s.name): s.value for s in setting})
    alone = of.text(ENVIRONMENT, "EnvironmentType") == "SingleInstance"
    windows = "Windows Server" in solution_stack_name or "Windows Server" in platform_arn
    compute = Compute(
        operating_system="windows" if windows else "linux", monthly_cpu_credit_hrs=ec2.monthly_cpu_credit_hrs
    )
    count = 1 if alone else of.number(GROUP, "MinSize", 1)
    yield from grouped("Instances", times(count, _instance(of, compute)))
    if alone:
        yield from eip(instance="the environment's own")
    elif of.is_on(NETWORK, "AssociatePublicIpAddress"):
        yield from grouped("Instances", public_addresses(count))
    if not alone and tier == "WebServer" and not of.is_on(ENVIRONMENT, "LoadBalancerIsShared"):
        kind = of.text(ENVIRONMENT, "LoadBalancerType", LOAD_BALANCER)
        yield from grouped("Load balancer", _load_balancer(of, kind, lb, elb))
    if of.is_on(LOGS, "StreamLogs"):
        yield from grouped("Logs", log_group(**_stated(cloudwatch)))
    if any(namespace == DATABASE for namespace, _ in of.values):
        yield from grouped("Database", _database(of, planned_on, db))


def _instance(of: Options, compute: Compute) -> Components:
    """One instance and its root volume. The first of several instance types counts."""
    kind = of.text(INSTANCES, "InstanceTypes") or of.text(LAUNCH, "InstanceType", INSTANCE_TYPE)
    is_detailed = of.text(LAUNCH, "MonitoringInterval") == "1 minute"
    yield from compute.components(kind.partition(",")[0].strip(), monitoring=is_detailed)
    root = BlockDevice(
        volume_type=of.text(LAUNCH, "RootVolumeType"),
        volume_size=of.number(LAUNCH, "RootVolumeSize"),
        iops=of.number(LAUNCH, "RootVolumeIOPS"),
        throughput=of.number(LAUNCH, "RootVolumeThroughput"),
    )
    yield from root.components("root volume")


def _load_balancer(of: Options, kind: str, lb: BalancerUsage, elb: ClassicUsage) -> Components:
    internal = of.text(NETWORK, "ELBScheme") == "internal"
    listed = of.text(NETWORK, "ELBSubnets").count(",") + 1
    subnets = listed if listed > 1 else None
    if kind == CLASSIC:
        yield from classic_load_balancer(internal=internal, subnets=subnets, **_stated(elb))
    else:
        yield from load_balancer(load_balancer_type=kind, internal=internal, subnets=subnets, **_stated(lb))


def _database(of: Options, planned_on: str, used: DatabaseUsage) -> Components:
    yield from db_instance(
        instance_class=of.text(DATABASE, "DBInstanceClass", DATABASE_CLASS),
        engine=of.text(DATABASE, "DBEngine", ENGINE),
        engine_version=of.text(DATABASE, "DBEngineVersion"),
        multi_az=of.is_on(DATABASE, "MultiAZDatabase"),
        allocated_storage=of.number(DATABASE, "DBAllocatedStorage") or None,
        planned_on=planned_on,
        **_stated(used),
    )


def _stated(used: Block) -> dict[str, Any]:
    """A block of usage as the arguments of the model that it is for."""
    return {name: getattr(used, name) for name in used.__struct_fields__}
