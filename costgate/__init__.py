"""costgate: the price of a Terraform plan, and a gate that can say no."""

from __future__ import annotations

__version__ = "0.1.0"
