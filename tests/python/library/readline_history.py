"""`readline` keeps a history without a terminal.
Source: https://docs.python.org/3.14/library/readline.html
"""

import os
import readline
import tempfile

readline.clear_history()
readline.add_history("first")
readline.add_history("zweite Zeile: ä")
assert readline.get_current_history_length() == 2
assert [readline.get_history_item(index) for index in range(4)] == [None, "first", "zweite Zeile: ä", None]
readline.replace_history_item(0, "replaced")
readline.remove_history_item(1)
assert readline.get_history_item(1) == "replaced" and readline.get_current_history_length() == 1

with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, "history")
    readline.add_history("second")
    readline.add_history("third")
    readline.set_history_length(2)
    readline.write_history_file(path)
    readline.clear_history()
    readline.read_history_file(path)
    assert [readline.get_history_item(index) for index in (1, 2, 3)] == ["second", "third", None]
    readline.add_history("fourth")
    readline.append_history_file(1, path)
    readline.clear_history()
    readline.read_history_file(path)
    assert [readline.get_history_item(index) for index in (1, 2, 3)] == ["third", "fourth", None]
    for function, arguments in ((readline.append_history_file, (-1, path)), (readline.remove_history_item, (9,)),
                                (readline.replace_history_item, (-1, "x"))):
        try:
            function(*arguments)
        except ValueError:
            pass
        else:
            raise AssertionError(function)
    readline.set_history_length(-1)
assert readline.backend in ("readline", "editline")
