import os
import subprocess
import sys


def completed(words: str) -> list[str]:
    asked = {"_WOLKVOX_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "wolkvox_cli"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_the_shell_completes_the_names_of_commands() -> None:
    assert completed("wolkvox add") == ["add-records"]
