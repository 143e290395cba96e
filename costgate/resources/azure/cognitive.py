"""Azure's AI services: accounts of one service or of several. Models deployed in them are priced by themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec.structs import asdict

from costgate.resources.azure.cognitive_lines import COMMITMENTS, LINES, MAIN, NOT_EVERYWHERE, TOOLS, Stated, ahead
from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, monthly, usage
from costgate.resources.marks import Together, TypeName, Usage
from costgate.resources.registry import resource

Kind = Literal[
    "OpenAI",
    "AIServices",
    "CognitiveServices",
    "ComputerVision",
    "ContentModerator",
    "ContentSafety",
    "CustomVision.Prediction",
    "CustomVision.Training",
    "Face",
    "FormRecognizer",
    "LUIS",
    "LUIS.Authoring",
    "SpeechServices",
    "TextAnalytics",
    "TextTranslation",
]
"""Kinds that are priced; Azure has retired most others. https://learn.microsoft.com/azure/ai-services/what-are-ai-services"""

FREE = ("F0", "F1")

PER_USE = ("S", "S0", "S1")
"""Tiers that bill what is used. https://azure.microsoft.com/pricing/details/cognitive-services/"""

PACKS = ("S2", "S3", "S4", "C2", "C3", "C4", "D3")
"""Translator's tiers, whose fee includes so many characters.
https://azure.microsoft.com/pricing/details/cognitive-services/translator/"""


class AccountUsage(Block):
    """What the usage file says of an account. Keys of speech, language and LUIS are Infracost's."""

    monthly_speech_to_text_standard_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_standard_batch_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_custom_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_custom_batch_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_custom_endpoint_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_custom_training_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_enhanced_add_ons_hrs: Usage[Decimal | None] = None
    monthly_speech_to_text_conversation_transcription_multi_channel_audio_hrs: Usage[Decimal | None] = None
    monthly_text_to_speech_neural_chars: Usage[Decimal | None] = None
    monthly_text_to_speech_custom_neural_training_hrs: Usage[Decimal | None] = None
    monthly_text_to_speech_custom_neural_chars: Usage[Decimal | None] = None
    monthly_text_to_speech_custom_neural_endpoint_hrs: Usage[Decimal | None] = None
    monthly_text_to_speech_long_audio_chars: Usage[Decimal | None] = None
    monthly_text_to_speech_personal_voice_profiles: Usage[Decimal | None] = None
    monthly_text_to_speech_personal_voice_chars: Usage[Decimal | None] = None
    monthly_speech_translation_hrs: Usage[Decimal | None] = None
    monthly_speaker_verification_transactions: Usage[Decimal | None] = None
    monthly_speaker_identification_transactions: Usage[Decimal | None] = None
    monthly_voice_profiles: Usage[Decimal | None] = None
    monthly_commitment_speech_to_text_standard_hrs: Usage[Decimal | None] = None
    monthly_commitment_speech_to_text_standard_overage_hrs: Usage[Decimal | None] = None
    monthly_commitment_speech_to_text_custom_hrs: Usage[Decimal | None] = None
    monthly_commitment_speech_to_text_custom_overage_hrs: Usage[Decimal | None] = None
    monthly_commitment_speech_to_text_enhanced_add_ons_hrs: Usage[Decimal | None] = None
    monthly_commitment_speech_to_text_enhanced_add_ons_overage_hrs: Usage[Decimal | None] = None
    monthly_commitment_text_to_speech_neural_commitment_chars: Usage[Decimal | None] = None
    monthly_commitment_text_to_speech_neural_overage_chars: Usage[Decimal | None] = None
    monthly_connected_container_commitment_speech_to_text_standard_hrs: Usage[Decimal | None] = None
    monthly_connected_container_commitment_speech_to_text_standard_overage_hrs: Usage[Decimal | None] = None
    monthly_connected_container_commitment_speech_to_text_custom_hrs: Usage[Decimal | None] = None
    monthly_connected_container_commitment_speech_to_text_custom_overage_hrs: Usage[Decimal | None] = None
    monthly_connected_container_commitment_speech_to_text_enhanced_add_ons_hrs: Usage[Decimal | None] = None
    monthly_connected_container_commitment_speech_to_text_enhanced_add_ons_overage_hrs: Usage[Decimal | None] = None
    monthly_connected_container_commitment_text_to_speech_neural_commitment_chars: Usage[Decimal | None] = None
    monthly_connected_container_commitment_text_to_speech_neural_overage_chars: Usage[Decimal | None] = None
    monthly_luis_text_requests: Usage[Decimal | None] = None
    monthly_luis_speech_requests: Usage[Decimal | None] = None
    monthly_commitment_luis_text_requests: Usage[Decimal | None] = None
    monthly_commitment_luis_text_overage_requests: Usage[Decimal | None] = None
    monthly_connected_container_commitment_luis_text_requests: Usage[Decimal | None] = None
    monthly_connected_container_commitment_luis_text_overage_requests: Usage[Decimal | None] = None
    monthly_language_text_analytics_records: Usage[Decimal | None] = None
    monthly_language_summarization_records: Usage[Decimal | None] = None
    monthly_language_conversational_language_understanding_records: Usage[Decimal | None] = None
    monthly_language_conversational_language_understanding_advanced_training_hours: Usage[Decimal | None] = None
    monthly_language_customized_text_classification_records: Usage[Decimal | None] = None
    monthly_language_customized_summarization_records: Usage[Decimal | None] = None
    monthly_language_customized_question_answering_records: Usage[Decimal | None] = None
    monthly_language_customized_training_hours: Usage[Decimal | None] = None
    monthly_language_text_analytics_for_health_records: Usage[Decimal | None] = None
    monthly_commitment_language_text_analytics_records: Usage[Decimal | None] = None
    monthly_commitment_language_text_analytics_overage_records: Usage[Decimal | None] = None
    monthly_commitment_language_summarization_records: Usage[Decimal | None] = None
    monthly_commitment_language_summarization_overage_records: Usage[Decimal | None] = None
    monthly_connected_container_commitment_language_text_analytics_records: Usage[Decimal | None] = None
    monthly_connected_container_commitment_language_text_analytics_overage_records: Usage[Decimal | None] = None
    monthly_connected_container_commitment_language_summarization_records: Usage[Decimal | None] = None
    monthly_connected_container_commitment_language_summarization_overage_records: Usage[Decimal | None] = None
    monthly_translation_chars: Usage[Decimal | None] = None
    monthly_translation_document_chars: Usage[Decimal | None] = None
    monthly_translation_custom_chars: Usage[Decimal | None] = None
    monthly_translation_overage_chars: Usage[Decimal | None] = None
    monthly_vision_group_1_transactions: Usage[Decimal | None] = None
    monthly_vision_group_2_transactions: Usage[Decimal | None] = None
    monthly_face_transactions: Usage[Decimal | None] = None
    monthly_faces_stored: Usage[Decimal | None] = None
    monthly_document_read_pages: Usage[Decimal | None] = None
    monthly_document_prebuilt_pages: Usage[Decimal | None] = None
    monthly_document_custom_pages: Usage[Decimal | None] = None
    monthly_content_safety_text_records: Usage[Decimal | None] = None
    monthly_content_safety_images: Usage[Decimal | None] = None
    monthly_content_moderator_transactions: Usage[Decimal | None] = None
    monthly_custom_vision_transactions: Usage[Decimal | None] = None
    monthly_custom_vision_training_hrs: Usage[Decimal | None] = None
    monthly_custom_vision_images: Usage[Decimal | None] = None


