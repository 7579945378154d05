"""From a lead file to a prepared run: no network, no terminal."""

import os

# numpy starts threads for work on matrices, of which there is none here; they cost a tenth of a second.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
