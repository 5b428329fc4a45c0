// How many frames a second each codec of the devices reads, and how long an order takes to the bytes of its first pulse.

import Devices
import Foundation
import Signals
import Stimulation
import TestSupport

/// Times every codec on frames of its own simulated device, best of five runs on one core; then gate and driver.
func benchmarkCodecs() throws {
    print("frames read a second, one core, best of five")
    try report("ScienceMode 4, pulses of three points", try scienceMode4Pulses()) { bytes in
        var parser = ScienceMode4.FrameParser()
        var count = 0
        for output in parser.receive(bytes) {
            if case .frame(let frame) = output, (try? ScienceMode4.Command(frame)) != nil { count += 1 }
        }
        return count
    }
    try report("ScienceMode 4, answers with 128 samples", try measuredAnswers()) { bytes in
        var parser = ScienceMode4.FrameParser()
        var count = 0
        for output in parser.receive(bytes) {
            if case .frame(let frame) = output, (try? ScienceMode4.Acknowledgement(frame)) != nil { count += 1 }
        }
        return count
    }
    try report("ScienceMode 2, pulses", try scienceMode2Pulses()) { bytes in
        var parser = ScienceMode2.FrameParser()
        var count = 0
        for output in parser.receive(bytes) {
            if case .frame(let frame) = output, (try? ScienceMode2.Command(frame)) != nil { count += 1 }
        }
        return count
    }
    try report("I24, live data of 5 channels", liveData()) { bytes in
        var parser = ScienceMode4.FrameParser()
        var count = 0
        for output in parser.receive(bytes) {
            if case .frame(let frame) = output, Dyscom.Report(frame) != nil { count += 1 }
        }
        return count
    }
    var board = CytonSimulator()
    _ = board.receive(Array("b".utf8), at: .start)
    try report("Cyton, 8 channels", board.advance(to: SessionTime(microseconds: 80_000_000))) { bytes in
        var decoder = CytonDecoder()
        return decoder.receive(bytes).reduce(0) { $0 + $1.frameCount }
    }
    var probe = FrameStreamSimulator(.muovi)
    _ = probe.receive([Muovi.Command(mode: .monopolar, isRunning: true).byte], at: .start)
    try report("Muovi, 32 channels", probe.advance(to: SessionTime(microseconds: 10_000_000))) { bytes in
        var source = try MuoviSource(MemoryLink(bytes))
        return try frames(of: &source)
    }
    var amplifier = FrameStreamSimulator(.quattrocento)
    let settings = Quattrocento.Settings(rate: .hertz2048, size: .emg384, isRunning: true)
    _ = amplifier.receive(settings.bytes ?? [], at: .start)
    try report("Quattrocento, 384 channels", amplifier.advance(to: SessionTime(microseconds: 2_000_000))) { bytes in
        var source = try QuattrocentoSource(MemoryLink(bytes), size: .emg384)
        return try frames(of: &source)
    }
    let base = TrignoSimulator()
    var (command, emg) = (base.command, base.emg)
    _ = command.receive(Trigno.start, at: .start)
    try report("Trigno, 16 channels", emg.advance(to: SessionTime(microseconds: 10_000_000))) { bytes in
        var decoder = TrignoDecoder()
        return try decoder.receive(bytes)?.frameCount ?? 0
    }
    let beat = Array(repeating: [0x10, 0x46, 0x66, 0x03] as [UInt8], count: 20_000)
    try report("heart rate 0x2A37", beat.flatMap(\.self)) { bytes in
        var count = 0
        for start in stride(from: 0, to: bytes.count, by: 4) {
            _ = try HeartRateMeasurement(decoding: bytes[start..<(start + 4)])
            count += 1
        }
        return count
    }
    try orderToBytes(count: 20_000)
}

private func report(_ name: String, _ bytes: [UInt8], _ read: ([UInt8]) throws -> Int) throws {
    var count = 0
    let time = try best(of: 5) { count = try read(bytes) }
    let padded = name.padding(toLength: 44, withPad: " ", startingAt: 0)
    print(
        "  " + padded
            + String(
                format: "%12.0f frames/s %8.1f MB/s  (%d frames)", Double(count) / time,
                Double(bytes.count) / time / 1e6, count))
}

