"""Elements are sequences of their children, with a tag, attributes and two texts.

https://docs.python.org/3.14/library/xml.etree.elementtree.html#element-objects
"""
import warnings
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert str(e) == message, (str(e), message)
    else:
        raise AssertionError(f"no {error.__name__}")


# What an element is made of.
given = {"a": "1"}
element = Element("tag", given, b="2")
assert element.attrib == {"a": "1", "b": "2"} and given == {"a": "1"}
assert Element("tag", attrib=given).attrib == given
assert Element("tag", given, attrib="x").attrib == {"a": "1", "attrib": "x"}
assert (element.tag, element.text, element.tail, len(element)) == ("tag", None, None, 0)
raises(TypeError, "Element() takes at least 1 argument (0 given)", Element)
raises(TypeError, "Element() takes at most 2 arguments (3 given)", Element, "a", {}, 3)
raises(TypeError, "Element() argument 2 must be dict, not str", Element, "a", "b")
raises(TypeError, "attrib must be dict, not int", Element, "a", attrib=3)
raises(TypeError, "SubElement() takes at least 2 arguments (0 given)", SubElement)
raises(TypeError, "SubElement() argument 1 must be xml.etree.ElementTree.Element, not int", SubElement, 3, "a")
raises(TypeError, "SubElement() argument 3 must be dict, not int", SubElement, element, "b", 4)
assert repr(element).startswith("<Element 'tag' at 0x")

# A second __init__ keeps the children where it is given no attributes.
child = SubElement(element, "child", x="y")
element.text = element.tail = "text"
element.__init__("other")
assert element.tag == "other" and list(element) == [child] and element.text is element.tail is None
element.__init__("other", z="1")
assert list(element) == [] and element.attrib == {"z": "1"}

# Attributes.
element = Element("e")
assert element.get("a") is None and element.get("a", 1) == 1 and element.get("a", default=2) == 2
assert element.keys() == [] == element.items()
element.set("a", "1")
assert element.attrib == {"a": "1"} and element.keys() == ["a"] and element.items() == [("a", "1")]
element.attrib = own = {"b": "2"}
assert element.attrib is own and element.get("b") == "2"
raises(TypeError, "attrib must be dict, not int", setattr, element, "attrib", 3)
for name in "tag", "text", "tail", "attrib":
    raises(AttributeError, "can't delete element attribute", delattr, element, name)
    assert name in dir(Element)

# Children.
parent = Element("p")
children = [Element(name) for name in "abcde"]
parent.extend(children[:2])
parent.append(children[2])
parent.insert(0, children[3])
parent.insert(-1, children[4])
parent.insert(100, children[0])
assert [child.tag for child in parent] == list("dabeca")
assert parent[0] is children[3] and parent[-1] is children[0] and [c.tag for c in parent[1:4]] == list("abe")
assert [c.tag for c in parent[::-2]] == list("aea")
parent.remove(children[0])
assert [child.tag for child in parent] == list("dbeca")
del parent[0], parent[-1]
assert [child.tag for child in parent] == list("bec")
parent[1] = children[0]
parent[0:1] = children[3:]
assert [child.tag for child in parent] == list("deac")
parent[::2] = iter(children[:2])
assert [child.tag for child in parent] == list("aebc")
del parent[::-2]
assert [child.tag for child in parent] == list("ab")
parent[5:] = (children[4],)
parent[0:0] = []
assert [child.tag for child in parent] == list("abe")
assert parent.makeelement("m", {"k": "v"}).attrib == {"k": "v"} and len(parent) == 3
raises(ValueError, "Element.remove(x): element not found", parent.remove, Element("a"))
raises(TypeError, "remove() argument must be xml.etree.ElementTree.Element, not str", parent.remove, "a")
raises(TypeError, "append() argument 1 must be xml.etree.ElementTree.Element, not int", parent.append, 3)
raises(TypeError, "append() takes exactly 1 positional argument (0 given)", parent.append)
raises(TypeError, "append() takes at most 1 argument (2 given)", parent.append, 1, 2)
raises(TypeError, "insert() argument 2 must be xml.etree.ElementTree.Element, not str", parent.insert, 0, "a")
raises(TypeError, "insert expected 2 arguments, got 0", parent.insert)
raises(TypeError, "'elements' must be an iterable", parent.extend, 3)
raises(TypeError, 'expected an Element, not "int"', parent.extend, [3])
raises(TypeError, "makeelement() argument 2 must be dict, not int", parent.makeelement, "a", 3)
raises(IndexError, "child index out of range", parent.__getitem__, 3)
raises(IndexError, "child assignment index out of range", parent.__setitem__, -4, child)
raises(IndexError, "child assignment index out of range", parent.__delitem__, 3)
raises(IndexError, "cannot fit 'int' into an index-sized integer", parent.__getitem__, 10**30)
raises(TypeError, "element indices must be integers", parent.__getitem__, "a")
raises(TypeError, "element indices must be integers", parent.__setitem__, "a", child)
raises(TypeError, 'expected an Element, not "int"', parent.__setitem__, 0, 3)
raises(TypeError, 'expected an Element, not "int"', parent.__setitem__, slice(0, 1), [3])
raises(TypeError, "assignment expects an iterable", parent.__setitem__, slice(0, 1), 3)
raises(ValueError, "attempt to assign sequence of size 1 to extended slice of size 2", parent.__setitem__, slice(0, 3, 2), [child])
assert [child.tag for child in parent] == list("abe")
parent.text = parent.tail = "t"
parent.clear()
assert (len(parent), parent.attrib, parent.text, parent.tail, parent.tag) == (0, {}, None, None, "p")

