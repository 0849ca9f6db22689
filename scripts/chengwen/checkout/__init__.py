"""The samples of a checkout: raw/, cleaned/, what comes in, what is checked."""
