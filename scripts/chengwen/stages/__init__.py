"""The stages of cleaning, in order: repair, strip, layout, masks, hide, structure."""
