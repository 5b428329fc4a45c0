"""Files that no program of ours made, read by Lull and by another program: the same bytes must give the same numbers.

    python readers_peers.py LULL SAMPLE FOLDER

Arguments as of recordings_peers.py. Needs scipy, mne, pyedflib and openhdemg 0.2.0b2. Prints one line per check; the exit code is
1 if one fails.
"""

import io
import os
import sys
import tarfile
import xml.etree.ElementTree as ET
import zipfile

import matplotlib

matplotlib.use("Agg")

import mne
import numpy as np
import openhdemg.library as emg
import pandas as pd
import pyedflib
import scipy.io
from peer_checks import Lull, check, finish

lull, sample, folder = sys.argv[1:4]
fixtures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "RecordingsTests", "Fixtures")
peer = Lull(lull, folder)
convert, table = peer.convert, peer.values
mne.set_log_level("ERROR")


def discharges(path):
    """The samples of each motor unit, in the order of their names."""
    events = pd.read_table(path)
    return [events[events["unit_id"] == unit]["sample"].to_numpy() for unit in sorted(events["unit_id"].unique())]


def equal(one, two):
    return len(one) == len(two) and all(np.array_equal(np.ravel(a).astype(int), np.ravel(b)) for a, b in zip(one, two))


# DEMUSE and MUedit, as SciPy saved them in the layout of these programs.
path = os.path.join(fixtures, "demuse.mat")
theirs = emg.emg_from_demuse(path)
raw = theirs["RAW_SIGNAL"].dropna(axis=1).to_numpy()
values = table(convert(path, "demuse.csv"))
check("demuse .mat: Lull and openhdemg read equal EMG", np.array_equal(values[:, : raw.shape[1]], raw.astype(np.float32)),
      f"{raw.shape}")
others = {tuple(column) for column in values[:, raw.shape[1]:].T}
check("demuse .mat: Lull has openhdemg's sources and reference signal",
      all(tuple(column.astype(np.float32)) in others
          for key in ("IPTS", "REF_SIGNAL") for column in theirs[key].to_numpy().T), f"{len(others)} channels")
check("demuse .mat: Lull and openhdemg read equal discharges",
      equal(theirs["MUPULSES"], discharges(convert(path, "demuse_events.tsv"))))

path = os.path.join(fixtures, "muedit.mat")
signal = scipy.io.loadmat(path, simplify_cells=True)["signal"]
values = table(convert(path, "muedit.csv"))
found = {tuple(column) for column in values.T}
wanted = np.vstack([signal["data"], signal["auxiliary"], signal["path"], signal["target"], np.vstack(signal["Pulsetrain"])])
check("muedit .mat: every signal that SciPy finds is a channel of Lull's",
      len(values.T) == len(wanted) and all(tuple(row.astype(np.float32)) in found for row in wanted), f"{wanted.shape}")
check("muedit .mat: the EMG is in SciPy's order", np.array_equal(values[:, :64].T, signal["data"].astype(np.float32)))
check("muedit .mat: discharges are SciPy's less one",
      equal([np.ravel(t) - 1 for t in signal["Dischargetimes"]], discharges(convert(path, "muedit_events.tsv"))))


# OT BioLab's archives, put together by Python's tarfile and ElementTree; NumPy decodes what tarfile finds again.
def archive(name, members, form):
    path = os.path.join(folder, name)
    with tarfile.open(path, "w", format=form) as tar:
        for member, content in members:
            info = tarfile.TarInfo(member)
            info.size = len(content)
            info.mtime = 1_700_000_000.25  # A fraction needs an extended header in PAX.
            tar.addfile(info, io.BytesIO(content))
    return path


def member(path, name):
    with tarfile.open(path) as tar:
        return tar.extractfile(next(m for m in tar if m.name.endswith(name))).read()


random = np.random.default_rng(4)
counts = random.integers(-32768, 32768, (3000, 70)).astype("<i2")
device = ET.Element("Device", Name="QUATTROCENTO", SampleFrequency="2048", ad_bits="16", DeviceTotalChannels="70")
channels = ET.SubElement(device, "Channels")
for adapter, start, size, gain in (("GR08MM1305", 0, 64, "150"), ("Direct connection to Auxiliary Input", 64, 6, "0.5")):
    part = ET.SubElement(channels, "Adapter", ID=adapter, AdapterIndex="1", Gain=gain, ChannelStartIndex=str(start))
    for k in range(size):
        ET.SubElement(part, "Channel", Index=str(k), ID=adapter, Prefix=f"IN ({k + 1})", Muscle="m. “tibialis” <ant.> & Co",
                      Side="Left", Description="Array 64 electrodes" if size == 64 else "General")