# Truth will once be that of any object.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert not parent and bool(ET.XML("<a><b/></a>"))
assert [w.category for w in caught] == [DeprecationWarning] * 2
assert str(caught[0].message) == (
    "Testing an element's truth value will always return True in future versions.  "
    "Use specific 'len(elem)' or 'elem is not None' test instead.")

# Paths: a tag is looked for here, anything else by ElementPath.
tree = ET.XML("<a><b>1</b><c/><b x='y'>2</b><d><b>3</b></d></a>")
assert tree.find("b").text == "1" and tree.find("none") is None and tree.find("d/b").text == "3"
assert tree.findtext("b") == "1" and tree.findtext("c") == "" and tree.findtext("none", "-") == "-"
assert [b.text for b in tree.findall("b")] == ["1", "2"] and tree.findall("none") == []
assert [b.text for b in tree.findall(".//b")] == ["1", "2", "3"] and tree.find("b[@x]").text == "2"
assert [b.text for b in tree.iterfind("b")] == ["1", "2"] and tree.find("*").tag == "b"
spaced = ET.XML("<a xmlns:n='u.v'><n:b/><b/></a>")
assert spaced.find("{u.v}b") is spaced[0] is spaced.find("n:b", {"n": "u.v"})
assert spaced.find("{*}b") is spaced[0] and spaced.find("{}b") is spaced[1]
raises(TypeError, "find() missing required argument 'path' (pos 1)", tree.find)
raises(TypeError, "findtext() takes at most 3 arguments (4 given)", tree.findtext, 1, 2, 3, 4)

# Everything in an element, in the order of the document.
tree = ET.XML("<a>1<b>2<c/>3</b>4<b/>5</a>")
tree.tail = "6"
assert [e.tag for e in tree.iter()] == list("abcb") == [e.tag for e in tree.iter("*")]
assert [e.tag for e in tree.iter("b")] == ["b", "b"] == [e.tag for e in tree.iter(tag="b")]
assert "".join(tree.itertext()) == "12345" and list(tree[0].itertext()) == ["2", "3"]
mixed = Element("m")
mixed.append(ET.Comment("not text"))
mixed[0].tail = "tail"
mixed[0].append(ET.XML("<c>in</c>"))
mixed.append(ET.ProcessingInstruction("nor", "this"))
mixed.append(ET.XML("<c>text</c>"))
assert list(mixed.itertext()) == ["in", "tail", "text"] and list(mixed[0].itertext()) == ["in"]
iterator = tree.iter()
assert iter(iterator) is iterator and type(iterator).__module__ == "_elementtree"
raises(TypeError, "cannot create '_elementtree._element_iterator' instances", type(iterator))
assert [e.tag for e in iterator] == list("abcb") and next(iterator, None) is None

# Elements change while they are looked at.
tree = ET.XML("<a><b/><c/><d/></a>")
seen = []
for element in tree.iter():
    seen.append(element.tag)
    if element.tag == "b":
        tree.remove(element)
assert seen == list("abd"), seen
