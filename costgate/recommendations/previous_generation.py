"""Machines of a previous generation often cost more than those of a current one with the same vCPUs and memory.

EC2 instances, launch templates, EKS node groups, RDS, Aurora, ElastiCache and OpenSearch. The processor architecture
stays. A machine is only proposed if it has at least as many vCPUs and as much memory. GPUs are not compared, so
machines with GPUs are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from costgate.recommendations import Candidate
from costgate.recommendations._machines import MANAGED, PLACES, alternatives, parsed
from costgate.savings import Proposal, Risk

TYPES = tuple(PLACES)

CURRENT = {
    "t1": ("t3",),
    "t2": ("t3",),
    "m1": ("m6i", "m5", "m7i"),
    "m3": ("m6i", "m5", "m7i"),
    "m4": ("m6i", "m5", "m7i"),
    "m5": ("m6i",),
    "m5n": ("m6in",),
    "c1": ("c6i", "c5", "c7i"),
    "c3": ("c6i", "c5", "c7i"),
    "c4": ("c6i", "c5", "c7i"),
    "c5": ("c6i",),
    "m2": ("r6i", "r5", "r7i"),
    "r3": ("r6i", "r5", "r7i"),
    "r4": ("r6i", "r5", "r7i"),
    "r5": ("r6i",),
    "i2": ("i3", "i4i"),
    "i3": ("i4i",),
    "d2": ("d3",),
    "a1": ("m6g", "c6g", "t4g"),
    "m6g": ("m7g",),
    "c6g": ("c7g",),
    "r6g": ("r7g",),
}
"""Family -> later ones of the same kind and architecture, the preferred first.
https://aws.amazon.com/ec2/previous-generation/, https://aws.amazon.com/ec2/instance-types/"""

WITH_DISKS = frozenset({"m1", "m2", "m3", "c1", "c3", "r3", "i2", "i3", "d2"})
"""Families with local disks, which their successors lack or have in other sizes; data on them is lost in a move.
https://aws.amazon.com/ec2/previous-generation/"""

SEARCH = ("aws_opensearch_domain", "aws_elasticsearch_domain")

SOURCES = {
    "aws_db_instance": "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html",
    "aws_rds_cluster_instance": (
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html"
    ),
    "aws_elasticache_cluster": "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html",
    "aws_elasticache_replication_group": (
        "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html"
    ),
    **dict.fromkeys(
        SEARCH, "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"
    ),
}


def propose(of: Candidate) -> Iterator[Proposal]:
    """Move its machines to a later family."""
    families = {machine.family for path in PLACES[of.type] if (machine := parsed(of.known(*path)))}
    disks = not families.isdisjoint(WITH_DISKS)
    if disks and of.type in SEARCH and of.known("ebs_options", 0, "ebs_enabled") is not True:
        return  # its data is on local disks, and its successor would need a volume
    disks = disks and of.type not in MANAGED
    for edit in alternatives(of, CURRENT):
        yield Proposal(
            "Move to a current generation",
            "It costs less for at least the vCPUs and memory; the machine restarts."
            + (" The local disks of the old type are lost, or have another size in the new one." if disks else "")
            + (" Its usable memory may differ by a few MB." if of.type.startswith("aws_elasticache") else "")
            + ("" if of.type in MANAGED else " An old image may lack the drivers (ENA, NVMe)."),
            SOURCES.get(of.type, "https://aws.amazon.com/ec2/previous-generation/"),
            Risk.NEEDS_THOUGHT if disks else Risk.LOW,
            (edit,),
        )
