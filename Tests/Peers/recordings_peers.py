"""Compares Lull's readers and writers with scipy.io, pyedflib, pandas and openhdemg.

    python recordings_peers.py LULL SAMPLE FOLDER

LULL is the program, SAMPLE openhdemg's otb_testfile.mat, FOLDER a place for files. Needs scipy, pandas, pyedflib and
openhdemg 0.2.0b2. Prints one line per check; the exit code is 1 if one fails.
"""

import os
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")

import numpy as np
import openhdemg.library as emg
import pandas as pd
import pyedflib
import scipy.io

lull, sample, folder = sys.argv[1:4]
os.makedirs(folder, exist_ok=True)
failures = 0


def check(what, is_right, detail=""):
    global failures
    failures += not is_right
    print(("ok    " if is_right else "FAIL  ") + what + (f" ({detail})" if detail else ""), flush=True)


def convert(source, name):
    target = os.path.join(folder, name)
    subprocess.run([lull, "convert", source, target], check=True, stdout=subprocess.DEVNULL)
    return target


def table(path):
    """The columns of a table that Lull wrote, without the times."""
    frame = pd.read_csv(path, comment="#", float_precision="round_trip")
    return frame.iloc[:, 0].to_numpy(), frame.iloc[:, 1:].to_numpy().astype(np.float32)


# The truth: the file as scipy and openhdemg read it.
truth = scipy.io.loadmat(sample, simplify_cells=True)
data = np.asarray(truth["Data"], dtype=np.float32)
rate = float(truth["SamplingFrequency"])
reference = emg.emg_from_otb(sample)
pulses = [np.asarray(p) for p in reference["MUPULSES"]]

# MATLAB and CSV.
times, values = table(convert(sample, "sample.csv"))
check(".mat read by Lull equals scipy.io, sample by sample", np.array_equal(values, data), f"{values.shape}")
check("the times of the table are sample / rate", np.allclose(times, np.arange(len(times)) / rate, rtol=0, atol=1e-12))

again = os.path.join(folder, "scipy.mat")
for compressed in (False, True):
    cells = np.empty((1, 1), dtype=object)
    cells[0, 0] = data[:5000]
    texts = np.empty((data.shape[1], 1), dtype=object)
    texts[:, 0] = list(truth["Description"])
    scipy.io.savemat(again, {"Data": cells, "Description": texts, "SamplingFrequency": 2048.0}, do_compression=compressed)
    _, values = table(convert(again, "scipy.csv"))
    check(f".mat written by scipy (compressed: {compressed}) is read equally", np.array_equal(values, data[:5000]))

# EDF+ and BDF+.
for kind in ("edf", "bdf"):
    path = convert(sample, "sample." + kind)
    with pyedflib.EdfReader(path) as reader:
        check(f"{kind}: pyedflib finds the channels and the rate",
              reader.signals_in_file == data.shape[1] and set(reader.getSampleFrequencies()) == {rate})
        worst = 0.0
        for k in range(reader.signals_in_file):
            step = (reader.getPhysicalMaximum(k) - reader.getPhysicalMinimum(k)) / (
                reader.getDigitalMaximum(k) - reader.getDigitalMinimum(k))
            signal = reader.readSignal(k)[: len(data)]
            worst = max(worst, np.max(np.abs(signal - data[:, k])) / abs(step))
        check(f"{kind}: pyedflib reads the samples to half a digital step", worst <= 0.5001, f"worst {worst:.4f} steps")
        exact = all(np.array_equal(np.round(reader.readSignal(k)[: len(data)]), data[:, k]) for k in range(64, 69))
        check(f"{kind}: marks of 0 and 1 are exact", exact)
        onsets, _, texts = reader.readAnnotations()
        same = all(
            np.array_equal(np.round(np.sort(onsets[texts == f"Motor unit {k}"]) * rate).astype(int), pulses[k])
            for k in range(len(pulses)))
        check(f"{kind}: the annotations are openhdemg's discharges", same, f"{len(texts)} annotations")

    theirs = os.path.join(folder, "pyedflib." + kind)
    file_type = pyedflib.FILETYPE_EDFPLUS if kind == "edf" else pyedflib.FILETYPE_BDFPLUS
    high = 2 ** (15 if kind == "edf" else 23) - 1
    with pyedflib.EdfWriter(theirs, 3, file_type=file_type) as writer:
        for k in range(3):
            writer.setSignalHeader(k, {
                "label": f"EMG {k}", "dimension": "uV", "sample_frequency": 1000 * (k != 2) + 500 * (k == 2),
                "physical_max": 3000.0, "physical_min": -3000.0, "digital_max": high, "digital_min": -high - 1,
                "transducer": "", "prefilter": ""})
        writer.writeSamples([data[:4000, 0].astype(float), data[:4000, 1].astype(float), data[:2000, 2].astype(float)])
        writer.writeAnnotation(1.25, 0.5, "hold")
    result = subprocess.run([lull, "convert", theirs, os.path.join(folder, "rates.csv")], capture_output=True, text=True)
    message = (result.stdout + result.stderr).strip()
    check(f"{kind}: two rates are refused for a table, naming both",
          result.returncode == 65 and "1000 Hz" in message and "500 Hz" in message, message)
    path = convert(theirs, "again." + kind)
    with pyedflib.EdfReader(theirs) as one, pyedflib.EdfReader(path) as two:
        near = all(np.max(np.abs(one.readSignal(k) - two.readSignal(k)[: len(one.readSignal(k))])) < 0.1 for k in range(3))
        annotations = [(round(o, 4), round(float(d), 4), t) for o, d, t in zip(*two.readAnnotations())]
    check(f"{kind}: a file of pyedflib with two rates goes through Lull", near and (1.25, 0.5, "hold") in annotations)

