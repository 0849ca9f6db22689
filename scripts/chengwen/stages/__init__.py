"""The stages of cleaning in their order: repair, strip, layout, masks, hide, structure."""
