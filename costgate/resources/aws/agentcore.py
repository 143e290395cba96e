"""Amazon Bedrock AgentCore: runtimes, tools, gateways and memories of agents."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from costgate.resources.components import Components, PriceQuery, usage
from costgate.resources.marks import TypeName, Usage
from costgate.resources.registry import resource

AGENTCORE = "AmazonBedrockAgentCore"

SESSIONS = {
    "aws_bedrockagentcore_agent_runtime": "Runtime",
    "aws_bedrockagentcore_browser": "BrowserTool",
    "aws_bedrockagentcore_code_interpreter": "CodeInterpreter",
}
"""What runs in sessions -> how its meters begin. https://aws.amazon.com/bedrock/agentcore/pricing/"""


@resource("aws_bedrockagentcore_agent_runtime", "aws_bedrockagentcore_browser", "aws_bedrockagentcore_code_interpreter")
def sessions(
    *,
    type_name: Annotated[str, TypeName],
    monthly_vcpu_hrs: Usage[Decimal | None] = None,
    monthly_memory_gb_hrs: Usage[Decimal | None] = None,
) -> Components:
    """Runtime, browser or code interpreter: the vCPUs that its sessions really use, and their memory, by the hour.

    Prices: https://aws.amazon.com/bedrock/agentcore/pricing/
    """
    kind = f"{SESSIONS[type_name]}:Consumption-based"
    yield usage("vCPU", PriceQuery(AGENTCORE, f"{kind}:vCPU"), monthly_vcpu_hrs, "vCPU-Hours")
    yield usage("Memory", PriceQuery(AGENTCORE, f"{kind}:Memory"), monthly_memory_gb_hrs, "GB-Hours")


@resource("aws_bedrockagentcore_gateway")
def gateway(
    *,
    monthly_requests: Usage[Decimal | None] = None,
    monthly_searches: Usage[Decimal | None] = None,
    indexed_tools: Usage[Decimal | None] = None,
) -> Components:
    """Gateway: each request to a tool, each search for one, and the month of each tool that can be searched for.

    Prices: https://aws.amazon.com/bedrock/agentcore/pricing/
    """
    kind = "Gateway:Consumption-based"
    yield usage("Requests", PriceQuery(AGENTCORE, f"{kind}:API-Invocations"), monthly_requests, "Requests")
    yield usage("Searches", PriceQuery(AGENTCORE, f"{kind}:Search-API"), monthly_searches, "Requests")
    yield usage("Indexed tools", PriceQuery(AGENTCORE, f"{kind}:Tool-Indexing"), indexed_tools, "Tools")


@resource("aws_bedrockagentcore_memory")
def memory(
    *,
    monthly_events: Usage[Decimal | None] = None,
    records: Usage[Decimal | None] = None,
    monthly_retrievals: Usage[Decimal | None] = None,
) -> Components:
    """Memory: each event in the short term, the records that built-in strategies keep, and each retrieval of those.

    Records of strategies of one's own cost less, which is not modelled.

    Prices: https://aws.amazon.com/bedrock/agentcore/pricing/
    """
    kind = "Memory:Consumption-based"
    yield usage("Events", PriceQuery(AGENTCORE, f"{kind}:Short-Term-Memory"), monthly_events, "Events")
    kept = PriceQuery(AGENTCORE, f"{kind}:Long-Term-Memory-Storage:Built-in-memory")
    yield usage("Records stored", kept, records, "Records")
    got = PriceQuery(AGENTCORE, f"{kind}:Long-Term-Memory-Retrieval")
    yield usage("Retrievals", got, monthly_retrievals, "Requests")
