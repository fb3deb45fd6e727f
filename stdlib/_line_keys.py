"""Which key does what in the editor of `readline`: its bindings, settings and init files.

The language is that of GNU readline: `set NAME VALUE`, `KEY: FUNCTION`, `KEY: "text"`, `$if`, `$else`,
`$endif` and `$include`.
"""

import os

_NAMES = {
    "del": "\x7f", "rubout": "\x7f", "esc": "\x1b", "escape": "\x1b", "lfd": "\n", "newline": "\n",
    "ret": "\r", "return": "\r", "spc": " ", "space": " ", "tab": "\t",
}
_ESCAPES = {
    "a": "\a", "b": "\b", "d": "\x7f", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}
_MODIFIERS = {"control-": "C", "ctrl-": "C", "c-": "C", "meta-": "M", "m-": "M"}

#: The settings that mean something here, with their values at first.
SETTINGS = {
    "bell-style": "audible",
    "completion-ignore-case": False,
    "completion-query-items": 100,
    "disable-completion": False,
    "history-size": -1,
    "print-completions-horizontally": False,
    "show-all-if-ambiguous": False,
    "show-all-if-unmodified": False,
}

_EMACS = {
    "C-a": "beginning-of-line", "C-b": "backward-char", "C-d": "delete-char", "C-e": "end-of-line",
    "C-f": "forward-char", "C-g": "abort", "C-h": "backward-delete-char", "C-i": "tab-insert",
    "C-j": "accept-line", "C-k": "kill-line", "C-l": "clear-screen", "C-m": "accept-line",
    "C-n": "next-history", "C-p": "previous-history", "C-q": "quoted-insert",
    "C-r": "reverse-search-history", "C-s": "forward-search-history", "C-t": "transpose-chars",
    "C-u": "unix-line-discard", "C-v": "quoted-insert", "C-w": "unix-word-rubout", "C-y": "yank",
    "C-z": "suspend", "C-_": "undo", "DEL": "backward-delete-char",
    r'"\C-x\C-u"': "undo", r'"\C-x\C-r"': "re-read-init-file", r'"\C-x\C-?"': "backward-kill-line",
    r'"\C-]"': "character-search",
    r'"\eb"': "backward-word", r'"\ef"': "forward-word", r'"\ed"': "kill-word",
    r'"\e\C-h"': "backward-kill-word", r'"\e\C-?"': "backward-kill-word", r'"\ec"': "capitalize-word",
    r'"\el"': "downcase-word", r'"\eu"': "upcase-word", r'"\et"': "transpose-words",
    r'"\ey"': "yank-pop", r'"\er"': "revert-line", r'"\e<"': "beginning-of-history",
    r'"\e>"': "end-of-history", r'"\e?"': "possible-completions", r'"\e*"': "insert-completions",
    r'"\e\e"': "complete", r'"\e\t"': "complete", r'"\e#"': "insert-comment",
    r'"\e."': "yank-last-arg", r'"\e_"': "yank-last-arg", r'"\e\\"': "delete-horizontal-space",
    r'"\e[A"': "previous-history", r'"\e[B"': "next-history", r'"\e[C"': "forward-char",
    r'"\e[D"': "backward-char", r'"\eOA"': "previous-history", r'"\eOB"': "next-history",
    r'"\eOC"': "forward-char", r'"\eOD"': "backward-char", r'"\e[H"': "beginning-of-line",
    r'"\eOH"': "beginning-of-line", r'"\e[F"': "end-of-line", r'"\eOF"': "end-of-line",
    r'"\e[1~"': "beginning-of-line", r'"\e[4~"': "end-of-line", r'"\e[3~"': "delete-char",
    r'"\e[1;5C"': "forward-word", r'"\e[1;5D"': "backward-word", r'"\e[1;3C"': "forward-word",
    r'"\e[1;3D"': "backward-word", r'"\e[5~"': "history-search-backward",
    r'"\e[6~"': "history-search-forward", r'"\e[200~"': "bracketed-paste-begin",
}


