"""Make the pictures of docs/images anew: python -m tools.images [FOLDER].

It needs chromium (or CHROMIUM=path), Node.js and npm, and the network for packages that are installed in a temporary
folder; pngquant makes the files small if it is there. Look at what came out before it is committed. What axe-core finds
inaccessible on the page is an error.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

from benchmarks import scale

ROOT = Path(__file__).parent.parent
PACKAGES = ("puppeteer-core@24", "axe-core@4", "mermaid@11", "github-markdown-css@5")
JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';"
"""What Jenkins sends with every file that a build made.
https://www.jenkins.io/doc/book/security/configuring-content-security-policy/"""

DISCOUNTS = """
discounts:
  - {percent: 30, vendor: aws, service: AmazonRDS, name: private pricing}
  - {percent: 9, vendor: aws, name: EDP}
"""


SCROLL = "() => document.querySelector('.mermaid').scrollIntoView()"


class Shot(NamedTuple):
    """A picture: of which page, how large, in which scheme, under which policy of a server; ours must be accessible."""

    image: str
    page: str
    width: int
    height: int
    scheme: str = "light"
    policy: str = ""

    @property
    def accessible(self) -> bool:
        """True for our own pages, as far as a script may look at them."""
        return self.page in ("report", "large") and not self.policy


SHOTS = (
    Shot("report-light-1400", "report", 1400, 1400),
    Shot("report-dark-1400", "report", 1400, 1000, "dark"),
    Shot("report-light-400", "report", 400, 1600),
    Shot("report-dark-400", "report", 400, 1600, "dark"),
    Shot("report-evidence-1400", "opened", 1400, 700),
    Shot("report-jenkins-1000", "report", 1000, 1000, policy=JENKINS),
    Shot("report-2000-resources-1400", "large", 1400, 1100),
    Shot("report-2000-resources-dark-400", "large", 400, 1600, "dark"),
    Shot("comment-900", "comment", 900, 1000),
    Shot("comment-chart-900", "chart", 900, 340),
    Shot("comment-dark-400", "comment", 400, 1400, "dark"),
)


def costgate(plan: Path, config: Path, form: str) -> str:
    """What `costgate check` prints, run beside the plan."""
    command = [sys.executable, "-m", "costgate", "check", plan.name, "--config", str(config), "--format", form]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--fail-on", "never"], cwd=plan.parent, env={"PYTHONPATH": str(ROOT)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def pages(folder: Path) -> None:
    """Write the pages that are pictured."""
    example = ROOT / "examples" / "data"
    config = folder / "costgate.yml"
    config.write_text((example / "costgate.yml").read_text() + DISCOUNTS)
    report = costgate(example / "plan.json", config, "html")
    (folder / "report.html").write_text(report)
    first = report.replace('<details class="evidence">', '<details class="evidence" open>', 1)
    (folder / "opened.html").write_text(first.replace("<body>", '<body><script>location.hash = "evidence"</script>'))
    comment = github(costgate(example / "plan.json", config, "markdown"))
    (folder / "comment.html").write_text(comment)
    (folder / "chart.html").write_text(comment.replace("mermaid.run()", f"mermaid.run().then({SCROLL})"))
    scale.write(2000, folder / "plan.json")
    (folder / "large.html").write_text(costgate(folder / "plan.json", config, "html"))


def github(comment: str) -> str:
    """A comment much as GitHub shows it: the same style sheet, what is folded opened, diagrams drawn."""
    body = MarkdownIt("commonmark").enable("table").render(comment).replace("<details>", "<details open>")
    body = re.sub(
        r'<pre><code class="language-mermaid">(.*?)</code></pre>',
        r'<pre class="mermaid">\1</pre>',
        body,
        flags=re.DOTALL,
    )
    return (
        '<!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="github-markdown.css">'
        "<style>body { box-sizing: border-box; margin: 0 auto; max-width: 980px; padding: 24px; }"
        "pre.mermaid { background: #fff; }</style>"
        f'<body class="markdown-body">{body}<script src="mermaid.min.js"></script>'
        "<script>mermaid.initialize({startOnLoad: false}); mermaid.run()</script></body>"
    )


def main() -> None:
    """Make every picture."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs" / "images").resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        npm = [shutil.which("npm") or "npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES]
        subprocess.run(npm, cwd=folder, check=True)  # noqa: S603 - our own command
        modules = folder / "node_modules"
        shutil.copy(modules / "mermaid" / "dist" / "mermaid.min.js", folder)
        shutil.copy(modules / "github-markdown-css" / "github-markdown.css", folder)
        shutil.copy(modules / "axe-core" / "axe.min.js", folder)
        pages(folder)
        jobs: list[dict[str, Any]] = [
            {
                **shot._asdict(),
                "page": str(folder / f"{shot.page}.html"),
                "image": str(target / f"{shot.image}.png"),
                "accessible": shot.accessible,
            }
            for shot in SHOTS
        ]
        (folder / "jobs.json").write_text(json.dumps(jobs))
        shutil.copy(Path(__file__).with_suffix(".mjs"), folder)
        node = [shutil.which("node") or "node", "images.mjs", "jobs.json"]
        subprocess.run(node, cwd=folder, check=True)  # noqa: S603 - our own command
    quantise(sorted(target.glob("*.png")))
    total = 0
    for image in sorted(target.glob("*.png")):
        total += image.stat().st_size
        print(f"{image.stat().st_size / 1000:6.0f} kB  {image.name}")
    print(f"{total / 1000:6.0f} kB")


def quantise(images: list[Path]) -> None:
    """Make the files small, if the tool for it is there."""
    tool = shutil.which("pngquant")
    if tool:
        subprocess.run([tool, "--force", "--ext", ".png", "--strip", "64", *map(str, images)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
