"""The tokenizer of `tokenize`.

https://docs.python.org/3.14/library/tokenize.html
"""

import re as _re
import token as _token

_TAB = 8
_TABS_AND_SPACES = "inconsistent use of tabs and spaces in indentation"
_NUMBER = _re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|(?:(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?"
    r"|\d(?:_?\d)*[eE][-+]?\d(?:_?\d)*|\d(?:_?\d)*)[jJ]?"
)
_NAME = _re.compile(r"\w+")
_SPACE = _re.compile(r"[ \f\t]*")
_OPERATOR = _re.compile(
    "|".join(map(_re.escape, sorted(_token.EXACT_TOKEN_TYPES, key=len, reverse=True)))
)
_STRING = _re.compile(r"([A-Za-z]{0,2})('''|\"\"\"|'|\")")
_PREFIXES = {"", "b", "r", "u", "f", "t", "br", "rb", "fr", "rf", "tr", "rt"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class _Formatted:
    """An f-string or t-string that is being read."""

    def __init__(self, quote, raw, first, last):
        self.quote = quote
        self.raw = raw
        self.middle, self.end = first, last
        # The number of open brackets at each field that is open, and whether it is in its format.
        self.fields = []


class TokenizerIter:
    """An iterator over the tokens of the lines that a function gives."""

    def __init__(self, readline, /, *, extra_tokens, encoding=None):
        self._readline = readline
        self._encoding = encoding
        self._extra = extra_tokens
        self._number = 0
        self._line = ""
        self._tokens = self._read()

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)

    def _next_line(self):
        try:
            line = self._readline()
        except StopIteration:
            line = ""
        if isinstance(line, (bytes, bytearray)):
            line = line.decode(self._encoding or "utf-8")
        self._number += 1
        self._line = line
        return line

    def _error(self, message, start, end=None, number=None, kind=SyntaxError):
        number = number or self._number
        end = start + 1 if end is None else end
        text = self._line
        return kind(message, ("<string>", number, start + 1, text, number, end + 1))

    def _token(self, kind, start, end, text=None):
        line = self._line
        number = self._number
        if text is None:
            text = line[start:end]
        if kind == _token.OP and not self._extra:
            kind = _token.EXACT_TOKEN_TYPES.get(text, kind)
        return kind, text, (number, start), (number, end), line

    def _indentation(self, line, indents):
        """Gives the position behind the indentation, and the tokens that it comes to."""
        position = column = narrow = 0
        for character in line:
            if character == " ":
                column += 1
                narrow += 1
            elif character == "\t":
                column = (column // _TAB + 1) * _TAB
                narrow += 1
            elif character == "\f":
                column = narrow = 0
            else:
                break
            position += 1
        if line[position : position + 1] in ("#", "\r", "\n", ""):
            return position, None
        tokens = []
        # Lines must be in the same order however wide tabs are.
        if column > indents[-1][0]:
            if narrow <= indents[-1][1]:
                raise self._misindented(TabError, _TABS_AND_SPACES)
            indents.append((column, narrow))
            tokens.append(self._token(_token.INDENT, 0, position))
            return position, tokens
        while column < indents[-1][0]:
            indents.pop()
            if column > indents[-1][0]:
                message = "unindent does not match any outer indentation level"
                raise self._misindented(IndentationError, message)
            tokens.append(self._token(_token.DEDENT, position, position, ""))
        if narrow != indents[-1][1]:
            raise self._misindented(TabError, _TABS_AND_SPACES)
        return position, tokens

    def _misindented(self, kind, message):
        line = self._line.rstrip("\r\n")
        return kind(message, ("<string>", self._number, len(line) + 1, line, None, None))

    def _long_string(self, position, quote, start):
        """Reads on to the closing quotes of a string; gives its token."""
        first, number, lines = self._line, self._number, [self._line]
        line = self._line
        while True:
            while position < len(line):
                if line[position] == "\\":
                    position += 2
                elif line.startswith(quote, position):
                    end = position + len(quote)
                    text = "".join(lines[:-1])[start:] + line[:end]
                    if len(lines) == 1:
                        text = line[start:end]
                    place = (self._number, end)
                    return (_token.STRING, text, (number, start), place, "".join(lines)), end
                elif line[position] in "\r\n" and len(quote) == 1:
                    break
                else:
                    position += 1
            continued = line.rstrip("\r\n").endswith("\\")
            if len(quote) == 1 and not continued:
                message = f"unterminated string literal (detected at line {self._number})"
                self._line = first
                raise self._error(message, start, start, number)
            last = self._number
            position, line = 0, self._next_line()
            if not line:
                kind = "triple-quoted " if len(quote) == 3 else ""
                message = f"unterminated {kind}string literal (detected at line {last})"
                self._line = first
                raise self._error(message, start, start, number)
            lines.append(line)

    def _text_of(self, mode, position):
        """Reads the text of an f-string up to a field or its end: gives tokens and a position."""
        tokens = []
        in_format = bool(mode.fields)
        start, number, text, lines = position, self._number, "", [self._line]
        piece = position

        def flush(end, skip=0, always=False):
            nonlocal start, number, text, lines, piece
            whole = text + self._line[piece:end]
            if whole or always:
                place = (self._number, end)
                tokens.append((mode.middle, whole, (number, start), place, "".join(lines)))
            start = piece = end + skip
            number, text, lines = self._number, "", [self._line]

        while True:
            line = self._line
            if position >= len(line):
                if len(mode.quote) == 1 and not line.rstrip("\r\n").endswith("\\"):
                    message = f"unterminated f-string literal (detected at line {number})"
                    raise self._error(message, start, start, number)
                text += line[piece:]
                if not self._next_line():
                    kind = "triple-quoted " if len(mode.quote) == 3 else ""
                    message = f"unterminated {kind}f-string literal (detected at line {self._number - 1})"
                    raise self._error(message, start, start, number)
                lines.append(self._line)
                position = piece = 0
                continue
            character = line[position]
            if line.startswith(mode.quote, position):
                flush(position)
                return tokens, position
            if character == "\\":
                if not mode.raw and line.startswith("N{", position + 1):
                    end = line.find("}", position)
                    position = end + 1 if end >= 0 else len(line)
                elif line[position + 1 : position + 2] in ("{", "}"):
                    position += 1
                else:
                    position += 2
            elif character in "{}" and not in_format and line.startswith(character, position + 1):
                flush(position + 1, 1)
                position += 2
            elif character == "{" or character == "}" and in_format:
                # The end of a format is told by a piece of text, even an empty one.
                flush(position, always=character == "}")
                return tokens, position
            elif character == "}":
                raise self._error("f-string: single '}' is not allowed", position)
            else:
                position += 1

    def _read(self):
        indents, brackets, modes = [(0, 0)], [], []
        continued = False
        last = ""
        while True:
            line = self._next_line()
            position = 0
            if not line:
                if brackets:
                    message = "unexpected EOF in multi-line statement"
                    raise self._error(message, -1, -1, self._number - 1)
                if continued:
                    raise self._error("unexpected EOF while parsing", 0, 0, self._number - 1)
                break
            last = line
            if not brackets and not continued:
                position, tokens = self._indentation(line, indents)
                if tokens is None:
                    end = len(line.rstrip("\r\n"))
                    if self._extra and line.startswith("#", position):
                        yield self._token(_token.COMMENT, position, end)
                        position = end
                    if self._extra and position < len(line) or self._extra and end > position:
                        yield self._token(_token.NL, end, max(len(line), end + 1), line[end:])
                    continue
                yield from tokens
            continued = False
            while position < len(self._line):
                line = self._line
                position = _SPACE.match(line, position).end()
                if position >= len(line):
                    break
                character = line[position]
                if character in "\r\n":
                    kind = _token.NL if brackets else _token.NEWLINE
                    if self._extra or kind == _token.NEWLINE:
                        yield self._token(kind, position, position + 1, line[position:])
                    break
                if character == "#":
                    end = len(line.rstrip("\r\n"))
                    if self._extra:
                        yield self._token(_token.COMMENT, position, end)
                    position = end
                    continue
                if character == "\\":
                    if line[position + 1 :] not in ("\n", "\r\n", "\r"):
                        message = "unexpected character after line continuation character"
                        raise self._error(message, position + 1)
                    continued = True
                    break
                string = _STRING.match(line, position)
                if string and string[1].lower() in _PREFIXES:
                    prefix, quote = string[1].lower(), string[2]
                    start, position = position, string.end()
                    if "f" in prefix or "t" in prefix:
                        name = "FSTRING" if "f" in prefix else "TSTRING"
                        first, middle, end = (
                            getattr(_token, f"{name}_{part}") for part in ("START", "MIDDLE", "END")
                        )
                        mode = _Formatted(quote, "r" in prefix, middle, end)
                        modes.append(mode)
                        yield self._token(first, start, position)
                        position = yield from self._formatted(modes, brackets, position)
                        continue
                    token, position = self._long_string(position, quote, start)
                    yield token
                    continue
                if character.isdecimal() or character == "." and line[position + 1 : position + 2].isdecimal():
                    end = _NUMBER.match(line, position).end()
                    follower = _NAME.match(line, end)
                    keywords = "and", "else", "for", "if", "in", "is", "not", "or"
                    if follower and not follower[0].startswith(keywords):
                        raise self._error("invalid decimal literal", end - 1)
                    yield self._token(_token.NUMBER, position, end)
                    position = end
                    continue
                name = _NAME.match(line, position)
                if name:
                    if not name[0].isidentifier():
                        bad = next(c for c in name[0] if not ("a" + c).isidentifier())
                        message = f"invalid character '{bad}' (U+{ord(bad):04X})"
                        raise self._error(message, position + name[0].index(bad))
                    yield self._token(_token.NAME, position, name.end())
                    position = name.end()
                    continue
                position = yield from self._operator(modes, brackets, position)
            last = self._line
        if last and not last.endswith(("\n", "\r")) and not last.lstrip().startswith("#"):
            number, column = self._number - 1, len(last)
            yield _token.NEWLINE, "", (number, column), (number, column + 1), ""
        end = (self._number, 0)
        for _ in indents[1:]:
            yield _token.DEDENT, "", end, end, ""
        yield _token.ENDMARKER, "", end, end, ""

    def _formatted(self, modes, brackets, position):
        """Yields the text of the innermost f-string, and what ends it; gives the position."""
        mode = modes[-1]
        tokens, position = self._text_of(mode, position)
        yield from tokens
        if self._line.startswith(mode.quote, position):
            modes.pop()
            end = position + len(mode.quote)
            yield self._token(mode.end, position, end)
            return end
        return position

    def _operator(self, modes, brackets, position):
        """Yields an operator; gives the position behind it and the text of an f-string that follows."""
        line = self._line
        mode = modes[-1] if modes else None
        in_field = mode is not None and mode.fields and mode.fields[-1] == len(brackets)
        found = _OPERATOR.match(line, position)
        text = found[0] if found else ""
        if in_field and text in (":=", "!") or text == ":=" and in_field:
            text = text[0]
        if not text:
            bad = line[position]
            if bad in "$?!`":
                yield self._token(_token.OP, position, position + 1)
                return position + 1
            message = f"invalid character '{bad}' (U+{ord(bad):04X})"
            if bad < "\x7f":
                message = "invalid syntax"
            elif not bad.isprintable():
                message = f"invalid non-printable character U+{ord(bad):04X}"
            raise self._error(message, position)
        end = position + len(text)
        if text in "([{":
            brackets.append((text, self._number))
            if text == "{" and mode is not None and (
                not mode.fields or mode.fields[-1] < 0
            ):
                mode.fields.append(len(brackets))
        elif text in ")]}":
            # Whether brackets fit is the parser's business, unless it is the one who asks.
            if not brackets and not self._extra:
                raise self._error(f"unmatched '{text}'", position)
            bracket, number = brackets.pop() if brackets else ("", 0)
            if not self._extra and _CLOSING[bracket] != text:
                message = f"closing parenthesis '{text}' does not match opening parenthesis '{bracket}'"
                if number != self._number:
                    message += f" on line {number}"
                raise self._error(message, position)
        yield self._token(_token.OP, position, end)
        if mode is None:
            return end
        if text == "}" and mode.fields and abs(mode.fields[-1]) == len(brackets) + 1:
            mode.fields.pop()
            return (yield from self._formatted(modes, brackets, end))
        if text == ":" and in_field:
            # A negative number tells that the format of the field is read.
            mode.fields[-1] = -mode.fields[-1]
            return (yield from self._formatted(modes, brackets, end))
        return end
