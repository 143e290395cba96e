"""Amazon GuardDuty: detectors."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import ReferredBy, Usage
from costgate.resources.registry import resource

GUARDDUTY = "AmazonGuardDuty"


class Plan(NamedTuple):
    """A protection plan that a detector may have besides its foundation: its line, meter, unit and features."""

    name: str
    meter: str
    unit: str
    features: tuple[str, ...]


S3 = Plan("S3 data events", "PaidS3DataEventsAnalyzed", "Events", ("S3_DATA_EVENTS",))
EKS = Plan("Kubernetes audit events", "PaidKubernetesAuditLogsAnalyzed", "Events", ("EKS_AUDIT_LOGS",))
EBS = Plan("EBS data scanned", "PaidMalwareProtectionEBSDataScanned", "GB", ("EBS_MALWARE_PROTECTION",))
RUNTIME = Plan(
    "vCPUs monitored at runtime",
    "PaidEKSvCPUMonitored",
    "vCPU-Months",
    ("EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING"),
)
"""https://aws.amazon.com/guardduty/pricing/"""


class Switch(Block):
    """A block that turns a data source on or off."""

    enable: bool = False


class Kubernetes(Block):
    """A `kubernetes` block."""

    audit_logs: Switch = Switch()


class ScannedInstances(Block):
    """A `scan_ec2_instance_with_findings` block."""

    ebs_volumes: Switch = Switch()


class MalwareProtection(Block):
    """A `malware_protection` block."""

    scan_ec2_instance_with_findings: ScannedInstances = ScannedInstances()


class DataSources(Block):
    """A `datasources` block."""

    s3_logs: Switch = Switch()
    kubernetes: Kubernetes = Kubernetes()
    malware_protection: MalwareProtection = MalwareProtection()


class Feature(Block):
    """What is read of an `aws_guardduty_detector_feature`."""

    name: str = ""
    status: str = ""


@resource("aws_guardduty_detector")
def detector(
    *,
    enable: bool = True,
    datasources: DataSources = DataSources(),
    features: Annotated[tuple[Feature, ...], ReferredBy("aws_guardduty_detector_feature", "detector_id")] = (),
    monthly_cloudtrail_events: Usage[Decimal | None] = None,
    monthly_flow_and_dns_logs_gb: Usage[Decimal | None] = None,
    monthly_s3_data_events: Usage[Decimal | None] = None,
    monthly_kubernetes_audit_events: Usage[Decimal | None] = None,
    monthly_ebs_scanned_gb: Usage[Decimal | None] = None,
    runtime_vcpus: Usage[Decimal | None] = None,
) -> Components:
    """Detector: the events and logs that it analyses, and those of the protection plans that are on.

    A plan is listed if a block or an `aws_guardduty_detector_feature` turns it on, or usage states it. Protection of
    RDS and Lambda and S3 malware scans are not modelled, nor the first 30 days without charge.

    Prices: https://aws.amazon.com/guardduty/pricing/
    """
    if not enable:
        return
    logs, events = PriceQuery(GUARDDUTY, "PaidEventsAnalyzed-Bytes"), PriceQuery(GUARDDUTY, "PaidEventsAnalyzed")
    yield usage("CloudTrail management events", events, monthly_cloudtrail_events, "Events")
    yield usage("VPC flow and DNS logs", logs, monthly_flow_and_dns_logs_gb, "GB")
    on = {feature.name for feature in features if feature.status == "ENABLED"}
    volumes = datasources.malware_protection.scan_ec2_instance_with_findings.ebs_volumes
    for plan, switch, stated in (
        (S3, datasources.s3_logs, monthly_s3_data_events),
        (EKS, datasources.kubernetes.audit_logs, monthly_kubernetes_audit_events),
        (EBS, volumes, monthly_ebs_scanned_gb),
        (RUNTIME, Switch(), runtime_vcpus),
    ):
        if switch.enable or stated is not None or on.intersection(plan.features):
            yield usage(plan.name, PriceQuery(GUARDDUTY, plan.meter), stated, plan.unit)
