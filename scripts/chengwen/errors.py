"""What can go wrong, and the exit code each kind of trouble has."""

from __future__ import annotations


class ChengwenError(Exception):
    """Something a person has to put right; the message says what, where, and how."""

    exit_code = 3


class InputError(ChengwenError):
    """A document, a file or a folder that cannot be used as it is."""

    def __init__(self, message: str, reason: str = "") -> None:
        """Take the sentence for the command line, and a word by which another place can say it in its own."""
        super().__init__(message)
        self.reason = reason


class RuleError(ChengwenError):
    """A rule file or a data file that does not say what it must."""


class SidecarError(ChengwenError):
    """A sidecar `raw/<id>.toml` that does not say what it must."""


class LedgerError(ChengwenError):
    """Edits that do not fit the text they belong to: a fault of the toolkit or a damaged file."""


class MissingExtraError(ChengwenError):
    """A library that only some verbs need is not installed; the message says how to get it."""

    def __init__(self, purpose: str, extra: str, library: str | None) -> None:
        super().__init__(
            f"{purpose} needs {library or 'a library'}, which is not installed: pip install 'chengwen[{extra}]'"
        )


def first_line(error: BaseException) -> str:
    """Return what an error of somebody else's says, on one line: its first, or its name where it says nothing.

    >>> first_line(ValueError("no such thing.\\nUsage: …")), first_line(KeyError())
    ('no such thing', 'KeyError')
    """
    said = str(error).strip(" \n").partition("\n")[0].rstrip(" .:;")
    return said[:LONGEST] + ("…" if len(said) > LONGEST else "") or type(error).__name__


LONGEST = 300
"""Characters of what somebody else's error says; clients of stores can tell the same thing three times."""