@resource("azurerm_cognitive_account", "azurerm_ai_services")
def cognitive_account(
    *,
    type_name: Annotated[str, TypeName],
    kind: Kind = "AIServices",
    sku_name: str,
    used: Annotated[AccountUsage, Together],
) -> Components:
    """Account of Azure's AI services: what its service is used for, and what is paid for in advance.

    Accounts of OpenAI cost nothing themselves, nor does authoring for LUIS or the free tier. Of an account of several
    services the main lines are shown, and all that the usage file states. Containers that are not connected, avatars
    and live voice are not modelled.

    Prices: https://azure.microsoft.com/pricing/details/cognitive-services/
    """
    stated = asdict(used)
    service = "AIServices" if type_name == "azurerm_ai_services" else kind
    if sku_name in FREE or service in ("OpenAI", "LUIS.Authoring"):
        return
    if service == "TextTranslation" and sku_name in PACKS:
        yield from _pack(sku_name, stated)
        return
    if sku_name not in PER_USE:
        raise Unpriced(f"sku_name is {sku_name!r}, expected one of {', '.join(FREE + PER_USE)}")
    several = service in ("AIServices", "CognitiveServices")
    for line in (x for lines in LINES.values() for x in lines) if several else LINES[service]:
        paid = [c for known in COMMITMENTS if known.instead_of == line.key for c in ahead(known, stated)]
        yield from paid
        quantity = stated[line.key]
        shown = line.key in MAIN if several else line.key not in NOT_EVERYWHERE
        if quantity is not None or (shown and not paid):
            yield usage(line.name, PriceQuery(TOOLS, line.meter), quantity, line.unit)


def _pack(sku: str, stated: Stated) -> Components:
    """A tier of Translator that includes characters: its fee, and the characters beyond them."""
    meter = f"Translator Text / {sku} / {sku}"
    yield monthly(f"Translator ({sku})", PriceQuery(TOOLS, f"{meter} Unit"), DAYS_PER_MONTH, "Days")
    over = stated["monthly_translation_overage_chars"]
    yield usage("Characters beyond", PriceQuery(TOOLS, f"{meter} Overage Characters"), over, "Operations")
