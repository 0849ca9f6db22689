"""How all tests run: Hypothesis by what holds, never by how fast a busy machine is."""

from hypothesis import settings

settings.register_profile("chengwen", deadline=None)
settings.load_profile("chengwen")
