"""White space of XML is space, tab, carriage return and line feed, and nothing else.

https://www.w3.org/TR/xml/#sec-common-syn
"""
import io
import xml.dom.minidom
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import XMLGenerator

OTHERS = "\x85\xa0\u2003\u2028\u3000"

# Indenting replaces white space, and keeps other characters.
for text in ("", " \t\r\n"):
    root = ElementTree.XML("<a><b/></a>")
    root.text = root[0].tail = text
    ElementTree.indent(root)
    assert ElementTree.tostring(root) == b"<a>\n  <b />\n</a>"
for char in OTHERS:
    root = ElementTree.XML(f"<a>{char}<b/>{char}</a>")
    ElementTree.indent(root)
    assert (root.text, root[0].tail) == (char, char)

# Canonical text without white space around it.
for char in OTHERS:
    assert ElementTree.canonicalize(f"<a> {char} </a>", strip_text=True) == f"<a>{char}</a>"

# Between the elements of a content model there is white space alone.
DOCTYPE = "<!DOCTYPE a [<!ELEMENT a (b)><!ELEMENT b EMPTY>]>"
for char in OTHERS:
    document = xml.dom.minidom.parseString(f"{DOCTYPE}<a> {char}<b/></a>")
    first, second = document.documentElement.childNodes
    assert first.isWhitespaceInElementContent is False
document = xml.dom.minidom.parseString(f"{DOCTYPE}<a> \t\r\n<b/></a>")
assert document.documentElement.firstChild.isWhitespaceInElementContent

# Names of namespaces are quoted as values of attributes are.
output = io.StringIO()
generator = XMLGenerator(output)
generator.startPrefixMapping(None, 'a&"<')
generator.startPrefixMapping("p", "it's")
generator.startElementNS((None, "x"), None, {})
generator.endElementNS((None, "x"), None)
assert output.getvalue() == """<x xmlns='a&amp;"&lt;' xmlns:p="it's"></x>"""
