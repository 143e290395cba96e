"""Models deployed in Azure's AI services: tokens, images, speech, or throughput that is reserved by the hour."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from msgspec.structs import asdict

from costgate.resources.components import DAYS_PER_MONTH, Block, Components, PriceQuery, Unpriced, hourly, usage
from costgate.resources.facts import table
from costgate.resources.marks import Ref, Together, Usage
from costgate.resources.registry import resource

MODELS = "Foundry Models"

METERS = "azure/model_meters"
"""Model, version ("*" is any), deployment and line -> the meter. The first version of a model is its default.

Meters: https://prices.azure.com/api/retail/prices?$filter=serviceName eq 'Foundry Models'; which model each is of:
https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/models-sold-directly-by-azure
"""


class Line(NamedTuple):
    """What a model bills: its name in the table, on the bill and in the usage file. Some show only if it is stated."""

    line: str
    name: str
    key: str
    optional: bool = False


LINES = (
    Line("input", "Text input", "monthly_language_input_tokens"),
    Line("cached_input", "Cached text input", "monthly_language_cached_input_tokens"),
    Line("output", "Text output", "monthly_language_output_tokens"),
    Line("audio_input", "Audio input", "monthly_audio_input_tokens"),
    Line("cached_audio_input", "Cached audio input", "monthly_audio_cached_input_tokens"),
    Line("audio_output", "Audio output", "monthly_audio_output_tokens"),
    Line("image_input", "Image input", "monthly_image_input_tokens"),
    Line("cached_image_input", "Cached image input", "monthly_image_cached_input_tokens"),
    Line("image_output", "Image output", "monthly_image_output_tokens"),
    Line("embeddings", "Text embeddings", "monthly_text_embedding_tokens"),
    Line("hours", "Speech", "monthly_text_to_speech_hours"),
    Line("characters", "Text to speech", "monthly_text_to_speech_characters"),
    Line("standard_1024_1024", "Standard images, 1024x1024", "monthly_standard_1024_1024_images"),
    Line("standard_1024_1792", "Standard images, 1024x1792", "monthly_standard_1024_1792_images"),
    Line("hd_1024_1024", "HD images, 1024x1024", "monthly_hd_1024_1024_images"),
    Line("hd_1024_1792", "HD images, 1024x1792", "monthly_hd_1024_1792_images"),
    Line("ft_input", "Fine-tuned input", "monthly_fine_tuning_input_tokens", optional=True),
    Line("ft_cached_input", "Cached fine-tuned input", "monthly_fine_tuning_cached_input_tokens", optional=True),
    Line("ft_output", "Fine-tuned output", "monthly_fine_tuning_output_tokens", optional=True),
    Line("ft_training_tokens", "Fine-tuning", "monthly_fine_tuning_training_tokens", optional=True),
    Line("ft_training_hours", "Fine-tuning by the hour", "monthly_fine_tuning_training_hours", optional=True),
    Line("ft_hosting", "Fine-tuned model hosting", "monthly_fine_tuning_hosting_hours", optional=True),
)

BASE = {"babbage-002": "Babbage", "davinci-002": "Davinci"}
"""Base models, which Azure has retired: no price list has them any more.
https://learn.microsoft.com/azure/ai-foundry/openai/concepts/legacy-models"""

UNITS = (("GlobalProvisioned", "Global"), ("DataZoneProvisioned", "Data Zone"), ("Provisioned", "Regional"))
"""What the name of a deployment with reserved throughput begins with -> its meter's SKU."""

MAKERS = {
    "DeepSeek": "Azure Deepseek Models",
    "xAI": "Azure Grok Models",
    "Meta": "Azure Llama Models",
    "Mistral AI": "Azure Mistral Models",
    "Black Forest Labs": "Azure BFL Flux Models",
}
"""`model.format` -> the product of its reserved throughput; OpenAI's for all others."""


TEXT = frozenset({"input", "output"})
"""Lines of models that chat, and so can call tools."""


class Account(Block):
    """What is read of a deployment's account: where it is."""


class Model(Block):
    """The `model` block."""

    name: str
    version: str = ""
    format: str = "OpenAI"


class Sku(Block):
    """The `sku` block. Capacity is thousands of tokens a minute, or units of reserved throughput."""

    name: str
    capacity: int = 1


class Scale(Block):
    """The `scale` block of provider 3.x."""

    type: str = "Standard"
    capacity: int = 1


class DeploymentUsage(Block):
    """What the usage file says of a deployment."""

    monthly_language_input_tokens: Usage[Decimal | None] = None
    monthly_language_cached_input_tokens: Usage[Decimal | None] = None
    monthly_language_output_tokens: Usage[Decimal | None] = None
    monthly_code_interpreter_sessions: Usage[Decimal | None] = None
    monthly_file_search_tool_calls: Usage[Decimal | None] = None
    monthly_file_search_storage_gb: Usage[Decimal | None] = None
    monthly_base_model_tokens: Usage[Decimal | None] = None
    monthly_fine_tuning_training_hours: Usage[Decimal | None] = None
    monthly_fine_tuning_training_tokens: Usage[Decimal | None] = None
    monthly_fine_tuning_hosting_hours: Usage[Decimal | None] = None
    monthly_fine_tuning_input_tokens: Usage[Decimal | None] = None
    monthly_fine_tuning_cached_input_tokens: Usage[Decimal | None] = None
    monthly_fine_tuning_output_tokens: Usage[Decimal | None] = None
    monthly_standard_1024_1024_images: Usage[Decimal | None] = None
    monthly_standard_1024_1792_images: Usage[Decimal | None] = None
    monthly_hd_1024_1024_images: Usage[Decimal | None] = None
    monthly_hd_1024_1792_images: Usage[Decimal | None] = None
    monthly_image_input_tokens: Usage[Decimal | None] = None
    monthly_image_cached_input_tokens: Usage[Decimal | None] = None
    monthly_image_output_tokens: Usage[Decimal | None] = None
    monthly_audio_input_tokens: Usage[Decimal | None] = None
    monthly_audio_cached_input_tokens: Usage[Decimal | None] = None
    monthly_audio_output_tokens: Usage[Decimal | None] = None
    monthly_text_embedding_tokens: Usage[Decimal | None] = None
    monthly_text_to_speech_characters: Usage[Decimal | None] = None
    monthly_text_to_speech_hours: Usage[Decimal | None] = None


