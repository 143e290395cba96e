"""How broad the embedded catalogue is: what a user may count on, region by region."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from decimal import Decimal

import pytest

from costgate.catalogue import Catalogue
from costgate.ingest.google_tables import MULTI_REGIONS, NOT_PUBLIC
from costgate.model import PriceQuery
from tests.conftest import ROOT
from tools.seed import aws_support, aws_tables, aws_twins, implied
from tools.seed.azure_offers import SEEDED

TABLES = ROOT.parent / "shared" / "prices"
FEWER = {
    "AWSAmplify": 20,
    "AWSAppRunner": 11,
    "AWSAppSync": 28,
    "AWSBudgets": 1,
    "AWSCloudWAN": 4,
    "AWSCodeArtifact": 13,
    "AWSCodeCommit": 1,
    "AWSFIS": 23,
    "AWSIoT": 23,
    "AmazonCloudFront": 1,
    "AmazonConnect": 10,
    "AmazonDetective": 23,
    "AmazonGlacier": 23,
    "AmazonGrafana": 12,
    "AmazonKendra": 11,
    "AmazonLex": 12,
    "AmazonLightsail": 15,
    "AmazonMacie": 22,
    "AmazonMemoryDB": 21,
    "AmazonNeptune": 29,
    "AmazonQuickSight": 27,
    "AmazonRekognition": 16,
    "AmazonSES": 27,
    "AmazonSageMaker": 10,
    "AmazonTimestream": 17,
    "AuroraDSQL": 20,
    "CloudHSM": 29,
    "CodeGuru": 10,
    "comprehend": 13,
    "transcribe": 19,
}
"""AWS services that exist, or that a published table has, in fewer than 30 regions."""
BY_HAND = ("aws-page-", *(of.SOURCE.partition("@")[0] for of in (aws_support, aws_twins)), implied.SOURCE)
"""How the sources begin that tell a price or two, or are inferred from those: not a service's in every region."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="module")
def regions(catalogue: Catalogue) -> dict[tuple[str, str], set[str]]:
    """(vendor, service) -> the regions that have on-demand prices from more than a page or an estimate."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, shard in catalogue.manifest.shards.items():
        vendor, service, file = name.split("/")
        on_demand = file.count(".") == 1
        if on_demand and not all(source.startswith(BY_HAND) for source in shard.sources):
            found[vendor, service].add(file.removesuffix(".csv"))
    return found


def test_300_000_prices_are_on_demand(catalogue: Catalogue) -> None:
    rows = {name: shard.rows for name, shard in catalogue.manifest.shards.items() if name.count(".") == 1}
    assert sum(rows.values()) >= 300_000


def test_aws_services_are_in_30_regions_or_where_a_table_has_them(regions: dict[tuple[str, str], set[str]]) -> None:
    few = {}
    for (vendor, service), found in regions.items():
        if vendor == "aws" and len(found) < FEWER.get(service, 30):
            few[service] = len(found)
    assert few == {}


AWS_METERS = (
    ("AmazonEC2", "BoxUsage:m5.large", "RunInstances"),
    ("AmazonEC2", "BoxUsage:m6g.large", "RunInstances"),
    ("AmazonEC2", "BoxUsage:m5.large", "RunInstances:0002"),
    ("AmazonEC2", "EBS:VolumeUsage.gp3", ""),
    ("AmazonEC2", "EBS:SnapshotUsage", ""),
    ("AmazonEC2", "NatGateway-Hours", ""),
    ("AmazonVPC", "PublicIPv4:InUseAddress", ""),
    ("AmazonVPC", "VpcEndpoint-Hours", ""),
    ("AmazonVPC", "TransitGateway-Hours", "TransitGatewayVPC"),
    ("AmazonVPC", "VPN-Usage-Hours:ipsec.1", ""),
    ("AWSDataTransfer", "DataTransfer-Out-Bytes", ""),
    ("AmazonRDS", "InstanceUsage:db.m5.large", "CreateDBInstance:0002"),
    ("AmazonRDS", "Multi-AZUsage:db.r6g.large", "CreateDBInstance:0014"),
    ("AmazonRDS", "InstanceUsage:db.r6g.large", "CreateDBInstance:0021"),
    ("AmazonRDS", "RDS:GP3-Storage", ""),
    ("AmazonElastiCache", "NodeUsage:cache.t3.micro", "CreateCacheCluster:0002"),
    ("AmazonES", "ESInstance:r6g.large", ""),
    ("AmazonRedshift", "Redshift:ServerlessUsage", ""),
    ("AmazonS3", "TimedStorage-ByteHrs", ""),
    ("AmazonS3", "Requests-Tier1", ""),
    ("AmazonDynamoDB", "WriteRequestUnits", ""),
    ("AmazonEFS", "TimedStorage-ByteHrs", ""),
    ("AWSLambda", "Lambda-GB-Second", ""),
    ("AmazonApiGateway", "ApiGatewayRequest", ""),
    ("AmazonSNS", "Requests-Tier1", ""),
    ("AmazonKinesis", "OnDemand-BilledOutgoingEFOBytes", ""),
    ("AmazonMSK", "Kafka.m5.large", ""),
    ("AmazonMQ", "RabbitMQ-InstanceUsage:mq.m5.large", ""),
    ("AmazonECS", "Fargate-vCPU-Hours:perCPU", ""),
    ("AmazonEKS", "AmazonEKS-Hours:perCluster", ""),
    ("AmazonECR", "TimedStorage-ByteHrs", ""),
    ("AmazonCloudWatch", "DataProcessing-Bytes", ""),
    ("AWSConfig", "ConfigurationItemRecorded", ""),
    ("AWSCloudTrail", "PaidEventsRecorded", ""),
    ("AWSGlue", "ETL-DPU-Hour", ""),
    ("AmazonGuardDuty", "PaidEC2vCPUMonitored", ""),
    ("AWSSecretsManager", "AWSSecretsManager-Secrets", ""),
    ("AmazonRoute53", "ResolverNetworkInterface", ""),
    ("awskms", "KMS-Keys", ""),
    ("awswaf", "WebACLV2", ""),
)
EAST_US = (
    ("API Management", "API Management / Developer / Developer Unit"),
    ("Application Gateway", "Application Gateway WAF v2 / Standard / Standard Fixed Cost"),
    ("Azure App Service", "Azure App Service Premium v3 Plan / P1 v3 / P1 v3 App"),
    ("Azure Cognitive Search", "Azure AI Search / Standard S1 / Standard S1 Unit"),
    ("Azure Cosmos DB", "Azure Cosmos DB / RUs / 100 RU/s"),
    ("Azure Data Factory", "Azure Data Factory / Cloud / Cloud Data Movement"),
    ("Azure Databricks", "Azure Databricks / Premium Jobs Compute / Premium Jobs Compute DBU"),
    (
        "Azure Database for MySQL",
        "Azure Database for MySQL Flexible Server Burstable BS Series Compute / B1MS / B1MS",
    ),
    (
        "Azure Database for PostgreSQL",
        "Azure Database for PostgreSQL Flexible Server Burstable BS Series Compute / B1MS / B1MS",
    ),
    ("Azure Firewall", "Azure Firewall / Standard / Standard Deployment"),
    ("Azure Kubernetes Service", "Azure Kubernetes Service / Standard / Standard Uptime SLA"),
    ("Backup", "Backup / Azure VM / Azure VM Protected Instance"),
    ("Container Registry", "Container Registry / Premium / Premium Registry Unit"),
    ("Event Hubs", "Event Hubs / Standard / Standard Throughput Unit"),
    ("Functions", "Functions / Standard / Standard Execution Time"),
    ("Key Vault", "Key Vault / Standard / Operations"),
    ("Redis Cache", "Azure Redis Cache Standard / C1 / C1 Cache Instance"),
    ("Service Bus", "Service Bus / Premium / Premium Messaging Unit"),
    ("Storage", "General Block Blob v2 / Hot LRS / Hot LRS Data Stored"),
    ("Storage", "Files v2 / Hot LRS / Hot LRS Data Stored"),
    ("Storage", "Premium SSD Managed Disks / P10 LRS / P10 LRS Disk"),
    ("VPN Gateway", "VPN Gateway / VpnGw1 / VpnGw1"),
    ("Virtual Network", "IP Addresses / Standard / Standard IPv4 Static Public IP"),
)
EVERYWHERE = (
    ("azure", "global", "Load Balancer", "Load Balancer / Standard / Standard Data Processed"),
    ("azure", "global", "NAT Gateway", "NAT Gateway / Standard / Standard Gateway"),
    ("azure", "global", "Traffic Manager", "Traffic Manager / Azure Endpoint / DNS Queries"),
    ("azure", "global", "Virtual Network", "Virtual Network Private Link / Standard / Standard Private Endpoint"),
    ("azure", "Zone 1", "Azure DNS", "Azure DNS / Public / Public Zone"),
    ("google", "global", "Cloud Pub Sub", "Message Delivery Basic"),
    ("google", "global", "Cloud Storage", "Regional Standard Class A Operations"),
    ("google", "global", "Secret Manager", "Secret access operations"),
    ("google", "global", "Networking", "Networking Cloud Nat Data Processing"),
)
"""Meters with one price everywhere, or in most of the world: (vendor, region, service, meter)."""
GOOGLE = (
    ("BigQuery", "Analysis"),
    ("Cloud Functions", "CPU Time"),
    ("Cloud Memorystore for Redis", "Redis Capacity Basic M1"),
    ("Cloud Run", "CPU Allocation Time"),
    ("Cloud SQL", "Cloud SQL for PostgreSQL: Zonal - vCPU"),
    ("Compute Engine", "Network Vpn Tunnel"),
    ("Compute Engine", "Network Load Balancing: Forwarding Rule Minimum Service Charge"),
    ("Compute Engine", "Balanced PD Capacity"),
)


@pytest.mark.parametrize("asked", AWS_METERS, ids=" ".join)
def test_an_aws_meter_is_priced_in_30_regions(
    catalogue: Catalogue, regions: dict[tuple[str, str], set[str]], asked: tuple[str, str, str]
) -> None:
    service, meter, operation = asked
    query = PriceQuery(service, meter, operation)
    assert sum(1 for region in regions["aws", service] if catalogue.find("aws", query, region)) >= 30


@pytest.mark.parametrize("operation", ["Linux", "Windows"])
@pytest.mark.parametrize("size", ["Standard_D2s_v3", "Standard_E4s_v5", "Standard_B2ms"])
def test_azure_machines_are_in_55_regions(
    catalogue: Catalogue, regions: dict[tuple[str, str], set[str]], size: str, operation: str
) -> None:
    query = PriceQuery("Virtual Machines", size, operation)
    found = [r for r in regions["azure", query.service] if catalogue.find("azure", query, r)]
    assert len(regions["azure", query.service]) >= 55
    assert len(found) >= 50


@pytest.mark.parametrize("machine", ["e2-standard-2", "n2-standard-4", "n1-highmem-8"])
def test_google_machines_are_in_40_regions(
    catalogue: Catalogue, regions: dict[tuple[str, str], set[str]], machine: str
) -> None:
    query = PriceQuery("Compute Engine", machine)
    assert sum(1 for r in regions["google", query.service] if catalogue.find("google", query, r)) >= 40


@pytest.mark.parametrize(("service", "meter"), EAST_US)
def test_what_east_us_sells_is_priced(catalogue: Catalogue, service: str, meter: str) -> None:
    assert catalogue.find("azure", PriceQuery(service, meter), "eastus")


@pytest.mark.parametrize("region", ["us-central1", "us-east1"])
@pytest.mark.parametrize(("service", "meter"), GOOGLE)
def test_what_googles_american_regions_sell_is_priced(
    catalogue: Catalogue, service: str, meter: str, region: str
) -> None:
    assert catalogue.find("google", PriceQuery(service, meter), region)


@pytest.mark.parametrize("asked", EVERYWHERE, ids=" ".join)
def test_what_has_one_price_everywhere_is_priced(catalogue: Catalogue, asked: tuple[str, str, str, str]) -> None:
    vendor, region, service, meter = asked
    assert catalogue.find(vendor, PriceQuery(service, meter), region)


LEFT_OUT = {
    ("aws", "AmazonCloudFront"): "two edge locations that only Lambda@Edge has, which is AWS Lambda's",
    ("aws", "AmazonCodeGuru"): "its offer is called CodeGuru",
    ("aws", "comprehend"): "the others sell no models of one's own",
    ("aws", "transcribe"): "the others sell no models of one's own",
    ("azure", "Bandwidth"): "the table's meters have no names",
    ("google", "Cloud Monitoring"): "one price for all regions",
}
"""Services that lack regions of their table, and why."""


@pytest.mark.skipif(not (TABLES / "on_demand.csv.gz").is_file(), reason="needs the published price tables")
def test_every_region_of_a_table_is_in_the_catalogue(regions: dict[tuple[str, str], set[str]]) -> None:
    vendors = {"aws": "aws", "azure": "azure", "gcp": "google"}
    names = {"Global": "global", "": "global"} | MULTI_REGIONS
    published: dict[tuple[str, str], set[str]] = defaultdict(set)
    with gzip.open(TABLES / "on_demand.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            service = vendors[row["vendor"]], SEEDED.get(row["service"], row["service"])
            aws = row["vendor"] == "aws"
            wanted = row["service"] in aws_tables.SERVICES and aws_tables.REGION.fullmatch(row["region"])
            if Decimal(row["price_usd"]) and row["region"] not in NOT_PUBLIC and (wanted or not aws):
                published[service].add(names.get(row["region"], row["region"]))
    missing = {service: where - regions[service] for service, where in published.items() if service not in LEFT_OUT}
    assert {service: where for service, where in missing.items() if where} == {}
