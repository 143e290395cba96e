"""What resources make that stands in no plan, and which tags reach it: instances of groups, their volumes, tasks.

None of it takes its maker's tags unless the maker passes them on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from costgate.model import Launch, Resource, Tags

Json = Mapping[str, Any]


class Referring(Protocol):
    """The references of one side of a plan."""

    def referred(self, resource: Resource, attribute: str, types: Iterable[str]) -> list[Resource]:
        """The resources of `types` that a dotted attribute refers to."""


def launches_of(resource: Resource, side: Referring) -> tuple[Launch, ...]:
    """What `resource` makes besides itself, with tags."""
    make = _MAKERS.get(resource.type)
    return tuple(make(resource, side)) if make else ()


def _group(resource: Resource, side: Referring) -> Iterator[Launch]:
    """Instances of an Auto Scaling group take its tags with `propagate_at_launch`, and their template's.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
    """
    blocks = _blocks(resource.values(), "tag")
    own = {b["key"]: b.get("value") for b in blocks if isinstance(b.get("key"), str) and b.get("propagate_at_launch")}
    known = not _unknown(resource, "tag")
    for what, kind in (("instances", "instance"), ("volumes", "volume")):
        template = _specified(resource, side, kind)
        if kind == "volume":
            yield Launch(what, template)
        else:
            yield Launch(what, Tags({**template.values, **_texts(own)}, template.known and known))


def _nodes(resource: Resource, side: Referring) -> Iterator[Launch]:
    """Nodes of a managed node group take the tags of their template alone.

    https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
    """
    yield Launch("instances", _specified(resource, side, "instance"))
    yield Launch("volumes", _specified(resource, side, "volume"))


def _tasks(resource: Resource, side: Referring) -> Iterator[Launch]:
    """Tasks of a service take its tags or those of their definition, whichever `propagate_tags` names.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
    """
    propagate = resource.values().get("propagate_tags")
    if propagate is None and _unknown(resource, "propagate_tags"):
        yield Launch("tasks", Tags(known=False))
    elif propagate == "SERVICE":
        yield Launch("tasks", resource.tags())
    elif propagate == "TASK_DEFINITION":
        definitions = side.referred(resource, "task_definition", ("aws_ecs_task_definition",))
        yield Launch("tasks", definitions[0].tags() if definitions else Tags(known=False))
    else:
        yield Launch("tasks", Tags())


def _volumes(resource: Resource, _side: Referring) -> Iterator[Launch]:
    """Volumes of an instance take `volume_tags`, else the tags of their own block.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance
    """
    values = resource.values()
    common = values.get("volume_tags")
    if isinstance(common, dict) and common:
        yield Launch("volumes", Tags(_texts(common)))
        return
    if _unknown(resource, "volume_tags"):
        yield Launch("volumes", Tags(known=False))
        return
    roots = _blocks(values, "root_block_device")
    yield Launch("root volume", _tags(roots[0]) if roots else Tags(known=not _unknown(resource, "root_block_device")))
    for block in _blocks(values, "ebs_block_device"):
        yield Launch(f"volume {block.get('device_name') or ''}".rstrip(), _tags(block))


_MAKERS: Mapping[str, Callable[[Resource, Referring], Iterator[Launch]]] = {
    "aws_autoscaling_group": _group,
    "aws_ecs_service": _tasks,
    "aws_eks_node_group": _nodes,
    "aws_instance": _volumes,
}

_TEMPLATE = (
    "launch_template.id",
    "launch_template.name",
    "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id",
    "mixed_instances_policy.launch_template.launch_template_specification.launch_template_name",
)


def _specified(resource: Resource, side: Referring, kind: str) -> Tags:
    """The `tag_specifications` for `kind` of the launch template; not known where the template is not in the plan."""
    values = resource.values()
    if not values.get("launch_template") and not values.get("mixed_instances_policy"):
        return Tags(known=not _unknown(resource, "launch_template"))
    for attribute in _TEMPLATE:
        templates = side.referred(resource, attribute, ("aws_launch_template",))
        if templates:
            return _of_template(templates[0], kind)
    return Tags(known=False)


def _of_template(template: Resource, kind: str) -> Tags:
    if _unknown(template, "tag_specifications"):
        return Tags(known=False)
    blocks = _blocks(template.values(), "tag_specifications")
    return Tags({k: v for b in blocks if b.get("resource_type") == kind for k, v in _texts(b.get("tags")).items()})


def _tags(block: Json) -> Tags:
    return Tags(_texts(block.get("tags_all") or block.get("tags")))


def _texts(tags: Any) -> dict[str, str | None]:
    return {k: v if isinstance(v, str) else None for k, v in tags.items()} if isinstance(tags, dict) else {}


def _blocks(values: Json, name: str) -> list[Json]:
    found = values.get(name)
    return [b for b in found if isinstance(b, dict)] if isinstance(found, list) else []


def _unknown(resource: Resource, attribute: str) -> bool:
    """True if `attribute` as a whole is known only after apply."""
    mask = resource.unknown()
    return mask is True or (isinstance(mask, dict) and mask.get(attribute) is True)
