#!/usr/bin/env python3
"""Drives a simulated P24 with somebody else's client: science-mode-4 (PyPI, MIT).

Usage: science_mode_peer.py PATH

PATH is the serial port (a pseudo-terminal) of a simulated P24. Exits 0 when every answer is what it must be, 1 with a
sentence on standard error otherwise. Takes about four seconds, because the device's own timeout is one of the checks.
"""

import asyncio
import logging
import sys
import time

from science_mode_4 import (
    Channel,
    ChannelPoint,
    Commands,
    Connector,
    DeviceP24,
    LowLevelHighVoltageSource,
    LowLevelMode,
    MidLevelChannelConfiguration,
    ResultAndError,
    SerialPortConnection,
    StimStatus,
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


async def expect_refusal(what, call):
    """Checks that the device refuses a command."""
    try:
        await call
    except ProtocolError:
        return
    raise Mismatch(f"{what} was not refused")


def biphasic(milliampere):
    """A balanced pulse of 200 µs each way."""
    return [ChannelPoint(200, milliampere), ChannelPoint(100, 0), ChannelPoint(200, -milliampere)]


async def check_general(device):
    """Device id, versions, status."""
    general = device.get_layer_general()
    await device.initialize()
    expect("the length of the device id", len(general.device_id), 10)
    expect("the form of the firmware version", general.firmware_version.count("."), 2)
    expect("the protocol's main version", general.science_mode_version.split(".")[0], "4")
    status = await general.get_stim_status()
    expect("the status at rest", status.stim_status, StimStatus.NO_LEVEL_INITIALIZED)
    expect("the high voltage at rest", status.high_voltage_on, False)
    return general.device_id


async def check_mid_level(device):
    """Init, update, keep alive, current data, the device's own timeout, stop."""
    general, mid = device.get_layer_general(), device.get_layer_mid_level()
    await expect_refusal("an update before init", mid.update([]))
    await mid.init(True)
    expect("the status after init", (await general.get_stim_status()).stim_status, StimStatus.MID_LEVEL_INITIALIZED)
    trains = [
        MidLevelChannelConfiguration(True, 3, 20, biphasic(20)),
        None,
        MidLevelChannelConfiguration(True, 0, 50, biphasic(10)),
    ]
    await mid.update(trains)
    status = await general.get_stim_status()
    expect("the status after an update", status.stim_status, StimStatus.MID_LEVEL_RUNNING)
    expect("the high voltage while running", status.high_voltage_on, True)
    for _ in range(3):
        await asyncio.sleep(0.3)
        data = await mid.get_current_data()
        expect("the active channels", data.is_stimulation_active_per_channel, [True, False, True] + [False] * 5)
        expect("the channels' errors", data.channel_error, [ResultAndError.NO_ERROR] * 8)
    await asyncio.sleep(2.2)
    data = await mid.get_current_data()
    expect("the active channels after 2.2 s of silence", data.is_stimulation_active_per_channel, [False] * 8)
    await mid.stop()
    expect("the status after stop", (await general.get_stim_status()).stim_status, StimStatus.NO_LEVEL_INITIALIZED)


def take_answer(device, seconds=1.0):
    """The next answer to a low-level command."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = device.get_layer_low_level().packet_buffer.get_packet_from_buffer()
        if answer:
            return answer
        time.sleep(0.001)
    raise Mismatch("a low-level pulse was not answered within 1 s")


async def check_low_level(device):
    """Init, pulses, a pulse out of range, stop."""
    general, low = device.get_layer_general(), device.get_layer_low_level()
    await low.init(LowLevelMode.NO_MEASUREMENT, LowLevelHighVoltageSource.STANDARD)
    expect("the status after init", (await general.get_stim_status()).stim_status, StimStatus.LOW_LEVEL_INITIALIZED)
    for channel, connector in [(Channel.RED, Connector.YELLOW), (Channel.WHITE, Connector.GREEN)]:
        for _ in range(5):
            low.send_channel_config(True, channel, connector, biphasic(20))
            answer = take_answer(device)
            expect("the answer to a pulse", answer.command, Commands.LOW_LEVEL_CHANNEL_CONFIG_ACK)
            expect("the result of a pulse", answer.result, ResultAndError.NO_ERROR)
            expect("the channel of a pulse", (answer.channel, answer.connector), (channel, connector))
            time.sleep(0.01)
    low.send_channel_config(True, Channel.RED, Connector.YELLOW, biphasic(150))
    expect("the result of a pulse of 150 mA", take_answer(device).result, ResultAndError.PARAMETER_ERROR)
    await low.stop()

    await low.init(LowLevelMode.STIM_CURRENT, LowLevelHighVoltageSource.STANDARD)
    low.send_channel_config(True, Channel.BLUE, Connector.YELLOW, biphasic(20))
    answer = take_answer(device)
    expect("the measured current at first", answer.measurement_samples[0], 20.0)
    expect("the number of samples", len(answer.measurement_samples), 128)
    await low.stop()
    expect("the status after stop", (await general.get_stim_status()).stim_status, StimStatus.NO_LEVEL_INITIALIZED)


async def main(path):
    """All checks, on one connection."""
    connection = SerialPortConnection(path)
    connection.open()
    try:
        device = DeviceP24(connection)
        name = await check_general(device)
        await check_mid_level(device)
        await check_low_level(device)
        print(f"science-mode-4 and the simulated P24 {name} at {path} agree: general, mid-level, low-level")
    finally:
        connection.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: science_mode_peer.py PATH")
    try:
        asyncio.run(main(sys.argv[1]))
    except (Mismatch, ProtocolError, OSError) as error:
        sys.exit(f"science-mode-4 and the simulated P24 disagree: {error}")
