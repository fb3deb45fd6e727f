"""Commands, options and their help, by click."""
# wheels: click==8.5.1
import click
from click.testing import CliRunner
@click.group()
@click.option('--verbose/--quiet', default=False, help="Talk.")
@click.pass_context
def cli(ctx, verbose):
    ctx.obj = verbose
@cli.command()
@click.argument('names', nargs=-1)
@click.option('-n','--count', type=click.IntRange(1,5), default=1, show_default=True)
@click.option('--kind', type=click.Choice(['a','b']))
@click.pass_obj
def hello(verbose, names, count, kind):
    "Greets people."
    for _ in range(count):
        for n in names: click.secho(f"hi {n} {kind} {verbose}", fg='green')
r = CliRunner()
for args in (['--help'], ['hello','--help'], ['--verbose','hello','-n','2','x','y','--kind','b'], ['hello','-n','9'], ['nix']):
    res = r.invoke(cli, args); print(res.exit_code, res.output)
