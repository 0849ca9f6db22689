"""The samples of a checkout: raw/, cleaned/, additions, checks."""
