"""pyexpat is native: what it tells of documents, in which pieces they ever come.

https://docs.python.org/3.14/library/pyexpat.html
"""

import xml.etree.ElementTree
import xml.dom.minidom
import xml.sax
from xml.parsers import expat


def events(*pieces, namespaces=None, setup=None):
    """What the handlers of a parser are told of a document."""
    parser = expat.ParserCreate(namespace_separator=namespaces)
    told = []
    for name in dir(parser):
        if name.endswith("Handler") and not name.startswith(("Default", "NotStandalone")):
            def handler(*args, name=name.removesuffix("Handler")):
                if name == "CharacterData" and told and told[-1][0] == name:
                    told[-1] = (name, told[-1][1] + args[0])
                else:
                    told.append((name, *args))
                return 1
            setattr(parser, name, handler)
    if setup:
        setup(parser)
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return told


def error(document, **keywords):
    try:
        events(document, **keywords)
    except expat.ExpatError as problem:
        return f"{problem} ({problem.code})"
    raise AssertionError(document)


# Elements, text, references, sections, comments, instructions.
document = """<?xml version="1.0"?>
<!-- c --><a x="1" y='&lt;&#65;
z'>t&amp;u<![CDATA[<&>]]]><b/><?p  q r?>é\r\n</a>
"""
expected = [
    ("XmlDecl", "1.0", None, -1), ("Comment", " c "), ("StartElement", "a", {"x": "1", "y": "<A z"}),
    ("CharacterData", "t&u"), ("StartCdataSection",), ("CharacterData", "<&>]"), ("EndCdataSection",),
    ("StartElement", "b", {}), ("EndElement", "b"), ("ProcessingInstruction", "p", "q r"),
    ("CharacterData", "é\n"), ("EndElement", "a"),
]
assert events(document) == expected
assert events(document.encode()) == expected
assert events(*(bytes([byte]) for byte in document.encode())) == expected
assert events(document.encode("utf-16")) == expected
latin = document.replace('"1.0"', '"1.0" encoding="iso-8859-1"').encode("latin-1")
assert events(latin)[1:] == expected[1:]
koi = '<?xml version="1.0" encoding="koi8-r"?><a>ж</a>'.encode("koi8-r")
assert events(koi)[2] == ("CharacterData", "ж")

# The document type.
document = """<!DOCTYPE d SYSTEM "s" [<!ENTITY e "x&#65;<i/>"><!ELEMENT r (a,(b|c)*,d+)?>
<!ATTLIST r x CDATA "1" y (a | b) #REQUIRED z NMTOKEN #FIXED " q "><!NOTATION n PUBLIC "a  b">
<!ENTITY u SYSTEM "s" NDATA n><!ENTITY f SYSTEM "g">]><r y='a'>&e;&f;</r>"""
assert events(document) == [
    ("StartDoctypeDecl", "d", "s", None, 1), ("EntityDecl", "e", 0, "xA<i/>", None, None, None, None),
    ("ElementDecl", "r", (6, 1, None, (
        (4, 0, "a", ()), (5, 2, None, ((4, 0, "b", ()), (4, 0, "c", ()))), (4, 3, "d", ())))),
    ("AttlistDecl", "r", "x", "CDATA", "1", 0), ("AttlistDecl", "r", "y", "(a|b)", None, 1),
    ("AttlistDecl", "r", "z", "NMTOKEN", "q", 1), ("NotationDecl", "n", None, None, "a b"),
    ("UnparsedEntityDecl", "u", None, "s", None, "n"), ("EntityDecl", "f", 0, None, None, "g", None, None),
    ("EndDoctypeDecl",), ("StartElement", "r", {"y": "a", "x": "1", "z": "q"}), ("CharacterData", "xA"),
    ("StartElement", "i", {}), ("EndElement", "i"), ("ExternalEntityRef", "f", None, "g", None),
    ("EndElement", "r"),
]

# Namespaces.
document = '<a xmlns="u" xmlns:p="v" p:x="1" y="2"><p:b/></a>'
assert events(document, namespaces=" ") == [
    ("StartNamespaceDecl", None, "u"), ("StartNamespaceDecl", "p", "v"),
    ("StartElement", "u a", {"v x": "1", "y": "2"}), ("StartElement", "v b", {}), ("EndElement", "v b"),
    ("EndElement", "u a"), ("EndNamespaceDecl", "p"), ("EndNamespaceDecl", None),
]

