"""The peer of the ΔF benchmark: openhdemg's compute_deltaf on the sample recording, best of several runs.

Prints one JSON line: seconds for the polynomial fits (numpy), for compute_svr and for compute_deltaf.
"""
import json
import sys
import time
import warnings

import numpy as np
import openhdemg.library as emg

warnings.filterwarnings("ignore")
file = emg.sort_mus(emg.emg_from_otb(sys.argv[1], ext_factor=8) if len(sys.argv) > 1 else emg.emg_from_samplefile())
rate = file["FSAMP"]


def smooth():
    fits = []
    for pulses in file["MUPULSES"]:
        curve = np.full(file["EMG_LENGTH"], np.nan)
        seconds = pulses / rate
        inside = np.arange(pulses[1], pulses[-1] + 1)
        fit = np.polynomial.Polynomial.fit(seconds[1:], 1 / np.diff(seconds), 5)
        curve[inside] = fit(inside / rate)
        fits.append(curve)
    return fits


def best(work, runs):
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


fits = smooth()
result = emg.compute_deltaf(file, fits)
print(
    json.dumps(
        {
            "smooth": best(smooth, 20),
            "svr": best(lambda: emg.compute_svr(file), 2),
            "deltaF": best(lambda: emg.compute_deltaf(file, fits), 20),
            "values": [None if np.isnan(v) else float(v) for v in result["dF"]],
        }
    )
)
