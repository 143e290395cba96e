"""Application Auto Scaling: how much there is of what scales by itself."""

from __future__ import annotations

from costgate.resources.components import Block
from costgate.resources.marks import Usage


class ScalingTarget(Block):
    """What is read of an `aws_appautoscaling_target`. `capacity`, from its own entry in the usage file, is the average.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """

    resource_id: str = ""
    scalable_dimension: str = ""
    min_capacity: int = 0
    capacity: Usage[int | None] = None

    @property
    def expected(self) -> int:
        """The capacity that is stated, else the least."""
        return self.min_capacity if self.capacity is None else self.capacity
