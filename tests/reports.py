"""Reports for tests of what is made of them."""

from __future__ import annotations

from decimal import Decimal

from costgate import money
from costgate.catalogue import Catalogue
from costgate.model import CostDiff, Exchange, SourceLine
from costgate.policies import Subject, judge
from costgate.policies.errored_plan import ErroredPlan
from costgate.policies.monthly_increase import MonthlyIncrease
from costgate.policies.required_tags import RequiredTags, TagRule
from costgate.policies.unpriced import Unpriced
from costgate.report import CatalogueInfo, Report
from costgate.terms import Discount, Terms
from tests.plans import change, priced, unchanged

POLICIES = (
    ErroredPlan(),
    Unpriced(),
    MonthlyIncrease(max=money.CENT * 5000, max_percent=money.CENT * 2000),
    RequiredTags(level="warn", keys={"Owner": TagRule()}),
)
TERMS = Terms((Discount(percent=Decimal(10), service="AmazonEC2"),), Exchange("EUR", Decimal("0.9"), "2026-11-02"))


def rich(small_catalogue: Catalogue) -> Report:
    """With all that a report can hold: growth, a saving, gaps, use, discounts, another currency, tags of every kind."""
    catalogue = Catalogue(small_catalogue.root, terms=TERMS)
    diff = priced(
        change(
            "aws_instance.web",
            {"instance_type": "m5.large", "tags_all": {"Owner": "web", "Key": "s3cret"}},
            before={"instance_type": "t3.micro", "tags_all": {"Owner": "web"}},
            actions=["update"],
            sensitive={"tags_all": {"Key": True}},
        ),
        change("aws_ebs_volume.new", {"type": "gp3", "size": 10, "tags": {"A": "1"}}, unknown={"tags_all": True}),
        change("aws_ebs_volume.some", {"type": "gp3", "size": 10, "tags": {"A": "1"}}, unknown={"tags": {"B": True}}),
        change("aws_ebs_volume.old", before={"type": "gp2", "size": 50}, actions=["delete"]),
        change("aws_nat_gateway.out", {"connectivity_type": "public"}),
        change("aws_instance.odd", {"instance_type": "q9.enormous"}),
        change("aws_quantum_thing.x", {}),
        change("aws_iam_role.app", {"name": "app"}),
        unchanged("aws_ebs_volume.still", {"type": "gp3", "size": 1}),
        catalogue=catalogue,
    )
    subject = Subject(CostDiff((diff,), "EUR"), "2026-08-01", "2026-11-01")
    limits = MonthlyIncrease(level="warn", max=Decimal(20))
    verdict = judge([Unpriced(), RequiredTags(keys={"Owner": TagRule()}), limits], subject)
    info = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01", TERMS.exchange)
    sources = {
        (diff.name, ""): SourceLine("live/main.tf", 1, 1),
        (diff.name, "aws_instance.web"): SourceLine("live/web.tf", 3, 9),
    }
    return Report(subject.diff, verdict, info, "1.2.3", "infra", sources)


def listed(small_catalogue: Catalogue) -> Report:
    """At list prices: growth, a saving, a gap, a free type, hostile names, use that nobody states."""
    tags = {"tags_all": {"Owner": "web"}}
    diff = priced(
        change(
            "aws_instance.web",
            {"instance_type": "m5.large", **tags},
            before={"instance_type": "t3.micro", **tags},
            actions=["update"],
        ),
        change('aws_ebs_volume.data["<b>@team|`x`"]', {"type": "gp3", "size": 1000, "tags_all": {"owner": "x"}}),
        change("aws_ebs_volume.old", before={"type": "gp2", "size": 50}, actions=["delete"]),
        change("aws_iam_role.app", {"name": "app"}),
        change("aws_instance.odd", {"instance_type": "q9.enormous", **tags}),
        catalogue=small_catalogue,
    )
    subject = Subject(CostDiff((diff,)), "2026-08-01", "2026-11-01")
    verdict = judge(POLICIES, subject)
    sources = {
        (diff.name, ""): SourceLine("live/main.tf", 1, 1),
        (diff.name, "aws_instance.web"): SourceLine("live/web servers.tf", 3, 9),
        (diff.name, 'aws_ebs_volume.data["<b>@team|`x`"]'): SourceLine("live/main.tf", 12, 12),
    }
    prices = CatalogueInfo("0123456789ab", "2026-08-01", "2026-08-01")
    return Report(subject.diff, verdict, prices, "1.2.3", sources=sources)
