"""Cleaned, anonymised, sectioned text from scraped Chinese official documents.

import chengwen as cw
document = cw.clean(raw)          # bytes, str or Path
cw.diff(document)                 # what was changed, by which rule
for document in cw.Cleaner(places="all").iter(rows, jobs=4): ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chengwen.checkout.report import diff, explain
    from chengwen.cleaner import Cleaner, Rejected, clean
    from chengwen.corpus.read import read_documents as read
    from chengwen.document import Document
    from chengwen.errors import ChengwenError, InputError, RuleError, SidecarError
    from chengwen.knowledge.load import rule
    from chengwen.knowledge.rules import Rule, Rules
    from chengwen.sidecar import Sidecar

    __version__: str

_HOME = {
    "ChengwenError": "errors",
    "Cleaner": "cleaner",
    "Document": "document",
    "InputError": "errors",
    "Rejected": "cleaner",
    "Rule": "knowledge.rules",
    "RuleError": "errors",
    "Rules": "knowledge.rules",
    "Sidecar": "sidecar",
    "SidecarError": "errors",
    "clean": "cleaner",
    "diff": "checkout.report",
    "explain": "checkout.report",
    "read": "corpus.read",
    "rule": "knowledge.load",
}
"""Where each name of the library is made; loaded when it is first asked for, since the command's help needs none."""
_NAMES = {"read": "read_documents"}

__all__ = [
    "ChengwenError",
    "Cleaner",
    "Document",
    "InputError",
    "Rejected",
    "Rule",
    "RuleError",
    "Rules",
    "Sidecar",
    "SidecarError",
    "__version__",
    "clean",
    "diff",
    "explain",
    "read",
    "rule",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("chengwen")
    if name in _HOME:
        return getattr(import_module(f"chengwen.{_HOME[name]}"), _NAMES.get(name, name))
    raise AttributeError(f"module “chengwen” has no attribute “{name}”; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
