"""What can go wrong, and with which exit code.

    CostgateError
    ├── ConfigError      2   costgate.yml, the usage file or the command line
    ├── PlanError        3   the plan cannot be read
    │   └── ResultError  3   a result of an earlier run cannot be read
    ├── CatalogueError   4   prices are missing, broken or contradict a model
    └── PublishError     5   a comment could not be posted; a warning, unless --require-publish makes it count

Exit 0 is a pass, 1 is the gate saying no and nothing else, 70 a bug of costgate's own; a number of 10 to 124 that
`--warn-exit-code` names is a pass with warnings; 130 and 141 are what a shell says of Ctrl-C and of a closed pipe.
What is wrong with *one resource* is never an error but a `Gap`: the rest is still priced.
"""

from __future__ import annotations

EXIT_GATE = 1
EXIT_BUG = 70
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


class CostgateError(Exception):
    """A failure that a user can act upon.

    The message says what was found and where; `remedy` what was expected and what to do.
    """

    exit_code = EXIT_BUG

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class ConfigError(CostgateError):
    """The configuration, the usage file or an option is not valid."""

    exit_code = 2


class PlanError(CostgateError):
    """The input is not a plan that costgate can read."""

    exit_code = 3


class ResultError(PlanError):
    """The input is not a result that `costgate check` wrote."""


class CatalogueError(CostgateError):
    """The price catalogue is absent, damaged, or disagrees with a cost model about a unit."""

    exit_code = 4


class PublishError(CostgateError):
    """A forge does not take the comment. It never changes the gate's answer: who asked for it decides what it means."""

    exit_code = 5
