"""Elements can be copied, pickled, subclassed and referred to weakly, and may be in themselves.

https://docs.python.org/3.14/library/xml.etree.elementtree.html#element-objects
"""
import copy
import gc
import pickle
import sys
import weakref
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement


def shown(element):
    return (element.tag, element.attrib, element.text, element.tail, [shown(child) for child in element])


tree = ET.XML("<a x='1'>t<b y='2'>u<c/>v</b>w</a>")
# A copy has the same children, a deep copy has others.
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
assert shown(shallow) == shown(tree) == shown(deep)
assert shallow[0] is tree[0] and deep[0] is not tree[0] and shallow.attrib is tree.attrib
shallow.append(Element("n"))
assert len(tree) == 1
deep[0].set("y", "3")
assert tree[0].get("y") == "2"
try:
    tree.__deepcopy__(3)
except TypeError as e:
    assert str(e) == "__deepcopy__() argument must be dict, not int"
else:
    raise AssertionError

# What is met twice is copied once.
twice = Element("t")
inner = SubElement(twice, "i", a="b")
twice.append(inner)
deep = copy.deepcopy(twice)
assert deep[0] is deep[1] is not inner

# What children become in a copy must be elements.
class Odd(Element):
    def __deepcopy__(self, memo):
        return self.tag
parent = Element("p")
parent.append(Odd("o"))
try:
    copy.deepcopy(parent)
except TypeError as e:
    assert str(e) == 'expected an Element, not "str"'
else:
    raise AssertionError

# Pickles hold what an element written in Python would have.
for protocol in 0, 1:
    try:
        pickle.dumps(tree, protocol)
    except TypeError as e:
        assert str(e) == "cannot pickle 'Element' object", e
    else:
        raise AssertionError
for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
    assert shown(pickle.loads(pickle.dumps(tree, protocol))) == shown(tree)
assert tree.__getstate__() == {
    "tag": "a", "_children": [tree[0]], "attrib": {"x": "1"}, "text": "t", "tail": None}
element = Element("e", a="b")
element.__setstate__({"tag": "f", "text": ["a", "b"], "_children": [tree]})
assert shown(element)[:3] == ("f", {}, "ab") and element[0] is tree
for state, message in [
    (3, 'Don\'t know how to unpickle "3" as an Element'), ({}, "tag may not be NULL"),
    ({"tag": 1, "_children": 3}, "'_children' is not a list"),
    ({"tag": 1, "_children": [3]}, 'expected an Element, not "int"'),
    ({"tag": 1, "z": 3}, "this function got an unexpected keyword argument 'z'"),
    ({1: 2}, "keywords must be strings"),
]:
    try:
        Element("e").__setstate__(state)
    except TypeError as e:
        assert str(e) == message, e
    else:
        raise AssertionError(state)

# Subclasses, with attributes and without.
class Named(Element):
    def __init__(self, name):
        super().__init__("named")
        self.name = name
class Slotted(Element):
    __slots__ = ("name",)
named, slotted = Named("n"), Slotted("s")
slotted.name = "s"
named.append(slotted)
assert named.name == "n" and named[0].name == "s" and named.find("s") is slotted
assert not hasattr(slotted, "__dict__") and type(copy.copy(named)) is Element
assert type(pickle.loads(pickle.dumps(Element("e")))) is Element
try:
    Element("e").name = 1
except AttributeError as e:
    assert "'xml.etree.ElementTree.Element' object has no attribute 'name'" in str(e)
else:
    raise AssertionError

# Weak references, and cycles.
element = Element("e")
dead = []
reference = weakref.ref(element, dead.append)
assert reference() is element
element.append(element)
element.set("self", element)
element.text = element.tail = element
del element
gc.collect()
assert reference() is None and len(dead) == 1
parser = ET.XMLParser(target=ET.TreeBuilder())
parser.entity["parser"] = parser
iterator = ET.XML("<a><b/></a>").iter()
next(iterator)
reference = weakref.ref(ET.XML("<a/>"))
assert reference() is None
del parser, iterator

# An element that shows itself.
element = Element("e")
element.tag = element
try:
    repr(element)
except RuntimeError as e:
    assert str(e) == "reentrant call inside xml.etree.ElementTree.Element.__repr__", e
else:
    raise AssertionError
element.tag = "e"

# Whoever compares tags or elements may change what is being looked through.
class Tag(str):
    def __eq__(self, other):
        parent.clear()
        parent.extend(Element("n") for _ in range(3))
        return False
    __hash__ = None
class Equal(Element):
    def __eq__(self, other):
        change()
        return True
    __hash__ = None
for method in "find", "findall", "findtext":
    parent = Element("p")
    parent.extend(Element(Tag("x")) for _ in range(20))
    assert not getattr(parent, method)(Tag("y"))
parent = Element("p")
parent.extend(Element(Tag("x")) for _ in range(20))
assert list(parent.iter("y")) == []
for change, left in [
    (lambda: parent.clear(), []), (lambda: parent.insert(0, Element("i")), ["a", "b"]),
    (lambda: parent.__delitem__(0), []), (lambda: parent.__setitem__(0, Element("s")), ["b"]),
]:
    parent = Element("p")
    parent.extend([Equal("a"), Equal("b")])
    assert parent.remove(Element("c")) is None
    assert [child.tag for child in parent] == left
class Index:
    def __index__(self):
        parent.clear()
        return 0
for key in Index(), slice(Index(), 5), slice(None, None, Index()):
    for operation in parent.__getitem__, parent.__delitem__, lambda key: parent.__setitem__(key, [Element("z")]):
        parent.extend(Element("n") for _ in range(5))
        try:
            operation(key)
        except (IndexError, ValueError, TypeError):
            pass
class Clearing:
    def __iter__(self):
        for _ in range(3):
            parent.clear()
            yield Element("c")
parent.extend(Element("n") for _ in range(5))
parent[1:4] = Clearing()
parent.extend(Clearing())
class Final:
    def __del__(self):
        parent.text, parent.tail, parent.attrib
        parent.clear()
for name in "tag", "text", "tail":
    setattr(parent, name, Final())
    setattr(parent, name, Final())
    parent.set("x", Final())
    parent.clear()
    parent.__setstate__({"tag": 1, "text": Final(), "tail": Final()})
gc.collect()

# Deep trees.
depth = 50_000
root = element = Element("r")
for _ in range(depth):
    element = SubElement(element, "e")
assert sum(1 for _ in root.iter()) == depth + 1 and list(root.itertext()) == []
if sys.implementation.name != "cpython":
    deep = copy.deepcopy(root)
    assert sum(1 for _ in deep.iter("e")) == depth
    del deep
    element = Element("e")
    element.append(element)
    deep = copy.deepcopy(element)
    assert deep[0] is deep
    deep.clear()
    element.clear()
for deepest in root.iter():
    pass
for _ in range(200_000):
    deepest = SubElement(deepest, "e")
for operation in pickle.dumps, copy.deepcopy:
    try:
        operation(root)
    except RecursionError:
        pass
    else:
        assert operation is pickle.dumps
del deepest
del root, element
