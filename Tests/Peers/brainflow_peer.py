#!/usr/bin/env python3
"""Reads a simulated Cyton board with somebody else's library: BrainFlow (PyPI, MIT).

Usage: brainflow_peer.py PATH

PATH is the serial port (a pseudo-terminal) of a simulated Cyton, whose channel n is a sine of 100*n µV at 5*n Hz. Exits 0
when BrainFlow finds these sines in its own units, 1 with a sentence on standard error otherwise. Takes about four seconds.
"""

import sys
import time

import numpy
from brainflow.board_shim import BoardIds, BoardShim, BrainFlowError, BrainFlowInputParams

BOARD = BoardIds.CYTON_BOARD.value


def mismatch(data):
    """What is wrong with two seconds of samples; None when nothing is."""
    numbers = data[BoardShim.get_package_num_channel(BOARD)].astype(int)
    if not numpy.all(numpy.diff(numbers) % 256 == 1):
        return "packet numbers have gaps"
    rate = BoardShim.get_sampling_rate(BOARD)
    if rate != 250:
        return f"the rate is {rate} Hz"
    times = numpy.arange(500) / rate
    for number, row in enumerate(BoardShim.get_exg_channels(BOARD), start=1):
        samples = data[row][-500:]
        # Whole periods fit into two seconds, so that amplitude and rest are exact.
        basis = numpy.column_stack([numpy.sin(2 * numpy.pi * 5 * number * times), numpy.cos(2 * numpy.pi * 5 * number * times)])
        weights = numpy.linalg.lstsq(basis, samples, rcond=None)[0]
        amplitude, rest = numpy.hypot(*weights), numpy.abs(samples - basis @ weights).max()
        if abs(amplitude - 100 * number) > 0.01 or rest > 0.03:
            return f"channel {number} is a sine of {amplitude:.3f} µV with a rest of {rest:.3f} µV; expected {100 * number} µV"
    return None


def main(path):
    """Connects, streams, compares."""
    BoardShim.disable_board_logger()
    parameters = BrainFlowInputParams()
    parameters.serial_port = path
    board = BoardShim(BOARD, parameters)
    board.prepare_session()
    try:
        board.start_stream()
        deadline = time.monotonic() + 20
        while board.get_board_data_count() < 600 and time.monotonic() < deadline:
            time.sleep(0.1)
        board.stop_stream()
        data = board.get_board_data()
    finally:
        board.release_session()
    if data.shape[1] < 500:
        sys.exit(f"BrainFlow and the simulated Cyton disagree: only {data.shape[1]} samples came in 20 s")
    wrong = mismatch(data)
    if wrong:
        sys.exit(f"BrainFlow and the simulated Cyton disagree: {wrong}")
    print(f"BrainFlow and the simulated Cyton at {path} agree: {data.shape[1]} samples, 8 channels, amplitudes within 0.01 µV")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: brainflow_peer.py PATH")
    try:
        main(sys.argv[1])
    except BrainFlowError as error:
        sys.exit(f"BrainFlow and the simulated Cyton disagree: {error}")
