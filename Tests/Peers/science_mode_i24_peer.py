#!/usr/bin/env python3
"""Reads a simulated I24 with somebody else's client: science-mode-4 (PyPI, MIT).

Usage: science_mode_i24_peer.py PATH

PATH is the serial port (a pseudo-terminal) of a simulated I24, whose channel n is a sine of 100*n at 5*n Hz. Exits 0 when
every answer is what it must be and the samples are these sines, 1 with a sentence on standard error otherwise. Takes about
three seconds.
"""

import asyncio
import logging
import math
import sys
import time

from science_mode_4 import (
    Commands,
    DeviceI24,
    DyscomFilterType,
    DyscomFrequencyOut,
    DyscomGetOperationModeType,
    DyscomInitParams,
    DyscomPowerModulePowerType,
    DyscomPowerModuleType,
    DyscomSignalType,
    SerialPortConnection,
)
from science_mode_4.protocol.exceptions import ProtocolError

# The client reports every command; only what goes wrong is of interest here.
logging.disable(logging.INFO)


class Mismatch(Exception):
    """An answer that is not what it must be."""


def expect(what, found, expected):
    """Compares an answer with what it must be."""
    if found != expected:
        raise Mismatch(f"{what} is {found!r}; expected {expected!r}")


async def check_answers(device):
    """Who and how the device is."""
    await device.initialize()
    layer = device.get_layer_dyscom()
    name = await layer.get_device_id()
    expect("the device id of both layers", device.get_layer_general().device_id, name)
    expect("the form of the firmware version", (await layer.get_firmware_version()).count("."), 2)
    expect("the operation mode at rest", await layer.get_operation_mode(), DyscomGetOperationModeType.IDLE)
    battery = await layer.get_battery()
    expect("the battery", (battery.voltage, battery.current, battery.percentage, battery.temperature), (3000, -20, 100, 25))
    expect("whether there is a card", (await layer.get_file_system_status()).file_system_ready, False)
    expect("the number of recordings", await layer.get_list_of_measurement_meta_info(), 0)
    return name


def read_samples(device, count):
    """So many frames of live data."""
    frames, end = [], time.monotonic() + 10
    while len(frames) < count and time.monotonic() < end:
        packet = device.packet_buffer.get_packet_from_buffer()
        if packet is None:
            time.sleep(0.001)
        elif packet.command == Commands.DL_SEND_LIVE_DATA:
            frames.append(packet)
    expect("the number of frames of live data within 10 s", len(frames), count)
    return frames


async def check_live(device):
    """Power, setup, start; two thousand samples at 1000 Hz; stop."""
    layer = device.get_layer_dyscom()
    await layer.power_module(DyscomPowerModuleType.MEASUREMENT, DyscomPowerModulePowerType.SWITCH_ON)
    parameters = DyscomInitParams()
    parameters.signal_type = [DyscomSignalType.BI, DyscomSignalType.EMG_1]
    parameters.filter = DyscomFilterType.PREDEFINED_FILTER_1
    result = await layer.init(parameters)
    expect("the rate", result.frequency_out, DyscomFrequencyOut.SAMPLES_PER_SECOND_1K)
    expect("the mode after init", await layer.get_operation_mode(), DyscomGetOperationModeType.LIVE_MEASURING_PRE)
    await layer.start()
    frames = read_samples(device, 2000)
    expect("the times between samples in µs", {frame.time_offset for frame in frames}, {1000})
    expect("the numbers of channels", {frame.number_of_channels for frame in frames}, {5})
    worst = max(
        abs(sample.value - 100 * n * math.sin(2 * math.pi * 5 * n * k / 1000))
        for k, frame in enumerate(frames) for n, sample in enumerate(frame.samples, start=1))
    if worst > 1e-3:
        raise Mismatch(f"the samples are {worst} from the sines; expected at most 0.001")
    layer.send_stop()
    end = time.monotonic() + 2
    while time.monotonic() < end:
        packet = device.packet_buffer.get_packet_from_buffer()
        if packet is not None and packet.command == Commands.DL_STOP_ACK:
            break
        time.sleep(0.001)
    else:
        raise Mismatch("stop was not answered within 2 s")
    expect("the mode after stop", await layer.get_operation_mode(), DyscomGetOperationModeType.IDLE)


async def main(path):
    """All checks, on one connection."""
    connection = SerialPortConnection(path)
    connection.open()
    try:
        device = DeviceI24(connection)
        name = await check_answers(device)
        await check_live(device)
        print(f"science-mode-4 and the simulated I24 {name} at {path} agree: questions, 2000 samples of 5 channels")
    finally:
        connection.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: science_mode_i24_peer.py PATH")
    try:
        asyncio.run(main(sys.argv[1]))
    except (Mismatch, ProtocolError, OSError) as error:
        sys.exit(f"science-mode-4 and the simulated I24 disagree: {error}")
