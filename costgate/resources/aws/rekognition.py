"""Amazon Rekognition: collections of faces."""

from __future__ import annotations

from decimal import Decimal

from costgate.resources.components import Components, PriceQuery, usage
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
