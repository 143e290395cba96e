"""AWS's own Graviton processors (Arm) cost less than x86 ones with the same vCPUs and memory.

EC2, launch templates, EKS node groups, RDS, Aurora, ElastiCache and OpenSearch, Lambda functions and Fargate tasks. For
managed databases it is a restart; for what runs one's own programs, images have to be built for arm64.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from costgate.recommendations import Candidate
from costgate.recommendations._machines import MANAGED, PLACES, alternatives, parsed
from costgate.savings import Edit, Proposal, Risk

LAMBDA, TASK = "aws_lambda_function", "aws_ecs_task_definition"
TYPES = (*PLACES, LAMBDA, TASK)

M, C, R = ("m7g", "m6g", "m8g"), ("c7g", "c6g", "c8g"), ("r7g", "r6g", "r8g")

GRAVITON = {
    **dict.fromkeys(("t2", "t3", "t3a"), ("t4g",)),
    **dict.fromkeys(("m4", "m5", "m5a", "m6i", "m6a", "m7i", "m7i-flex", "m7a", "m8i"), M),
    **dict.fromkeys(("m5d", "m5ad", "m6id"), ("m6gd", "m7gd")),
    **dict.fromkeys(("c4", "c5", "c5a", "c6i", "c6a", "c7i", "c7i-flex", "c7a", "c8i"), C),
    **dict.fromkeys(("c5d", "c5ad", "c6id"), ("c6gd", "c7gd")),
    **dict.fromkeys(("c5n", "c6in"), ("c6gn", "c7gn")),
    **dict.fromkeys(("r4", "r5", "r5a", "r6i", "r6a", "r7i", "r7a", "r8i"), R),
    **dict.fromkeys(("r5d", "r5ad", "r6id"), ("r6gd", "r7gd")),
}
"""x86 family -> Graviton ones for the same kind of work. https://aws.amazon.com/ec2/instance-types/,
https://github.com/aws/aws-graviton-getting-started"""

OPEN_ENGINES = ("mysql", "postgres", "mariadb", "aurora")
"""What RDS runs on Graviton. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html"""

NODE_IMAGES = {
    "AL2_x86_64": "AL2_ARM_64",
    "AL2023_x86_64_STANDARD": "AL2023_ARM_64_STANDARD",
    "BOTTLEROCKET_x86_64": "BOTTLEROCKET_ARM_64",
}
"""Images of EKS nodes for either architecture. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html"""

FARGATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html"


def propose(of: Candidate) -> Iterator[Proposal]:
    """Move what a resource runs on to arm64."""
    if of.type == LAMBDA:
        yield from _function(of)
    elif of.type == TASK:
        yield from _task(of)
    elif _runs_on_arm(of):
        for edit in alternatives(of, GRAVITON):
            yield _managed(edit) if of.type in MANAGED else _instance(of, edit)


def _runs_on_arm(of: Candidate) -> bool:
    """False for what is known to need x86: Windows, and the databases of other vendors."""
    if of.usage.get("operating_system") == "windows" or str(of.known("ami_type", default="")).startswith("WINDOWS"):
        return False
    engine = of.known("engine")
    if of.type == "aws_db_instance" and isinstance(engine, str):
        return engine.startswith(OPEN_ENGINES)
    return True


def _managed(edit: Edit) -> Proposal:
    return Proposal(
        "Move to Graviton",
        "AWS runs the same engine on Graviton; it restarts. Old versions of an engine do not run there.",
        "https://aws.amazon.com/ec2/graviton/",
        Risk.LOW,
        (edit,),
    )


def _instance(of: Candidate, edit: Edit) -> Proposal:
    image = NODE_IMAGES.get(str(of.known("ami_type")))
    old = parsed(of.known(*PLACES[of.type][0]))
    disks = " Data on its local disks is lost." if old and old.family.endswith("d") else ""
    return Proposal(
        "Move to Graviton",
        f"The image and all programs must be there for arm64.{disks}",
        "https://github.com/aws/aws-graviton-getting-started",
        Risk.NEEDS_WORK,
        (replace(edit, values={**edit.values, ("ami_type",): image}) if image else edit,),
    )


def _function(of: Candidate) -> Iterator[Proposal]:
    if of.known("architectures", default=["x86_64"]) == ["x86_64"]:
        yield Proposal(
            "Run on arm64",
            "Duration costs less on Graviton; layers, native modules and images must be there for arm64.",
            "https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
            Risk.NEEDS_WORK,
            (Edit(of.address, {("architectures",): ["arm64"]}),),
            needs="monthly_requests, request_duration_ms",
        )


def _task(of: Candidate) -> Iterator[Proposal]:
    platforms = of.blocks("runtime_platform")
    system = of.known("runtime_platform", 0, "operating_system_family", default="LINUX")
    processor = of.known("runtime_platform", 0, "cpu_architecture", default="X86_64")
    if system != "LINUX" or processor != "X86_64":
        return
    path, value = ("runtime_platform",), [{"cpu_architecture": "ARM64", "operating_system_family": "LINUX"}]
    edit = Edit(of.address, {(*path, 0, "cpu_architecture"): "ARM64"} if platforms else {path: value})
    reason = "Fargate's vCPUs and memory cost less on Graviton; the task's images must be built for arm64."
    yield Proposal("Run on arm64", reason, FARGATE, Risk.NEEDS_WORK, (edit,))