text = ET.tostring(device, encoding="utf-8", xml_declaration=True)
long = "a name that is longer than the hundred characters of the first of all headers of archives " * 2
for form, stem in ((tarfile.USTAR_FORMAT, "recording"), (tarfile.GNU_FORMAT, long.strip()), (tarfile.PAX_FORMAT, long.strip())):
    kind = {tarfile.USTAR_FORMAT: "USTAR", tarfile.GNU_FORMAT: "GNU", tarfile.PAX_FORMAT: "PAX"}[form]
    path = archive(f"{kind}.otb+", [(stem + ".sig", counts.tobytes()), (stem + ".xml", text)], form)
    read = np.frombuffer(member(path, ".sig"), "<i2").reshape(-1, 70).astype(float)
    expected = read * 5 / 2**16
    expected[:, :64] *= 1e6 / 150
    expected[:, 64:] *= 1e3 / 0.5
    values = table(convert(path, "plus.csv"))
    check(f".otb+ ({kind}): Lull reads what tarfile and NumPy do, in uV and mV",
          values.shape == expected.shape and np.allclose(values, expected, rtol=2e-7, atol=0), f"{values.shape}")

for name, kind, bits, gain in (("Novecento+", "<i4", 24, 8), ("Sessantaquattro+", "<i2", 16, 256)):
    half = 2 ** (bits - 1)
    counts = random.integers(-half, half, (2500, 65)).astype(kind)
    tracks = ET.Element("ArrayOfTrackInfo")
    for title, offset, size, factor, code in (("IN1", 0, 64, gain, "HD08MM1305"), ("AUX1", 64, 1, 1, "AUX 1")):
        track = ET.SubElement(tracks, "TrackInfo")
        facts = {"Device": f"{name};1", "Title": title, "SubTitle": title, "Gain": factor, "ADC_Nbits": bits, "ADC_Range": 4.8,
                 "SamplingFrequency": 2000, "SignalStreamPath": "stream0.sig", "NumberOfChannels": size,
                 "ChannelOffsetInSubPacket": offset, "ChannelsInBlock": 65, "IsControl": "false", "Muscle": "Soleus"}
        for key, value in facts.items():
            ET.SubElement(track, key).text = str(value)
        ET.SubElement(ET.SubElement(track, "Description"), "Name").text = code
    path = archive(f"{name}.otb4", [("Tracks_000.xml", ET.tostring(tracks)), ("stream0.sig", counts.tobytes())],
                   tarfile.USTAR_FORMAT)
    read = np.frombuffer(member(path, ".sig"), kind).reshape(-1, 65).astype(float) * 4.8 / 2**bits
    read[:, :64] *= 1e6 / gain
    read[:, 64:] *= 1e3
    values = table(convert(path, "four.csv"))
    check(f".otb4 ({name}): Lull reads what tarfile and NumPy do, in uV and mV",
          values.shape == read.shape and np.allclose(values, read, rtol=2e-7, atol=0), f"{values.shape}")

# .otb4 that Lull wrote: tarfile, ElementTree and NumPy find the sample recording's EMG again.
path = convert(sample, "written.otb4")
with tarfile.open(path) as tar:
    tracks = [{field.tag: field.text for field in track} | {"Code": track.findtext("Description/Name")}
              for track in ET.fromstring(tar.extractfile("Tracks_000.xml").read())]
grid = next(track for track in tracks if track["Code"] == "GR08MM1305")
counts = np.frombuffer(member(path, grid["SignalStreamPath"]), "<i4").reshape(-1, int(grid["NumberOfChannels"]))
step = float(grid["ADC_Range"]) * 1e6 / 2 ** int(grid["ADC_Nbits"]) / float(grid["Gain"])
export = scipy.io.loadmat(sample, squeeze_me=True)
emg = export["Data"][:, [k for k, text in enumerate(export["Description"]) if "GR08MM1305" in text and text.endswith("[uV]")]]
check(".otb4: tarfile and NumPy find the sample's EMG in what Lull wrote, to half a count",
      counts.shape == emg.shape and np.abs(counts * step - emg).max() <= step / 2, f"{counts.shape}, {step:.2e} uV a count")

