"""Mend what went wrong before the text reached us: mojibake, entities, markup, script."""
