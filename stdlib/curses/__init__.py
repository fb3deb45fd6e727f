"""Terminals, by the functions of the library curses.

    import curses

    def main(screen):
        screen.addstr(0, 0, "Press a key.")
        screen.getkey()

    curses.wrapper(main)

https://docs.python.org/3.14/library/curses.html
"""

import os as _os
import sys as _sys

import _curses
from _curses import *


def _take_over(*prefixes):
    # Some names come into being when the library knows the terminal.
    for name, value in vars(_curses).items():
        if name.startswith(prefixes):
            globals()[name] = value


def initscr():
    """Begin, and return the window that is the whole screen."""
    # What is wrong with the terminal is an exception here.
    setupterm(term=_os.environ.get("TERM", "unknown"), fd=_sys.__stdout__.fileno())
    screen = _curses.initscr()
    _take_over("ACS_", "LINES", "COLS")
    return screen


def start_color():
    """Begin with colours, whose numbers COLORS and COLOR_PAIRS are then."""
    result = _curses.start_color()
    _take_over("COLORS", "COLOR_PAIRS")
    return result


def wrapper(func, /, *args, **kwds):
    """Call a function with the screen and the other arguments, and return its result.

    Keys are read one by one, are not shown and have their names; there are colours if the terminal has them. Whatever
    the function does, the terminal is in order afterwards.
    """
    screen = None
    try:
        screen = initscr()
        noecho()
        cbreak()
        screen.keypad(True)
        try:
            start_color()
        except Exception:
            # A terminal may do without.
            pass
        return func(screen, *args, **kwds)
    finally:
        if screen is not None:
            screen.keypad(False)
            echo()
            nocbreak()
            endwin()
