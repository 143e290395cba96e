"""Google Compute Engine's public images: the projects that they are in, and how large their disks are."""

from __future__ import annotations

from costgate.resources.components import Unpriced

IMAGE_GB = {
    "centos-cloud": 20,
    "cos-cloud": 10,
    "debian-cloud": 10,
    "opensuse-cloud": 10,
    "rhel-byos-cloud": 20,
    "rhel-cloud": 20,
    "rhel-sap-cloud": 20,
    "rocky-linux-cloud": 20,
    "suse-byos-cloud": 10,
    "suse-cloud": 10,
    "suse-sap-cloud": 10,
    "ubuntu-os-cloud": 10,
    "ubuntu-os-pro-cloud": 10,
    "windows-cloud": 50,
    "windows-sql-cloud": 50,
}
"""Project -> GB of the disk of its images, the least that a disk made from one can have.
https://cloud.google.com/compute/docs/images/os-details; of 20 GB: https://github.com/hashicorp/packer/issues/9033"""

BLANK_GB = 10
"""A boot disk of which no image is known."""

SHORT_NAMES = {
    "centos": "centos-cloud",
    "debian": "debian-cloud",
    "opensuse": "opensuse-cloud",
    "rhel": "rhel-cloud",
    "rocky": "rocky-linux-cloud",
    "sles": "suse-cloud",
    "sql": "windows-sql-cloud",
    "ubuntu": "ubuntu-os-cloud",
    "windows": "windows-cloud",
}
"""What an image's name begins with that names no project -> the project that it is in.
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance#image"""


def project_of(image: str) -> str:
    """The public project that an image is in, "" of any other: "projects/debian-cloud/global/images/x", "debian-12"."""
    named = next((p for p in IMAGE_GB if image.startswith(f"{p}/") or f"projects/{p}/" in image), "")
    return named or ("" if "/" in image else SHORT_NAMES.get(image.partition("-")[0], ""))


def image_size(image: str) -> int:
    """What the disk of an image has in GB."""
    if project := project_of(image):
        return IMAGE_GB[project]
    raise Unpriced(f"size is not set, and how large the image {image!r} is the plan does not tell")
