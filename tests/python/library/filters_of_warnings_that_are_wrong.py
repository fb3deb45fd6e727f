"""Filters, and actions, that are no such are told of when a warning meets them.

https://docs.python.org/3.14/library/warnings.html#the-warnings-filter
"""

import warnings


def outcome(filters, action="default"):
    kept = warnings.filters, warnings.defaultaction
    warnings.filters, warnings.defaultaction = filters, action
    try:
        warnings.warn_explicit("text", UserWarning, "file", 1, registry={})
    except Exception as error:
        return type(error).__name__, str(error)
    finally:
        warnings.filters, warnings.defaultaction = kept


shape = "warnings.filters item 0 isn't a 5-tuple"
for wrong in [[1], ["a"], [()], [("error", None, Warning, None, 0, 1)]]:
    assert outcome(wrong) == ("ValueError", shape), (wrong, outcome(wrong))
assert outcome(None) == ("ValueError", "_warnings.filters must be a list")
message = "action must be a string, not 'int'"
assert outcome([(1, None, Warning, None, 0)]) == ("TypeError", message)
message = "action must be a string, not 'NoneType'"
assert outcome([(None, None, Warning, None, 0)]) == ("TypeError", message)
message = "_warnings.defaultaction must be a string, not 'NoneType'"
assert outcome([], None) == ("TypeError", message)
assert outcome([("error", None, UserWarning, None, 0)]) == ("UserWarning", "text")
assert outcome([("none", None, UserWarning, None, 0)])[0] == "RuntimeError"

import sys

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    sys._clear_type_cache()
assert [warning.category for warning in caught] == [DeprecationWarning]
