"""Marks of secrecy: how they are written, where they stand, whether a person permitted publishing."""
