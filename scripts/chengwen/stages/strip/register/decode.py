"""Read the lines of a text as a sequence: stretches that belong to the page around the document, and the document.

Scores are logits in parts of `ONE`. A stretch of noise costs something where it begins and where it ends, little at the
edges of a text, much inside it, nothing where a rule has already taken the line beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

ONE = 1024
"""The unit of scores: a logit of 1."""
NEVER = -1_000_000
"""The score of a line that surely is the document's."""
TAKEN = 1_000_000
"""The score of a line that a rule has taken."""


def noise_in(scores: Sequence[int], costs: Sequence[int]) -> list[bool]:
    """Return for each line whether it is noise in the best reading of all.

    `costs` says what a change from content to noise or back costs at each boundary: before the first line, between
    lines, after the last; a text is surrounded by noise or content, whichever suits.

    >>> noise_in([900, -300, 900, -2000], [0, 500, 500, 500, 0])
    [True, True, True, False]
    """
    content, noise = 0, 0
    back: list[tuple[bool, bool]] = []
    for score, cost in zip(scores, costs, strict=False):
        from_noise, from_content = noise - cost > content, content - cost > noise
        back.append((from_noise, not from_content))
        content, noise = max(content, noise - cost), max(noise, content - cost) + score
    state = noise > content
    states: list[bool] = []
    for from_noise, stays in reversed(back):
        states.append(state)
        state = stays if state else from_noise
    return states[::-1]
