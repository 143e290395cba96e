"""Google Dataflow: jobs from classic and flex templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from costgate.resources.components import HOURS_PER_MONTH, Components, PriceQuery, Unpriced, usage
from costgate.resources.google import last
from costgate.resources.google.machines import shape_of
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

DATAFLOW = "Cloud Dataflow"

MACHINES = {"batch": "n1-standard-1", "streaming": "n1-standard-4"}
ENGINE_MACHINE = "n1-standard-2"
"""Workers of a job that names no machine type, and those of one with Streaming Engine.
https://cloud.google.com/dataflow/docs/reference/pipeline-options"""


@resource("google_dataflow_flex_template_job", "google_dataflow_job")
def dataflow_job(
    *,
    machine_type: str = "",
    enable_streaming_engine: bool = False,
    job_type: Usage[Literal["batch", "streaming"]] = "batch",
    monthly_worker_hrs: Usage[Decimal | None] = None,
    storage_gb: Usage[Decimal | None] = None,
    ssd_storage_gb: Usage[Decimal | None] = None,
    monthly_data_processed_gb: Usage[Decimal | None] = None,
) -> Components:
    """Dataflow job: cores and memory of its workers, their disks, and the data that its service shuffles or streams.

    `monthly_worker_hrs` are those of all workers together, whatever `max_workers` is; `storage_gb` is what their
    disks have on average over the month. Prime, FlexRS, GPUs and snapshots are not modelled.

    Prices: https://cloud.google.com/dataflow/pricing
    """
    streaming = job_type == "streaming"
    kind = last(machine_type) or (ENGINE_MACHINE if streaming and enable_streaming_engine else MACHINES[job_type])
    cores, memory = shape_of(kind)
    if not cores:
        raise Unpriced(f"machine type {kind!r}, expected one of Compute Engine's")
    how = "Streaming" if streaming else "Batch"
    for name, meter, each, unit in (
        ("vCPU", f"vCPU Time {how}", cores, "vCPU-Hours"),
        ("Memory", f"RAM Time {how}", memory, "GiB-Hours"),
    ):
        hours = None if monthly_worker_hrs is None else monthly_worker_hrs * each
        yield usage(f"{name} ({job_type}, {kind})", PriceQuery(DATAFLOW, meter), hours, unit)
    for name, meter, stored in (
        ("Storage (standard)", "Local Disk Time PD Standard", storage_gb),
        ("Storage (SSD)", "Local Disk Time PD SSD", ssd_storage_gb),
    ):
        hours = None if stored is None else stored * HOURS_PER_MONTH
        yield usage(name, PriceQuery(DATAFLOW, meter), hours, "GiB-Hours")
    meter = "Streaming data processed" if streaming else "Shuffle chargeable data processed"
    yield usage("Data processed", PriceQuery(DATAFLOW, meter), monthly_data_processed_gb, "GiB")
