"""Amazon S3: Storage Lens, Object Lambda, Access Grants, Transfer Acceleration."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.aws.s3 import S3
from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource


class Switch(Block):
    """A block that turns metrics on or off."""

    enabled: bool = False


class Metrics(Block):
    """What `account_level` and `bucket_level` blocks share: metrics that are billed."""

    activity_metrics: Switch = Switch()
    advanced_cost_optimization_metrics: Switch = Switch()
    advanced_data_protection_metrics: Switch = Switch()
    detailed_status_code_metrics: Switch = Switch()

    @property
    def are_billed(self) -> bool:
        """True if any of them is on."""
        costs, protection = self.advanced_cost_optimization_metrics, self.advanced_data_protection_metrics
        return any(s.enabled for s in (self.activity_metrics, costs, protection, self.detailed_status_code_metrics))


class PrefixLevel(Block):
    """A `prefix_level` block, whose metrics are billed too."""

    storage_metrics: Switch = Switch()


class BucketLevel(Metrics):
    """A `bucket_level` block."""

    prefix_level: PrefixLevel = PrefixLevel()


class AccountLevel(Metrics):
    """An `account_level` block."""

    bucket_level: BucketLevel = BucketLevel()

    @property
    def is_advanced(self) -> bool:
        """True if any metrics that are billed are on, of the account, its buckets or their prefixes."""
        bucket = self.bucket_level
        return self.are_billed or bucket.are_billed or bucket.prefix_level.storage_metrics.enabled


class Lens(Block):
    """A `storage_lens_configuration` block."""

    enabled: bool = False
    account_level: AccountLevel = AccountLevel()


@resource("aws_s3control_storage_lens_configuration")
def storage_lens(*, storage_lens_configuration: Lens, objects: Usage[Decimal | None] = None) -> Components:
    """Storage Lens: free in itself; with advanced metrics, each object that it watches.

    Metrics are advanced if they are of activity, cost, protection, status codes or prefixes. Buckets that it leaves out
    are not counted in `objects`.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    if storage_lens_configuration.enabled and storage_lens_configuration.account_level.is_advanced:
        yield usage("Objects monitored", PriceQuery(S3, "StorageLens-ObjCount"), objects, "Objects")


@resource("aws_s3control_object_lambda_access_point")
def object_lambda_access_point(*, monthly_data_returned_gb: Usage[Decimal | None] = None) -> Components:
    """Object Lambda access point: each GB that it returns. The function and the requests to S3 are billed as such.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    returned = PriceQuery(S3, "ObjectLambda-Returned-Bytes")
    yield usage("Data returned", returned, monthly_data_returned_gb, "GB")


@resource("aws_s3control_access_grants_instance")
def access_grants(*, monthly_requests: Usage[Decimal | None] = None) -> Components:
    """Access Grants: each request for access, and to its grants and locations.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    yield usage("Requests", PriceQuery(S3, "Requests-Tier8"), monthly_requests, "Requests")


@resource("aws_s3_bucket_accelerate_configuration")
def transfer_acceleration(*, status: str = "", monthly_accelerated_gb: Usage[Decimal | None] = None) -> Components:
    """Transfer Acceleration of a bucket: each GB sent to it, while on, by way of edges in the USA, Europe or Japan.

    Other edges cost more. What is read with it is not priced here.

    Prices: https://aws.amazon.com/s3/pricing/
    """
    if status == "Enabled":
        yield usage("Accelerated data", PriceQuery(S3, "In-ABytes-T1"), monthly_accelerated_gb, "GB")