Within = Annotated[Account | None, Ref("azurerm_cognitive_account azurerm_ai_services", "cognitive_account_id")]


@resource("azurerm_cognitive_deployment", region_of="account")
def cognitive_deployment(
    *,
    account: Within = None,  # noqa: ARG001
    model: Model,
    sku: Sku | None = None,
    scale: Scale = Scale(),
    used: Annotated[DeploymentUsage, Together],
) -> Components:
    """Deployment of a model: what it is used for, or the throughput that is reserved for it.

    File search and fine-tuning are shown if the usage file states them. Prompts so long that they cost more, priority
    processing, web search and videos are not modelled. A model without a version is the default one.

    Prices: https://azure.microsoft.com/pricing/details/cognitive-services/openai-service/
    """
    stated = asdict(used)
    deployed, capacity = (sku.name, sku.capacity) if sku else (scale.type, scale.capacity)
    reserved = next((unit for start, unit in UNITS if deployed.startswith(start)), "")
    if reserved:
        product = MAKERS.get(model.format, "Azure OpenAI")
        meter = f"{product} / Provisioned Managed {reserved} / Provisioned Managed {reserved} Unit"
        yield hourly(
            f"Reserved throughput ({model.name}, {reserved.lower()})", PriceQuery(MODELS, meter), count=capacity
        )
    else:
        yield from _by_use(model, deployed, stated)
    yield from _tools(deployed, stated, sessions=not reserved and _chats(model, deployed))


def _by_use(model: Model, deployed: str, stated: dict[str, Decimal | None]) -> Components:
    """The lines of a model that is billed by use."""
    name = model.name.lower()
    version = _version(name, model.version.lower())
    found = [(line, row) for line in LINES if (row := table(METERS).get(f"{name} {version} {deployed} {line.line}"))]
    if not found:
        raise Unpriced(
            f"model {model.name!r} {model.version or 'of no version'} is deployed as {deployed!r},"
            f" expected {_known(name, version)}"
        )
    only_tuned = all(line.optional for line, _ in found)
    for line, row in found:
        quantity = stated[line.key]
        if quantity is not None or only_tuned or not line.optional:
            query = PriceQuery(MODELS, f"{row['product']} / {row['sku']} / {row['sku']} {row['what']}")
            unit = "Hours" if row["what"] == "Unit" else "Operations"
            yield usage(f"{line.name} ({model.name})", query, quantity, unit)
    if (base := BASE.get(name)) and stated["monthly_base_model_tokens"] is not None:
        query = PriceQuery(MODELS, f"Azure OpenAI / {base} - Base / Text-{base} Unit")
        yield usage(f"Base model ({model.name})", query, stated["monthly_base_model_tokens"], "Operations")


def _chats(model: Model, deployed: str) -> bool:
    """True if a model can call tools: sessions of the code interpreter are then shown even if none are stated."""
    name = model.name.lower()
    version = _version(name, model.version.lower())
    return any(f"{name} {version} {deployed} {line}" in table(METERS) for line in TEXT)


def _known(name: str, version: str) -> str:
    """What there are meters of instead, as a message names it: deployments of a version, or versions of a model."""
    have = [key.split() for key in table(METERS) if key.startswith(f"{name} ")]
    deployments = sorted({words[2] for words in have if words[1] == version})
    versions = sorted({words[1] for words in have})
    if deployments:
        return " or ".join(deployments)
    return f"version {' or '.join(versions)}" if versions else "a model that Azure sells by the token"


def _version(name: str, version: str) -> str:
    """The version that the table has for a model: its own, any, or the default."""
    versions = [key.split()[1] for key in table(METERS) if key.startswith(f"{name} ")]
    if version in versions or not versions:
        return version
    return "*" if "*" in versions else version or versions[0]


def _tools(deployed: str, stated: dict[str, Decimal | None], *, sessions: bool) -> Components:
    """What the model's tools cost, where it is stated, and `sessions` of the code interpreter if they are not.

    There are prices for the world, for a region and for a zone.
    """
    world, zone = deployed.startswith("Global"), deployed.startswith("DataZone")
    called = "glbl" if world else "datazone" if zone else "rgnl"
    held = f"Assistants-File Search-{'glbl' if world else 'regnl'}"
    stored = stated["monthly_file_search_storage_gb"]
    for name, sku, what, quantity, unit in (
        (
            "Code interpreter sessions",
            "Code-Interpreter-global" if world else "Code-Interpreter-regnl EP",
            "Session",
            stated["monthly_code_interpreter_sessions"],
            "Units",
        ),
        (
            "File search calls",
            f"file-search-tool-calls-{called}",
            "Calls",
            stated["monthly_file_search_tool_calls"],
            "Operations",
        ),
        ("File search storage", held, "GB", None if stored is None else stored * DAYS_PER_MONTH, "Days"),
    ):
        if quantity is not None or (sessions and what == "Session"):
            yield usage(name, PriceQuery(MODELS, f"Azure OpenAI / {sku} / {sku} {what}"), quantity, unit)
