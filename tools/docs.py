"""Write the documentation that follows from the code: python -m tools.docs. A test checks that it is up to date.

docs/resources.md: every type, what is priced and read, what the usage file may say. Between their marks, in
docs/configuration.md: the commented file and every policy; in docs/recommendations.md: an example and every rule; in
README.md: the help text and an example; in docs/ci.md: the inputs and outputs of action.yml; in any page: the file of
`<!-- file PATH -->`, up to `<!-- /file -->`.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import yaml
from click.testing import CliRunner

from costgate.cli import cli
from costgate.cli.resources import described
from costgate.model import VENDORS
from costgate.policies import all_policies, documented
from costgate.recommendations import all_rules
from costgate.resources.registry import free_types, priced_types

ROOT = Path(__file__).parent.parent
MARKED = r"(<!-- {0} -->\n).*?(<!-- /{0} -->)"


def pages() -> dict[str, str]:
    """Path -> text of every page that is written here."""
    readme = (ROOT / "README.md").read_text()
    readme = marked(readme, "example", f"```text\n$ costgate check plan.json\n{example()}```\n")
    readme = marked(readme, "help", f"```text\n{help_text()}```\n")
    written = {f"docs/{page.name}": page.read_text() for page in sorted((ROOT / "docs").glob("*.md"))}
    written |= {
        "docs/resources.md": resources(),
        "docs/configuration.md": configuration(written["docs/configuration.md"]),
        "docs/recommendations.md": recommendations(written["docs/recommendations.md"]),
        "docs/ci.md": marked(written["docs/ci.md"], "action", action()),
        "README.md": readme,
    }
    return {name: with_files(text) for name, text in written.items()}


def action() -> str:
    """The tables of the GitHub Action's inputs and outputs."""
    read = yaml.safe_load((ROOT / "action.yml").read_text())
    lines = ["| input | default | |", "| --- | --- | --- |"]
    for name, spec in read["inputs"].items():
        default = f"`{spec['default']}`" if spec["default"] else ""
        lines.append(f"| `{name}` | {default} | {spec['description']} |")
    lines += ["", "| output | |", "| --- | --- |"]
    lines += [f"| `{name}` | {spec['description']} |" for name, spec in read["outputs"].items()]
    return "\n".join(lines) + "\n"


def with_files(text: str) -> str:
    """A page with the files that its markers name."""

    def block(match: re.Match[str]) -> str:
        path = ROOT / match[2]
        language = {".yml": "yaml", ".yaml": "yaml", ".sh": "sh", ".example": "groovy"}[path.suffix]
        return f"{match[1]}```{language}\n{path.read_text()}```\n{match[3]}"

    return re.sub(r"(<!-- file (\S+) -->\n).*?(<!-- /file -->)", block, text, flags=re.DOTALL)


def example() -> str:
    """What `costgate check` prints for the example that fails."""
    folder = ROOT / "examples" / "data"
    arguments = ["check", str(folder / "plan.json"), "--config", str(folder / "costgate.yml")]
    return CliRunner().invoke(cli, arguments, prog_name="costgate").output


def help_text() -> str:
    """What `costgate check --help` prints."""
    return CliRunner().invoke(cli, ["check", "--help"], prog_name="costgate", terminal_width=100).output


def resources() -> str:
    """The page of all resource types."""
    lines = ["# What is priced", ""]
    total = sum(len(priced_types(v)) for v in VENDORS)
    free = ", ".join(f"{len(free_types(v))} of {v}" for v in VENDORS)
    lines += [
        f"{total} types have a cost model. Known to cost nothing by themselves: {free} (`costgate/resources/free/`).",
        "Everything else is reported as unpriced, never as $0. `costgate resources TYPE` shows the same as this page.",
        "",
    ]
    for vendor in VENDORS:
        lines += [f"## {vendor}", ""]
        for type_ in priced_types(vendor):
            found = described(type_, vendor)
            lines += [f"### {type_}", "", found["about"], ""]
            lines += [f"Reads: {', '.join(f'`{a}`' for a in found['attributes']) or 'nothing of the plan'}.", ""]
            if found["others"]:
                lines += [f"Looks at: {', '.join(f'`{o}`' for o in found['others'])}.", ""]
            if found["usage"]:
                lines += [f"Usage: {', '.join(f'`{u}`' for u in found['usage'])}.", ""]
    return "\n".join(lines)


def configuration(text: str) -> str:
    """The page of costgate.yml: the commented file and each policy, between their marks."""
    sample = (ROOT / "costgate" / "cli" / "costgate.yml").read_text()
    text = marked(text, "sample", f"```yaml\n{sample.rstrip()}\n```\n")
    lines = []
    for ident, policy in all_policies().items():
        about, example = documented(policy)
        block = ["```yaml", "policies:", *_indented(example), "```"]
        lines += [f"### {ident}", "", about, "", *block, ""]
    return marked(text, "policies", "\n".join(lines))


def recommendations(text: str) -> str:
    """The page of recommendations: an example and each rule, between their marks."""
    plan = ROOT / "examples" / "data" / "plan.json"
    shown = CliRunner().invoke(cli, ["recommend", str(plan), "--risk", "needs-work"], prog_name="costgate").output
    text = marked(text, "example", f"```text\n$ costgate recommend plan.json --risk needs-work\n{shown}```\n")
    rules = [line for rule in all_rules().values() for line in (f"### {rule.name}", "", rule.about, "")]
    return marked(text, "rules", "\n".join(rules))


def marked(text: str, mark: str, block: str) -> str:
    """`text` with `block` between its marks."""
    return re.sub(MARKED.format(mark), lambda m: f"{m[1]}{block}{m[2]}", text, flags=re.DOTALL)


def _indented(text: str) -> list[str]:
    return textwrap.indent(text.rstrip(), "  ").splitlines()


if __name__ == "__main__":
    for name, text in pages().items():
        (ROOT / name).write_text(text)
