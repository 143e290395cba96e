"""Pricing one of many alike resources gives what pricing each of them gives."""

from __future__ import annotations

import pytest

from costgate import alike
from costgate.catalogue import Catalogue
from costgate.diff import compare
from costgate.model import ProjectDiff
from costgate.usage import Usage
from tests.plans import DATA, change, load, of, priced

SCENARIOS = sorted(p.name.removesuffix(".gz").removesuffix(".json") for p in (DATA / "diffs").glob("*.json*"))


def costs(diff: ProjectDiff) -> list[object]:
    return [(r.change.address, r.before, r.after) for r in diff.resources]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_shortcut_changes_no_estimate(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue()
    short = compare(load(scenario), catalogue, Usage())
    monkeypatch.setattr(alike.Alike, "_key", lambda *_: None)
    assert costs(short) == costs(compare(load(scenario), catalogue, Usage()))


def test_alike_resources_share_an_estimate_but_not_their_address(small_catalogue: Catalogue) -> None:
    volumes = [change(f"aws_ebs_volume.v[{i}]", {"type": "gp3", "size": 10, "tags": {"n": str(i)}}) for i in range(3)]
    odd = [change(f"aws_ebs_volume.odd[{i}]", {"type": "q9", "size": 10}) for i in range(2)]
    diff = priced(*volumes, *odd, catalogue=small_catalogue)
    first, second = of(diff, "aws_ebs_volume.v[0]").after, of(diff, "aws_ebs_volume.v[1]").after
    assert first is not None
    assert second is not None
    assert first.lines is second.lines
    assert [g.address for g in diff.resources[0].gaps] == ["aws_ebs_volume.odd[0]"]
    assert [g.address for g in of(diff, "aws_ebs_volume.odd[1]").gaps] == ["aws_ebs_volume.odd[1]"]


def test_what_makes_a_difference_is_seen(small_catalogue: Catalogue) -> None:
    diff = priced(
        change("aws_ebs_volume.a", {"type": "gp3", "size": 10}),
        change("aws_ebs_volume.b", {"type": "gp3", "size": 20}),
        change("aws_ebs_volume.c", {"type": "gp3", "size": 10, "availability_zone": "eu-west-1a"}),
        change("aws_ebs_volume.d", {"type": "gp3"}, unknown={"size": True}),
        catalogue=small_catalogue,
    )
    assert [str(of(diff, f"aws_ebs_volume.{n}").list_cost.after) for n in "abcd"] == ["0.80", "1.60", "1.60", "0.64"]


def test_what_is_read_of_other_resources_makes_a_difference() -> None:
    subnets = [
        change("aws_subnet.public", {"id": "subnet-1", "map_public_ip_on_launch": True}),
        change("aws_subnet.too", {"id": "subnet-2", "map_public_ip_on_launch": True}),
        change("aws_subnet.private", {"id": "subnet-3", "map_public_ip_on_launch": False}),
        change("aws_subnet.later", {"id": "subnet-4"}, unknown={"map_public_ip_on_launch": True}),
    ]
    instances = [
        change(f"aws_instance.i[{n}]", {"instance_type": "t2.micro", "subnet_id": f"subnet-{n}"}) for n in range(5)
    ]
    diff = priced(*subnets, *instances, change("aws_eip.e", {"instance": "none"}), catalogue=Catalogue())
    estimates = [of(diff, f"aws_instance.i[{n}]").after for n in range(5)]
    assert all(estimates)
    has_address = [any("IPv4" in line.component.name for line in e.lines) for e in estimates if e]
    assert has_address == [False, True, True, False, False]
    public, too = (of(diff, f"aws_instance.i[{n}]").after for n in (1, 2))
    assert public is not None
    assert too is not None
    assert public.lines is too.lines, "alike, in subnets that are alike"


def test_what_is_wrong_with_another_resource_is_told_with_its_own_address() -> None:
    templates = [
        change(f"aws_launch_template.t[{n}]", {"id": f"lt-{n}", "monitoring": [{"enabled": "maybe"}]}) for n in (1, 2)
    ]
    instances = [change(f"aws_instance.i[{n}]", {"launch_template": [{"id": f"lt-{n}"}]}) for n in (1, 2)]
    diff = priced(*templates, *instances, catalogue=Catalogue())
    reasons = [g.reason for n in (1, 2) for g in of(diff, f"aws_instance.i[{n}]").gaps]
    assert [r.partition(".monitoring")[0] for r in reasons] == ["aws_launch_template.t[1]", "aws_launch_template.t[2]"]
