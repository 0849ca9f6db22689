"""Which strings are names of places and organisations."""
