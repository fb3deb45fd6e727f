"""Tables, trees, Markdown and coloured code, by rich."""
# wheels: rich==15.0.0 markdown-it-py==4.3.0 mdurl==0.1.2 pygments==2.21.0
from rich.console import Console
from rich.table import Table
from rich.tree import Tree
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.panel import Panel
from rich.pretty import pprint
c = Console(width=80, force_terminal=True, color_system='truecolor')
t = Table(title="T"); t.add_column("a", style="cyan"); t.add_column("b", justify="right")
for i in range(5): t.add_row(str(i), "x"*i)
c.print(t)
tr = Tree("root"); tr.add("a").add("b"); c.print(tr)
c.print(Markdown("# Hi\n\n* one\n* two **bold** `code`\n\n```python\nx = 1\n```\n"))
c.print(Syntax("def f(x):\n    return x + 1\n", "python", line_numbers=True))
c.print(Panel("[bold red]x[/] :smiley: 日本語"))
c.print({"a":[1,2,{"b":(1,2,3)}], "c": "d"*100})
