"""Templates, inheritance, macros, asynchronous ones, by Jinja."""
# wheels: jinja2==3.1.6 markupsafe==3.0.4
import jinja2, asyncio
env = jinja2.Environment(loader=jinja2.DictLoader({'base':'<{% block b %}x{% endblock %}>','a':'{% extends "base" %}{% block b %}{{ super() }}{% for i in items if i %}{{ loop.index }}:{{ i|upper|e }}{% else %}none{% endfor %}{% endblock %}','m':'{% macro f(a,b=2) %}{{a}}-{{b}}{% endmacro %}{{ f(1) }}{{ f(1,b=3) }}{% set x = [1,2,3] %}{{ x|sum }}{{ x|join(",") }}{{ "%.2f"|format(3.14159) }}{% filter upper %}abc{% endfilter %}'}), autoescape=True)
print(env.get_template('a').render(items=['a<','','b']))
print(env.get_template('m').render())
e2 = jinja2.Environment(enable_async=True)
async def main():
    async def gen():
        for i in range(3): yield i
    print(await e2.from_string('{% for x in g() %}{{x}},{% endfor %}').render_async(g=gen))
asyncio.run(main())
try: env.from_string('{% if %}')
except jinja2.TemplateSyntaxError as e: print(e)
try: env.from_string('\n\n{{ 1/0 }}').render()
except ZeroDivisionError:
    import traceback; print(traceback.format_exc().splitlines()[-2:])
