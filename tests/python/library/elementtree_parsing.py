"""`XMLParser` tells a target what it finds in a document; `TreeBuilder` makes elements of that.

https://docs.python.org/3.14/library/xml.etree.elementtree.html#xmlparser-objects
"""
import _elementtree
import io
import sys
import warnings
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import TreeBuilder, XMLParser


def raises(error, message, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error as e:
        assert str(e) == message, (str(e), message)
        return e
    raise AssertionError(f"no {error.__name__}")


assert XMLParser is _elementtree.XMLParser and TreeBuilder is _elementtree.TreeBuilder

# Errors have a number and a place.
for document, message, code, place in [
    ("<a>\n<b></a>", "mismatched tag: line 2, column 5", 7, (2, 5)),
    ("", "no element found: line 1, column 0", 3, (1, 0)),
    ("<a>&b;</a>", "undefined entity: line 1, column 3", 11, (1, 3)),
    ("<!DOCTYPE a SYSTEM 'x'><a>&b;</a>", "undefined entity &b;: line 1, column 26", 11, (1, 26)),
    ("<a b='1' b='2'/>", "duplicate attribute: line 1, column 9", 8, (1, 9)),
    ("<a xmlns:p='u' xmlns:q='u' p:x='' q:x=''/>", "duplicate attribute: line 1, column 0", 8, (1, 0)),
    ("<p:a/>", "unbound prefix: line 1, column 0", 27, (1, 0)),
    ("<a><b xmlns:x='u}v'/></a>", "syntax error: line 1, column 3", 2, (1, 3)),
    ("<a><p::b/></a>", "not well-formed (invalid token): line 1, column 6", 4, (1, 6)),
    ("<a b:='1'/>", "not well-formed (invalid token): line 1, column 5", 4, (1, 5)),
    ("<!DOCTYPE a PUBLIC 'p}q' 's'><a/>", "illegal character(s) in public id: line 1, column 21", 32, (1, 21)),
    ("<a/></a>", "not well-formed (invalid token): line 1, column 5", 4, (1, 5)),
]:
    try:
        ET.XML(document)
    except ET.ParseError as e:
        assert (str(e), e.code, e.position) == (message, code, place), (document, str(e))
    else:
        raise AssertionError(document)
assert issubclass(ET.ParseError, SyntaxError) and ET.ParseError.__module__ == "xml.etree.ElementTree"

# Text may come in any pieces, and entities may be told.
document = "<a x='&lt;é'>1&amp;2\r\n3<![CDATA[]]]]>]&#65;<b/>é&#x1F600;</a>"
whole = ET.tostring(ET.XML(document), encoding="unicode")
for size in range(1, 12):
    data = document.encode()
    parser = XMLParser()
    for at in range(0, len(data), size):
        parser.feed(data[at:at + size])
    assert ET.tostring(parser.close(), encoding="unicode") == whole, size
for encoding in "utf-8", "utf-16", "iso-8859-1", "cp1252", "us-ascii":
    data = f"<?xml version='1.0' encoding='{encoding}'?><a>\xe9</a>".encode(encoding, "xmlcharrefreplace")
    assert ET.XML(data).text == "\xe9", encoding
    assert ET.parse(io.BytesIO(data)).getroot().text == "\xe9", encoding
assert ET.XML("<?xml version='1.0' encoding='utf-16'?><a>\xe9</a>").text == "\xe9"
assert ET.XML(memoryview(b"<a/>")).tag == "a"
parser = XMLParser(encoding="iso-8859-1")
parser.feed(b"<a>\xe9</a>")
assert parser.close().text == "\xe9"
parser = XMLParser()
parser.entity["b"] = "text"
parser.feed("<!DOCTYPE a SYSTEM 'x'><a>1&b;2</a>")
assert parser.close().text == "1text2"
assert parser.version.startswith("Expat ") and type(parser.target) is TreeBuilder

# A target has whichever methods it likes.
class Target:
    def __init__(self):
        self.events = []
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self.events.append((name, *args))
document = "<!DOCTYPE a PUBLIC 'p' 's'><?pi data?><a xmlns='u' xmlns:n='v' n:x='1'>t\n<!--c--><n:b/></a>"
target = Target()
parser = XMLParser(target=target)
parser.feed(document)
parser.close()
assert target.events == [
    ("doctype", "a", "p", "s"), ("pi", "pi", "data"), ("start_ns", "", "u"), ("start_ns", "n", "v"),
    ("start", "{u}a", {"{v}x": "1"}), ("data", "t"), ("data", "\n"), ("comment", "c"), ("start", "{v}b", {}),
    ("end", "{v}b"), ("end", "{u}a"), ("end_ns", "n"), ("end_ns", ""), ("close",)], target.events
parser = XMLParser(target=object())
parser.feed(document)
assert parser.close() is None and parser.entity == {}

# When a method raises, nothing more of that piece is told.
class Raising:
    seen = []
    def start(self, tag, attrib):
        self.seen.append(tag)
        if tag == "b":
            raise KeyError(tag)
parser = XMLParser(target=Raising())
raises(KeyError, "'b'", parser.feed, "<a><b/><c/>")
parser.feed("<d/></a>")
assert parser.close() is None and Raising.seen == ["a", "b", "d"]

# A parser does not read while it is reading.
class Feeding:
    def start(self, tag, attrib):
        raises(RuntimeError, "cannot call feed() from within a handler", feeding.feed, "<b/>")
        raises(RuntimeError, "cannot call close() from within a handler", feeding.close)
        raises(RuntimeError, "cannot call flush() from within a handler", feeding.flush)
        self.tag = tag
if sys.implementation.name != "cpython":
    # CPython ends the process.
    feeding = XMLParser(target=Feeding())
    feeding.feed("<a/>")
    feeding.close()
    assert feeding.target.tag == "a"
    class Again:
        def start(self, tag, attrib):
            again.__init__()
    again = XMLParser(target=Again())
    again.feed("<a><b/>")
    again.feed("<c/>")
    assert again.close().tag == "c"

# The document type is the target's matter.
class Old(XMLParser):
    def doctype(self, *args):
        raise AssertionError
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    Old().feed("<!DOCTYPE a><a/>")
assert [str(w.message) for w in caught] == [
    "The doctype() method of XMLParser is ignored.  Define doctype() method on the TreeBuilder target."]

# Events.
def events(document, names):
    queue = []
    parser = XMLParser()
    parser._setevents(queue, names)
    parser.feed(document)
    parser.close()
    return [(name, getattr(what, "tag", what)) for name, what in queue]
document = "<?x y?><!--c--><a xmlns='u'>t<b/></a>"
assert events(document, None) == [("end", "{u}b"), ("end", "{u}a")]
assert events(document, (b"start",)) == [(b"start", "{u}a"), (b"start", "{u}b")]
assert events(document, ("start", "end", "start-ns", "end-ns", "comment", "pi")) == [
    ("pi", ("x", "y")), ("comment", "c"), ("start-ns", ("", "u")), ("start", "{u}a"), ("start", "{u}b"),
    ("end", "{u}b"), ("end", "{u}a"), ("end-ns", None)]
raises(TypeError, "events must be a sequence", XMLParser()._setevents, [], 3)
raises(ValueError, "invalid events sequence", XMLParser()._setevents, [], [3])
raises(ValueError, "unknown event 'x'", XMLParser()._setevents, [], ["x"])
raises(TypeError, "event handling only supported for ElementTree.TreeBuilder targets",
       XMLParser(target=3)._setevents, [], ["end"])
pull = ET.XMLPullParser(["end"])
pull.feed("<a><b>text</b")
pull.flush()
assert list(pull.read_events()) == []
pull.feed("><c>")
assert [e.tag for _, e in pull.read_events()] == ["b"]
names = [(event, e.tag) for event, e in ET.iterparse(io.StringIO("<a><b/><c/></a>"), ["start", "end"])]
assert names == [("start", "a"), ("start", "b"), ("end", "b"), ("start", "c"), ("end", "c"), ("end", "a")]

# Files.
class File:
    def __init__(self, *blocks):
        self.blocks = list(blocks)
    def read(self, size):
        assert size == 65536
        return self.blocks.pop(0)
assert XMLParser()._parse_whole(File("<?xml version='1.0' encoding='cp437'?><a>\xe9", "</a>", "")).text == "\xe9"
assert XMLParser()._parse_whole(File(b"<a>", b"</a>", None)).tag == "a"

# A builder takes events from anybody.
builder = TreeBuilder()
raises(IndexError, "pop from empty stack", builder.end, "a")
raises(TypeError, "start() argument 2 must be dict, not str", builder.start, "a", "b")
assert builder.close() is None and builder.data("ignored") is None
attrib = {"x": "1"}
root = builder.start("a", attrib)
assert root.attrib is attrib and root.tag == "a"
builder.data("1")
builder.data("2")
assert builder.comment("c").tag is ET.Comment and builder.pi("p", "t").tag is ET.PI
builder.data("3")
child = builder.start("b", {})
assert builder.end("whatever") is child
builder.data("4")
assert builder.end("a") is root is builder.close()
assert (root.text, child.tail, len(root)) == ("123", "4", 1)
raises(ET.ParseError, "multiple elements on top level", builder.start, "c", {})
builder = TreeBuilder(insert_comments=True, insert_pis=True)
parser = XMLParser(target=builder)
parser.feed("<a>1<!--c-->2<?p?>3</a>")
assert ET.tostring(parser.close()) == b"<a>1<!--c-->2<?p?>3</a>"
builder = TreeBuilder()
builder.start("a", {})
builder.data(3)
assert builder.end("a").text == 3
builder = TreeBuilder()
builder.start("a", {})
builder.data(3)
builder.data("x")
root = builder.end("a")
raises(TypeError, "sequence item 0: expected str instance, int found", getattr, root, "text")

# Factories, also those that make no elements.
class Thing(list):
    text = tail = None
    def __init__(self, tag, attrib):
        self.tag, self.attrib = tag, attrib
parser = XMLParser(target=TreeBuilder(Thing))
parser.feed("<a x='1'>1<b/>2<!--c-->3</a>")
thing = parser.close()
assert (thing.tag, thing.attrib, thing.text, thing[0].tail) == ("a", {"x": "1"}, "1", "23")
raises(TypeError, "'int' object is not callable", TreeBuilder(3).start, "a", {})
raises(TypeError, "Comment factory must be callable, not int", _elementtree._set_factories, 3, None)
raises(TypeError, "PI factory must be callable, not int", _elementtree._set_factories, None, 3)
old = _elementtree._set_factories(None, None)
assert old == (ET.Comment, ET.PI) and TreeBuilder().comment("c") == "c" and TreeBuilder().pi("p") == ("p", None)
assert _elementtree._set_factories(*old) == (None, None)

# Ends.
parser = XMLParser()
parser.feed("<a/>")
parser.close()
for method in parser.close, parser.flush, lambda: parser.feed(""):
    raises(ET.ParseError, "parsing finished: line 1, column 4", method)
for method in "close", "flush":
    raises(ValueError, "XMLParser.__init__() wasn't called", getattr(XMLParser.__new__(XMLParser), method))
raises(ValueError, "XMLParser.__init__() wasn't called", XMLParser.__new__(XMLParser).feed, "")
raises(TypeError, "XMLParser() takes no positional arguments", XMLParser, None)
raises(TypeError, "XMLParser() argument 'encoding' must be str or None, not int", XMLParser, encoding=3)
raises(TypeError, "a bytes-like object is required, not 'int'", XMLParser().feed, 3)

# Deep documents.
depth = 50_000
root = ET.XML("<e>" * depth + "</e>" * depth)
assert sum(1 for _ in root.iter("e")) == depth
del root
