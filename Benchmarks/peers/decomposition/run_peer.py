"""Runs one other program on emg.npz (emg: channels x samples in microvolts, fs) with its defaults; writes discharges as JSON.

    run_peer.py openhdemg|muniverse|emgdecomp emg.npz out.json

openhdemg and MUniverse run their whole chain, with their own band-pass and removal of duplicates. emgdecomp leaves the
band-pass to the caller and gets the one of the others: order 2, 20-500 Hz, zero phase.
"""
import json, sys
import numpy as np

name, source, target = sys.argv[1:]
stored = np.load(source)
emg, rate = np.asarray(stored["emg"], float), float(stored["fs"])


def openhdemg():
    import openhdemg.library as library
    import pandas

    file = {
        "SOURCE": "OTB", "FILENAME": "emg", "RAW_SIGNAL": pandas.DataFrame(emg.T), "REF_SIGNAL": pandas.DataFrame(),
        "ACCURACY": pandas.DataFrame(), "IPTS": pandas.DataFrame(), "MUPULSES": [], "FSAMP": rate, "IED": 8,
        "EMG_LENGTH": emg.shape[1], "NUMBER_OF_MUS": 0, "BINARY_MUS_FIRING": pandas.DataFrame(), "EXTRAS": pandas.DataFrame(),
    }
    return library.EMGDecomposer().run_decomposition(file)["MUPULSES"]


def muniverse():
    from muniverse.algorithms.decomposition import decompose_cbss

    spikes = decompose_cbss(emg, rate)[0]["spikes"]
    return [group["sample"].to_numpy() for _, group in spikes.groupby("unit_id")]


def emgdecomp():
    from emgdecomp.decomposition import EmgDecomposition
    from emgdecomp.parameters import EmgDecompositionParams
    from scipy.signal import butter, sosfiltfilt

    filtered = sosfiltfilt(butter(2, [20, 500], "band", fs=rate, output="sos"), emg, axis=1)
    firings = EmgDecomposition(EmgDecompositionParams(sampling_rate=rate)).decompose(filtered)
    units = np.unique(firings["source_idx"])
    return [firings["discharge_samples"][firings["source_idx"] == unit] for unit in units]


programs = {"openhdemg": openhdemg, "muniverse": muniverse, "emgdecomp": emgdecomp}
if name not in programs:
    sys.exit(f"{name} is not known; {', '.join(programs)} are")
trains = programs[name]()
with open(target, "w") as file:
    json.dump([sorted(int(t) for t in train) for train in trains], file)
