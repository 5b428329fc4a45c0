#!/usr/bin/env python3
"""Drives a simulated RehaStim2 with somebody else's client: pysciencemode (PyPI, MIT).

Usage: pysciencemode_peer.py PROGRAM

PROGRAM is lull; it is started as `lull devices simulate rehastim2`. Checks every answer that the client reads, and asks the
device which pulses it put out. Exits 0 when all is as it must be, 1 with a sentence on standard error otherwise. Takes about
six seconds.
"""

import contextlib
import io
import re
import subprocess
import sys
import time

from pysciencemode import Channel, Device, Modes, Rehastim2


class Mismatch(Exception):
    """Something that is not what it must be."""


def expect(what, found, expected):
    """Compares an answer with what it must be."""
    if found != expected:
        raise Mismatch(f"{what} is {found!r}; expected {expected!r}")


class SimulatedDevice:
    """The device's process: a path, faults, and the pulses that it put out."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "devices", "simulate", "rehastim2"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.path = self.process.stdout.readline().strip()

    def say(self, line):
        """A line of the device's input."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def pulses(self, kinds):
        """What was put out since it was asked last: kinds of pulses, their number, shortest and longest interval in ms."""
        self.say("pulses")
        rows = {}
        for _ in range(kinds):
            line = self.process.stdout.readline().strip()
            found = re.fullmatch(r"(.*): (\d+) pulses, ([\d.]+) to ([\d.]+) ms apart", line)
            if not found:
                raise Mismatch(f"the device put out “{line}”")
            rows[found[1]] = (int(found[2]), float(found[3]), float(found[4]))
        return rows

    def end(self):
        """Switches the device off."""
        self.process.stdin.close()
        self.process.wait(5)


class Client(Rehastim2):
    """The client, which keeps the last answer that it read."""

    answer = None

    def _get_last_ack(self, init=False):
        self.answer = super()._get_last_ack(init)
        return self.answer

    def words(self):
        """The client's own words for the last answer."""
        return self._calling_ack(self.answer)


def channel(number, milliampere, microseconds, mode=Modes.SINGLE):
    """One channel of the device."""
    return Channel(
        mode=mode, no_channel=number, amplitude=milliampere, pulse_width=microseconds, device_type=Device.Rehastim2)


def stimulate(client, seconds):
    """Lets pulses come, with a command before the device's own watchdog of 1.2 s; this client's keep-alive can be later."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        client.start_stimulation()
        expect("the answer to start", client.words(), "Stimulation started")
        time.sleep(0.1)


def check(client, device):
    """Two channels at 20 ms, other values while they run, a pause, an end; a triplet; the emergency switch."""
    client.init_channel(stimulation_interval=20, list_channels=[channel(1, 20, 200), channel(3, 15, 300)])
    expect("the answer to init", client.words(), "Stimulation initialized")
    stimulate(client, 1.0)
    client.start_stimulation(upd_list_channels=[channel(1, 12, 500), channel(3, 16, 255)])
    stimulate(client, 0.5)
    client.pause_stimulation()
    client.end_stimulation()
    expect("the answer to stop", client.words(), "Stimulation stopped")
    rows = device.pulses(4)
    expect("the kinds of pulses", sorted(rows), [
        "channel 1, 12 mA, 500 µs", "channel 1, 20 mA, 200 µs", "channel 3, 15 mA, 300 µs", "channel 3, 16 mA, 255 µs"])
    expect("the intervals in ms", {row[1:] for row in rows.values()}, {(20.0, 20.0)})
    if not 45 <= rows["channel 1, 20 mA, 200 µs"][0] <= 65:
        raise Mismatch(f"in 1 s at 50 Hz came {rows}")

    client.init_channel(stimulation_interval=50, list_channels=[channel(5, 40, 100, Modes.TRIPLET)], inter_pulse_interval=4)
    stimulate(client, 0.5)
    client.end_stimulation()
    (kind, (_, shortest, _)), = device.pulses(1).items()
    expect("the kind of the triplets", kind, "channel 5, 40 mA, 100 µs")
    return shortest


def check_emergency(client, device):
    """After the emergency switch there is an error for the client to read, and no pulse."""
    client.init_channel(stimulation_interval=20, list_channels=[channel(1, 20, 200)])
    stimulate(client, 0.3)
    device.pulses(1)
    device.say("emergency")
    error = client._get_last_ack()
    expect("the client's word for the error", client._calling_ack(error), "Emergency switch activated/not connected")
    device.say("pulses")
    time.sleep(0.2)
    device.process.stdout.readline()
    device.say("pulses")
    expect("what comes after the emergency switch", device.process.stdout.readline().strip(), "no pulses")


def main(program):
    """All checks, on one connection."""
    device = SimulatedDevice(program)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            client = Client(device.path)
            try:
                shortest = check(client, device)
                check_emergency(client, device)
            finally:
                client.disconnect()
                client.close_port()
    finally:
        device.end()
    print(f"pysciencemode and the simulated RehaStim2 agree: init, start, update, pause, stop, triplets ({shortest} ms), "
          "emergency switch")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: pysciencemode_peer.py PROGRAM")
    try:
        main(sys.argv[1])
    except (Mismatch, RuntimeError, OSError) as error:
        sys.exit(f"pysciencemode and the simulated RehaStim2 disagree: {error}")
