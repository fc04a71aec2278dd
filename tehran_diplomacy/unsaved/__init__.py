"""Typed work that is not saved yet: autosaved forms, uploads taken before their form, sessions that ended meanwhile."""
