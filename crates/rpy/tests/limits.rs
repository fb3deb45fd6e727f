//! What happens when a program uses too much: see docs/limits.md.

mod support;

use std::process::Command;
use std::time::{Duration, Instant};

use support::{Place, Run, binary, finish};

/// Uses memory without end, says when there is no more, and goes on with what it has given back.
const HUNGRY: &str = "def eat():
    food = []
    while True:
        food.append(str(len(food)))
for meal in range(3):
    try:
        eat()
    except MemoryError as error:
        print(meal, repr(error))
try:
    bytes(1 << 40)
except MemoryError as error:
    print('bytes', error.args)
print(len(list(range(100_000))))
";
const EATEN: &str = "0 MemoryError()\n1 MemoryError()\n2 MemoryError()\nbytes ()\n100000\n";

#[test]
fn memory_can_be_limited() {
    let place = Place::new();
    place.write("main.py", HUNGRY);
    let run = place.run(&["-X", "max-memory=60M", "main.py"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), (EATEN, ""));
}

#[test]
fn memory_that_the_system_limits_runs_out_in_the_same_way() {
    let place = Place::new();
    place.write("main.py", HUNGRY);
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v 600000; exec \"$0\" main.py"])
        .arg(binary())
        .current_dir(place.path());
    let run = finish(command.output().unwrap());
    assert_eq!((run.out.as_str(), run.err.as_str()), (EATEN, ""));
}

#[test]
fn memory_errors_cannot_be_swallowed_for_ever() {
    let place = Place::new();
    let program = "class A: pass
kept = []
while True:
    try:
        while True:
            a = A()
            a.a = a.b = a.c = kept
            kept.append(a)
    except BaseException:
        pass
";
    place.write("main.py", program);
    let run = place.run(&["-X", "max-memory=60M", "main.py"]);
    assert_eq!(run.status, 1);
    assert!(run.err.ends_with("MemoryError\n"), "{}", run.err);
}

#[test]
fn time_can_be_limited() {
    let place = Place::new();
    for program in [
        "while True: pass",
        "def f(): f\nwhile True: f()",
        "import itertools\nsum(itertools.repeat(1))",
        "import itertools, collections\ncollections.deque(itertools.count(), maxlen=0)",
        "import itertools\nany(itertools.repeat(0))",
        "max(iter(int, 1))",
        "import itertools\n2 in itertools.repeat(1)",
        "next(filter(None, iter(int, 1)))",
        "import itertools\ngroups = itertools.groupby(iter(int, 1))\nnext(groups)\nnext(groups)",
        "import itertools\nnext(itertools.islice(itertools.count(), 1 << 60, None))",
        "import itertools\nnext(itertools.compress(itertools.repeat(1), itertools.repeat(0)))",
        "import itertools\nnext(itertools.chain.from_iterable(itertools.repeat(())))",
        "import math\nmath.prod(range(1, 10**8))",
        "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
        "import decimal\nwith decimal.localcontext(prec=10**6): decimal.Decimal(2).sqrt()",
        "import decimal\nwith decimal.localcontext(prec=10**5): decimal.Decimal(2).exp()",
        "import sys\nsys.set_int_max_str_digits(0)\nint('7' * 10**7)",
        "x, y = [], []\nfor _ in range(60): x, y = [x, x], [y, y]\nx == y",
        "x, y = (), ()\nfor _ in range(60): x, y = (x, x), (y, y)\nx < y",
        "x, y = {}, {}\nfor _ in range(60): x, y = {1: x, 2: x}, {1: y, 2: y}\nx == y",
        "x = str,\nfor _ in range(60): x = x, x\nisinstance(1, x)",
        "import marshal\nx = ()\nfor _ in range(60): x = x, x\nmarshal.dumps(x, 1)",
        "import heapq\nitems = list(range(10**6))\nwhile True: heapq.heapify(items)",
        "dict.fromkeys([i * (2**61 - 1) for i in range(1, 10**5)])",
        "set([i * (2**61 - 1) for i in range(1, 10**5)])",
        "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(100)",
        "while True:\n try:\n  while True: pass\n except BaseException: pass",
        "while True:\n try:\n  while True: pass\n finally: continue",
        "def f():\n try: yield from iter(int, 1)\n finally: f2()\ndef f2():\n while 1: pass\nlist(f())",
    ] {
        let started = Instant::now();
        let run = place.run(&["-X", "max-time=0.3", "-c", program]);
        assert_eq!(run.status, 1, "{program}\n{}", run.err);
        let last = run.err.lines().last().unwrap_or_default().to_owned();
        assert_eq!(last, "TimeoutError: time limit exceeded", "{program}");
        assert!(started.elapsed() < Duration::from_secs(20), "{program}");
    }
}

