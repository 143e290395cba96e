"""What accounts of Azure's AI services bill: meters by kind of account, and what is paid for in advance.

Names of meters: https://prices.azure.com/api/retail/prices?$filter=serviceName eq 'Foundry Tools'
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from costgate.resources.components import Components, PriceQuery, monthly, usage

TOOLS = "Foundry Tools"
SPEECH, LANGUAGE, LUIS = "Azure Speech", "Azure Language", "Language Understanding"

Stated = Mapping[str, Decimal | None]
"""Usage keys -> what the usage file says."""


class Line(NamedTuple):
    """What is billed by use: its name, usage key, meter, and the meter's unit."""

    name: str
    key: str
    meter: str
    unit: str = "Operations"


class Commitment(NamedTuple):
    """Use that may be paid for in advance, beside the line that bills it otherwise (`instead_of`).

    `key` and `overage` are usage keys without what they begin with; `azure` and `connected` begin the SKU of the cloud
    and of a container that is connected to it; `over` ends the meter of what goes beyond.
    """

    name: str
    instead_of: str
    key: str
    overage: str
    azure: str
    connected: str
    over: str
    unit: str = "Operations"


def _speech(name: str, key: str, meter: str, unit: str = "Hours") -> Line:
    return Line(name, key, f"{SPEECH} / S1 / S1 {meter}", unit)


def _language(name: str, key: str, meter: str, unit: str = "Operations") -> Line:
    return Line(name, f"monthly_language_{key}", f"{LANGUAGE} / Standard / Standard {meter}", unit)


VOICE = f"{SPEECH} / Text to Speech - Personal Voice / Text to Speech - Personal Voice"

