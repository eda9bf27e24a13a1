"""What programs cost, told from real processes."""

import os
import sys
import time

import pytest

from bench.measure import Command, Measured, parse_kilobytes, proportional_set_bytes, run_measured

MIB = 1 << 20
HOLD = "import time; kept = b'x' * ({mib} << 20); time.sleep(0.8)"
SHARED = """
import os, time
kept = b'x' * (80 << 20)
for _ in range(3):
    if os.fork() == 0:
        time.sleep(0.8)
        os._exit(0)
for _ in range(3):
    os.wait()
"""
BURN = "import time\nwhile time.process_time() < 0.3: pass"
BURN_BELOW = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
SLEEP_BELOW = """
import subprocess, sys
below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(below.pid, flush=True)
below.wait()
"""


def run(*programs: str, lanes: int = 1, time_limit_s: float = 60.0) -> Measured:
    commands = [
        Command(
            name=str(number),
            argv=(sys.executable, "-S", "-c", program),
            environment=dict(os.environ),
            time_limit_s=time_limit_s,
        )
        for number, program in enumerate(programs)
    ]
    return run_measured(commands, lanes)


def test_memory_of_a_program_is_seen() -> None:
    assert 100 * MIB < run(HOLD.format(mib=100)).peak_bytes < 140 * MIB


def test_memory_of_programs_side_by_side_is_added() -> None:
    hold = HOLD.format(mib=60)
    assert run(hold, hold, lanes=2).peak_bytes > 120 * MIB


def test_memory_that_processes_share_counts_once() -> None:
    assert 80 * MIB < run(SHARED).peak_bytes < 160 * MIB


def test_cpu_of_a_program_that_another_started_is_counted() -> None:
    assert run(BURN_BELOW).cpu_s >= 0.3


def test_programs_end_in_the_order_they_were_given() -> None:
    ended = run("print('a')", "print('b')", lanes=2).ended
    assert [(one.name, one.stdout) for one in ended] == [("0", "a\n"), ("1", "b\n")]


def test_failure_keeps_the_last_words() -> None:
    (ended,) = run("import sys; sys.stderr.write('first\\nlast\\n'); sys.exit(3)").ended
    assert ended.exit_code == 3
    assert ended.reason == "exit code 3: last"


def test_time_limit_stops_the_program_and_what_it_started() -> None:
    (ended,) = run(SLEEP_BELOW, time_limit_s=1.0).ended
    assert ended.exit_code == -9
    deadline = time.monotonic() + 10
    while proportional_set_bytes(int(ended.stdout)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert proportional_set_bytes(int(ended.stdout)) == 0


@pytest.mark.parametrize(
    ("table", "bytes_"),
    [("Rss:  9 kB\nPss:   12 kB\nPss_Anon: 3 kB\n", 12 * 1024), ("Rss: 9 kB\n", 0), ("", 0)],
)
def test_kilobytes_are_read_from_a_table_of_proc(table: str, bytes_: int) -> None:
    assert parse_kilobytes(table, "Pss") == bytes_
