"""Paths with positions: which of the siblings with the same tag is meant, however many there are.

https://docs.python.org/3.14/library/xml.etree.elementtree.html#supported-xpath-syntax
"""
import time
import xml.etree.ElementTree as ElementTree


def found(path, root):
    return [element.get("i") for element in root.findall(path)]


root = ElementTree.XML(
    "<r><x><c i='1'/><d i='2'/><c i='3'/></x><x><c i='4'/></x><x><d i='5'/><c i='6'/><c i='7'/></x></r>"
)
assert found("x/c[1]", root) == ["1", "4", "6"]
assert found("x/c[2]", root) == ["3", "7"]
assert found("x/c[last()]", root) == ["3", "4", "7"]
assert found("x/c[last()-1]", root) == ["1", "6"]
assert found("x/c[3]", root) == []
assert found("x/*[1]", root) == ["1", "2", "4", "5", "6"]
assert found(".//c[2]", root) == ["3", "7"]
assert found("x[3]/c[2]", root) == ["7"]
assert found(".[1]", root) == []


def seconds(count):
    wide = ElementTree.XML("<r>" + "<c/>" * count + "</r>")
    start = time.process_time()
    assert wide.findall("c[last()]") == [wide[-1]]
    return time.process_time() - start


# The time grows with the number of elements, not with its square.
seconds(100)
assert seconds(20_000) < 100 * max(seconds(1_000), 0.001)