# Errors: where, and what.
for document, expected in (
    ("", "no element found: line 1, column 0 (3)"),
    ("<a>", "no element found: line 1, column 3 (3)"),
    ("<a>\n<b></a>", "mismatched tag: line 2, column 5 (7)"),
    ("<a x='1' x='2'/>", "duplicate attribute: line 1, column 9 (8)"),
    ("<a/><b/>", "junk after document element: line 1, column 4 (9)"),
    ("<a>&b;</a>", "undefined entity: line 1, column 3 (11)"),
    ("<a>&#0;</a>", "reference to invalid character number: line 1, column 3 (14)"),
    ("<a", "unclosed token: line 1, column 0 (5)"),
    ("<a><![CDATA[", "unclosed CDATA section: line 1, column 12 (20)"),
    ("abc", "syntax error: line 1, column 0 (2)"),
    ("<a>\x01</a>", "not well-formed (invalid token): line 1, column 3 (4)"),
    ("<a x=1/>", "not well-formed (invalid token): line 1, column 5 (4)"),
    (" <?xml version='1.0'?><a/>", "XML or text declaration not at start of entity: line 1, column 1 (17)"),
    ("<!DOCTYPE a [<!ENTITY b '&c;'><!ENTITY c '&b;'>]><a>&b;</a>",
     "recursive entity reference: line 1, column 52 (12)"),
):
    assert error(document) == expected, (document, error(document))
assert error("<p:a/>", namespaces=" ").startswith("unbound prefix")

# Entities that grow without end.
bomb = "<!DOCTYPE a [<!ENTITY e0 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>" + "".join(
    f"<!ENTITY e{level} '{f'&e{level - 1};' * 20}'>" for level in range(1, 9)
) + "]><a>&e8;</a>"
assert "(43)" in error(bomb, setup=lambda parser: setattr(parser, "CharacterDataHandler", None))

# Attributes of parsers.
parser = expat.ParserCreate()
parser.buffer_text = True
parser.ordered_attributes = True
told = []
parser.CharacterDataHandler = told.append
parser.StartElementHandler = lambda name, attributes: told.append((name, attributes, parser.CurrentColumnNumber))
parser.Parse("<a>x&amp;\ny<b k='1' l='2'/></a>", True)
assert told == [("a", [], 0), "x&\ny", ("b", ["k", "1", "l", "2"], 1)], told
assert parser.intern["a"] == "a" and parser.ErrorCode == 0
parser = expat.ParserCreate()
parser.StartElementHandler = lambda *args: 1 / 0
try:
    parser.Parse("<a/>", True)
except ZeroDivisionError:
    pass
else:
    raise AssertionError
parser = expat.ParserCreate()
told = []
parser.DefaultHandler = told.append
parser.Parse("<!-- c --><a>&lt;</a>", True)
assert "".join(told) == "<!-- c --><a>&lt;</a>"

# External entities.
told = []
parser = expat.ParserCreate()
parser.StartElementHandler = lambda name, attributes: told.append(name)


def entity(context, base, system, public):
    inner = parser.ExternalEntityParserCreate(context)
    return inner.Parse("<?xml encoding='utf-8'?><inner/>", True)


parser.ExternalEntityRefHandler = entity
parser.Parse("<!DOCTYPE a [<!ENTITY e SYSTEM 's'>]><a>&e;</a>", True)
assert told == ["a", "inner"]

# What stands on it.
tree = xml.etree.ElementTree.fromstring("<a x='1'><b>t</b>u</a>")
assert tree.attrib == {"x": "1"} and tree[0].text == "t" and tree[0].tail == "u"
assert xml.dom.minidom.parseString("<a>&lt;</a>").documentElement.toxml() == "<a>&lt;</a>"

# Errors beside characters of several bytes.
for text, message in (
    ("<!DOCTYPE a [<é", "syntax error: line 1, column 13"),
    ("<!DOCTYPE a [&é;]><a/>", "not well-formed (invalid token): line 1, column 13"),
    ("<!DOCTYPE a [ <&é", "not well-formed (invalid token): line 1, column 15"),
    ("<a><?é\x85?></a>", "not well-formed (invalid token): line 1, column 6"),
    ("<!DOCTYPE a [<?é\x85#F?>]><a/>", "not well-formed (invalid token): line 1, column 16"),
):
    parser = expat.ParserCreate()
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        assert str(error) == message, (text, error)
    else:
        raise AssertionError(text)
