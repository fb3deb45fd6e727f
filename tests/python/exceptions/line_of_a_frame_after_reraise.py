"""A frame that an exception has left shows the line where it was raised, whatever cleaned up behind it.

https://peps.python.org/pep-0626/
"""


def lines(function):
    try:
        function()
    except Exception as error:
        entry = error.__traceback__.tb_next
    found = []
    while entry:
        found.append(entry.tb_frame.f_lineno - entry.tb_frame.f_code.co_firstlineno)
        entry = entry.tb_next
    return found


class Quiet:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


def in_named_except():
    try:
        1 / 0
    except Exception as error:
        1 / 0
        pass


def in_with():
    with Quiet():
        1 / 0
        pass


def in_nested_with():
    with Quiet(), Quiet():
        with Quiet():
            1 / 0
        pass


def in_named_except_of_with():
    with Quiet():
        try:
            1 / 0
        except ZeroDivisionError as error:
            raise ValueError
    pass


def in_finally():
    try:
        1 / 0
    finally:
        pass


assert lines(in_named_except) == [4]
assert lines(in_with) == [2]
assert lines(in_nested_with) == [3]
assert lines(in_named_except_of_with) == [5]
assert lines(in_finally) == [4]
