"""curses: windows, text, keys, colours, panels and fields on a terminal, and what is refused.

https://docs.python.org/3.14/library/curses.html
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import threading
import time
import traceback

try:
    import curses
except ImportError as error:
    print("skipped: there is no ncurses here:", error)
    sys.exit()
import curses.ascii
import curses.panel
import curses.textpad

TERMINAL = "xterm-256color"


def raises(error, message, function, *args):
    try:
        function(*args)
    except error as caught:
        assert str(caught) == message, caught
    else:
        raise AssertionError(f"{function} did not raise")


def on_terminal(function, *keys):
    """Call the function in a child process on a terminal of its own, and type the keys, each when it
    asks for it by ask(). Return what it has painted."""
    ask, asked = os.pipe()
    report, reported = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        status = 1
        try:
            os.environ["TERM"] = TERMINAL
            # The size is set before anything looks at it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            asking.append(asked)
            function()
            status = 0
        except BaseException:
            os.write(reported, traceback.format_exc().encode())
        finally:
            os._exit(status)
    os.close(asked)
    os.close(reported)
    keys = list(keys)
    painted = bytearray()
    sources = [terminal, ask]
    end = time.monotonic() + 60
    while sources and time.monotonic() < end:
        for source in select.select(sources, [], [], 1)[0]:
            try:
                data = os.read(source, 4096)
            except OSError:
                data = b""
            if not data:
                sources.remove(source)
            elif source == ask:
                for _ in data:
                    key = keys.pop(0)
                    if callable(key):
                        key(pid, terminal)
                    else:
                        os.write(terminal, key)
            else:
                painted += data
    if sources:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    trouble = os.read(report, 65536).decode()
    assert status == 0 and not trouble, f"{function.__name__}: {status} {trouble}"
    assert not keys, keys
    for descriptor in terminal, ask, report:
        os.close(descriptor)
    return bytes(painted)


# Where a child process asks for keys.
asking = []


def ask():
    os.write(asking[-1], b"k")


def text_of(window, y, length):
    return window.instr(y, 0, length).decode(window.encoding)


def before_the_beginning():
    raises(curses.error, "must call initscr() first", curses.newwin, 1, 1)
    raises(curses.error, "must call initscr() first", curses.doupdate)
    raises(curses.error, "must call initscr() first", curses.panel.top_panel)
    raises(curses.error, "must call setupterm() first", curses.tigetnum, "cols")
    raises(curses.error, "setupterm: could not find terminal", curses.setupterm, "there is none")
    raises(TypeError, "setupterm() argument 'term' must be str or None, not int", curses.setupterm, 5)
    raises(TypeError, "cannot create '_curses.window' instances", curses.window)
    raises(ValueError, "ms must be > 0", curses.set_escdelay, 0)
    assert not hasattr(curses, "ACS_HLINE") and not hasattr(curses, "COLORS")
    curses.setupterm(TERMINAL)
    assert curses.tigetflag("am") == 1 and curses.tigetflag("cols") == -1
    assert curses.tigetnum("colors") == 256 and curses.tigetnum("am") == -2
    assert curses.tigetstr("am") is None
    assert curses.tparm(curses.tigetstr("cup"), 4, 9) == b"\x1b[5;10H"
    screen = curses.initscr()
    raises(curses.error, "must call start_color() first", curses.color_pair, 1)
    assert screen.getmaxyx() == (24, 80) == (curses.LINES, curses.COLS)
    curses.endwin()
    assert curses.isendwin()


def writing():
    def use(screen):
        screen.addstr(0, 0, "plain ")
        screen.addstr("bold", curses.A_BOLD)
        assert screen.getyx() == (0, 10)
        assert screen.inch(0, 6) == ord("b") | curses.A_BOLD
        assert text_of(screen, 0, 10) == "plain bold"
        screen.addnstr(1, 2, "abcdef", 3)
        screen.addch(1, 5, "x")
        screen.addch(b"y", curses.A_REVERSE)
        screen.addch(ord("z"))
        assert text_of(screen, 1, 10) == "  abcxyz  "
        screen.insstr(1, 2, "12")
        screen.insch(1, 2, "0")
        screen.delch(1, 0)
        assert text_of(screen, 1, 12) == " 012abcxyz  "
        screen.addstr(2, 0, "gr\u00fc\u00dfe \u20ac")
        assert text_of(screen, 2, 11) == "gr\u00fc\u00dfe \u20ac", text_of(screen, 2, 11)
        screen.hline(3, 1, "-", 100)
        assert text_of(screen, 3, 80) == " " + "-" * 79
        screen.refresh()
        screen.chgat(0, 0, 2, curses.A_UNDERLINE)
        assert screen.inch(0, 1) & curses.A_UNDERLINE and not screen.inch(0, 2) & curses.A_UNDERLINE
        screen.refresh()
        for function, error in [(screen.addstr, "addwstr"), (screen.insstr, "inswstr"), (screen.insch, "insch")]:
            raises(curses.error, error + "() returned ERR", function, 100, 100, "a")
        raises(curses.error, "addch() returned ERR", screen.addch, -1, 0, b"a")
        raises(curses.error, "wmove() returned ERR", screen.move, 24, 0)
        raises(ValueError, "embedded null character", screen.addstr, "a\0")
        raises(TypeError, "expect bytes or str, got int", screen.addstr, 1)
        raises(TypeError, "_curses.window.addch requires 1 to 4 arguments", screen.addch)
        raises(TypeError, "expect int or bytes or str of length 1, got a str of length 2", screen.addch, "ab")
        raises(OverflowError, "int doesn't fit in long", screen.addch, 1 << 64)
        raises(OverflowError, "byte doesn't fit in chtype", screen.bkgd, "\u20ac")
        raises(TypeError, "is_linetouched: line number outside of boundaries", screen.is_linetouched, 25)

    curses.wrapper(use)


def windows():
    def use(screen):
        window = curses.newwin(5, 10, 2, 4)
        assert window.getbegyx() == (2, 4) and window.getmaxyx() == (5, 10) and window.getparyx() == (-1, -1)
        inner = window.derwin(2, 3, 1, 1)
        deeper = inner.subwin(1, 1, 3, 5)
        assert inner.getparyx() == (1, 1) and deeper.getbegyx() == (3, 5)
        # What is drawn in a window is seen in the one that it is in, which stays although nobody else has it.
        inner.addch(0, 0, "i")
        assert window.inch(1, 1) == ord("i")
        del window, screen
        inner.addch(1, 1, "j")
        del inner
        deeper.addch(0, 0, "k") if deeper.getmaxyx() != (1, 1) else deeper.insch(0, 0, "k")
        assert deeper.inch(0, 0) == ord("k")
        pad = curses.newpad(100, 200)
        pad.addstr(50, 100, "far")
        pad.refresh(50, 100, 0, 0, 5, 5)
        raises(curses.error, "refresh() for a pad requires 6 arguments", pad.refresh)
        part = pad.subpad(2, 2, 50, 100)
        assert part.inch(0, 0) == ord("f")
        for sizes in [(-1, 2), (40000, 2), (2, 2, -1, 0)]:
            raises(curses.error, "curses function returned NULL", curses.newwin, *sizes)
        raises(curses.error, "curses function returned NULL", curses.newpad, -1, -1)
        window = curses.newwin(3, 3)
        raises(curses.error, "mvwin() returned ERR", window.mvwin, -5, -5)
        raises(curses.error, "curses function returned NULL", window.derwin, 3, 3)
        for size in [(0, 0), (-1, 5)]:
            raises(curses.error, "wresize() returned ERR", window.resize, *size)
        with tempfile.TemporaryFile() as file:
            window.addstr(1, 0, "saved"[:3])
            window.putwin(file)
            file.seek(0)
            saved = file.read()
            file.seek(0)
            again = curses.getwin(file)
        assert again.instr(1, 0) == b"sav" and again.getmaxyx() == (3, 3)
        with tempfile.TemporaryFile() as file:
            file.write(saved[:3])
            file.seek(0)
            raises(curses.error, "curses function returned NULL", curses.getwin, file)
        curses.resizeterm(30, 100)
        assert (curses.LINES, curses.COLS) == (30, 100)
        raises(OverflowError, "signed short integer is greater than maximum", curses.resizeterm, 40000, 1)
        window.encoding = "latin-1"
        assert window.encoding == "latin-1"
        raises(TypeError, "setting encoding to a non-string", setattr, window, "encoding", 1)

    curses.wrapper(use)


def beyond():
    """What the library, which counts in 16 bits and trusts its caller, must not be given."""
    def use(screen):
        raises(curses.error, "curses function returned NULL", curses.newwin, 10**9, 2)
        raises(curses.error, "curses function returned NULL", curses.newwin, 2, 2, 10**9, 0)
        window = curses.newwin(3, 3)
        for place in [(10**9, 0), (0, -2**31), (2**31 - 1, 2**31 - 1)]:
            raises(curses.error, "mvwin() returned ERR", window.mvwin, *place)
            raises(curses.error, "mvderwin() returned ERR", window.mvderwin, *place)
            raises(curses.error, "curses function returned NULL", window.derwin, *place)
            raises(curses.error, "curses function returned NULL", window.subwin, *place)
            raises(curses.error, "redrawln() returned ERR", window.redrawln, *place)
        raises(curses.error, "wresize() returned ERR", window.resize, 10**9, 1)
        raises(curses.error, "copywin() returned ERR", window.overlay, window, -1, -2, 3, 4, 5, 6)
        raises(TypeError, "is_linetouched: line number outside of boundaries", window.is_linetouched, 3)
        window.scrollok(True)
        for number in (-2**31, 2**31 - 1, -5, 70000):
            window.insdelln(number)
            window.scroll(number)
            window.hline(1, 1, "-", number)
            window.vline(1, 1, "-", number)
            window.chgat(1, 1, number, curses.A_BOLD)
            window.timeout(number)
            window.timeout(0)
            curses.setsyx(number, number)
            curses.color_pair(number), curses.pair_number(number)
            curses.is_term_resized(number, number)
            window.enclose(number, number)
            for function in window.getch, window.inch, window.getstr, window.instr:
                function(number, 1)
        for text in "\ud800", "\U0010ffff", "\u0301", "\x7f\x01\x9f":
            window.move(0, 0)
            for function in window.addstr, window.insstr, window.addch, window.insch:
                try:
                    function(text)
                except (curses.error, TypeError, UnicodeEncodeError):
                    pass
        # Strings that ask for strings.
        raises(curses.error, "tparm() returned NULL", curses.tparm, b"%p1%s", 1)
        raises(curses.error, "tparm() returned NULL", curses.tparm, b"%p1%:-10.5s", 1)
        raises(curses.error, "tparm() returned NULL", curses.tparm, b"%p1%l%d", 1)
        # Files that lie.
        with tempfile.TemporaryFile() as file:
            window.putwin(file)
            file.seek(0)
            saved = file.read()
        for old, new in [(b"_maxy=2", b"_maxy=1"), (b"_maxy=2", b"_cury=9"), (b"_maxx=2", b"_begy=-7"),
                         (b"_maxx=2", b"_maxx=2\n_yoffset=99"), (b"rows:", b"rows")]:
            with tempfile.TemporaryFile() as file:
                file.write(saved.replace(old, new))
                file.seek(0)
                try:
                    curses.getwin(file).refresh()
                except curses.error:
                    pass
        # A window lives as long as something is in it or on it.
        panel = curses.panel.new_panel(window)
        inner = window.derwin(1, 1)
        del window
        inner.addch(0, 0, "a")
        del inner
        curses.panel.update_panels()
        panel.replace(panel.window().derwin(0, 0))
        curses.panel.update_panels()
        del panel
        curses.panel.update_panels()
        curses.doupdate()

    curses.wrapper(use)


def keys():
    def use(screen):
        ask()
        assert screen.getch() == ord("a")
        ask()
        assert screen.getkey() == "KEY_UP"
        ask()
        assert screen.get_wch() == "\u20ac"
        ask()
        assert screen.get_wch() == curses.KEY_F1 + 4
        screen.nodelay(True)
        assert screen.getch() == -1
        raises(curses.error, "no input", screen.getkey)
        raises(curses.error, "no input", screen.get_wch)
        screen.timeout(50)
        begin = time.monotonic()
        assert screen.getch() == -1 and time.monotonic() - begin > 0.04
        screen.timeout(-1)
        curses.ungetch("q")
        assert screen.getch() == ord("q")
        curses.unget_wch("\u0451")
        assert screen.get_wch() == "\u0451"
        ask()
        assert screen.getstr(5, 0, 20) == b"a line"
        assert screen.getstr(0, 0) == b"more"
        raises(ValueError, "Cannot convert negative int", screen.getstr, -1)
        curses.halfdelay(1)
        assert screen.getch() == -1
        curses.nocbreak()
        curses.cbreak()
        assert curses.keyname(1) == b"^A" and curses.keyname(curses.KEY_RESIZE) == b"KEY_RESIZE"
        raises(ValueError, "invalid key number", curses.keyname, -1)
        assert curses.unctrl("\n") == b"^J"
        assert curses.has_key(curses.KEY_LEFT) and not curses.has_key(1)
        curses.mousemask(curses.ALL_MOUSE_EVENTS)
        curses.ungetmouse(0, 5, 6, 0, curses.BUTTON1_PRESSED)
        assert screen.getch() == curses.KEY_MOUSE
        curses.ungetmouse(0, 5, 6, 0, curses.BUTTON1_PRESSED)
        assert curses.getmouse()[1:4] == (5, 6, 0)

    curses.wrapper(use)


def interrupts():
    def use(screen):
        # A key that interrupts.
        try:
            ask()
            screen.getch()
        except KeyboardInterrupt:
            pass
        else:
            raise AssertionError("not interrupted")
        # Others draw while one waits for a key.
        def draw():
            for number in range(20):
                screen.addstr(1, 0, str(number))
                time.sleep(0.001)
            ask()

        thread = threading.Thread(target=draw)
        thread.start()
        # An interrupt before may end reading once more.
        while (key := screen.getch()) == -1:
            pass
        assert key == ord("x"), key
        thread.join()
        assert screen.instr(1, 0, 2) == b"19"

    curses.wrapper(use)


def colors():
    def use(screen):
        assert curses.has_colors() and curses.COLORS == 256
        curses.init_pair(1, curses.COLOR_RED, curses.COLOR_BLUE)
        assert curses.pair_content(1) == (curses.COLOR_RED, curses.COLOR_BLUE)
        curses.init_pair(300, 1, 2)
        assert curses.pair_content(300) == (1, 2)
        attribute = curses.color_pair(1)
        assert curses.pair_number(attribute | curses.A_BOLD) == 1
        screen.addstr(0, 0, "red", attribute)
        assert screen.inch(0, 0) == ord("r") | attribute
        screen.refresh()
        raises(ValueError, "Color number is less than 0.", curses.color_content, -1)
        raises(ValueError, "Color number is greater than COLORS-1 (255).", curses.color_content, 2**70)
        raises(ValueError, "Color component is greater than 1000", curses.init_color, 0, 1001, 0, 0)
        raises(ValueError, "Color pair is greater than maximum (2147483647).", curses.init_pair, 2**31, 0, 0)
        curses.use_default_colors()
        assert curses.pair_content(0) == (-1, -1)

    curses.wrapper(use)


def panels():
    def use(screen):
        class Tell:
            def __del__(self):
                told.append(curses.panel.top_panel())

        told = []
        first, second = [curses.panel.new_panel(curses.newwin(3, 6, place, place)) for place in (0, 2)]
        assert curses.panel.top_panel() is second and curses.panel.bottom_panel() is first
        assert first.above() is second and second.below() is first and second.above() is None
        first.top()
        assert curses.panel.top_panel() is first
        first.hide()
        assert first.hidden() and not second.hidden()
        first.show()
        first.move(4, 5)
        assert first.window().getbegyx() == (4, 5)
        raises(curses.panel.error, "no userptr set", first.userptr)
        raises(curses.panel.error, "move_panel() returned ERR", first.move, 10**9, 0)
        window = curses.newwin(1, 1)
        first.replace(window)
        assert first.window() is window
        raises(TypeError, "replace() argument 1 must be _curses.window, not int", first.replace, 1)
        first.set_userptr(told)
        assert first.userptr() is told
        curses.panel.update_panels()
        curses.doupdate()
        second.set_userptr(Tell())
        del first, second
        import gc
        gc.collect()
        assert told == [None], told
        curses.panel.update_panels()

    curses.wrapper(use)


def fields():
    def use(screen):
        curses.textpad.rectangle(screen, 1, 1, 4, 12)
        assert screen.inch(1, 1) & curses.A_CHARTEXT == curses.ACS_ULCORNER & curses.A_CHARTEXT
        window = curses.newwin(2, 10, 2, 2)
        ask()
        assert curses.textpad.Textbox(window).edit() == "hxllo \nwor \n"
        box = curses.textpad.Textbox(curses.newwin(1, 8, 10, 2), insert_mode=True)
        for key in b"bc\x01a":
            assert box.do_command(key)
        assert not box.do_command(curses.ascii.NL) and box.gather() == "abc "

    curses.wrapper(use)


def interrupt(pid, terminal):
    # Most likely it is waiting then.
    time.sleep(0.2)
    os.write(terminal, b"\x03")


on_terminal(before_the_beginning)
painted = on_terminal(writing)
assert b"plain" in painted and b"1m" in painted[:painted.index(b"bold")] and "gr\u00fc\u00dfe \u20ac".encode() in painted
painted = on_terminal(windows)
assert b"far" in painted
if sys.implementation.name != "cpython":
    on_terminal(beyond)
on_terminal(keys, b"a", b"\x1bOA", "\u20ac".encode(), b"\x1b[15~", b"a line\rmore\r")
on_terminal(interrupts, interrupt, b"x")
on_terminal(colors)
on_terminal(panels)
on_terminal(fields, b"hello" + b"\x02" * 4 + b"x" + b"\x0aworld\x08\x08\x07")
