# A document that comes in pieces: what is whole is told of at once, and the encoding is found however the text is cut.
from xml.parsers import expat


def parse(pieces, encoding=None):
    """What is told of after each piece."""
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = False
    seen = []
    parser.StartElementHandler = lambda name, attributes: seen.append(name)
    parser.EndElementHandler = lambda name: seen.append("/" + name)
    parser.CharacterDataHandler = seen.append
    parser.XmlDeclHandler = lambda *found: seen.append(found)
    steps = []
    for piece in pieces:
        parser.Parse(piece)
        steps.append(tuple(seen))
        seen.clear()
    parser.Parse(b"", True)
    return steps + [tuple(seen)]


assert parse([b"<a>", b"x", b"</a>"])[:3] == [("a",), ("x",), ("/a",)]
assert parse([b"<a/>"])[0] == ("a", "/a")
assert parse([b"<", b"a>", b"</a>"])[:3] == [(), ("a",), ("/a",)]

texts = [
    "<a>\u00e4\u6771</a>".encode(),
    "\ufeff<a>\u00e4</a>".encode(),
    "<?xml version='1.0' encoding='latin-1'?><a>\u00e4</a>".encode("latin-1"),
    "<?xml version='1.0'?><a>\u00e4</a>".encode(),
    "<?xmlx y?><a>\u00e4</a>".encode(),
    "<a>\u00e4</a>".encode("utf-16"),
    "<?xml version='1.0' encoding='utf-16'?><a>\u00e4</a>".encode("utf-16"),
    "\ufeff<a>\u00e4</a>".encode("utf-16-be"),
    "\ufeff<a>\u00e4</a>".encode("utf-16-le"),
]


def shown(steps):
    """The events in order; neighbouring pieces of text as one."""
    joined = []
    for event in (event for step in steps for event in step):
        is_text = isinstance(event, str) and not event.isascii()
        if is_text and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + event)
        else:
            joined.append(("text" if is_text else "tag", event))
    return joined


for text in texts:
    whole = shown(parse([text]))
    assert [kind for kind, _ in whole][-3:] == ["tag", "text", "tag"], whole
    for size in range(1, 9):
        pieces = [text[i : i + size] for i in range(0, len(text), size)]
        assert shown(parse(pieces)) == whole, (text, size)

for wrong in (b"x", b"\x00\x00", b"a<"):
    parser = expat.ParserCreate()
    try:
        parser.Parse(wrong)
        parser.Parse(b"", True)
    except expat.ExpatError:
        pass
    else:
        assert False, wrong
