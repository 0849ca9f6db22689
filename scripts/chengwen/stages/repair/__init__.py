"""Repair damage from before the text reached us: mojibake, entities, markup, script."""
