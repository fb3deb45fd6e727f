"""Tokens of many languages, as HTML and for terminals, by Pygments."""
# wheels: pygments==2.21.0
from pygments import highlight
from pygments.lexers import get_lexer_by_name, get_all_lexers
from pygments.formatters import HtmlFormatter, TerminalFormatter
src = 'def f(x: int = 0) -> str:\n    """Doc."""\n    return f"{x!r:>{10}}" + \'a\' if x else None  # end\n'
print(highlight(src, get_lexer_by_name('python'), HtmlFormatter(linenos=True)))
print(highlight('int main(){return 0;} // c', get_lexer_by_name('c'), TerminalFormatter()))
for l in ('javascript','rust','html','json','bash','sql','yaml','java','ruby','haskell'): print(len(list(get_lexer_by_name(l).get_tokens(src))))
print(len(list(get_all_lexers())))
