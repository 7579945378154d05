import subprocess
import sys


def test_reading_and_checking_leads_imports_no_pandas() -> None:
    program = (
        "import sys\n"
        "import wolkvox_cli.leads.prepare, wolkvox_cli.leads.read.source\n"
        "import pyarrow, numpy\n"
        "pyarrow.array(numpy.arange(3))\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
