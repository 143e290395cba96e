"""Where EBS volumes stand in Terraform's resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from costgate.recommendations import Candidate
from costgate.resources.aws.ebs import GP3_FREE_IOPS, GP3_FREE_MIBPS
from costgate.savings import Path

INSTANCES = ("aws_instance", "aws_spot_instance_request", "aws_launch_configuration")
VOLUMES = ("aws_ebs_volume", "aws_launch_template", *INSTANCES)

IMAGE_GIB = 8
"""What the cost models count where neither plan nor configuration says a size: a root volume as large as its image."""


class Device(NamedTuple):
    """A volume: where it stands, what its type is called there, and what is known of it."""

    path: Path
    type_name: str
    type: str | None
    size: int | None
    iops: int | None

    def as_type(self, kind: str, iops: int, mibps: int | None = None) -> dict[Path, Any]:
        """The edits that make it a volume of another type; of gp3 only what is more than every volume has."""
        values: dict[Path, Any] = {(*self.path, self.type_name): kind}
        if self.iops is not None or kind != "gp3" or iops > GP3_FREE_IOPS:
            values[*self.path, "iops"] = iops
        if mibps is not None and mibps > GP3_FREE_MIBPS:
            values[*self.path, "throughput"] = mibps
        return values


def devices_of(of: Candidate) -> Iterator[Device]:
    """The volumes that are a resource's own. Those that are only attached to an instance are resources themselves."""
    if of.type == "aws_ebs_volume":
        # A volume without a type is gp2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
        yield _device(of, (), "type", "size", kind="gp2", size=None)
    elif of.type == "aws_launch_template":
        for mapping in of.blocks("block_device_mappings"):
            for path in of.blocks(*mapping, "ebs"):
                yield _device(of, path)
    else:
        attached = _attached(of)
        for name in ("root_block_device", "ebs_block_device"):
            for path in of.blocks(name):
                if of.known(*path, "volume_id") not in attached:
                    yield _device(of, path)


def _device(
    of: Candidate,
    path: Path,
    type_name: str = "volume_type",
    size_name: str = "volume_size",
    *,
    kind: str | None = None,
    size: int | None = IMAGE_GIB,
) -> Device:
    found = of.known(*path, size_name, default=size)
    iops = of.known(*path, "iops", default=0)
    return Device(
        path,
        type_name,
        of.known(*path, type_name, default=kind),
        found if isinstance(found, int) else None,
        iops if isinstance(iops, int) and iops else None,
    )


def _attached(of: Candidate) -> set[str]:
    attachments = of.around.referring(of.resource, "aws_volume_attachment", "instance_id")
    return {str(volume) for a in attachments if (volume := a.values().get("volume_id"))}
