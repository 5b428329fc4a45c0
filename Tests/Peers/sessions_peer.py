"""A session that Lull kept, read by programs that nobody here wrote: pyxdf, hashlib and json, the BIDS validator.

    sessions_peer.py LULL FOLDER
"""
import hashlib
import json
import os
import subprocess
import sys

import numpy as np
import pyxdf

lull, folder = sys.argv[1:]
failures = 0


def check(name, good, detail=""):
    global failures
    failures += not good
    print(f"{'ok   ' if good else 'WRONG'} session: {name} {detail}")


kept = os.path.join(folder, "kept")
subprocess.run(
    [lull, "run", "--patient", "spinal-cord-injury", "--duration", "12s", "--seed", "5", "--speed", "max", "--record",
     kept, "--out", os.path.join(folder, "comparison")], check=True, capture_output=True)

streams, _ = pyxdf.load_xdf(os.path.join(kept, "signals.xdf"), dejitter_timestamps=False)
stream = streams[0]
samples = np.asarray(stream["time_series"])
rate = float(stream["info"]["nominal_srate"][0])
labels = [c["label"][0] for c in stream["info"]["desc"][0]["channels"][0]["channel"]]
check("pyxdf reads every frame of 12 s", len(streams) == 1 and samples.shape == (round(12 * rate), len(labels)), f"{samples.shape}")
check("pyxdf finds the channels", "torque" in labels and labels[0] == "EMG 1", f"{labels}")
check("the times are sample / rate", np.allclose(stream["time_stamps"], np.arange(len(samples)) / rate, rtol=0, atol=1e-9))

with open(os.path.join(kept, "signals.xdf"), "rb") as file:
    whole = file.read()
cut = os.path.join(folder, "cut.xdf")
with open(cut, "wb") as file:
    file.write(whole[: len(whole) * 2 // 3])
streams, _ = pyxdf.load_xdf(cut, dejitter_timestamps=False)
part = np.asarray(streams[0]["time_series"])
check("pyxdf reads a file that was cut in the middle of a chunk", 0 < len(part) < len(samples)
      and len(part) >= len(samples) * 2 // 3 - rate and np.array_equal(part, samples[: len(part)]), f"{len(part)} frames")

with open(os.path.join(kept, "events.jsonl"), "rb") as file:
    lines = file.read().splitlines()
previous, holds = "0" * 64, True
for number, line in enumerate(lines):
    entry = json.loads(line)
    holds = holds and entry["sequence"] == number and entry["previous"] == previous
    previous = hashlib.sha256(line).hexdigest()
check("the chain of the log holds by hashlib's SHA-256", holds, f"{len(lines)} lines")
last = json.loads(lines[-1])
check("the last line has the SHA-256 of the signals",
      last["kind"] == "session-ended" and last["fields"]["signalsSHA256"] == hashlib.sha256(whole).hexdigest())

program = os.path.join(os.path.dirname(sys.executable), "bids-validator-deno")
result = subprocess.run([program, os.path.join(kept, "bids"), "--json"], capture_output=True, text=True)
found = [i for i in json.loads(result.stdout)["issues"]["issues"] if i["severity"] == "error"]
check("the BIDS validator finds no error in its dataset", not found, f"{[i['code'] for i in found]}")
sys.exit(1 if failures else 0)
