"""A field for text in a window, with the keys of Emacs, and rectangles.

https://docs.python.org/3.14/library/curses.html#module-curses.textpad
"""

import curses
import curses.ascii


def rectangle(win, uly, ulx, lry, lrx):
    """Draw a rectangle whose corners are at these places."""
    height, width = lry - uly - 1, lrx - ulx - 1
    for x in ulx, lrx:
        win.vline(uly + 1, x, curses.ACS_VLINE, height)
    for y in uly, lry:
        win.hline(y, ulx + 1, curses.ACS_HLINE, width)
    corners = [
        (uly, ulx, curses.ACS_ULCORNER),
        (uly, lrx, curses.ACS_URCORNER),
        (lry, lrx, curses.ACS_LRCORNER),
        (lry, ulx, curses.ACS_LLCORNER),
    ]
    for y, x, corner in corners:
        win.addch(y, x, corner)


class Textbox:
    """A field for text that fills a window.

    Ctrl-A, Ctrl-E    to the beginning of the line, to its end
    Ctrl-B, Ctrl-F    one character back, forward, and on to the line before or after
    Ctrl-P, Ctrl-N    one line up, down
    Ctrl-D, Ctrl-H    delete the character here, the one before
    Ctrl-K            delete to the end of the line, or the line if it is empty
    Ctrl-O            insert an empty line
    Ctrl-J            to the next line; ends editing if there is one line only
    Ctrl-L            paint the window
    Ctrl-G            end editing

    The arrow keys and backspace do what Ctrl-B, Ctrl-F, Ctrl-P, Ctrl-N and Ctrl-H do. Nothing happens where a movement
    is not possible.

    With stripspaces, spaces at the ends of lines do not count. lastcmd is the last key.
    """

    def __init__(self, win, insert_mode=False):
        self.win = win
        self.insert_mode = insert_mode
        self.stripspaces = 1
        self.lastcmd = None
        self._update_max_yx()
        win.keypad(1)

    def edit(self, validate=None):
        """Let the text be edited, and return it.

        The function is called with each key; what it returns is taken instead, nothing if it is false.
        """
        while True:
            key = self.win.getch()
            if validate is not None:
                key = validate(key)
            if not key:
                continue
            if not self.do_command(key):
                return self.gather()
            self.win.refresh()

    def do_command(self, ch):
        """Do what a key stands for, and return whether editing goes on."""
        self._update_max_yx()
        self.lastcmd = ch
        if self._is_text(ch):
            self._insert_printable_char(ch)
            return 1
        command = _COMMANDS.get(ch)
        if command is None:
            return 1
        y, x = self.win.getyx()
        return 0 if command(self, y, x) is _END else 1

    def gather(self):
        """Return the text."""
        self._update_max_yx()
        lines = []
        for y in range(self.maxy + 1):
            self.win.move(y, 0)
            end = self._end_of_line(y)
            if self.stripspaces and end == 0:
                # An empty line is left out.
                continue
            last = min(end, self.maxx) if self.stripspaces else self.maxx
            line = "".join([self._text_at(y, x) for x in range(last + 1)])
            lines.append(line + "\n" if self.maxy > 0 else line)
        return "".join(lines)

    # The size may change between two keys.
    def _update_max_yx(self):
        height, width = self.win.getmaxyx()
        self.maxy, self.maxx = height - 1, width - 1

    def _decoded(self, byte):
        return bytes([byte & curses.A_CHARTEXT]).decode(self.win.encoding, "replace")

    def _is_text(self, key):
        # Keys with names are above the bytes.
        return key < 256 and self._decoded(key).isprintable()

    def _text_at(self, *place):
        # inch() cannot tell every character.
        return self.win.instr(*place, 1).decode(self.win.encoding, "replace")

    def _end_of_line(self, y):
        """The place behind the last character of a line that is no space, or the last place."""
        self._update_max_yx()
        for x in range(self.maxx, -1, -1):
            if self._text_at(y, x) != " ":
                return min(x + 1, self.maxx)
        return 0

    def _insert_printable_char(self, ch):
        self._update_max_yx()
        y, x = self.win.getyx()
        moving = self._cells(y, x) if self.insert_mode else []
        self.win.move(y, x)
        self._put(ch)
        behind = self.win.getyx()
        # What comes last has no place any more.
        for cell in moving[:-1]:
            self._put(cell)
        self.win.move(*behind)

    def _cells(self, y, x):
        """The cells from a place on, with their attributes, up to the last or one that is no text."""
        cells = []
        while y <= self.maxy:
            text = self.win.instr(y, x, 1)[0]
            cells.append(text | self.win.inch(y, x) & curses.A_ATTRIBUTES)
            if not self._decoded(text).isprintable():
                # It gives its place to the one before.
                break
            y, x = (y, x + 1) if x < self.maxx else (y + 1, 0)
        return cells

    def _put(self, cell):
        if self.win.getyx() == (self.maxy, self.maxx):
            # Behind the last place there is none for the cursor.
            self.win.insch(self._decoded(cell), cell & curses.A_ATTRIBUTES)
        else:
            self.win.addch(cell)

    def _to_beginning(self, y, x):
        self.win.move(y, 0)

    def _to_end(self, y, x):
        self.win.move(y, self._end_of_line(y) if self.stripspaces else self.maxx)

    def _back(self, y, x):
        if x > 0:
            self.win.move(y, x - 1)
        elif y > 0:
            self._to_end(y - 1, x)

    def _forward(self, y, x):
        if x < self.maxx:
            self.win.move(y, x + 1)
        elif y < self.maxy:
            self.win.move(y + 1, 0)

    def _to_line(self, y, x):
        if y in range(self.maxy + 1):
            self.win.move(y, x)
            end = self._end_of_line(y)
            self.win.move(y, min(x, end))

    def _up(self, y, x):
        self._to_line(y - 1, x)

    def _down(self, y, x):
        self._to_line(y + 1, x)

    def _delete(self, y, x):
        self.win.delch()

    def _delete_back(self, y, x):
        self._back(y, x)
        self.win.delch()

    def _delete_to_end(self, y, x):
        if x == 0 and self._end_of_line(y) == 0:
            self.win.deleteln()
        else:
            # Looking for the end has moved the cursor.
            self.win.move(y, x)
            self.win.clrtoeol()

    def _insert_line(self, y, x):
        self.win.insertln()

    def _new_line(self, y, x):
        if self.maxy == 0:
            return _END
        if y < self.maxy:
            self.win.move(y + 1, 0)

    def _paint(self, y, x):
        self.win.refresh()

    def _end(self, y, x):
        return _END


# What commands return that end editing.
_END = object()

_COMMANDS = {
    curses.ascii.SOH: Textbox._to_beginning,
    curses.ascii.STX: Textbox._back,
    curses.KEY_LEFT: Textbox._back,
    curses.ascii.EOT: Textbox._delete,
    curses.ascii.ENQ: Textbox._to_end,
    curses.ascii.ACK: Textbox._forward,
    curses.KEY_RIGHT: Textbox._forward,
    curses.ascii.BEL: Textbox._end,
    curses.ascii.BS: Textbox._delete_back,
    curses.ascii.DEL: Textbox._delete_back,
    curses.KEY_BACKSPACE: Textbox._delete_back,
    curses.ascii.NL: Textbox._new_line,
    curses.ascii.VT: Textbox._delete_to_end,
    curses.ascii.FF: Textbox._paint,
    curses.ascii.SO: Textbox._down,
    curses.KEY_DOWN: Textbox._down,
    curses.ascii.SI: Textbox._insert_line,
    curses.ascii.DLE: Textbox._up,
    curses.KEY_UP: Textbox._up,
}
