"""What the peers' scripts share: checks that are counted, and Lull's files as numbers."""

import os
import subprocess
import sys

failures = 0


def check(what, is_right, detail=""):
    """Prints a line for one check, and remembers a failure."""
    global failures
    failures += not is_right
    print(("ok    " if is_right else "FAIL  ") + what + (f" ({detail})" if detail else ""), flush=True)


def finish():
    """Ends the script; the exit code is 1 if a check failed."""
    sys.exit(1 if failures else 0)


class Lull:
    """The program, and a folder for what it writes."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        os.makedirs(folder, exist_ok=True)

    def convert(self, source, name):
        """The path of a file that Lull converted."""
        target = os.path.join(self.folder, name)
        subprocess.run([self.program, "convert", source, target], check=True, capture_output=True)
        return target

    @staticmethod
    def table(path):
        """The times (s) and the columns of a table that Lull wrote."""
        import numpy as np
        import pandas as pd

        frame = pd.read_csv(path, comment="#", float_precision="round_trip")
        return frame.iloc[:, 0].to_numpy(), frame.iloc[:, 1:].to_numpy().astype(np.float32)

    @staticmethod
    def values(path):
        """The columns of such a table, without the times."""
        return Lull.table(path)[1]
