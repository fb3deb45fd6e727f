"""A suite with fixtures, parameters and rewritten asserts, by pytest."""
# wheels: pytest==9.2.0 pluggy==1.7.0 iniconfig==2.3.1 packaging==26.3 pygments==2.21.0
import contextlib
import io
import pathlib
import re
import tempfile

import pytest

SUITE = r'''
import pytest
@pytest.fixture(params=[1,2])
def p(request): yield request.param
@pytest.fixture
def d(tmp_path, monkeypatch): monkeypatch.setenv("Q","1"); return tmp_path
def test_one(p): assert p in (1,2)
@pytest.mark.parametrize("a,b",[(1,1),(2,3),([1,2],[1,3])])
def test_two(a,b): assert a == b, "msg"
def test_raises():
    with pytest.raises(ZeroDivisionError, match="division"): 1/0
def test_fix(d, capsys):
    print("x"); assert capsys.readouterr().out == "x\n"; (d/"f").write_text("q")
@pytest.mark.skip(reason="no")
def test_s(): pass
@pytest.mark.xfail
def test_x(): assert 0
class TestC:
    def test_m(self): assert {"a":1,"b":[1,2]} == {"a":1,"b":[1,3]}
def test_approx(): assert 0.1+0.2 == pytest.approx(0.3)
def test_err(): raise KeyError("boo")
'''


class Reports:
    """Notes what comes of each test."""

    def __init__(self):
        self.lines = []

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.lines.append(f"{report.nodeid} {report.when} {report.outcome}")
        if report.outcome == "failed":
            self.lines.append(re.sub("0x[0-9a-f]+", "0x", report.longreprtext))


with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
    pathlib.Path(folder, "test_suite.py").write_text(SUITE)
    options = ["-p", "no:cacheprovider", "--rootdir", folder, folder]
    reports = Reports()
    with contextlib.redirect_stdout(io.StringIO()):
        status = pytest.main(options, plugins=[reports])
print(*reports.lines, status, sep="\n")
