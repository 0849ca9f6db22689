"""The errors, each with the exit code of its kind."""

from __future__ import annotations

from chengwen.message import Message, say


class ChengwenError(Exception):
    """A problem that a person has to fix; the message says what, where, and how.

    As a text it is English; `message` can be said in another language.
    """

    exit_code = 3

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class InputError(ChengwenError):
    """A document, a file or a folder that cannot be used as it is."""

    def __init__(self, message: Message, reason: str = "") -> None:
        """Take the message for the command line, and a reason code for other interfaces to word in their own way."""
        super().__init__(message)
        self.reason = reason


class RuleError(ChengwenError):
    """A rule file or a data file with invalid content."""


class SidecarError(ChengwenError):
    """A sidecar `raw/<id>.toml` with invalid content."""


class LedgerError(ChengwenError):
    """Edits that do not fit their text: a bug in the toolkit, or a damaged file."""


class MissingExtraError(ChengwenError):
    """A library that only some commands need is not installed; the message says how to install it."""

    def __init__(self, purpose: str, extra: str, library: str | None) -> None:
        what = library or say("a library")
        super().__init__(
            say(
                "{purpose} needs {library}, which is not installed: pip install 'chengwen[{extra}]'",
                purpose=purpose,
                library=what,
                extra=extra,
            )
        )


def first_line(error: BaseException) -> str:
    """Return the first line of another library's error message, or the error's class name if it has no message.

    >>> first_line(ValueError("no such thing.\\nUsage: …")), first_line(KeyError())
    ('no such thing', 'KeyError')
    """
    said = str(error).strip(" \n").partition("\n")[0].rstrip(" .:;")
    return said[:LONGEST] + ("…" if len(said) > LONGEST else "") or type(error).__name__


LONGEST = 300
"""Maximum length in characters of another library's error message; clients of stores may repeat themselves three
times."""
