"""Functions of `os` on files and directories, their results and errors.

https://docs.python.org/3.14/library/os.html#files-and-directories
"""

import errno
import os
import stat

base = f"/tmp/os_files_{os.getpid()}"
os.mkdir(base)
path = os.path.join(base, "a")

# Descriptors.
fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o640)
assert not os.get_inheritable(fd)
assert os.write(fd, b"hello world") == 11
assert os.lseek(fd, 0, os.SEEK_SET) == 0
assert os.read(fd, 5) == b"hello"
assert os.pread(fd, 5, 6) == b"world"
assert os.pwrite(fd, memoryview(b"W"), 6) == 1
os.ftruncate(fd, 8)
assert os.fstat(fd).st_size == 8
copy = os.dup(fd)
os.fsync(copy)
os.close(copy)
os.close(fd)
try:
    os.read(fd, 1)
    assert False
except OSError as error:
    assert error.errno == errno.EBADF and error.filename is None

# stat, and its shape.
status = os.stat(path)
assert stat.S_ISREG(status.st_mode) and status.st_size == 8 == status[6]
assert len(status) == 10 and type(status[8]) is int and type(status.st_mtime) is float
assert status.st_mtime_ns // 10**9 == status[8] == int(status.st_mtime)
assert type(status).__name__ == "stat_result" and type(status).__module__ == "os"
assert os.stat(path.encode()) == status

# Errors have the class of their number, and the name that was given.
for call, name in [
    (lambda: os.stat(base + "/none"), base + "/none"),
    (lambda: os.rmdir(b"/none"), b"/none"),
    (lambda: os.listdir(base + "/none"), base + "/none"),
]:
    try:
        call()
        assert False
    except FileNotFoundError as error:
        assert error.filename == name and error.errno == errno.ENOENT, error
try:
    os.rename(base + "/none", base + "/other")
    assert False
except FileNotFoundError as error:
    assert (error.filename, error.filename2) == (base + "/none", base + "/other")
    assert str(error) == (
        f"[Errno 2] No such file or directory: '{base}/none' -> '{base}/other'"
    )
try:
    os.mkdir(base)
    assert False
except FileExistsError:
    pass
for call, message in [
    (lambda: os.stat(1.5), "stat: path should be string, bytes, os.PathLike or integer, not float"),
    (lambda: os.mkdir(1), "mkdir: path should be string, bytes or os.PathLike, not int"),
]:
    try:
        call()
        assert False
    except TypeError as error:
        assert str(error) == message, error
try:
    os.stat("a\0b")
    assert False
except ValueError as error:
    assert str(error) == "stat: embedded null character in path", error

# Links, directories.
os.symlink("a", base + "/s")
os.link(path, base + "/h")
assert os.readlink(base + "/s") == "a" and os.readlink(os.fsencode(base + "/s")) == b"a"
assert os.path.islink(base + "/s") and os.lstat(base + "/s") != os.stat(base + "/s")
assert os.stat(base + "/h").st_nlink == 2 and os.path.samefile(path, base + "/h")
os.makedirs(base + "/d/e/f")
assert sorted(os.listdir(base)) == ["a", "d", "h", "s"]
assert sorted(os.listdir(base.encode())) == [b"a", b"d", b"h", b"s"]
with os.scandir(base) as entries:
    found = {entry.name: entry for entry in entries}
assert found["d"].is_dir() and not found["d"].is_file() and found["s"].is_symlink()
assert found["s"].is_file() and not found["s"].is_file(follow_symlinks=False)
assert found["a"].path == path == os.fspath(found["a"]) and found["a"].stat().st_size == 8
assert repr(found["a"]) == "<DirEntry 'a'>" and found["a"].inode() == os.stat(path).st_ino
walked = [(top, sorted(directories), sorted(files)) for top, directories, files in os.walk(base)]
assert walked[0] == (base, ["d"], ["a", "h", "s"]) and walked[-1] == (base + "/d/e/f", [], [])

# Relative to a directory, permissions, times.
here = os.open(base, os.O_RDONLY | os.O_DIRECTORY)
assert os.stat("a", dir_fd=here).st_size == 8
os.mkdir("g", dir_fd=here)
os.rmdir("g", dir_fd=here)
assert sorted(os.listdir(here)) == ["a", "d", "h", "s"]
os.close(here)
os.chmod(path, 0o600)
assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
os.utime(path, (1, 2.5))
assert (os.stat(path).st_atime, os.stat(path).st_mtime) == (1.0, 2.5)
os.utime(path, ns=(3, 1_000_000_004))
assert (os.stat(path).st_atime_ns, os.stat(path).st_mtime_ns) == (3, 1_000_000_004)
assert os.access(path, os.R_OK) and not os.access(base + "/none", os.F_OK)
os.truncate(path, 2)
assert os.path.getsize(path) == 2
old = os.umask(0o077)
assert os.umask(old) == 0o077

# The working directory.
before = os.getcwd()
os.chdir(base)
assert os.getcwd() == os.path.realpath(base) and os.getcwdb() == os.fsencode(os.getcwd())
os.chdir(before)

class Path:
    def __fspath__(self):
        return path

assert os.stat(Path()).st_size == 2 and isinstance(Path(), os.PathLike)

os.remove(path)
os.replace(base + "/h", base + "/i")
os.unlink(base + "/i")
os.unlink(base + "/s")
os.removedirs(base + "/d/e/f") if os.listdir(base) != ["d"] else os.rmdir(base + "/d/e/f")
os.rmdir(base + "/d/e")
os.rmdir(base + "/d")
os.rmdir(base)
assert not os.path.exists(base)

# Pipes, children, the environment.
reader, writer = os.pipe()
os.write(writer, b"x")
assert os.read(reader, 10) == b"x" and not os.isatty(reader) and os.get_blocking(reader)
os.close(writer)
os.close(reader)
os.environ["OS_FILES"] = "yes"
assert os.waitstatus_to_exitcode(os.system('test "$OS_FILES" = yes')) == 0
del os.environ["OS_FILES"]
assert os.waitstatus_to_exitcode(os.system('test -z "$OS_FILES"; exit 3')) == 3
assert os.getpid() > 0 and os.getppid() > 0 and os.getuid() >= 0
assert len(os.urandom(7)) == 7 and os.urandom(8) != os.urandom(8)
assert os.uname().sysname == "Linux" and len(os.times()) == 5
assert os.strerror(errno.ENOENT) == "No such file or directory"
assert errno.errorcode[errno.EAGAIN] == "EAGAIN"
assert os.sysconf("SC_PAGE_SIZE") > 0
