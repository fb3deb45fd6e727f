"""Editing of the lines that `input()` reads, with history and completion.

The editor is that of `_pyrepl`, which is loaded when a line is read on a terminal, or its history is
asked for.
"""

import builtins
import os
import sys

backend = "readline"

#: The version of GNU readline whose functions these are.
_READLINE_VERSION = _READLINE_RUNTIME_VERSION = 0x0802
_READLINE_LIBRARY_VERSION = "8.2"

_FORWARDED = (
    "add_history", "append_history_file", "clear_history", "get_begidx", "get_completer_delims",
    "get_current_history_length", "get_endidx", "get_history_item", "get_history_length",
    "get_line_buffer", "insert_text", "parse_and_bind", "read_history_file",
    "remove_history_item", "replace_history_item", "set_auto_history", "set_completer_delims",
    "set_history_length", "set_startup_hook", "write_history_file",
)

_editor = None
_completer = None
_plain_input = builtins.input


def _load():
    """Return the module that edits, and let `input()` use it."""
    global _editor
    if _editor is None:
        if builtins.input is _first_input:
            builtins.input = _plain_input
        # The modules that the editor imports set a completer of their own.
        completer = _completer
        from _pyrepl import readline

        readline._setup({})
        readline.set_completer(completer)
        _editor = readline
    return _editor


def _forward(name):
    def function(*args):
        return getattr(_load(), name)(*args)

    function.__name__ = function.__qualname__ = name
    return function


for _name in _FORWARDED:
    globals()[_name] = _forward(_name)


def set_completer(function=None):
    """Set the function that gives the completion of a text with a number, or None."""
    global _completer
    _completer = function
    # What completes is also set while the editor is being loaded.
    if _editor is not None:
        _editor.set_completer(function)


def get_completer():
    """Return the function that completes, or None."""
    return _editor.get_completer() if _editor is not None else _completer


def read_init_file(filename=None):
    """Do nothing: the files of GNU readline mean nothing to this editor."""


def _missing(name):
    def function(*args):
        raise NotImplementedError(f"readline.{name} is not supported")

    function.__name__ = function.__qualname__ = name
    return function


for _name in "redisplay", "get_completion_type", "set_completion_display_matches_hook":
    globals()[_name] = _missing(_name)


def set_pre_input_hook(function=None):
    """Set the function that is called before the first character is read; only None is possible."""
    if function is not None:
        raise NotImplementedError("readline.set_pre_input_hook is not supported")


def _on_terminal():
    try:
        return os.isatty(sys.stdin.fileno()) and os.isatty(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return False


def _first_input(prompt="", /):
    """Read a line; the first call loads the editor."""
    builtins.input = _plain_input
    if _on_terminal() and os.environ.get("TERM", "dumb") != "dumb":
        _load()
    return builtins.input(prompt)


if _on_terminal():
    builtins.input = _first_input

del _name
