"""Windows that lie on one another.

https://docs.python.org/3.14/library/curses.panel.html
"""

from _curses_panel import *