LINES = {
    "SpeechServices": (
        _speech("Speech to text", "monthly_speech_to_text_standard_hrs", "Speech To Text"),
        _speech("Speech to text batch", "monthly_speech_to_text_standard_batch_hrs", "Speech to Text Batch"),
        _speech("Speech to text custom model", "monthly_speech_to_text_custom_hrs", "Custom Speech To Text"),
        _speech(
            "Speech to text custom model batch",
            "monthly_speech_to_text_custom_batch_hrs",
            "Custom Speech to Text Batch",
        ),
        _speech(
            "Speech to text custom endpoint hosting",
            "monthly_speech_to_text_custom_endpoint_hrs",
            "Custom Speech Model Hosting Unit",
        ),
        _speech(
            "Speech to text custom training", "monthly_speech_to_text_custom_training_hrs", "Custom Speech Training"
        ),
        _speech(
            "Speech to text enhanced add-ons",
            "monthly_speech_to_text_enhanced_add_ons_hrs",
            "Speech to Text Enhanced Feature Audio",
        ),
        _speech(
            "Conversation transcription, multi-channel audio",
            "monthly_speech_to_text_conversation_transcription_multi_channel_audio_hrs",
            "Conversation Transcription Multichannel Audio",
        ),
        _speech(
            "Text to speech neural",
            "monthly_text_to_speech_neural_chars",
            "Neural Text To Speech Characters",
            "Operations",
        ),
        _speech(
            "Text to speech custom neural training",
            "monthly_text_to_speech_custom_neural_training_hrs",
            "Custom Neural Training",
        ),
        _speech(
            "Text to speech custom neural",
            "monthly_text_to_speech_custom_neural_chars",
            "Custom Neural Realtime Characters",
            "Operations",
        ),
        _speech(
            "Text to speech custom neural endpoint hosting",
            "monthly_text_to_speech_custom_neural_endpoint_hrs",
            "Custom Neural Voice Model Hosting Unit",
        ),
        _speech(
            "Text to speech long audio",
            "monthly_text_to_speech_long_audio_chars",
            "Neural Long Audio Characters",
            "Operations",
        ),
        Line("Personal voice profiles", "monthly_text_to_speech_personal_voice_profiles", f"{VOICE} Voice Storage"),
        Line("Personal voice", "monthly_text_to_speech_personal_voice_chars", f"{VOICE} Characters"),
        _speech("Speech translation", "monthly_speech_translation_hrs", "Speech Translation"),
        _speech(
            "Speaker verification",
            "monthly_speaker_verification_transactions",
            "Speaker Verification Transactions",
            "Operations",
        ),
        _speech(
            "Speaker identification",
            "monthly_speaker_identification_transactions",
            "Speaker Identification Transactions",
            "Operations",
        ),
        _speech("Voice profiles", "monthly_voice_profiles", "Voice Storage", "Operations"),
    ),
    "LUIS": (
        Line("Text requests", "monthly_luis_text_requests", f"{LUIS} / S1 / S1 Transactions"),
        _speech(
            "Speech requests, transcription",
            "monthly_luis_speech_requests",
            "Speech To Intent - Transcription Transactions",
            "Operations",
        ),
        Line(
            "Speech requests, understanding",
            "monthly_luis_speech_requests",
            f"{LUIS} / S1 / S1 Speech To Intent - Understanding Transactions",
        ),
    ),
    "TextAnalytics": (
        _language("Text analytics", "text_analytics_records", "Text Records"),
        _language("Summarization", "summarization_records", "Summarization Text Records"),
        _language(
            "Conversational language understanding",
            "conversational_language_understanding_records",
            "CLU Text Records",
        ),
        _language(
            "Conversational language understanding, advanced training",
            "conversational_language_understanding_advanced_training_hours",
            "CLU Advanced Training Unit",
            "Hours",
        ),
        _language("Customized text classification", "customized_text_classification_records", "Custom Text Records"),
        _language("Customized summarization", "customized_summarization_records", "Custom Summarization Text Records"),
        _language("Customized question answering", "customized_question_answering_records", "QA Text Records"),
        _language("Customized training", "customized_training_hours", "Custom Training Unit", "Hours"),
        _language("Text analytics for health", "text_analytics_for_health_records", "Health Text Records"),
    ),
    "TextTranslation": (
        Line("Translation", "monthly_translation_chars", "Translator Text / S1 / S1 Characters"),
        Line(
            "Translation of documents",
            "monthly_translation_document_chars",
            "Translator Text / S1 / S1 Document Characters",
        ),
        Line(
            "Custom translation",
            "monthly_translation_custom_chars",
            "Translator Text / S1 / S1 Custom Translation Characters",
        ),
    ),
    "ComputerVision": tuple(
        Line(
            f"Image analysis, group {group}",
            f"monthly_vision_group_{group}_transactions",
            f"Azure Vision / Image Analysis Group {group} / Image Analysis Group {group} Transactions",
        )
        for group in (1, 2)
    ),
    "Face": (
        Line(
            "Face transactions", "monthly_face_transactions", "Azure Vision - Face / Standard / Standard Transactions"
        ),
        Line("Faces stored", "monthly_faces_stored", "Azure Vision - Face / Standard / Face Storage"),
    ),
    "FormRecognizer": tuple(
        Line(
            f"Pages, {kind.lower()}",
            f"monthly_document_{key}_pages",
            f"Azure Document Intelligence / S0 / S0 {kind} Pages",
        )
        for kind, key in (("Read", "read"), ("Pre-built", "prebuilt"), ("Custom", "custom"))
    ),
    "ContentSafety": (
        Line(
            "Content safety, text",
            "monthly_content_safety_text_records",
            "Content Safety / Standard / Standard Text Records",
        ),
        Line("Content safety, images", "monthly_content_safety_images", "Content Safety / Standard / Standard Images"),
    ),
    "ContentModerator": (
        Line(
            "Moderation",
            "monthly_content_moderator_transactions",
            "Content Moderator / Standard / Standard Transactions",
        ),
    ),
    "CustomVision.Prediction": (
        Line(
            "Custom vision, predictions",
            "monthly_custom_vision_transactions",
            "Azure Custom Vision / S0 / S0 Transactions",
        ),
    ),
    "CustomVision.Training": (
        Line(
            "Custom vision, training",
            "monthly_custom_vision_training_hrs",
            "Azure Custom Vision / S0 / S0 Training",
            "Hours",
        ),
        Line(
            "Custom vision, images stored",
            "monthly_custom_vision_images",
            "Azure Custom Vision / S0 / S0 Image Storage",
        ),
    ),
}
"""`kind` -> what its paid tier bills. What a kind bills besides is not modelled. LUIS hears with the speech service."""

MAIN = (
    "monthly_speech_to_text_standard_hrs",
    "monthly_text_to_speech_neural_chars",
    "monthly_speech_translation_hrs",
    "monthly_language_text_analytics_records",
    "monthly_language_summarization_records",
    "monthly_translation_chars",
    "monthly_vision_group_1_transactions",
    "monthly_vision_group_2_transactions",
    "monthly_document_read_pages",
    "monthly_document_prebuilt_pages",
    "monthly_document_custom_pages",
)
"""What an account of several services shows whatever is stated."""

