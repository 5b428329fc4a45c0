"""Compares Lull's readers and writers with scipy.io, pyedflib, pandas, pyxdf, openhdemg and the BIDS validator.

    python recordings_peers.py LULL SAMPLE FOLDER

LULL is the program, SAMPLE openhdemg's otb_testfile.mat, FOLDER a place for files. Needs scipy, pandas, pyedflib,
pyxdf, bids-validator-deno and openhdemg 0.2.0b2. Prints one line per check; the exit code is 1 if one fails.
"""

import json
import os
import struct
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")

import numpy as np
import openhdemg.library as emg
import pandas as pd
import pyedflib
import pyxdf
import scipy.io
from peer_checks import Lull, check, finish

lull, sample, folder = sys.argv[1:4]
peer = Lull(lull, folder)
convert, table = peer.convert, peer.table

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
    table_path = os.path.join(folder, f"rates-{kind}.csv")
    result = subprocess.run([lull, "convert", theirs, table_path], capture_output=True, text=True)
    message = (result.stdout + result.stderr).strip()
    check(f"{kind}: that a table changes a channel of another rate is said",
          result.returncode == 0 and "the rate or length of 1 channel" in message, message)
    with pyedflib.EdfReader(theirs) as reader:
        slow = reader.readSignal(2)
    rows = [line.split(",") for line in open(table_path, encoding="utf-8").read().splitlines() if line[:1] in "-0123456789"]
    third = np.array([float(row[3]) for row in rows])
    expected = np.interp(np.arange(4000) / 2, np.arange(2000), slow)
    check(f"{kind}: it lies on NumPy's straight lines between what pyedflib reads",
          third.shape == expected.shape and np.max(np.abs(third - expected)) < 2e-3, f"{third.shape}")
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

# Motor units as a table of events, by the rules of the MUnitQuest challenge.
path = convert(sample, "sample_events.tsv")
events = pd.read_table(path)
check("events: pandas finds the columns of the challenge",
      {"onset", "duration", "sample", "unit_id", "description"} <= set(events.columns))
check("events: durations are 0, samples and units whole numbers, every row is a motor-unit-spike",
      bool((events["duration"] == 0).all() and events["sample"].dtype == int and events["unit_id"].dtype == int
           and (events["description"] == "motor-unit-spike").all()))
same = all(np.array_equal(events[events["unit_id"] == k]["sample"].to_numpy(), pulses[k]) for k in range(len(pulses)))
check("events: the samples are openhdemg's discharges", same, f"{len(events)} rows")
check("events: onsets are sample / rate", np.allclose(events["onset"], events["sample"] / rate, rtol=0, atol=1e-9))
events.drop(columns="description").assign(event_type="motor-unit-spike").sort_values(["unit_id", "sample"]).to_csv(
    os.path.join(folder, "pandas_events.tsv"), sep="\t", index=False)
again = pd.read_table(convert(os.path.join(folder, "pandas_events.tsv"), "again_events.tsv"))
check("events: a table that pandas wrote, sorted by unit, goes through Lull", events.equals(again))


# BIDS-EMG by the validator of BIDS.
def bids_errors(dataset):
    program = os.path.join(os.path.dirname(sys.executable), "bids-validator-deno")
    result = subprocess.run([program, dataset, "--json"], capture_output=True, text=True)
    report = json.loads(result.stdout)
    found = [i for i in report["issues"]["issues"] if i["severity"] == "error"]
    return [f"{i['code']} {i['location']}" for i in found], report["summary"]["schemaVersion"]


def check_bids(what, dataset, derivative):
    found, schema = bids_errors(dataset)
    check(f"bids: the validator finds no error in {what}", not found, f"schema {schema} {found}")
    found, schema = bids_errors(f"{dataset}/derivatives/{derivative}")
    # BIDS has no rule for motor units yet, so none for the entity desc in a name that ends in _events.
    check(f"bids: in its derivative only the names of motor units are no rule of BIDS",
          len(found) == 2 and all(i.startswith("ENTITY_NOT_IN_RULE") and "_events." in i for i in found), f"{found}")


dataset = os.path.join(folder, "dataset")
subprocess.run([lull, "convert", sample, dataset + "/", "--participant", "vl", "--task", "ramp"], check=True,
               capture_output=True)
check_bids("the converted dataset", dataset, "decomposed")
simulated = os.path.join(folder, "simulated")
subprocess.run([lull, "simulate", "ramp", "--person", "healthy-young", "--out", simulated], check=True,
               capture_output=True)
check_bids("a simulated dataset", simulated, "groundtruth")
_, values = table(convert(dataset, "bids.csv"))
steps = np.ptp(data, axis=0) / (2 ** 24 - 1)
check("bids: a dataset goes through Lull to half a digital step",
      bool((np.abs(values - data) <= 0.51 * steps + np.abs(data) * 1.2e-7).all()), f"{values.shape}")