private func frames<Link: DeviceLink & ~Copyable>(of source: inout MuoviSource<Link>) throws -> Int {
    var count = 0
    while let block = try? source.nextBlock() { count += block.frameCount }
    return count
}

private func frames<Link: DeviceLink & ~Copyable>(of source: inout QuattrocentoSource<Link>) throws -> Int {
    var count = 0
    while let block = try? source.nextBlock() { count += block.frameCount }
    return count
}

/// Bytes that lie in memory, handed over in pieces as a network hands them over.
private struct MemoryLink: DeviceLink {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func send(_ bytes: [UInt8]) {}
    mutating func receive(waitingAtMostMilliseconds: Int) -> [UInt8] {
        let piece = bytes[at..<min(bytes.count, at + 65_536)]
        at = piece.endIndex
        return Array(piece)
    }
    mutating func close() {}
}

private func scienceMode4Pulses() throws -> [UInt8] {
    let point = { (time: Int, steps: Int) in
        try ScienceMode4.PulsePoint(microseconds: time, halfMilliamperes: steps)
    }
    return try (0..<20_000).flatMap { number in
        let shape = try ScienceMode4.PulseShape(points: [
            point(200, number % 100), point(100, 0), point(200, -(number % 100)),
        ])
        let pulse = ScienceMode4.LowLevelPulse(output: .init(.red, .yellow), shape: shape)
        return try ScienceMode4.Command.lowLevelPulse(pulse).encoded(
            packetNumber: .init(truncating: UInt8(number % 64)))
    }
}

private func measuredAnswers() throws -> [UInt8] {
    var device = P24Simulator()
    let start = ScienceMode4.Command.lowLevelInit(.init(measurement: .voltage))
    _ = device.receive(try start.encoded(packetNumber: .init(truncating: 0)), at: .start)
    let pulse = ScienceMode4.LowLevelPulse(
        output: .init(.red, .yellow),
        shape: try ScienceMode4.PulseShape(points: [
            .init(microseconds: 200, halfMilliamperes: 40), .init(microseconds: 200, halfMilliamperes: -40),
        ]))
    return try (1...2000).flatMap { number in
        let bytes = try ScienceMode4.Command.lowLevelPulse(pulse).encoded(
            packetNumber: .init(truncating: UInt8(number % 64)))
        return device.receive(bytes, at: SessionTime(microseconds: 20_000 * number))
    }
}

private func scienceMode2Pulses() throws -> [UInt8] {
    try (0..<20_000).flatMap { number in
        let pulse = ScienceMode2.ChannelPulse(
            phaseMicroseconds: 20 + number % 480, milliamperes: number % 120)
        return try ScienceMode2.Command.start([pulse]).encoded(packetNumber: UInt8(truncatingIfNeeded: number))
    }
}

private func liveData() throws -> [UInt8] {
    try (0..<20_000).flatMap { number in
        let samples = (0..<5).map { Dyscom.Sample(value: I24Simulator.value(channel: $0, sample: number, hertz: 4000)) }
        return try Dyscom.Report.live(microseconds: 250, samples: samples)
            .frame(packetNumber: .init(truncating: UInt8(number % 64))).encoded()
    }
}

/// An order through the gate and the P24's driver to the bytes of its first pulse, without a port; the aim is p99 < 100 µs.
private func orderToBytes(count: Int) throws {
    let train = try Approvals.train()
    var times: [Double] = []
    for number in 1...count {
        var driver = P24Driver()
        var device = P24Simulator()
        var actions = driver.connect(at: .start)[...]
        while let action = actions.popFirst() {
            guard case .send(let bytes) = action else { continue }
            actions += driver.receive(device.receive(bytes, at: .start), at: .start)
        }
        var isSent = false
        times.append(
            try seconds {
                // Makes the prescription and its gate too, which a session has beforehand.
                let sent = try driver.deliver(Approvals.approve(train, number: number, at: .start), at: .start)
                isSent = sent.contains { if case .send = $0 { true } else { false } }
            })
        guard isSent else { fatalError("an approved order made no bytes") }
    }
    guard let summary = LatencySummary(microseconds: times.map { $0 * 1e6 }) else { return }
    print(
        String(
            format:
                "order to bytes, µs, prescription and gate made each time: p50 %.1f, p99 %.1f, p99.9 %.1f, longest %.1f",
            summary.percentile(0.5), summary.percentile(0.99), summary.percentile(0.999), summary.maximum))
}