#[test]
fn what_is_written_again_and_again_is_limited() {
    let place = Place::new();
    for program in [
        "import json\nx = []\nfor _ in range(60): x = [x, x]\njson.dumps(x)",
        "import marshal\nx = ()\nfor _ in range(60): x = x, x\nmarshal.dumps(x, 1)",
        "import struct\nstruct.calcsize('i' * 10**7)",
        "('a ' * 10**7).split()",
        "('a\\n' * 10**7).splitlines()",
        "(b'a,' * 10**7).split(b',')",
        "('\\u4e00 ' * 10**7).rsplit()",
    ] {
        let program = format!("try:\n exec({program:?})\nexcept MemoryError: print('no room')");
        let run = place.run(&["-X", "max-memory=100M", "-X", "max-time=60", "-c", &program]);
        assert_eq!(run.out, "no room\n", "{program}\n{}", run.err);
    }
}

#[test]
fn a_program_may_deal_with_the_end_of_its_time() {
    let place = Place::new();
    let program = "try:\n while True: pass\nexcept TimeoutError as error: print(error)";
    let run = place.run(&["-X", "max-time=0.3", "-c", program]);
    assert_eq!(run.out, "time limit exceeded\n");
    assert_eq!(run.status, 0);
}

#[test]
fn a_wait_ends_with_the_process() {
    let place = Place::new();
    let run = place.run(&["-X", "max-time=0.1", "-c", "import time; time.sleep(100)"]);
    assert_eq!(run.status, 124);
    assert_eq!(run.err, "rpy: time limit exceeded\n");
}

#[test]
fn limits_that_make_no_sense_are_refused() {
    let place = Place::new();
    for option in [
        "max-memory=much",
        "max-memory",
        "max-time=-1",
        "max-time=nan",
    ] {
        let run = place.run(&["-X", option, "-c", "print(1)"]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{option}");
        assert!(run.err.starts_with("rpy: -X max-"), "{}", run.err);
    }
}

#[test]
fn copies_of_large_things_do_not_end_the_process() {
    let place = Place::new();
    let program = "import array
uses = [bytes.upper, bytes.title, bytes.hex, bytearray, repr, bytes.split, bytes.decode, list, set,
    lambda data: data + data, lambda data: data[::-1], lambda data: memoryview(data).tolist(),
    lambda data: array.array('B', data).tolist(), lambda data: data.join([1] * len(data)),
    lambda data: str(data, 'latin-1').encode('utf-32'), lambda data: int.from_bytes(data) + 1]
for turn in range(80):
    try:
        data = bytes((1 << 20) + (turn % 20) * (5 << 20))
        uses.append(uses.pop(0))
        for use in uses:
            use(data)
    except (MemoryError, TypeError):
        data = None
print('ready')
";
    place.write("main.py", program);
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v 700000; exec \"$0\" main.py"])
        .arg(binary())
        .current_dir(place.path());
    let run = finish(command.output().unwrap());
    // That memory is short may be told of anywhere.
    let is_fine = run.out == "ready\n" || run.err.ends_with("MemoryError\n");
    assert!(is_fine, "{}\n{}", run.status, run.err);
}

#[test]
fn sizes_that_arguments_say_are_asked_for() {
    let place = Place::new();
    for program in [
        "import os\nos.urandom(10**18)",
        "import collections\ncollections.deque([1]) * 2**40",
        "import itertools\nitertools.product([1], repeat=2**40)",
        "import itertools\nitertools.combinations_with_replacement([1], 2**40)",
        "format(1j, str(2**40))",
        "import zlib\nz = zlib.compressobj()\ndata = b''.join(z.compress(bytes(10**7)) for _ in range(30)) + z.flush()\nzlib.decompress(data)",
        "import bz2\ndata = bz2.compress(bytes(50_000_000))\nwhile True: data += data; bz2.decompress(data)",
        "import lzma\ndata = lzma.compress(bytes(50_000_000))\nwhile True: data += data; lzma.decompress(data)",
    ] {
        let program = format!("try:\n exec({program:?})\nexcept MemoryError: print('no room')");
        let run = place.run(&["-X", "max-memory=100M", "-X", "max-time=60", "-c", &program]);
        assert_eq!(run.out, "no room\n", "{program}\n{}", run.err);
    }
}

