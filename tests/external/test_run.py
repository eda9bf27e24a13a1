import sys
import time
from pathlib import Path

import pytest

from domain.errors import MissingTool, TimedOut
from external.run import STDERR_KEPT_BYTES, run

MIB = 1024 * 1024


def python(program: str, *words: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", program, *words]


def is_running(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def assert_gone(pid: int) -> None:
    # A killed grandchild is reaped by init, whenever init gets to it; a bound so that a survivor fails.
    for _ in range(1000):
        if not is_running(pid):
            return
        time.sleep(0.01)
    pytest.fail(f"process {pid} is still running")


def test_output_and_return_code_come_back() -> None:
    done = run(python("import sys; print('ra'); print('loi', file=sys.stderr)"), timeout_s=60)
    assert (done.returncode, done.stdout, done.stderr, done.output_cut) == (0, b"ra\n", b"loi\n", False)


def test_non_zero_return_code_is_a_value() -> None:
    assert run(python("raise SystemExit(7)"), timeout_s=60).returncode == 7


def test_signal_that_killed_the_program_is_its_negative_return_code() -> None:
    assert run(python("import os; os.kill(os.getpid(), 15)"), timeout_s=60).returncode == -15


def test_words_reach_the_program_without_a_shell() -> None:
    word = "a; echo $HOME `id` *"
    assert run(python("import sys; print(sys.argv[1])", word), timeout_s=60).stdout == f"{word}\n".encode()


def test_one_string_is_refused() -> None:
    with pytest.raises(TypeError, match="list of words"):
        run("echo no", timeout_s=60)


def test_more_than_a_pipe_holds_goes_in_and_comes_out() -> None:
    payload = bytes(range(256)) * 4096
    copy = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    assert run(python(copy), timeout_s=60, stdin=payload).stdout == payload


def test_program_that_does_not_read_its_input_is_not_waited_for() -> None:
    assert run(python("print('het')"), timeout_s=60, stdin=b"x" * MIB).stdout == b"het\n"


def test_program_without_input_reads_an_empty_one() -> None:
    assert run(python("import sys; print(len(sys.stdin.read()))"), timeout_s=60).stdout == b"0\n"


def test_working_folder_and_environment_are_given(tmp_path: Path) -> None:
    program = "import os; print(os.getcwd()); print(sorted(k for k in os.environ if k != 'LC_CTYPE'))"
    done = run(python(program), timeout_s=60, cwd=tmp_path, env={"ONLY": "1"})
    assert done.stdout.decode() == f"{tmp_path}\n['ONLY']\n"


def test_hanging_program_is_stopped_at_the_deadline() -> None:
    with pytest.raises(TimedOut, match=r"did not end within 0\.3 s"):
        run(python("import time; time.sleep(600)"), timeout_s=0.3)


def test_program_that_closed_its_output_and_hangs_is_stopped() -> None:
    with pytest.raises(TimedOut):
        run(python("import os, time; os.close(1); os.close(2); time.sleep(600)"), timeout_s=0.3)


@pytest.mark.parametrize("how", ["ignoring SIGTERM", "plain"])
def test_grandchild_of_a_hanging_program_is_killed_too(tmp_path: Path, how: str) -> None:
    note = tmp_path / "pid"
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " if how != "plain" else ""
    child = (
        f"{deaf}import os, time; open({str(note)!r} + '.new', 'w').write(str(os.getpid()));"
        f" os.rename({str(note)!r} + '.new', {str(note)!r}); time.sleep(600)"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-S', '-c', {child!r}])"
    with pytest.raises(TimedOut):
        run(python(parent), timeout_s=3)
    assert_gone(int(note.read_text()))


def test_child_left_behind_by_a_program_that_ended_is_killed() -> None:
    parent = (
        "import subprocess, sys;"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True)"
    )
    done = run(python(parent), timeout_s=60)
    assert done.returncode == 0
    assert_gone(int(done.stdout))


def test_program_over_its_memory_limit_fails() -> None:
    greedy = "import time; time.sleep(0.5); block = bytearray(900 * 2**20); print(len(block))"
    done = run(python(greedy), timeout_s=60, memory_bytes=300 * MIB)
    assert done.returncode != 0
    assert b"MemoryError" in done.stderr
    assert done.stdout == b""


def test_program_below_its_memory_limit_ends_well() -> None:
    modest = "block = bytearray(20 * 2**20); print(len(block))"
    assert run(python(modest), timeout_s=60, memory_bytes=600 * MIB).returncode == 0


def test_flood_of_output_is_cut_and_the_program_stopped() -> None:
    flood = "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)"
    done = run(python(flood), timeout_s=60, max_output_bytes=MIB)
    assert done.output_cut
    assert done.stdout == b"x" * MIB
    assert done.returncode == -9


def test_output_of_exactly_the_bound_is_whole() -> None:
    done = run(python("print('x' * 999)"), timeout_s=60, max_output_bytes=1000)
    assert not done.output_cut
    assert len(done.stdout) == 1000


def test_only_the_end_of_a_long_error_output_is_kept() -> None:
    noisy = "import sys; sys.stderr.write('a' * 300000 + 'the reason')"
    stderr = run(python(noisy), timeout_s=60).stderr
    assert len(stderr) == STDERR_KEPT_BYTES
    assert stderr.endswith(b"the reason")


def test_absent_program_is_named_with_what_to_install() -> None:
    with pytest.raises(MissingTool, match=r"no-such-program.*apt install nothing"):
        run(["no-such-program"], timeout_s=60, install_hint="apt install nothing")
    with pytest.raises(MissingTool, match="install no-such-program"):
        run(["no-such-program"], timeout_s=60)


def test_absent_working_folder_is_not_taken_for_an_absent_program(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="working folder"):
        run(python("pass"), timeout_s=60, cwd=tmp_path / "absent")


def test_no_pipe_stays_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    run(python("print(1)"), timeout_s=60, stdin=b"x")
    with pytest.raises(TimedOut):
        run(python("import time; time.sleep(600)"), timeout_s=0.1, stdin=b"x")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
