"""The register model: whether a line that no rule knows sounds like the document, or like the page around it."""
