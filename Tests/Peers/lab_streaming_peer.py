#!/usr/bin/env python3
"""Streams of Lab Streaming Layer between Lull and somebody else's library: pylsl (PyPI, MIT) with liblsl.

Usage: lab_streaming_peer.py PROGRAM FOLDER

PROGRAM is lull; FOLDER is for files. pylsl reads what `lull stream send` sends; `lull stream print`, `list` and `record` read
what pylsl sends, in every format; either side finds the other again after a restart. All of it on this machine. Takes about
half a minute. Exits 0 when all agrees.
"""

import json
import os
import subprocess
import sys
import time
import uuid

import numpy

lull, folder = sys.argv[1:]
# liblsl reports every connection, and restarts, which are wanted here, as errors; it is silenced before it is loaded.
with open(os.path.join(folder, "lsl_api.cfg"), "w", encoding="utf-8") as configuration:
    configuration.write("[log]\nlevel = -3\n")
os.environ["LSLAPICFG"] = os.path.join(folder, "lsl_api.cfg")
import pylsl
import pyxdf

failures = 0
mark = uuid.uuid4().hex[:8]
RATE = 500


def check(name, good, detail=""):
    """Says whether something is as it must be."""
    global failures
    failures += not good
    print(f"{'ok   ' if good else 'WRONG'} stream: {name} {'' if good else detail}")


