"""Where AWS's machine types stand in Terraform's resources, and how one becomes another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from costgate.recommendations import Candidate
from costgate.resources.aws.launch import UNLIMITED_BY_DEFAULT
from costgate.resources.facts import table
from costgate.savings import Edit, Path

PLACES: dict[str, tuple[Path, ...]] = {
    "aws_instance": (("instance_type",),),
    "aws_spot_instance_request": (("instance_type",),),
    "aws_launch_template": (("instance_type",),),
    "aws_launch_configuration": (("instance_type",),),
    "aws_eks_node_group": (("instance_types", 0),),
    "aws_db_instance": (("instance_class",),),
    "aws_rds_cluster_instance": (("instance_class",),),
    "aws_elasticache_cluster": (("node_type",),),
    "aws_elasticache_replication_group": (("node_type",),),
    "aws_opensearch_domain": (("cluster_config", 0, "instance_type"), ("cluster_config", 0, "dedicated_master_type")),
    "aws_elasticsearch_domain": (
        ("cluster_config", 0, "instance_type"),
        ("cluster_config", 0, "dedicated_master_type"),
    ),
}
"""Type -> where its machine types stand. An EKS node group launches the first of its types."""

MANAGED = frozenset(t for t in PLACES if t.startswith(("aws_db", "aws_rds", "aws_elasti", "aws_opensearch")))
"""Types whose machines AWS runs the software of."""

WITH_CREDITS = frozenset({"aws_instance", "aws_spot_instance_request", "aws_launch_template"})
"""Types that can say what happens once the CPU credits are gone."""

CREDITS: dict[Path, Any] = {("credit_specification",): [{"cpu_credits": "standard"}]}

_NAME = re.compile(r"(db\.|cache\.)?([a-z][a-z0-9-]*)\.([a-z0-9-]+)(\.search|\.elasticsearch)?")


class Machine(NamedTuple):
    """The parts of a machine type: "db.", "m5", "large", ""; or "", "m5", "large", ".search"."""

    prefix: str
    family: str
    size: str
    suffix: str

    def of(self, family: str) -> Machine:
        """The same size of another family."""
        return self._replace(family=family)

    def fits(self, other: Machine) -> bool:
        """True if `other` exists and has at least the vCPUs and memory of this one."""
        mine, its = (table("aws/instance_types").get(f"{m.family}.{m.size}") for m in (self, other))
        return (
            bool(mine and its)
            and int(its["vcpu"]) >= int(mine["vcpu"])  # type: ignore[index]
            and float(its["memory_gib"]) >= float(mine["memory_gib"])  # type: ignore[index]
        )

    def __str__(self) -> str:
        return f"{self.prefix}{self.family}.{self.size}{self.suffix}"


def parsed(name: Any) -> Machine | None:
    """The parts of a machine type, None if it is none."""
    found = _NAME.fullmatch(name) if isinstance(name, str) else None
    return Machine(*found.groups("")) if found else None


def alternatives(of: Candidate, families: Mapping[str, Sequence[str]]) -> Iterator[Edit]:
    """The edits that move all machines of a resource to another family of `families`, one for each choice.

    Only to machines that are no smaller, and all machines together: a cluster is not split between generations.
    """
    choices: dict[Path, list[str]] = {}
    for path in PLACES[of.type]:
        machine = parsed(of.known(*path))
        others = [machine.of(f) for f in families.get(machine.family, ())] if machine else []
        fitting = [str(other) for other in others if machine and machine.fits(other)]
        if fitting:
            choices[path] = fitting
    for nth in range(max(map(len, choices.values()), default=0)):
        values = {path: names[min(nth, len(names) - 1)] for path, names in choices.items()}
        yield Edit(of.address, {**values, **_same_credits(of, values)})


def _same_credits(of: Candidate, values: Mapping[Path, Any]) -> dict[Path, Any]:
    """T2 machines stop at their CPU credits unless they are told otherwise, later ones pay for more: keep that."""
    old, new = parsed(of.known("instance_type")), parsed(values.get(("instance_type",)))
    if of.type not in WITH_CREDITS or old is None or new is None or of.blocks("credit_specification"):
        return {}
    return CREDITS if old.family == "t2" and new.family in UNLIMITED_BY_DEFAULT else {}
