"""Which strings are names of private persons."""
