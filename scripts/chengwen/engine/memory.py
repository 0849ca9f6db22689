"""What is remembered while one document is cleaned, and forgotten with it.

A text is looked through again and again with few lines changed, so most answers can be given twice. They are kept
nowhere but here: each cleaning has a memory of its own, in whatever thread it runs, and takes it along when it ends.
Outside of a cleaning nothing is remembered. What is told by knowledge alone (patterns, word lists) is no business of
this file; `functools.cache` keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar, TypeVarTuple, Unpack

_Answers = dict[Any, Any]
_Memory = dict[Callable[..., Any], _Answers]
"""The answers of each function, by its arguments."""
_memory: ContextVar[_Memory | None] = ContextVar("memory", default=None)

Asked = TypeVarTuple("Asked")
Told = TypeVar("Told")


@contextmanager
def of_one_document() -> Iterator[None]:
    """Remember what is told of a document within this block, and nothing of it afterwards."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def answers(function: Callable[..., Any]) -> _Answers | None:
    """Return what a function has answered in this cleaning; None outside of one."""
    memory = _memory.get()
    if memory is None:
        return None
    known = memory.get(function)
    if known is None:
        known = memory[function] = {}
    return known


def kept(tell: Callable[[Unpack[Asked]], Told]) -> Callable[[Unpack[Asked]], Told]:
    """Remember, within a cleaning, what a function tells; its arguments are given by their places.

    For functions that depend on nothing but their arguments, and give what cannot be changed.
    """

    @wraps(tell)
    def told(*arguments: *Asked) -> Told:
        known = answers(tell)
        if known is None:
            return tell(*arguments)
        if arguments not in known:
            known[arguments] = tell(*arguments)
        answer: Told = known[arguments]
        return answer

    return told
