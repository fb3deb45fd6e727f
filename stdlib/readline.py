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

class _History:
    """History and settings where the editor cannot be: without a terminal, or on one that is too simple for it.

    On a simple terminal, lines are edited at their end only, and completed if a key was bound to that.
    """

    def __init__(self):
        self._lines = []
        self._limit = -1
        self._delims = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
        self._completer = None
        self._completes = False
        self._hooks = {}
        self._line = ""
        self._begin = self._end = 0
        self._echo = None
        self.adds = True

    def add_history(self, line, /):
        self._lines.append(line)

    def clear_history(self):
        self._lines.clear()

    def get_current_history_length(self):
        return len(self._lines)

    def get_history_item(self, index, /):
        return self._lines[index - 1] if 0 < index <= len(self._lines) else None

    def _checked(self, position):
        if position < 0:
            raise ValueError("History index cannot be negative")
        if position >= len(self._lines):
            raise ValueError(f"No history item at position {position}")
        return position

    def remove_history_item(self, position, /):
        del self._lines[self._checked(position)]

    def replace_history_item(self, position, line, /):
        self._lines[self._checked(position)] = line

    def get_history_length(self):
        return self._limit

    def set_history_length(self, length, /):
        self._limit = length

    @staticmethod
    def _path(filename):
        return os.path.expanduser("~/.history") if filename is None else filename

    def read_history_file(self, filename=None, /):
        with open(self._path(filename), encoding="utf-8", errors="surrogateescape") as file:
            self._lines += file.read().splitlines()

    def _write(self, filename, mode, lines):
        options = {"encoding": "utf-8", "errors": "surrogateescape"}
        path = self._path(filename)
        with open(path, mode, **options) as file:
            file.writelines(f"{line}\n" for line in lines)
        if self._limit >= 0:
            with open(path, **options) as file:
                kept = file.read().splitlines()
            with open(path, "w", **options) as file:
                file.writelines(f"{line}\n" for line in kept[max(len(kept) - self._limit, 0):])

    def write_history_file(self, filename=None, /):
        self._write(filename, "w", self._lines)

    def append_history_file(self, count, filename=None, /):
        if count < 0:
            raise ValueError("nelements must be non-negative")
        self._write(filename, "a", self._lines[max(len(self._lines) - count, 0):])

    def set_auto_history(self, enabled, /):
        self.adds = bool(enabled)

    def get_completer_delims(self):
        return self._delims

    def set_completer_delims(self, delims, /):
        self._delims = delims

    def set_completer(self, function=None, /):
        self._completer = function

    def get_completer(self):
        return self._completer

    def get_line_buffer(self):
        return self._line

    def get_begidx(self):
        return self._begin

    def get_endidx(self):
        return self._end

    def insert_text(self, text, /):
        self._line += text
        if self._echo is not None:
            self._echo(text)

    def parse_and_bind(self, text, /):
        key, _, function = text.partition(":")
        if key.strip().strip('"').lower() in ("tab", "\\t", "\\c-i"):
            self._completes = function.strip() == "complete"

    def set_startup_hook(self, function=None, /):
        self._hooks["startup"] = function

    def set_pre_input_hook(self, function=None, /):
        self._hooks["pre_input"] = function

    def input(self, prompt="", /):
        if not _on_terminal():
            return _plain_input(prompt)
        line = self._edit(prompt) if self._completes or any(self._hooks.values()) else _plain_input(prompt)
        if self.adds and line:
            self.add_history(line)
        return line

    def _edit(self, prompt):
        import codecs
        import termios

        def echo(text):
            sys.stdout.write(text)
            sys.stdout.flush()

        sys.audit("builtins.input", prompt)
        fd = sys.stdin.fileno()
        before = termios.tcgetattr(fd)
        changed = termios.tcgetattr(fd)
        changed[3] &= ~(termios.ICANON | termios.ECHO)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._line, self._echo = "", echo
        termios.tcsetattr(fd, termios.TCSADRAIN, changed)
        try:
            echo(str(prompt))
            for hook in filter(None, (self._hooks.get("startup"), self._hooks.get("pre_input"))):
                hook()
            tabs = 0
            while True:
                data = os.read(fd, 1)
                key = decoder.decode(data)
                if not data or key == "\x04" and not self._line:
                    raise EOFError
                tabs = tabs + 1 if key == "\t" else 0
                if key in ("\n", "\r"):
                    echo("\n")
                    return self._line
                if key in ("\x7f", "\b"):
                    if self._line:
                        self._line = self._line[:-1]
                        echo("\b \b")
                elif key == "\t" and self._completes:
                    self._complete(prompt, tabs > 1)
                elif key >= " " or key == "\t":
                    self.insert_text(key)
        finally:
            self._echo = None
            termios.tcsetattr(fd, termios.TCSADRAIN, before)

    def _complete(self, prompt, shows):
        """Complete the word at the end as far as it is clear; show how it could go on, if that is wanted."""
        self._end = len(self._line)
        self._begin = max((self._line.rfind(delim) + 1 for delim in self._delims), default=0)
        word = self._line[self._begin:]
        matches = []
        while self._completer is not None:
            match = self._completer(word, len(matches))
            if match is None:
                break
            matches.append(match)
        common = os.path.commonprefix(matches)
        if common != word and common.startswith(word):
            self.insert_text(common[len(word):])
        elif len(matches) > 1 and shows:
            self._echo("\n" + "  ".join(sorted(matches)) + "\n" + str(prompt) + self._line)
        elif len(matches) != 1:
            self._echo("\a")


_editor = None
_completer = None
_plain_input = builtins.input


def _can_edit():
    return _on_terminal() and os.environ.get("TERM", "dumb") != "dumb"


def _edited():
    """Return the module that edits lines; None if the terminal does not let it."""
    from _pyrepl import readline

    try:
        readline._setup({})
    except (OSError, RuntimeError):
        return None
    return readline


def _load():
    """Return the module that edits, and let `input()` use it."""
    global _editor
    if _editor is None:
        if builtins.input is _first_input:
            builtins.input = _plain_input
        # The modules that the editor imports set a completer of their own.
        completer = _completer
        _editor = _edited() if _can_edit() else None
        if _editor is None:
            _editor = _History()
            if _on_terminal():
                builtins.input = _editor.input
        _editor.set_completer(completer)
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
    """Set the function that is called before the first character is read; the editor has None only."""
    editor = _load()
    if isinstance(editor, _History):
        editor.set_pre_input_hook(function)
    elif function is not None:
        raise NotImplementedError("readline.set_pre_input_hook is not supported")


def _on_terminal():
    try:
        return os.isatty(sys.stdin.fileno()) and os.isatty(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return False


def _first_input(prompt="", /):
    """Read a line; the first call loads the editor."""
    builtins.input = _plain_input
    _load()
    return builtins.input(prompt)


if _on_terminal():
    builtins.input = _first_input

del _name