# XDF.
path = convert(sample, "sample.xdf")
streams, _ = pyxdf.load_xdf(path)
named = {stream["info"]["name"][0]: stream for stream in streams}
check("xdf: pyxdf reads equal samples", np.array_equal(named["EMG"]["time_series"], data))
check("xdf: pyxdf finds the rate and the times",
      abs(named["EMG"]["info"]["effective_srate"] - rate) < 1e-6
      and np.allclose(named["EMG"]["time_stamps"], np.arange(len(data)) / rate, rtol=0, atol=1e-9))
texts = np.array([text[0] for text in named["Motor units"]["time_series"]])
stamps = np.round(named["Motor units"]["time_stamps"] * rate).astype(int)
check("xdf: the markers are openhdemg's discharges",
      all(np.array_equal(stamps[texts == str(k)], pulses[k]) for k in range(len(pulses))), f"{len(texts)} markers")


def xdf_chunk(tag, content):
    return struct.pack("<BIH", 4, len(content) + 2, tag) + content


def xdf_header(number, name, kind, channels, nominal, form):
    text = (f"<?xml version='1.0'?><info><name>{name}</name><type>{kind}</type><channel_count>{channels}</channel_count>"
            f"<nominal_srate>{nominal}</nominal_srate><channel_format>{form}</channel_format><desc/></info>")
    return xdf_chunk(2, struct.pack("<I", number) + text.encode())


# A file as a recorder makes it: two devices, jitter, a clock that is 37 s off and drifts, a late offset, markers.
random = np.random.default_rng(1)
count = 20_000
emg_times = 100 + np.arange(count) / 1000 + random.uniform(-4e-4, 4e-4, count)
other_times = 100.2 + np.arange(count // 10) / 100 * 1.00002 + random.uniform(-3e-3, 3e-3, count // 10)
emg_values = random.integers(-30_000, 30_000, (count, 3)).astype("<i2")
other_values = random.normal(size=(count // 10, 2)).astype("<f8")
pieces = [b"XDF:", xdf_chunk(1, b"<info><version>1.0</version></info>"), xdf_header(1, "EMG", "EMG", 3, 1000, "int16"),
          xdf_header(2, "Force", "Force", 2, 100, "double64"), xdf_header(3, "Marks", "Markers", 1, 0, "string")]


def samples(number, times, rows):
    body = b"".join(struct.pack("<Bd", 8, t) + r for t, r in zip(times, rows))
    return xdf_chunk(3, struct.pack("<IBI", number, 4, len(times)) + body)


def skewed(t):
    """The second device's clock."""
    return (np.asarray(t) - 37) / 1.00005


for start in range(0, count, 500):
    part = slice(start, start + 500)
    pieces.append(samples(1, emg_times[part], [row.tobytes() for row in emg_values[part]]))
    part = slice(start // 10, start // 10 + 50)
    pieces.append(samples(2, skewed(other_times[part]), [row.tobytes() for row in other_values[part]]))
    now = skewed(100 + start / 1000)
    late = 0.02 if start == 5000 else 0
    pieces.append(xdf_chunk(4, struct.pack("<Idd", 2, now, 37 + 5e-5 * now + late + random.normal() * 2e-5)))
mark_times = np.sort(random.uniform(101, 118, 40))
pieces.append(samples(3, mark_times, [struct.pack("<BB", 1, 2) + f"{k:02d}".encode() for k in range(40)]))
theirs = os.path.join(folder, "recorder.xdf")
with open(theirs, "wb") as file:
    file.write(b"".join(pieces))
streams, _ = pyxdf.load_xdf(theirs)
named = {stream["info"]["name"][0]: stream for stream in streams}
described = json.loads(subprocess.run([lull, "info", "--json", theirs], check=True, capture_output=True, text=True).stdout)
begin = max(named[name]["time_stamps"][0] for name in ("EMG", "Force"))
kept = {name: np.argmin(np.abs(named[name]["time_stamps"] - begin)) for name in ("EMG", "Force")}
recording = named["EMG"]["time_series"][kept["EMG"]:]
check("xdf: two devices begin together where pyxdf's times do", kept["EMG"] > 0 and kept["Force"] == 0, f"{kept}")
check("xdf: the EMG has the nominal rate, the force the same or the measured one",
      described["channels"][0]["rateHz"] == 1000 and abs(described["channels"][3]["rateHz"] - 100) < 0.01,
      f"{described['channels'][3]['rateHz']}")
lengths = [channel["samples"] for channel in described["channels"]]
minima = [channel["minimum"] for channel in described["channels"]]
check("xdf: the samples of the common time are pyxdf's",
      minima[:3] == recording[: lengths[0]].min(axis=0).astype(float).tolist()
      and np.allclose(minima[3:], named["Force"]["time_series"][: lengths[3]].min(axis=0), rtol=1e-6), f"{lengths}")
marks = np.array([event["seconds"] for event in described["events"]])
expected = named["Marks"]["time_stamps"] - named["EMG"]["time_stamps"][kept["EMG"]]
check("xdf: markers are where pyxdf has them, to a sample", bool(np.max(np.abs(marks - expected)) <= 1e-3),
      f"worst {np.max(np.abs(marks - expected)) * 1000:.2f} ms")

finish()