/// Runs a program in so many KiB of address space.
fn run_within(kilobytes: u32, program: &str) -> Run {
    let place = Place::new();
    place.write("main.py", program);
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("ulimit -v {kilobytes}; exec \"$0\" main.py")])
        .arg(binary())
        .current_dir(place.path());
    finish(command.output().unwrap())
}

#[test]
fn what_becomes_much_larger_than_its_arguments_is_asked_for() {
    for operation in [
        "bin(1 << (400 << 20))",
        "format(1 << (400 << 20), '_b')",
        "'%o' % (1 << (400 << 20))",
        "re.findall('', 'a' * (20 << 20))",
        "re.split('a', 'a' * (20 << 20))",
        "re.sub(b'a', bytes(20 << 20), b'a' * 40)",
        "('\\udc00 ' * 60).encode('ascii', 'much')",
        "('\\udc00' * 60).encode('gbk', 'much')",
        "struct.unpack(f'{20 << 20}b', bytes(20 << 20))",
        "binascii.b2a_qp(bytes(20 << 20), istext=False)",
        "while True: bio.write(bytes(10 << 20))",
    ] {
        let program = format!(
            "import binascii, codecs, re, ssl, struct
codecs.register_error('much', lambda error: (b'x' * (8 << 20), error.end))
bio = ssl.MemoryBIO()
try:
    exec({operation:?})
except MemoryError:
    pass
print('ready')
"
        );
        let run = run_within(600_000, &program);
        // That memory is short may be told of late.
        let is_fine = run.out == "ready\n" && run.status <= 1;
        assert!(is_fine, "{operation}: {}\n{}", run.status, run.err);
    }
}

