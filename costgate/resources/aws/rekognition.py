"""Amazon Rekognition: collections of faces, processors of video streams."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Block, Components, PriceQuery, usage
from costgate.resources.marks import Usage
from costgate.resources.registry import resource

REKOGNITION = "AmazonRekognition"


@resource("aws_rekognition_collection")
def collection(*, faces: Usage[Decimal | None] = None, users: Usage[Decimal | None] = None) -> Components:
    """Collection: the vectors of faces and users that it keeps. Images are billed by use, to no resource.

    Prices: https://aws.amazon.com/rekognition/pricing/
    """
    yield usage("Faces stored", PriceQuery(REKOGNITION, "FaceVectorsStored"), faces, "Faces")
    yield usage("Users stored", PriceQuery(REKOGNITION, "UserVectorsStored"), users, "Users")


class Settings(Block):
    """A `settings` block."""

    connected_home: Block | None = None


@resource("aws_rekognition_stream_processor")
def stream_processor(*, settings: Settings, monthly_mins: Usage[Decimal | None] = None) -> Components:
    """Stream processor: the minutes of video in which it looks for faces, or for what homes have.

    Prices: https://aws.amazon.com/rekognition/pricing/
    """
    meter = "LiveStreams-LabelDetection" if settings.connected_home else "LiveStreams"
    yield usage("Video processed", PriceQuery(REKOGNITION, meter), monthly_mins, "Minutes")
