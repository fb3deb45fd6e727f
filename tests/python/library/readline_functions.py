"""`readline` has all functions of the module, and says what is wrong with their arguments.
Source: https://docs.python.org/3.14/library/readline.html
"""

import os
import readline
import tempfile


def error(function, *arguments):
    try:
        function(*arguments)
    except Exception as exception:
        return type(exception), str(exception)
    raise AssertionError("nothing was raised")


assert readline.backend == "readline"
assert readline.get_completer_delims() == " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
readline.set_completer_delims(" .")
assert readline.get_completer_delims() == " ."
assert readline.get_completion_type() == readline.get_begidx() == readline.get_endidx() == 0
assert readline.get_line_buffer() == ""

BAD = TypeError, "bad argument type for built-in operation"
for function in (readline.add_history, readline.parse_and_bind, readline.insert_text, readline.set_completer_delims):
    assert error(function, 1) == BAD
assert error(readline.add_history, "a\0") == (ValueError, "embedded null character")
for name in ("completer", "startup_hook", "pre_input_hook", "completion_display_matches_hook"):
    function = getattr(readline, f"set_{name}")
    assert error(function, 1) == (TypeError, f"set_{name}(func): argument not callable")
    function(print)
    function(None)
    function()
readline.set_completer(print)
assert readline.get_completer() is print
readline.set_completer()
assert readline.get_completer() is None

assert error(readline.remove_history_item, -1) == (ValueError, "History index cannot be negative")
assert error(readline.replace_history_item, 7, "x") == (ValueError, "No history item at position 7")
assert error(readline.append_history_file, -1) == (ValueError, "nelements must be non-negative")
NO_FILE = FileNotFoundError, "[Errno 2] No such file or directory"
with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, "none")
    for function in (readline.read_init_file, readline.read_history_file):
        assert error(function, path) == NO_FILE
    readline.add_history("x")
    assert error(readline.append_history_file, 1, path) == NO_FILE
    assert not os.path.exists(path)
    # What was typed is nobody else's business, and may be no text.
    readline.clear_history()
    readline.add_history("\udcff bytes")
    readline.write_history_file(path)
    assert os.stat(path).st_mode & 0o777 == 0o600
    with open(path, "rb") as file:
        assert file.read() == b"\xff bytes\n"
    readline.clear_history()
    readline.read_history_file(path)
    assert readline.get_history_item(1) == "\udcff bytes"

    inputrc = os.path.join(directory, "inputrc")
    with open(inputrc, "w") as file:
        file.write("# a comment\n$if python\nset history-size 2\n$else\nset history-size 5\n$endif\n"
                   "$if mode=vi\nset history-size 7\n$endif\n")
    readline.read_init_file(inputrc)
    readline.clear_history()
    for word in ("one", "two", "three"):
        readline.add_history(word)
    assert [readline.get_history_item(index) for index in (1, 2, 3, 4)] in (
        ["two", "three", None, None], [None, "two", "three", None])
    # What it does not know does nothing.
    readline.parse_and_bind("Control-x: no-such-function")
    readline.parse_and_bind("")
