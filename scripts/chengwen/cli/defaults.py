"""What chengwen.toml says, as the defaults of options: a command line that says otherwise counts more."""

from __future__ import annotations

from typing import Any

from chengwen.errors import ChengwenError

VERBS_WITH_RULES = ("check", "suggest")


def defaults() -> dict[str, Any]:
    """Return the default values of options by verb, from the chengwen.toml of the working folder.

    One that cannot be read raises `InputError`.
    """
    from chengwen.checkout.choices import find_choices

    chosen = find_choices()
    if chosen.root is None:
        return {}
    folder = {"folder": chosen.own_rules} if chosen.own_rules else {}
    rules = {"rules": chosen.own_rules} if chosen.own_rules else {}
    columns = {f"{name}_column": column for name, column in chosen.columns.items()}
    places = {"places": chosen.places}
    return {
        "clean": {"only": chosen.only, "skip": chosen.skip, **places, **rules, **columns},
        "diff": {**folder, **columns},
        "verify": columns,
        "explain": {**places, **folder, **columns},
        "export": {name: said for name in ("title", "description") if (said := getattr(chosen.site, name))},
        "rules": {"list": folder, "show": folder, "test": folder},
        **dict.fromkeys(VERBS_WITH_RULES, folder),
    }


def language() -> str:
    """Return the language that chengwen.toml names; empty if no file says so, or it cannot be read."""
    from chengwen.checkout.choices import find_choices

    try:
        return find_choices().language
    except (ChengwenError, OSError):
        return ""
