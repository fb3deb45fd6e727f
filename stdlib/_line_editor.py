"""The editor of the lines that `input()` reads once `readline` is there.

It works as GNU readline does with the keys of Emacs. A terminal without capabilities (`TERM=dumb`) is
served with backspaces alone, for lines that fit in a row.
"""

import codecs
import os
import select
import sys
import termios
import unicodedata

from _line_keys import Keys

#: How long the rest of a key's sequence may take, in seconds.
_PATIENCE = 0.5
_PASTE_END = "\x1b[201~"
#: What `get_completion_type` gives.
_TAB, _LIST, _ALWAYS_LIST, _LIST_UNMODIFIED = map(ord, "\t?!@")

_COMMANDS = {}


def _command(function):
    _COMMANDS[function.__name__.replace("_", "-")] = function.__name__
    return function


def _is_word(character):
    return character.isalnum()


class Editor:
    """A line, its history, and what keys do to them."""

    def __init__(self):
        self.keys = Keys(_COMMANDS)
        self.history = []
        #: Entries that are kept; -1 for all.
        self.adds_history = True
        self.completer = None
        self.delims = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
        self.startup_hook = self.pre_input_hook = self.display_hook = None
        self.begin = self.end = self.completion_type = 0
        self.line, self.point = "", 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._pending = []
        self._prompt, self._rows, self._drawn, self._is_active = "", 0, "", False
        self._kills, self._last, self._undo = [], "", []
        self._argument = None

    # The history.

    def add_history(self, line):
        self.history.append(line)
        limit = self.keys.settings["history-size"]
        if limit >= 0:
            del self.history[: max(len(self.history) - limit, 0)]

    # Reading a line.

    def read(self, prompt):
        """Read a line with a prompt.

        Raises EOFError if there is no more, and KeyboardInterrupt if that is what a signal raises.
        """
        self._input, self._output = sys.stdin.fileno(), sys.stdout.fileno()
        self.line, self.point, self._undo = "", 0, []
        self._index, self._edited, self._argument, self._last = len(self.history), {}, None, ""
        term = os.environ.get("TERM", "dumb")
        self._is_dumb = term in ("", "dumb", "unknown")
        above, newline, self._prompt = prompt.rpartition("\n")
        self._prepare()
        try:
            self._call(self.startup_hook)
            self._write(_without_marks(above + newline))
            self._rows, self._drawn = 0, ""
            self._is_active = True
            self.redisplay()
            self._call(self.pre_input_hook)
            self.redisplay()
            line = self._edit()
        except KeyboardInterrupt:
            self._write("^C")
            raise
        finally:
            self._is_active = False
            self._pending = []
            self._restore()
        if self.adds_history and line:
            self.add_history(line)
        return line

    def _prepare(self):
        self._before = termios.tcgetattr(self._input)
        mode = termios.tcgetattr(self._input)
        mode[0] &= ~(termios.ICRNL | termios.INLCR | termios.IXON)
        mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        # Suspending is a command, as the terminal has to be put back first.
        mode[6][termios.VSUSP] = b"\0"
        termios.tcsetattr(self._input, termios.TCSADRAIN, mode)
        if not self._is_dumb:
            self._write("\x1b[?2004h")

    def _restore(self):
        if not self._is_dumb:
            self._write("\x1b[?2004l")
        termios.tcsetattr(self._input, termios.TCSADRAIN, self._before)

    @staticmethod
    def _call(hook):
        # What goes wrong in a hook is nobody's business, as in readline.
        if hook is not None:
            try:
                hook()
            except Exception:
                pass

    def _edit(self):
        while True:
            key = self._key()
            action = self.keys.bindings.get(key)
            before = self.line, self.point
            if isinstance(action, tuple):
                self._pending[:0] = action[0]
                continue
            if action == "accept-line":
                self._move_to_end()
                self._write("\n")
                return self.line
            if key == "\x04" and not self.line and action == "delete-char":
                raise EOFError
            if action is not None:
                getattr(self, _COMMANDS[action])(key)
            elif len(key) == 1 and (key >= " " or key == "\t"):
                self.insert(key * self._count())
                action = "self-insert"
            if action != "digit-argument":
                self._argument = None
            if self.line != before[0] and action not in ("undo", "revert-line"):
                if not (action == self._last == "self-insert"):
                    self._undo.append(before)
            self._last = action or ""
            self.redisplay()

    def _character(self, timeout=None):
        """Return the next character, "" at the end of the input, None if nothing comes in time."""
        if self._pending:
            return self._pending.pop(0)
        while True:
            if timeout is not None and not select.select([self._input], [], [], timeout)[0]:
                return None
            data = os.read(self._input, 1)
            character = self._decoder.decode(data, final=not data)
            if character or not data:
                self._pending += character[1:]
                return character[:1]

    def _key(self):
        """Return the characters of the longest sequence with a binding, or a character without one."""
        key = self._character()
        if key == "":
            raise EOFError
        done = 1 if key in self.keys.bindings else 0
        while any(len(it) > len(key) and it.startswith(key) for it in self.keys.bindings):
            more = self._character(_PATIENCE)
            if not more:
                break
            key += more
            if key in self.keys.bindings:
                done = len(key)
        if key.startswith("\x1b[") and not done:
            # A sequence that means nothing is read to its end, so that none of it gets into the line.
            while len(key) < 3 or not "@" <= key[-1] <= "~":
                more = self._character(_PATIENCE)
                if not more:
                    break
                key += more
            return key
        done = done or (len(key) if key.startswith("\x1b") else 1)
        self._pending[:0] = key[done:]
        return key[:done]

    def _count(self):
        return 1 if self._argument in (None, "") else int(self._argument + "1" * (self._argument == "-"))

    # Drawing.

    def _write(self, text):
        data = text.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(self._output, data):]

    def _bell(self):
        if self.keys.settings["bell-style"] != "none":
            self._write("\a")

    def _width(self):
        try:
            return os.get_terminal_size(self._output).columns or 80
        except OSError:
            return 80

    def redisplay(self):
        """Show the line as it is now."""
        if not self._is_active:
            return
        prompt = _without_marks(self._prompt)
        start = _columns(_visible(self._prompt))
        shown, front = _shown(self.line), _shown(self.line[:self.point])
        if self._is_dumb:
            self._draw_simply(prompt, shown, front)
            return
        width = self._width()
        end_row, end_column = _position(start, shown, width)
        row, column = _position(start, front, width)
        text = "\r" + (f"\x1b[{self._rows}A" if self._rows else "") + prompt + shown
        if end_column == 0 and end_row > 0:
            # Behind a row that is full the terminal has not gone on yet.
            text += " \r"
        text += "\x1b[J"
        if end_row > row:
            text += f"\x1b[{end_row - row}A"
        text += "\r" + (f"\x1b[{column}C" if column else "")
        if (text, row) != self._drawn:
            self._write(text)
        self._drawn, self._rows = (text, row), row

    def _draw_simply(self, prompt, shown, front):
        new = prompt + shown
        old, at = self._drawn or ("", 0)
        if new != old or _columns(prompt + front) != at:
            same = len(os.path.commonprefix([old, new]))
            back = at - _columns(new[:same])
            text = "\b" * back if back >= 0 else old[len(old) + back:] if at == _columns(old) else ""
            if back < 0:
                text = _between(old, at, _columns(new[:same]))
            gone = max(_columns(old) - _columns(new), 0)
            text += new[same:] + " " * gone + "\b" * (gone + _columns(new) - _columns(prompt + front))
            self._write(text)
        self._drawn = new, _columns(prompt + front)

    def _draw_anew(self):
        self._rows, self._drawn = 0, ""

    def _move_to_end(self):
        point, self.point = self.point, len(self.line)
        self.redisplay()
        self.point = point

    # What keys do.

    def insert(self, text):
        self.line = self.line[:self.point] + text + self.line[self.point:]
        self.point += len(text)

    def _remove(self, start, end):
        start, end = max(min(start, end), 0), min(max(start, end), len(self.line))
        text = self.line[start:end]
        self.line = self.line[:start] + self.line[end:]
        self.point = start
        return text

    def _kill(self, start, end):
        is_backward = end < start
        text = self._remove(start, end)
        if not text:
            return
        if "kill" in self._last or "rubout" in self._last or "discard" in self._last:
            last = self._kills.pop()
            text = text + last if is_backward else last + text
        self._kills.append(text)

    def _word_end(self, point):
        while point < len(self.line) and not _is_word(self.line[point]):
            point += 1
        while point < len(self.line) and _is_word(self.line[point]):
            point += 1
        return point

    def _word_start(self, point):
        while point > 0 and not _is_word(self.line[point - 1]):
            point -= 1
        while point > 0 and _is_word(self.line[point - 1]):
            point -= 1
        return point

    @_command
    def beginning_of_line(self, key):
        self.point = 0

    @_command
    def end_of_line(self, key):
        self.point = len(self.line)

    @_command
    def forward_char(self, key):
        self.point = max(min(self.point + self._count(), len(self.line)), 0)

    @_command
    def backward_char(self, key):
        self.point = max(min(self.point - self._count(), len(self.line)), 0)

    @_command
    def forward_word(self, key):
        for _ in range(self._count()):
            self.point = self._word_end(self.point)

    @_command
    def backward_word(self, key):
        for _ in range(self._count()):
            self.point = self._word_start(self.point)

    @_command
    def character_search(self, key):
        found = self.line.find(self._character() or "\0", self.point + 1)
        if found >= 0:
            self.point = found

    @_command
    def clear_screen(self, key):
        if not self._is_dumb:
            self._write("\x1b[H\x1b[2J")
        self._draw_anew()

    @_command
    def accept_line(self, key):
        """Handled where keys are read."""

    @_command
    def delete_char(self, key):
        self._remove(self.point, self.point + self._count())

    @_command
    def backward_delete_char(self, key):
        self._remove(self.point - self._count(), self.point)

    @_command
    def quoted_insert(self, key):
        self.insert(self._character() or "")

    @_command
    def tab_insert(self, key):
        self.insert("\t" * self._count())

    @_command
    def bracketed_paste_begin(self, key):
        text = ""
        while not text.endswith(_PASTE_END):
            more = self._character()
            if not more:
                break
            text += more
        self.insert(text.removesuffix(_PASTE_END).replace("\r\n", "\n").replace("\r", "\n"))

    @_command
    def transpose_chars(self, key):
        if len(self.line) > 1 and self.point > 0:
            at = min(self.point, len(self.line) - 1)
            self.line = self.line[:at - 1] + self.line[at] + self.line[at - 1] + self.line[at + 1:]
            self.point = at + 1

    @_command
    def transpose_words(self, key):
        end = self._word_end(self.point)
        second = self._word_start(end)
        first = self._word_start(second)
        middle = self._word_end(first)
        if middle <= second:
            line = self.line
            self.line = line[:first] + line[second:end] + line[middle:second] + line[first:middle] + line[end:]
            self.point = end

    def _change_word(self, change):
        end = self._word_end(self.point)
        self.line = self.line[:self.point] + change(self.line[self.point:end]) + self.line[end:]
        self.point = end

    @_command
    def upcase_word(self, key):
        self._change_word(str.upper)

    @_command
    def downcase_word(self, key):
        self._change_word(str.lower)

    @_command
    def capitalize_word(self, key):
        self._change_word(str.title)

    @_command
    def kill_line(self, key):
        self._kill(self.point, len(self.line))

    @_command
    def backward_kill_line(self, key):
        self._kill(self.point, 0)

    @_command
    def unix_line_discard(self, key):
        self._kill(self.point, 0)

    @_command
    def kill_whole_line(self, key):
        self._kill(0, len(self.line))

    @_command
    def kill_word(self, key):
        self._kill(self.point, self._word_end(self.point))

    @_command
    def backward_kill_word(self, key):
        self._kill(self.point, self._word_start(self.point))

    @_command
    def unix_word_rubout(self, key):
        start = len(self.line[:self.point].rstrip())
        while start > 0 and not self.line[start - 1].isspace():
            start -= 1
        self._kill(self.point, start)

    @_command
    def delete_horizontal_space(self, key):
        front = self.line[:self.point].rstrip(" \t")
        self.line, self.point = front + self.line[self.point:].lstrip(" \t"), len(front)

    @_command
    def yank(self, key):
        if self._kills:
            self._yanked = self.point
            self.insert(self._kills[-1])

    @_command
    def yank_pop(self, key):
        if self._last in ("yank", "yank-pop") and self._kills:
            self._remove(self._yanked, self.point)
            self._kills.insert(0, self._kills.pop())
            self.insert(self._kills[-1])

    @_command
    def yank_last_arg(self, key):
        words = self.history[-1].split() if self.history else []
        if words:
            self.insert(words[-1])

    @_command
    def insert_comment(self, key):
        self.line, self.point = "#" + self.line, 0
        self._pending.insert(0, "\r")

    @_command
    def undo(self, key):
        if self._undo:
            self.line, self.point = self._undo.pop()

    @_command
    def revert_line(self, key):
        if self._undo:
            self.line, self.point = self._undo[0]
            self._undo.clear()

    @_command
    def abort(self, key):
        self._bell()

    @_command
    def digit_argument(self, key):
        self._argument = (self._argument or "") + key[-1]

    @_command
    def re_read_init_file(self, key):
        try:
            self.keys.read()
        except OSError:
            self._bell()

    @_command
    def suspend(self, key):
        import signal

        self._move_to_end()
        self._restore()
        self._write("\n")
        os.kill(0, signal.SIGTSTP)
        self._prepare()
        self._draw_anew()

    @_command
    def redraw_current_line(self, key):
        self._draw_anew()

    # The history.

    def _show_entry(self, index):
        if not 0 <= index <= len(self.history) or index == self._index:
            self._bell()
            return
        self._edited[self._index] = self.line
        self._index = index
        own = self.history[index] if index < len(self.history) else ""
        self.line = self._edited.get(index, own)
        self.point = len(self.line)

    @_command
    def previous_history(self, key):
        self._show_entry(self._index - 1)

    @_command
    def next_history(self, key):
        self._show_entry(self._index + 1)

    @_command
    def beginning_of_history(self, key):
        self._show_entry(0)

    @_command
    def end_of_history(self, key):
        self._show_entry(len(self.history))

    def _search_prefix(self, step):
        prefix, index = self.line[:self.point], self._index + step
        while 0 <= index < len(self.history):
            if self.history[index].startswith(prefix) and self.history[index] != self.line:
                point = self.point
                self._show_entry(index)
                self.point = point
                return
            index += step
        self._bell()

    @_command
    def history_search_backward(self, key):
        self._search_prefix(-1)

    @_command
    def history_search_forward(self, key):
        self._search_prefix(1)

    @_command
    def reverse_search_history(self, key):
        self._search(-1)

    @_command
    def forward_search_history(self, key):
        self._search(1)

    def _search(self, step):
        before = self.line, self.point, self._prompt
        word, index, found = "", self._index, True
        while True:
            kind = "reverse-i-search" if step < 0 else "i-search"
            self._prompt = f"({'' if found else 'failed '}{kind})`{word}': "
            self.redisplay()
            key = self._key()
            action = self.keys.bindings.get(key)
            if action in ("reverse-search-history", "forward-search-history"):
                step = -1 if action.startswith("reverse") else 1
                start = index + step
            elif action == "backward-delete-char":
                word, start = word[:-1], self._index if step < 0 else 0
            elif action is None and len(key) == 1 and key >= " ":
                word, start = word + key, min(index, len(self.history) - 1)
            elif action == "abort":
                self.line, self.point, self._prompt = before
                return
            else:
                break
            found = False
            while 0 <= start < len(self.history) and word:
                at = self.history[start].find(word)
                if at >= 0:
                    index, found = start, True
                    self.line, self.point = self.history[start], at
                    break
                start += step
            if not found:
                self._bell()
        self._prompt = before[2]
        if index != self._index:
            self._edited[self._index] = before[0]
            self._index = index
        if key != "\x1b":
            self._pending[:0] = key

    # Completion.

    @_command
    def complete(self, key):
        settings = self.keys.settings
        if settings["disable-completion"]:
            self.insert(key[-1])
            return
        kind = _TAB
        if self._last == "complete" and self._unchanged:
            kind = _LIST
        elif settings["show-all-if-ambiguous"]:
            kind = _ALWAYS_LIST
        elif settings["show-all-if-unmodified"]:
            kind = _LIST_UNMODIFIED
        self._complete(kind)

    @_command
    def possible_completions(self, key):
        self._complete(_LIST)

    @_command
    def insert_completions(self, key):
        word, matches = self._matches(ord("*"))
        if matches:
            self._remove(self.begin, self.end)
            self.insert(" ".join(matches) + " ")

    def _matches(self, kind):
        """Return the word in front of the cursor, and how it could go on, sorted."""
        self.completion_type = kind
        self.end = self.begin = self.point
        while self.begin > 0 and self.line[self.begin - 1] not in self.delims:
            self.begin -= 1
        word = self.line[self.begin:self.end]
        matches = []
        while self.completer is not None:
            try:
                match = self.completer(word, len(matches))
            except Exception:
                break
            if not isinstance(match, str):
                break
            matches.append(match)
        return word, sorted(set(matches))

    def _complete(self, kind):
        self._unchanged = False
        word, matches = self._matches(kind)
        if not matches:
            self._bell()
            return
        if self.keys.settings["completion-ignore-case"]:
            common = matches[0][:len(os.path.commonprefix([it.lower() for it in matches]))]
        else:
            common = os.path.commonprefix(matches)
        if kind != _LIST and common and common != word:
            self._remove(self.begin, self.end)
            self.insert(common)
        else:
            self._unchanged = True
        if len(matches) == 1:
            return
        if kind in (_LIST, _ALWAYS_LIST) or kind == _LIST_UNMODIFIED and self._unchanged:
            self._list(common or word, matches)
        else:
            self._bell()

    def _list(self, common, matches):
        longest = max(map(len, matches))
        if self.display_hook is not None:
            try:
                self.display_hook(common, matches, longest)
            except Exception:
                pass
            return
        self._move_to_end()
        self._write("\n")
        asks_from = self.keys.settings["completion-query-items"]
        if 0 < asks_from <= len(matches):
            self._write(f"Display all {len(matches)} possibilities? (y or n)")
            answer = ""
            while answer not in ("y", "Y", " ", "\t", "n", "N", "\x7f", "\x07"):
                answer = self._character()
                if not answer:
                    raise EOFError
            self._write("\n")
            if answer not in "yY \t":
                self._draw_anew()
                return
        width = max(map(_columns, matches)) + 2
        columns = max(self._width() // width, 1)
        rows = -(-len(matches) // columns)
        for row in range(rows):
            if self.keys.settings["print-completions-horizontally"]:
                cells = matches[row * columns:(row + 1) * columns]
            else:
                cells = matches[row::rows]
            self._write("".join(it + " " * (width - _columns(it)) for it in cells).rstrip() + "\n")
        self._draw_anew()


def _without_marks(prompt):
    """Return a prompt without the marks around what takes no room."""
    return prompt.replace("\x01", "").replace("\x02", "")


def _visible(prompt):
    """Return what of a prompt takes room."""
    parts = prompt.split("\x01")
    return parts[0] + "".join(part.partition("\x02")[2] for part in parts[1:])


def _shown(text):
    """Return a text with its control characters as they are shown."""
    if text.isprintable():
        return text
    parts = []
    for character in text:
        if character == "\t":
            character = "        "
        elif character < " " or character == "\x7f":
            character = "^" + chr(ord(character) ^ 64)
        parts.append(character)
    return "".join(parts)


def _columns(text):
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_character_columns, text))


def _character_columns(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _position(column, text, width):
    """Return row and column behind a text that begins in a column of the first row."""
    row, column = divmod(column, width)
    for character in text:
        columns = _character_columns(character)
        if column + columns > width:
            row, column = row + 1, 0
        column += columns
    return (row + 1, 0) if column == width else (row, column)


def _between(text, start, end):
    """Return the part of a text between two columns."""
    return "".join(it for index, it in enumerate(text) if start <= _columns(text[:index]) < end)
