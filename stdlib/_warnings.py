"""Warnings: what `warnings` would have from native code."""

from _py_warnings import (  # noqa: F401
    _acquire_lock,
    _defaultaction,
    _filters_mutated_lock_held,
    _onceregistry,
    _release_lock,
    _warnings_context,
    filters,
    warn,
    warn_explicit,
)
