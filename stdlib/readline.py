"""Editing of the lines that `input()` reads, with history and completion, as GNU readline does it.

The editor is loaded when something is asked of it, or a line is read on a terminal.
"""

import _thread
import builtins
import os
import sys

backend = "readline"

#: The version of GNU readline whose functions these are.
_READLINE_VERSION = _READLINE_RUNTIME_VERSION = 0x0803
_READLINE_LIBRARY_VERSION = "8.3"

_editor = None
_lock = _thread.allocate_lock()
_plain_input = builtins.input
#: Lines that history files are cut to; negative for no limit.
_file_limit = -1


def _load():
    global _editor
    if _editor is None:
        from _line_editor import Editor

        _editor = Editor()
        _editor.keys.read()
    return _editor


def _text(value):
    if not isinstance(value, str):
        raise TypeError("bad argument type for built-in operation")
    if "\0" in value:
        raise ValueError("embedded null character")
    return value


def _function(value, name):
    if value is not None and not callable(value):
        raise TypeError(f"{name}(func): argument not callable")
    return value


class _named_by_number:
    """Makes errors of files those of readline, which name no file."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, OSError) and error.filename is not None:
            raise OSError(error.errno, error.strerror) from None


def parse_and_bind(string, /):
    """Do what a line of an init file says."""
    _load().keys.parse(_text(string))


def read_init_file(filename=None, /):
    """Read an init file; without a name the one that was read last."""
    with _named_by_number():
        _load().keys.read(None if filename is None else os.fspath(filename))


def get_line_buffer():
    """Return the line as it is now."""
    return _load().line


def insert_text(string, /):
    """Put a text into the line at the cursor."""
    _load().insert(_text(string))


def redisplay():
    """Show the line as it is now."""
    _load().redisplay()


def _path(filename):
    return os.path.expanduser("~/.history") if filename is None else filename


def _lines(path):
    with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        return file.read().splitlines()


def _write(filename, lines, flags=os.O_CREAT | os.O_TRUNC):
    path = _path(filename)
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    with _named_by_number():
        # Whoever reads what was typed is its owner.
        fd = os.open(path, os.O_WRONLY | flags, 0o600)
        with open(fd, "ab" if flags & os.O_APPEND else "wb") as file:
            file.write(data)
        if _file_limit >= 0:
            kept = _lines(path)
            if len(kept) > _file_limit:
                kept = kept[len(kept) - _file_limit:]
                with open(path, "wb") as file:
                    file.write("".join(f"{line}\n" for line in kept).encode("utf-8", "surrogateescape"))


def read_history_file(filename=None, /):
    """Add the lines of a file to the history; `~/.history` if none is named."""
    with _named_by_number():
        lines = _lines(_path(filename))
    for line in lines:
        add_history(line)


def write_history_file(filename=None, /):
    """Write the history to a file; `~/.history` if none is named."""
    _write(filename, _load().history)


def append_history_file(nelements, filename=None, /):
    """Add the newest entries of the history to a file, which must be there."""
    if nelements < 0:
        raise ValueError("nelements must be non-negative")
    lines = _load().history
    _write(filename, lines[max(len(lines) - nelements, 0):], os.O_APPEND)


def get_history_length():
    """Return how many lines history files are cut to; negative for no limit."""
    return _file_limit


def set_history_length(length, /):
    """Set how many lines history files are cut to when they are written; negative for no limit."""
    global _file_limit
    _file_limit = length.__index__()


def get_current_history_length():
    """Return how many entries the history has."""
    return len(_load().history)


def get_history_item(index, /):
    """Return the entry of the history with a number from 1 on, or None."""
    lines = _load().history
    return lines[index - 1] if 0 < index <= len(lines) else None


def _checked(pos):
    if pos < 0:
        raise ValueError("History index cannot be negative")
    lines = _load().history
    if pos >= len(lines):
        raise ValueError(f"No history item at position {pos}")
    return lines


def remove_history_item(pos, /):
    """Remove the entry of the history with a number from 0 on."""
    del _checked(pos)[pos]


def replace_history_item(pos, line, /):
    """Replace the entry of the history with a number from 0 on."""
    _checked(pos)[pos] = _text(line)


def add_history(string, /):
    """Add an entry to the history."""
    _load().add_history(_text(string))


def clear_history():
    """Empty the history."""
    _load().history.clear()


def set_auto_history(enabled, /):
    """Say whether the lines that are read become entries of the history."""
    _load().adds_history = bool(enabled)


def set_startup_hook(function=None, /):
    """Set what is called just before the prompt is shown."""
    _load().startup_hook = _function(function, "set_startup_hook")


def set_pre_input_hook(function=None, /):
    """Set what is called when the prompt is there, before keys are read."""
    _load().pre_input_hook = _function(function, "set_pre_input_hook")


def set_completer(function=None, /):
    """Set what gives the completion of a text with a number, or None if there are no more."""
    _load().completer = _function(function, "set_completer")


def get_completer():
    """Return what completes, or None."""
    return _editor.completer if _editor is not None else None


def get_completion_type():
    """Return why a completion is asked for, as the code of a character: Tab, `?`, `!`, `@` or `*`."""
    return _load().completion_type


def get_begidx():
    """Return where the text that is completed begins in the line."""
    return _load().begin


def get_endidx():
    """Return where the text that is completed ends in the line."""
    return _load().end


def set_completer_delims(string, /):
    """Set the characters that end a word for completion."""
    _load().delims = _text(string)


def get_completer_delims():
    """Return the characters that end a word for completion."""
    return _load().delims


def set_completion_display_matches_hook(function=None, /):
    """Set what is called with what is common, all completions and the length of the longest, to show them."""
    _load().display_hook = _function(function, "set_completion_display_matches_hook")


def _on_terminal():
    try:
        return os.isatty(sys.stdin.fileno()) and os.isatty(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return False


def _input(prompt="", /):
    """Read a line from the standard input, on a terminal with the editor."""
    if not _on_terminal():
        return _plain_input(prompt)
    sys.audit("builtins.input", prompt)
    for stream in (sys.stderr, sys.stdout):
        stream.flush()
    prompt = str(prompt)
    with _lock:
        line = _load().read(prompt)
    sys.audit("builtins.input/result", line)
    return line


_input.__name__ = _input.__qualname__ = "input"
if _on_terminal():
    builtins.input = _input