def start(*arguments):
    """Starts lull; its output is read later."""
    return subprocess.Popen([lull, "stream", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outlet(name, kind, rate, source=""):
    """A stream of pylsl with two channels."""
    info = pylsl.StreamInfo(name, "EMG", 2, rate, kind, source)
    channels = info.desc().append_child("channels")
    for label in ("left", "right"):
        channel = channels.append_child("channel")
        channel.append_child_value("label", label)
        channel.append_child_value("unit", "microvolts")
    return pylsl.StreamOutlet(info)


def pylsl_to_lull(kind, values, times, chunked):
    """pylsl sends; every value and every time that lull prints must be the same."""
    name = f"{kind} {mark}"
    stream = outlet(name, kind, RATE)
    printing = start("print", name, "--count", str(len(values)))
    connected = stream.wait_for_consumers(20)
    if chunked:
        stream.push_chunk(values, times[-1])
    else:
        for value, moment in zip(values, times):
            stream.push_sample(value, moment)
    output, errors = printing.communicate(timeout=60)
    rows = [line.split("\t") for line in output.splitlines()]
    if kind == "string":
        found = [row[1:] for row in rows]
        same = found == values
    else:
        dtype = {"float32": numpy.float32, "double64": numpy.float64}.get(kind, numpy.int64)
        found = numpy.array([row[1:] for row in rows], dtype=object)
        same = numpy.array_equal(numpy.array([[dtype(x) for x in row] for row in found]), numpy.array(values, dtype=dtype))
    check(f"{kind}{' in a chunk' if chunked else ''}: samples of pylsl are read as they are", connected and same, errors)
    stamps = numpy.array([float(row[0]) for row in rows])
    # Sent stamps are equal bit for bit; those that are deduced are added up, each side in its own order.
    equal = numpy.array_equal(stamps, times) if not chunked else numpy.allclose(stamps, times, rtol=0, atol=1e-9)
    check(f"{kind}{' in a chunk' if chunked else ''}: time stamps of pylsl are read as they are", equal, str(stamps[:3]))
    if kind == "float32" and not chunked:
        listed = json.loads(subprocess.run([lull, "stream", "list", "--json"], capture_output=True, text=True, check=True).stdout)
        info = stream.get_info()
        wanted = dict(
            name=name, type="EMG", channels=2, hertz=RATE, format="float32", sourceID=info.source_id(),
            uid=info.uid(), hostname=info.hostname())
        entry = next((entry for entry in listed if entry["name"] == name), {})
        check("what lull lists is what pylsl says", all(entry.get(key) == value for key, value in wanted.items()), str(entry))


def formats():
    """Every format, with the ends of its range."""
    times = [1000 + number / RATE for number in range(200)]
    ends = {"int8": 2**7, "int16": 2**15, "int32": 2**31, "int64": 2**53}
    for kind, end in ends.items():
        pylsl_to_lull(kind, [[min(end - 1, number * (end // 200)), -end + number] for number in range(200)], times, False)
    random = numpy.random.default_rng(7)
    pylsl_to_lull("double64", random.normal(size=(200, 2)).tolist(), times, False)
    floats = random.normal(size=(200, 2)).astype(numpy.float32).tolist()
    pylsl_to_lull("float32", floats, times, False)
    pylsl_to_lull("float32", floats, times, True)
    pylsl_to_lull("string", [[f"µ {number}", "x" * number * 3] for number in range(200)], times, False)


def lull_to_pylsl():
    """lull sends a table; pylsl must read its description, values, times and clock, and find it again after a restart."""
    name = f"table {mark}"
    random = numpy.random.default_rng(8)
    values = random.normal(scale=100, size=(3 * RATE, 3)).astype(numpy.float32)
    table = os.path.join(folder, "table.csv")
    numpy.savetxt(table, values, delimiter=",", fmt="%.9g", header="EMG 1 [uV],EMG 2 [uV],Force [N]", comments="")
    send = ("send", table, "--rate", str(RATE), "--name", name, "--wait-for-reader")
    sender = start(*send)
    found = pylsl.resolve_byprop("name", name, timeout=20)
    check("pylsl finds lull's stream by its name", len(found) == 1, f"{len(found)} found")
    check("pylsl finds it by a longer condition", len(pylsl.resolve_bypred(
        f"name='{name}' and starts-with(type,'EM') and channel_count=3", minimum=1, timeout=20)) == 1)
    inlet = pylsl.StreamInlet(found[0], max_buflen=60)
    info = inlet.info(timeout=10)
    check("pylsl reads lull's description",
          (info.channel_count(), info.nominal_srate(), info.channel_format(), info.source_id(), info.get_channel_labels(),
           info.get_channel_units()) ==
          (3, RATE, pylsl.cf_float32, f"lull {name}", ["EMG 1", "EMG 2", "Force"], ["microvolts", "microvolts", "N"]),
          info.as_xml())
    offset = inlet.time_correction(timeout=10)
    check("pylsl finds lull's clock to be this machine's", abs(offset) < 0.05, f"{offset} s")
    samples, stamps = receive(inlet, len(values))
    check("pylsl reads every value that lull sends", numpy.array_equal(numpy.array(samples, dtype=numpy.float32), values),
          f"{len(samples)} samples")
    steps = numpy.diff(stamps)
    check("lull's time stamps are one sample apart", len(steps) > 0 and numpy.abs(steps - 1 / RATE).max() < 1e-9)
    check("lull's time stamps are of now", abs(stamps[-1] - pylsl.local_clock()) < 30)
    sender.wait(timeout=20)
    # The same source id again: liblsl finds it by itself.
    sender = start(*send)
    samples, _ = receive(inlet, len(values))
    check("pylsl goes on after a restart of lull", numpy.array_equal(numpy.array(samples, dtype=numpy.float32), values),
          f"{len(samples)} samples")
    inlet.close_stream()
    sender.terminate()
    sender.wait(timeout=20)


def receive(inlet, count):
    """So many samples, within 30 s."""
    samples, stamps = [], []
    deadline = time.monotonic() + 30
    while len(samples) < count and time.monotonic() < deadline:
        more, times = inlet.pull_chunk(timeout=0.2)
        samples += more
        stamps += times
    return samples, stamps


def recording():
    """lull records a stream of pylsl whose sender is started again: nothing is invented, the gap is as long as it was."""
    name, path = f"restart {mark}", os.path.join(folder, "restart.xdf")
    stream = outlet(name, "float32", RATE, f"source {mark}")
    recorder = start("record", name, "--out", path, "--json", "--duration", "8s", "--patience", "20")
    stream.wait_for_consumers(20)
    # Stamps are made up, so that it does not matter how busy the machine is; the clock is the real one.
    origin = pylsl.local_clock()
    stream.push_chunk([[n, -n] for n in range(1000)], origin + 999 / RATE)
    time.sleep(1)
    del stream
    stream = outlet(name, "float32", RATE, f"source {mark}")
    stream.wait_for_consumers(20)
    stream.push_chunk([[n, -n] for n in range(2000, 4001)], origin + 4000 / RATE)
    output, errors = recorder.communicate(timeout=60)
    summary = json.loads(output or "{}")
    expected = dict(frames=3000, reconnections=1, gaps=1, clockJumps=0)
    # Each connection knows the clocks' offset to 64 ms at worst, because slower answers do not count: 32 frames, twice.
    good = all(summary.get(key) == value for key, value in expected.items() if key != "frames")
    check("lull finds a restarted sender of pylsl again, with one gap", good and abs(summary["lostFrames"] - 1000) <= 64,
          output + errors)
    streams, _ = pyxdf.load_xdf(path, dejitter_timestamps=False)
    series, stamps = streams[0]["time_series"], streams[0]["time_stamps"]
    numbers = numpy.concatenate([numpy.arange(1000), numpy.arange(2000, 4001)])[: len(series)]
    check("pyxdf finds in the file the samples that pylsl sent",
          numpy.array_equal(series[:, 0], numbers) and numpy.array_equal(series[:, 1], -numbers), str(series.shape))
    check("pyxdf finds them at their times", numpy.abs(stamps - numbers / RATE).max() <= 64 / RATE)


def refusals():
    """What is no signal is refused in a sentence."""
    name = f"markers {mark}"
    markers = outlet(name, "string", 0)
    result = subprocess.run(
        [lull, "stream", "record", name, "--out", os.path.join(folder, "no.xdf")], capture_output=True, text=True, check=False)
    check("texts are refused as a signal",
          result.returncode == 65 and result.stderr == f"lull: the stream “{name}” holds texts, which are markers and no signal\n",
          result.stderr)
    del markers


formats()
lull_to_pylsl()
recording()
refusals()
sys.exit(1 if failures else 0)
