"""The plan JSON as Terraform and OpenTofu write it: typed structs that double as validation.

Resource bodies stay `Raw`: most of a plan is never looked at, and decoding it is what takes the time. Unknown keys
are ignored, as the format asks. Source: internal/command/jsonplan of both tools.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Raw, Struct, UnsetType, field

NULL = Raw(b"null")
EMPTY = Raw(b"{}")
TRUE = Raw(b"true")


class Change(Struct):
    """`change` of a resource: what it is and what it will be."""

    actions: list[str]
    before: Raw = NULL
    after: Raw = NULL
    after_unknown: Raw = EMPTY
    before_sensitive: Raw = EMPTY
    after_sensitive: Raw = EMPTY
    importing: Raw = NULL


class ResourceChange(Struct):
    """An entry of `resource_changes`."""

    address: str
    type: str
    change: Change
    name: str = ""
    mode: str = "managed"
    provider_name: str | None = None
    module_address: str | None = None
    index: Any = None
    deposed: str | None = None
    previous_address: str | None = None


class StateResource(Struct):
    """A resource of `planned_values`, `prior_state` or a state file."""

    address: str
    type: str
    mode: str = "managed"
    name: str = ""
    provider_name: str | None = None
    index: Any = None
    values: Raw = NULL
    sensitive_values: Raw = EMPTY
    deposed_key: str | None = None


class StateModule(Struct):
    """A module of a state, with its children."""

    address: str | None = None
    resources: list[StateResource] | None = None
    child_modules: list[StateModule] | None = None


class StateValues(Struct):
    """`values` of a state."""

    root_module: StateModule | None = None


class State(Struct):
    """A state as `terraform show -json` writes it."""

    format_version: str | None = None
    values: StateValues | None = None


class Deferred(Struct):
    """An entry of `deferred_changes`."""

    reason: str = ""


class Envelope(Struct):
    """The plan as a whole. What is Raw is decoded only where it is needed."""

    format_version: str | UnsetType | None = UNSET
    plan_format_version: str | None = None
    terraform_version: str | None = None
    resource_changes: list[ResourceChange] | UnsetType | None = UNSET
    planned_values: Raw = NULL
    prior_state: Raw = NULL
    configuration: Raw = NULL
    variables: Raw = NULL
    values: Raw | UnsetType = UNSET
    output_changes: Raw | UnsetType = UNSET
    resource_drift: list[Raw] | None = None
    deferred_changes: list[Deferred] | None = None
    errored: bool | None = None
    complete: bool | None = None
    timestamp: str | None = None


class ProviderConfig(Struct):
    """An entry of `configuration.provider_config`."""

    name: str = ""
    module_address: str = ""
    expressions: dict[str, Any] = {}


class ConfigResource(Struct):
    """A resource block of the configuration."""

    type: str
    name: str
    mode: str = "managed"
    provider_config_key: str = ""
    expressions: dict[str, Any] = {}
    for_each_expression: Any = None


class Expression(Struct):
    """An expression of the configuration: a constant, or what it refers to."""

    constant_value: Any = UNSET
    references: list[str] = []


class Output(Struct):
    """An output of a module."""

    expression: dict[str, Any] = {}


class Variable(Struct):
    """A variable's declaration."""

    default: Any = UNSET


class ModuleCall(Struct):
    """A `module` block."""

    source: Any = ""
    expressions: dict[str, Any] = {}
    module: ConfigModule | None = None
    for_each_expression: Any = None


class ConfigModule(Struct):
    """A module of the configuration."""

    resources: list[ConfigResource] = []
    module_calls: dict[str, ModuleCall] = {}
    outputs: dict[str, Output] = {}
    variables: dict[str, Variable] = {}


class Configuration(Struct):
    """`configuration`."""

    provider_config: dict[str, ProviderConfig] = {}
    root_module: ConfigModule = field(default_factory=ConfigModule)