# .otb+ that Lull wrote, scaled as programs scale a device that they do not know: 4.8 V, 16 bits, the gain that is stated.
plus = convert(sample, "written.otb+")
root = ET.fromstring(member(plus, ".xml"))
rows = [(channel.get("ID"), float(channel.get("Gain"))) for channel in root.iter("Channel")]
counts = np.frombuffer(member(plus, ".sig"), "<i2").reshape(-1, int(root.get("DeviceTotalChannels")))
steps = np.array([4.8e6 / 2**16 / gain for _, gain in rows])
places = [k for k, (code, _) in enumerate(rows) if code == "GR08MM1305"]
found = (counts * steps)[:, places]
check(".otb+: tarfile and NumPy find the sample's EMG in what Lull wrote, to half a count",
      found.shape == emg.shape and np.abs(found - emg).max() <= steps[places].max() / 2
      and float(root.get("SampleFrequency")) == 2048 and root.get("ad_bits") == "16", f"{found.shape}, {steps[0]:.4f} uV a count")
forces = [k for k, text in enumerate(export["Description"]) if "acquired data" in text]
with tarfile.open(plus) as tar:
    signals = {one.name: np.frombuffer(tar.extractfile(one).read(), "<f8") for one in tar if one.name.endswith(".sip")}
check(".otb+: the force stands in it in double precision",
      any(np.array_equal(signal, export["Data"][:, k].astype(np.float32)) for k in forces for signal in signals.values()),
      ", ".join(signals))
check(".otb+: Lull reads its own as NumPy does",
      np.allclose(table(convert(plus, "own.csv"))[:, : len(rows)], counts * steps, rtol=2e-7, atol=0))

# Delsys' .mat that Lull wrote, by SciPy.
delsys = scipy.io.loadmat(convert(sample, "written.delsys.mat"))
names = [str(name).strip() for name in delsys["Channels"]]
places = [k for k, name in enumerate(names) if "GR08MM1305" in name and "decomposition" not in name.lower()]
check("delsys .mat: SciPy finds the sample's EMG in what Lull wrote, sample by sample",
      delsys["Fs"].item() == 2048 and np.array_equal(delsys["Data"][places].T, emg.astype(np.float32))
      and all(names[k].endswith("[uV]") for k in places), f"{len(names)} channels")

# The same archive as Python's zipfile packs it, stored and deflated.
for word, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
    packed = os.path.join(folder, word + ".otb4")
    with tarfile.open(path) as tar, zipfile.ZipFile(packed, "w", method) as zipped:
        for one in tar:
            zipped.writestr(one.name, tar.extractfile(one).read())
    check(f".otb4 as a ZIP archive ({word}): the same samples",
          np.array_equal(table(convert(packed, word + ".csv")), table(convert(path, "tar.csv"))))

# EDF and BDF that pyedflib wrote, by MNE, which reads volts whatever the file's unit is.
for kind, read in (("edf", mne.io.read_raw_edf), ("bdf", mne.io.read_raw_bdf)):
    path = os.path.join(folder, "units." + kind)
    file_type = pyedflib.FILETYPE_EDFPLUS if kind == "edf" else pyedflib.FILETYPE_BDFPLUS
    high = 2 ** (15 if kind == "edf" else 23) - 1
    units = {"uV": (1e-6, 3000.0), "mV": (1e-3, 3.0), "V": (1, 0.003)}
    with pyedflib.EdfWriter(path, 3, file_type=file_type) as writer:
        for k, (unit, (_, limit)) in enumerate(units.items()):
            writer.setSignalHeader(k, {
                "label": f"EMG {k}", "dimension": unit, "sample_frequency": 1000, "physical_max": limit,
                "physical_min": -limit, "digital_max": high, "digital_min": -high - 1, "transducer": "", "prefilter": ""})
        writer.writeSamples([random.uniform(-limit, limit, 5000) for _, limit in units.values()])
    theirs = read(path, preload=True).get_data().T
    values = table(convert(path, f"units-{kind}.csv")).astype(float) * [factor for factor, _ in units.values()]
    check(f"{kind}: Lull and MNE read equal volts from uV, mV and V",
          values.shape == theirs.shape and np.allclose(values, theirs, rtol=2e-7, atol=1e-12), f"{values.shape}")

finish()
