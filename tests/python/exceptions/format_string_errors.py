"""What is wrong inside an f-string or t-string is said in CPython's words.

https://docs.python.org/3.14/reference/lexical_analysis.html#formatted-string-literals
"""
def check(message, *sources):
    for source in sources:
        try:
            compile(source, "<file>", "eval")
        except SyntaxError as error:
            assert error.msg == message, (source, error.msg)
        else:
            raise AssertionError(source)

expected = "expecting a valid expression after '{'"
check("f-string: " + expected, "f'{,}'", "f'{.}'", "\nf'{.}'", "f'{**a}'", "f'{4:{/5}}'", "f'{+ lambda:None}'")
check("t-string: " + expected, "t'{,}'")
check("f-string: valid expression required before '}'", "f'{}'", "f'{ }'", "f'{10:{ }}'", "f'''\n{\n# comment\n}'''\n")
check("f-string: valid expression required before '!'", "f'{!r}'", "f'{!'")
check("f-string: valid expression required before ':'", "f'{:2}'", "f'{:'")
check("f-string: valid expression required before '='", "f'{=}'")
check("f-string: unmatched ')'", "f'{)}'", "f'{3)+(4}'", "f'{)#}'")
check("closing parenthesis '}' does not match opening parenthesis '('", "f'{((}'", "f'{a(4}'")
check("closing parenthesis ')' does not match opening parenthesis '['", "f'{a[4)}'")
check("'{' was never closed", "f'{1#}'", "f'{#}'", "f'{1# one} {2 this is a comment#}'")
check("f-string: expecting '}'", "f'{3' f\"}\"", "f'{3!'", "f'{3!s'")
check("f-string: expecting ':' or '}'", "f'{\"s\"!r{\":10\"}}'")
check("f-string: lambda expressions are not allowed without parentheses", "f'{lambda x:x}'", "f'{1, lambda:x}'", "f'{lambda x:}'")
check("f-string: newlines are not allowed in format specifiers for single quoted f-strings", "f'{1:d\n}'", 'f"{value:.\n {\'2f\'}}"')
check("f-string: single '}' is not allowed", "f'}'", "f'a}b'", "f'{3}}'")
check("unexpected character after line continuation character", r"f'{\'a\'}'", r"rf'{\t3}'")
malformed = r"(unicode error) 'unicodeescape' codec can't decode bytes in position 0-%d: malformed \N character escape"
check(malformed % 1, r"f'\N'", r"f'\N '", r"'\N'")
check(malformed % 2, r"f'\N{'", r"'\N{'")
check(malformed % 28, r"f'\N{GREEK CAPITAL LETTER DELTA'", r"'\N{GREEK CAPITAL LETTER DELTA'")

check("invalid non-printable character U+00A0", "f'''{\xa0}'''")

def place(source):
    try:
        compile(source, "<file>", "exec")
    except SyntaxError as error:
        assert error.msg.startswith("(unicode error)"), error.msg
        return error.lineno, error.offset, error.end_lineno, error.end_offset
assert place(r'f"\xZZ"') == (1, 3, 1, 7)
assert place(r'f"a{x}b\N{NOPE}{y}"') == (1, 7, 1, 16)
assert place('f"""abc\ndef\\xZZ"""') == (1, 5, 2, 8)

# What is valid stays so.
assert eval("f'{(lambda x: x)(2)}{3:{4}}{{}}{1 if 2 else 3!r:>3}'") == "2   3{}  1"
assert eval('f"{ {1: 2}[1] }{"a" "b"}{3!=4}{(y:=5)}{[1,2][0:1]}"') == "2abTrue5[1]"
