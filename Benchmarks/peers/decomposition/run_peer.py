"""Runs one other program on emg.npz (emg: channels x samples in microvolts, fs) with its defaults; writes discharges as JSON.

    run_peer.py openhdemg|emgdecomp emg.npz out.json

Both leave the band-pass to the caller; it is what openhdemg's own decomposition asks for: order 2, 20-500 Hz, zero phase.
"""
import json, sys
import numpy as np
from scipy.signal import butter, sosfiltfilt

name, source, target = sys.argv[1:]
stored = np.load(source)
emg, rate = stored["emg"], float(stored["fs"])
filtered = sosfiltfilt(butter(2, [20, 500], "band", fs=rate, output="sos"), emg, axis=1)
if name == "openhdemg":
    from openhdemg.library.decomposition import convolutive_bss

    trains = convolutive_bss(filtered, rate)[0]
elif name == "emgdecomp":
    from emgdecomp.decomposition import EmgDecomposition
    from emgdecomp.parameters import EmgDecompositionParams

    firings = EmgDecomposition(EmgDecompositionParams(sampling_rate=rate)).decompose(filtered)
    units = np.unique(firings["source_idx"])
    trains = [np.sort(firings["discharge_samples"][firings["source_idx"] == unit]) for unit in units]
else:
    sys.exit(f"{name} is not known; openhdemg and emgdecomp are")
with open(target, "w") as file:
    json.dump([[int(t) for t in train] for train in trains], file)