NOT_EVERYWHERE = (
    "monthly_text_to_speech_long_audio_chars",
    "monthly_text_to_speech_personal_voice_profiles",
    "monthly_text_to_speech_personal_voice_chars",
    "monthly_speaker_verification_transactions",
    "monthly_speaker_identification_transactions",
    "monthly_voice_profiles",
)
"""What half of the regions do not have, or no longer: shown if it is stated.
https://learn.microsoft.com/azure/ai-services/speech-service/regions"""

COMMITMENTS = (
    Commitment(
        "Speech to text",
        "monthly_speech_to_text_standard_hrs",
        "speech_to_text_standard_hrs",
        "speech_to_text_standard_overage_hrs",
        f"{SPEECH} / Commitment Tier Speech to Text Azure",
        f"{SPEECH} / Commitment Tier Speech to Text Connected",
        "Speech To Text CT Overage",
        "Hours",
    ),
    Commitment(
        "Speech to text custom model",
        "monthly_speech_to_text_custom_hrs",
        "speech_to_text_custom_hrs",
        "speech_to_text_custom_overage_hrs",
        f"{SPEECH} / Commitment Tier Custom Speech to Text Azure",
        f"{SPEECH} / Commit Tier Custom STT Connected",
        "Custom Speech To Text CT Overage",
        "Hours",
    ),
    Commitment(
        "Speech to text enhanced add-ons",
        "monthly_speech_to_text_enhanced_add_ons_hrs",
        "speech_to_text_enhanced_add_ons_hrs",
        "speech_to_text_enhanced_add_ons_overage_hrs",
        f"{SPEECH} / Commitment Tier STT AddOn Azure",
        f"{SPEECH} / Commitment Tier STT AddOn Connected",
        "Speech To Text CT Overage",
        "Hours",
    ),
    Commitment(
        "Text to speech neural",
        "monthly_text_to_speech_neural_chars",
        "text_to_speech_neural_commitment_chars",
        "text_to_speech_neural_overage_chars",
        f"{SPEECH} / Commitment Tier Neural Text to Speech Azure",
        f"{SPEECH} / Commit Tier Neural TTS Connected",
        "Neural Text To Speech CT Overage Characters",
    ),
    Commitment(
        "Text requests",
        "monthly_luis_text_requests",
        "luis_text_requests",
        "luis_text_overage_requests",
        f"{LUIS} / Commitment Tier Azure",
        f"{LUIS} / Commitment Tier Connected",
        "CT Overage Transactions",
    ),
    Commitment(
        "Text analytics",
        "monthly_language_text_analytics_records",
        "language_text_analytics_records",
        "language_text_analytics_overage_records",
        f"{LANGUAGE} / Commitment Tier Azure",
        f"{LANGUAGE} / Commitment Tier Connected",
        "CT Overage Transactions",
    ),
    Commitment(
        "Summarization",
        "monthly_language_summarization_records",
        "language_summarization_records",
        "language_summarization_overage_records",
        f"{LANGUAGE} / Commitment Tier Summarization Azure",
        f"{LANGUAGE} / Commitment Tier Summarization Connected",
        "CT Overage Transactions",
    ),
)
"""Commitment tiers. https://azure.microsoft.com/pricing/details/cognitive-services/speech-services/
and .../language-service/"""

RENAMED = {
    f"{SPEECH} / Commit Tier Custom STT Connected 2K": f"{SPEECH} / Commitment Tier Custom Speech to Text Connected 2K"
}
"""A SKU that the price list calls otherwise than its larger ones."""

SHORT = ((1_000_000, "M"), (1_000, "K"))


def short(amount: Decimal) -> str:
    """An amount as SKUs have it: 2000 -> "2K"."""
    return next((f"{amount // many}{letter}" for many, letter in SHORT if not amount % many), str(amount))


def ahead(commitment: Commitment, stated: Stated) -> Components:
    """What is paid for in advance, in the cloud and for a connected container, and what goes beyond it.

    An amount that is not sold has no price.
    """
    for prefix, product, where in (
        ("monthly_commitment_", commitment.azure, "commitment"),
        ("monthly_connected_container_commitment_", commitment.connected, "connected container"),
    ):
        amount, over = stated[prefix + commitment.key], stated[prefix + commitment.overage]
        if amount:
            size = short(amount)
            sku = RENAMED.get(f"{product} {size}", f"{product} {size}")
            meter = f"{sku} / {sku.partition(' / ')[2]}"
            name = f"{commitment.name} ({where}, {size})"
            yield monthly(name, PriceQuery(TOOLS, f"{meter} Unit"), 1, "Months")
            if over is not None:
                query = PriceQuery(TOOLS, f"{meter} {commitment.over}")
                yield usage(f"{commitment.name} ({where}, overage)", query, over, commitment.unit)