# openhdemg's JSON.
path = convert(sample, "sample.json")
mine = emg.emg_from_json(path)
for key in ("RAW_SIGNAL", "REF_SIGNAL", "IPTS"):
    same = np.array_equal(mine[key].to_numpy().astype(np.float32), reference[key].to_numpy().astype(np.float32))
    check(f"json: openhdemg reads an equal {key}", same, f"{mine[key].shape}")
check("json: openhdemg reads equal MUPULSES",
      len(mine["MUPULSES"]) == len(pulses) and all(np.array_equal(a, b) for a, b in zip(mine["MUPULSES"], pulses)))
check("json: openhdemg reads equal BINARY_MUS_FIRING",
      np.array_equal(mine["BINARY_MUS_FIRING"].to_numpy(), reference["BINARY_MUS_FIRING"].to_numpy().astype(int)))
check("json: openhdemg reads equal scalars",
      all(mine[k] == reference[k] for k in ("SOURCE", "FSAMP", "IED", "EMG_LENGTH", "NUMBER_OF_MUS")))

deltas = []
for file in (mine, reference):
    file = emg.sort_mus(file)
    smooth = emg.compute_svr(file)
    deltas.append(emg.compute_deltaf(emgfile=file, smoothfits=smooth["gensvr"]))
check("json: openhdemg computes the same delta F from it", deltas[0].equals(deltas[1]), f"{deltas[0]['dF'].tolist()}")
try:
    emg.plot_mupulses(mine, showimmediately=False)
    emg.plot_refsig(mine, showimmediately=False)
    emg.plot_ipts(mine, munumber=[0], showimmediately=False)
    check("json: openhdemg plots it", True)
except Exception as problem:
    check("json: openhdemg plots it", False, repr(problem))

theirs = os.path.join(folder, "openhdemg.json")
emg.save_json_emgfile(reference, theirs)
_, values = table(convert(theirs, "openhdemg.csv"))
columns = np.hstack([reference[k].to_numpy() for k in ("RAW_SIGNAL", "REF_SIGNAL", "IPTS")]).astype(np.float32)
# pandas writes ten decimals.
near = values.shape == columns.shape and np.allclose(values, columns, rtol=2e-7, atol=1e-9)
check("json: a file that openhdemg saved is read equally, to the decimals that it writes", near, f"{values.shape}")

theirs = os.path.join(folder, "refsig.json")
emg.save_json_emgfile(emg.refsig_from_otb(sample), theirs)
_, values = table(convert(theirs, "refsig.csv"))
check("json: a reference signal that openhdemg saved is read equally", np.array_equal(values[:, 0], columns[:, 64]))

sys.exit(1 if failures else 0)
