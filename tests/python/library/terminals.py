"""termios: attributes, modes, sizes of terminals.

https://docs.python.org/3.14/library/termios.html
"""
import os
import termios


def raises(error, arguments, function, *args):
    try:
        function(*args)
    except error as caught:
        assert caught.args == arguments, caught.args
    else:
        raise AssertionError(f"{function.__name__} did not raise")


master, own = os.openpty()
attributes = termios.tcgetattr(own)
assert len(attributes) == 7 and len(attributes[6]) == termios.NCCS == 32
assert attributes[3] & termios.ICANON and attributes[6][termios.VINTR] == b"\x03"
assert attributes[4] == attributes[5] == termios.B38400

attributes[3] &= ~(termios.ICANON | termios.ECHO)
attributes[6][termios.VMIN] = 2
attributes[6][termios.VTIME] = b"\0"
attributes[5] = attributes[4] = termios.B9600
termios.tcsetattr(own, termios.TCSANOW, attributes)
changed = termios.tcgetattr(own)
assert not changed[3] & termios.ICANON and changed[5] == termios.B9600
assert changed[6][termios.VMIN] == 2 and changed[6][termios.VTIME] == 0
os.write(master, b"ab")
assert os.read(own, 10) == b"ab"
os.write(own, b"\n")
assert os.read(master, 10) == b"\r\n"

termios.tcsetwinsize(own, (30, 100))
assert termios.tcgetwinsize(master) == (30, 100) and os.get_terminal_size(own) == (100, 30)
termios.tcflush(own, termios.TCIOFLUSH)
termios.tcflow(own, termios.TCOON)
termios.tcsendbreak(own, 0)
termios.tcdrain(own)

read, write = os.pipe()
assert issubclass(termios.error, Exception) and not issubclass(termios.error, OSError)
raises(termios.error, (25, "Inappropriate ioctl for device"), termios.tcgetattr, read)
raises(TypeError, ("tcsetattr, arg 3: must be 7 element list",), termios.tcsetattr, own, 0, [1])
raises(TypeError, ("tcsetattr: attributes[6] must be 32 element list",), termios.tcsetattr, own, 0, changed[:6] + [[]])
wrong = changed[:6] + [[1.5] * 32]
raises(TypeError, ("tcsetattr: elements of attributes must be bytes objects of length 1 or integers",), termios.tcsetattr, own, 0, wrong)
raises(TypeError, ("tcsetwinsize, arg 2: must be a two-item sequence",), termios.tcsetwinsize, own, 1)
raises(OverflowError, ("winsize value(s) out of range.",), termios.tcsetwinsize, own, (1 << 17, 1))
raises(TypeError, ("argument must be an int, or have a fileno() method.",), termios.tcgetattr, "a")
