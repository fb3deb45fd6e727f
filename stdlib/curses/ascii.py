"""Names and kinds of the characters of ASCII.

Characters are given as numbers or as strings of length 1.

https://docs.python.org/3.14/library/curses.ascii.html
"""

NUL = 0
SOH = 1
STX = 2
ETX = 3
EOT = 4
ENQ = 5
ACK = 6
BEL = 7
BS = 8
TAB = 9
LF = 10
VT = 11
FF = 12
CR = 13
SO = 14
SI = 15
DLE = 16
DC1 = 17
DC2 = 18
DC3 = 19
DC4 = 20
NAK = 21
SYN = 22
ETB = 23
CAN = 24
EM = 25
SUB = 26
ESC = 27
FS = 28
GS = 29
RS = 30
US = 31
SP = 32
DEL = 127
# Other names of some.
HT = TAB
NL = LF

# The names by number, up to that of the space.
controlnames = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
    "SP",
]

_LOWER = range(ord("a"), ord("z") + 1)
_UPPER = range(ord("A"), ord("Z") + 1)
_DIGITS = range(ord("0"), ord("9") + 1)
_HEXADECIMAL = frozenset(b"0123456789abcdefABCDEF")
_SPACES = frozenset(b" \t\n\v\f\r")


def _number(c):
    return ord(c) if isinstance(c, str) else c


def _changed(c, change):
    # The result is of the type of the argument.
    return chr(change(ord(c))) if isinstance(c, str) else change(c)


def isalpha(c):
    """Whether it is a letter."""
    return isupper(c) or islower(c)


def isalnum(c):
    """Whether it is a letter or a digit."""
    return isalpha(c) or isdigit(c)


def isascii(c):
    """Whether it is in ASCII at all."""
    return _number(c) in range(128)


def isblank(c):
    """Whether it is a space or a tabulator."""
    return _number(c) in (SP, TAB)


def iscntrl(c):
    """Whether it is a control character."""
    return isctrl(c) or _number(c) == DEL


def isdigit(c):
    """Whether it is a digit."""
    return _number(c) in _DIGITS


def isgraph(c):
    """Whether it can be seen: printable, but no space."""
    return _number(c) in range(SP + 1, DEL)


def islower(c):
    """Whether it is a small letter."""
    return _number(c) in _LOWER


def isprint(c):
    """Whether it is printable, the space too."""
    return _number(c) in range(SP, DEL)


def ispunct(c):
    """Whether it can be seen, and is neither letter nor digit."""
    return isgraph(c) and not isalnum(c)


def isspace(c):
    """Whether it is white space."""
    return _number(c) in _SPACES


def isupper(c):
    """Whether it is a capital letter."""
    return _number(c) in _UPPER


def isxdigit(c):
    """Whether it is a hexadecimal digit."""
    return _number(c) in _HEXADECIMAL


def isctrl(c):
    """Whether it is below the space."""
    return _number(c) in range(SP)


def ismeta(c):
    """Whether it is above ASCII."""
    return _number(c) >= 128


def ascii(c):
    """The character by its lowest seven bits."""
    return _changed(c, lambda number: number & 127)


def ctrl(c):
    """The control character of a letter: its lowest five bits."""
    return _changed(c, lambda number: number & 31)


def alt(c):
    """The character with the eighth bit set."""
    return _changed(c, lambda number: number | 128)


def unctrl(c):
    """The character as it can be shown: ^C for a control character, with ! in front if the eighth bit is set."""
    number = _number(c)
    low = number & 127
    if number == DEL:
        shown = "^?"
    elif isprint(low):
        shown = chr(low)
    else:
        # The letters are two columns of 32 characters behind.
        shown = "^" + chr((low | 32) + 32)
    return "!" + shown if number & 128 else shown