class Keys:
    """Bindings and settings."""

    def __init__(self, commands):
        self._commands = commands
        #: What a sequence of characters does: the name of a command, or a text in a tuple.
        self.bindings = {}
        self.settings = dict(SETTINGS)
        self._read = None
        for key, command in _EMACS.items():
            self.bind(key, command)
        for digit in "0123456789-":
            self.bindings["\x1b" + digit] = "digit-argument"

    def bind(self, key, action):
        sequence = self._quoted(key[1:])[0] if key.startswith('"') else _named(key)
        if not sequence:
            return
        if action[:1] in ('"', "'"):
            self.bindings[sequence] = (self._quoted(action[1:], action[0])[0],)
        elif action.lower() in self._commands:
            self.bindings[sequence] = action.lower()
        elif action.lower() == "self-insert":
            self.bindings.pop(sequence, None)

    def parse(self, line):
        """Do what a line of an init file says. What it does not understand does nothing."""
        line = line.strip()
        if not line or line.startswith("#"):
            return
        words = line.split(None, 2)
        if words[0].lower() == "set" and len(words) > 1:
            self._set(words[1].lower(), words[2].strip() if len(words) > 2 else "")
            return
        key, action = _split(line)
        if action:
            self.bind(key, action)

    def _set(self, name, value):
        known = SETTINGS.get(name)
        if known is None:
            return
        if isinstance(known, bool):
            self.settings[name] = value.lower() in ("", "on", "1")
        elif isinstance(known, int):
            try:
                self.settings[name] = int(value)
            except ValueError:
                pass
        else:
            self.settings[name] = value.lower()

    def read(self, filename=None):
        """Read an init file: the one named, the last one, or that of the user or the machine.

        Raises OSError if the file that is named cannot be read.
        """
        if filename is None:
            filename = self._read
        if filename is not None:
            self._read_file(filename)
            self._read = filename
            return
        for path in (os.environ.get("INPUTRC"), "~/.inputrc", "/etc/inputrc"):
            if path:
                path = os.path.expanduser(path)
                try:
                    self._read_file(path)
                except OSError:
                    continue
                self._read = path
                return

    def _read_file(self, path, depth=0):
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
        # For each $if that is open, whether what follows is for us.
        active = []
        for line in lines:
            line = line.strip()
            if not line.startswith("$"):
                if all(active):
                    self.parse(line)
                continue
            word, _, rest = line[1:].partition(" ")
            if word == "if":
                active.append(_holds(rest.strip().lower()))
            elif word == "else" and active:
                active[-1] = not active[-1]
            elif word == "endif" and active:
                active.pop()
            elif word == "include" and all(active) and depth < 10:
                try:
                    self._read_file(os.path.expanduser(rest.strip()), depth + 1)
                except OSError:
                    pass

    @staticmethod
    def _quoted(text, end='"'):
        """Return the characters that a text in quotes stands for, and what follows it."""
        result = []
        index = 0
        modifiers = ""
        while index < len(text) and text[index] != end:
            character = text[index]
            index += 1
            if character == "\\" and index < len(text):
                if text[index:index + 2] in ("C-", "M-"):
                    modifiers += text[index]
                    index += 2
                    continue
                character = text[index]
                index += 1
                digits = ""
                if character == "x":
                    while len(digits) < 2 and text[index:index + 1].lower() in tuple("0123456789abcdef"):
                        digits += text[index]
                        index += 1
                    character = chr(int(digits, 16)) if digits else "x"
                elif character in "01234567":
                    digits = character
                    while len(digits) < 3 and text[index:index + 1] in tuple("01234567"):
                        digits += text[index]
                        index += 1
                    character = chr(int(digits, 8))
                else:
                    character = _ESCAPES.get(character, character)
            result.append(_modified(character, modifiers))
            modifiers = ""
        return "".join(result), text[index + 1:]


def _modified(character, modifiers):
    if "C" in modifiers:
        character = "\x7f" if character == "?" else chr(ord(character.upper()) & 31)
    return "\x1b" + character if "M" in modifiers else character


def _named(key):
    """Return the character for a name like `Control-a` or `Meta-Rubout`."""
    modifiers = ""
    while True:
        for name, modifier in _MODIFIERS.items():
            if key.lower().startswith(name) and len(key) > len(name):
                modifiers += modifier
                key = key[len(name):]
                break
        else:
            break
    character = _NAMES.get(key.lower(), key[:1])
    return _modified(character, modifiers) if character else ""


def _split(line):
    """Return key and action of a line that binds."""
    start = 0
    if line.startswith('"'):
        start = 1
        while start < len(line) and line[start] != '"':
            start += 2 if line[start] == "\\" else 1
    colon = line.find(":", start)
    if colon < 0:
        return line, ""
    action = line[colon + 1:].strip()
    if action[:1] not in ('"', "'"):
        action = action.split(None, 1)[0] if action else ""
    return line[:colon].strip(), action


def _holds(condition):
    name, equal, value = condition.partition("=")
    if not equal:
        return condition == "python"
    name, value = name.strip(), value.strip()
    term = os.environ.get("TERM", "dumb").lower()
    if name == "mode":
        return value == "emacs"
    return name == "term" and value in (term, term.partition("-")[0])