#[test]
fn texts_and_ints_are_made_with_room_for_their_copies() {
    for operation in [
        "'%*d' % (n, 1)",
        "b'%*d' % (n, 1)",
        "'%-*d' % (n, 1)",
        "'%.*d' % (n, 1)",
        "'%.*f' % (n, 1.5)",
        "'%*s' % (n, 1)",
        "format(1.5, f'.{n}f')",
        "format(1j, f'.{n}f')",
        "format(1, f'0{n},d')",
        "format('a', f'\u{20ac}<{n}')",
        "int.from_bytes(bytes(n))",
        "math.isqrt(1 << 8 * n)",
        "unicodedata.normalize('NFKD', '\u{fdfa}' * (n // 10))",
        "unicodedata.ucd_3_2_0.normalize('NFKD', '\u{fdfa}' * (n // 10))",
        "marshal.load(io.BytesIO(b's\\xff\\xff\\xff\\x7f'))",
    ] {
        for (kilobytes, length) in [(700_000, "10**8"), (800_000, "13 * 10**7")] {
            let program = format!(
                "import io, marshal, math, unicodedata
n = {length}
try:
    {operation}
except MemoryError:
    pass
print('ready')
"
            );
            let run = run_within(kilobytes, &program);
            // That memory is short may be told of late.
            let is_fine =
                run.out == "ready\n" && run.status <= 1 || run.err.ends_with("MemoryError\n");
            assert!(is_fine, "{operation}: {}\n{}", run.status, run.err);
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_the_kernel_fills_is_asked_for() {
    let program = "import select, socket
a, b = socket.socketpair()
b.send(b'x')
with select.epoll() as epoll:
    epoll.register(a, select.EPOLLIN)
    assert len(epoll.poll(0, 2**31 - 1)) == 1
try:
    a.recvmsg(1, 2**31 - 1)
except MemoryError:
    print('no room')
";
    let run = run_within(700_000, program);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("no room\n", ""));
}

#[test]
#[cfg(target_os = "linux")]
fn streams_without_end_are_not_read_for_ever() {
    for operation in [
        "open('/dev/zero', 'rb').readline()",
        "open('/dev/zero', 'rb').read()",
        "open('/dev/zero', 'rb').readlines()",
        "open('/dev/zero').readline()",
        "open('/dev/zero').read()",
        "open('/dev/zero').read(1 << 30)",
        "open('/dev/null', 'w').write('ab' * (100 << 20))",
        "io.BufferedReader(Zeros()).readline()",
        "io.TextIOWrapper(io.BufferedReader(Zeros())).readline()",
        "Zeros().readall()",
    ] {
        let program = format!(
            "import io
class Zeros(io.RawIOBase):
    def readable(self): return True
    def readinto(self, target): return len(target)
try:
    exec({operation:?})
except MemoryError:
    pass
print('ready')
"
        );
        let run = run_within(400_000, &program);
        // That memory is short may be told of late.
        let is_fine = run.out == "ready\n" && run.status <= 1;
        assert!(is_fine, "{operation}: {}\n{}", run.status, run.err);
    }
}

#[test]
fn there_is_memory_for_what_is_compiled() {
    for source in [
        "'def f(a):\\n return [x for x in a]\\n'",
        "'x = a + b.c(1, d=2)\\n'",
        "'[1,2,3,4]\\n'",
        "'a;' * 40 + '\\n'",
    ] {
        for operation in ["compile", "symtable.symtable"] {
            for count in [2_000, 30_000, 100_000] {
                let program = format!(
                    "import symtable
try:
    {operation}(({source}) * {count}, '', 'exec')
except MemoryError:
    pass
print('ready')
"
                );
                let run = run_within(300_000, &program);
                // That memory is short may be told of late.
                let is_fine = run.out == "ready\n" && run.status <= 1;
                assert!(
                    is_fine,
                    "{operation}, {source}: {}\n{}",
                    run.status, run.err
                );
            }
        }
    }
}

#[test]
fn garbage_is_collected_where_there_is_no_memory() {
    for make in [
        "x = dict.fromkeys(range(1_500_000)); x['me'] = x",
        "x = [object()] * 6_000_000; x.append(x)",
        "x = deque([object()]) * 6_000_000; x.append(x)",
    ] {
        let program = format!(
            "import gc
from collections import deque
gc.disable()
{make}
kept = []
size = 32 << 20
while size > 1 << 13:
    try:
        while True:
            kept.append(bytearray(size))
    except MemoryError:
        size //= 2
del x
try:
    gc.collect()
except MemoryError:
    pass
kept.clear()
gc.collect()
print('ready', gc.collect())
"
        );
        let run = run_within(900_000, &program);
        // That memory is short may be told of late.
        let is_fine = run.out == "ready 0\n" || run.err.ends_with("MemoryError\n");
        assert!(is_fine, "{make}: {}\n{}", run.status, run.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn most_of_the_address_space_is_for_the_program() {
    let program = "kept = []
try:
    while True:
        kept.append(bytearray(1 << 20))
except MemoryError:
    count = len(kept)
    kept.clear()
print(count > 500)
";
    for kilobytes in [1_300_000, 1_500_000] {
        let run = run_within(kilobytes, program);
        assert_eq!(run.out, "True\n", "{kilobytes}: {}", run.err);
    }
}

/// Files are compiled as scripts, as modules, by `-m` and from the standard input.
#[test]
#[cfg(target_os = "linux")]
fn large_files_are_refused_where_the_system_limits_memory() {
    let place = Place::new();
    place.write("large.py", &"x = [1, 2, a.b(c)]\n".repeat(600_000));
    place.write(
        "main.py",
        "try: import large\nexcept MemoryError: print('no room')\nprint('goes on')\n",
    );
    for (arguments, status, out) in [
        ("main.py", 0, "no room\ngoes on\n"),
        ("large.py", 1, ""),
        ("-m large", 1, ""),
        ("- < large.py", 1, ""),
    ] {
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                &format!("ulimit -v 700000; exec \"$0\" -B {arguments}"),
            ])
            .arg(binary())
            .current_dir(place.path());
        let run = finish(command.output().unwrap());
        assert_eq!(
            (run.status, run.out.as_str()),
            (status, out),
            "{arguments}\n{}",
            run.err
        );
        assert!(
            status == 0 || run.err.ends_with("MemoryError\n"),
            "{}",
            run.err
        );
    }
}
