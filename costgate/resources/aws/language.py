"""Amazon Comprehend's and Transcribe's own models, Lex's bots."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Components, PriceQuery, monthly, usage
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

COMPREHEND = "comprehend"
LEX = "AmazonLex"

MODELS = {
    "aws_comprehend_document_classifier": ("DocClassifier", "DocClassification"),
    "aws_comprehend_entity_recognizer": ("EntityRecognizer", "DetectEntities"),
}
"""How the meters of a model and of its answers begin. https://aws.amazon.com/comprehend/pricing/"""


@resource("aws_comprehend_document_classifier", "aws_comprehend_entity_recognizer")
def comprehend_model(
    *,
    type_name: Annotated[str, TypeName],
    monthly_training_secs: Usage[Decimal | None] = None,
    monthly_units: Usage[Decimal | None] = None,
) -> Components:
    """Model of one's own: it is kept by the month, trained by the second, and asked by units of 100 characters.

    Endpoints for answers at once are not modelled, nor flywheels.

    Prices: https://aws.amazon.com/comprehend/pricing/
    """
    kind, answers = MODELS[type_name]
    yield monthly("Model storage", PriceQuery(COMPREHEND, f"{kind}-Storage"), 1, "Months")
    yield usage("Training", PriceQuery(COMPREHEND, f"{kind}-Time"), monthly_training_secs, "Seconds")
    yield usage("Text analysed", PriceQuery(COMPREHEND, f"{answers}-Custom"), monthly_units, "Units")


@resource("aws_transcribe_language_model")
def language_model(*, monthly_audio_secs: Usage[Decimal | None] = None) -> Components:
    """Language model of one's own: what it adds to each second of audio that is transcribed with it; training is free.

    The transcription itself is billed by use, to no resource.

    Prices: https://aws.amazon.com/transcribe/pricing/
    """
    audio = PriceQuery("transcribe", "TranscribeClmAudio")
    yield usage("Audio transcribed with it", audio, monthly_audio_secs, "Seconds")


@resource("aws_lex_bot", "aws_lexv2models_bot")
def bot(
    *,
    monthly_text_requests: Usage[Decimal | None] = None,
    monthly_speech_requests: Usage[Decimal | None] = None,
) -> Components:
    """Lex bot: each request, in text or in speech.

    Streamed conversations, the Automated Chatbot Designer and generative features are not modelled.

    Prices: https://aws.amazon.com/lex/pricing/
    """
    yield usage("Text requests", PriceQuery(LEX, "Text-Requests"), monthly_text_requests, "Requests")
    yield usage("Speech requests", PriceQuery(LEX, "Speech-Requests"), monthly_speech_requests, "Requests")
