"""What calls come to, for the scripts beside this file."""


def outcome(function):
    """The repr of what a function returns, or the error that it raises."""
    try:
        return repr(function())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(cases):
    for function, expected in cases:
        found = outcome(function)
        assert found == expected, (found, expected)
