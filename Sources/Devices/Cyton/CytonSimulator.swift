// An OpenBCI Cyton board without electrodes: takes the bytes of a host and answers and streams as the board would.

import Foundation
public import Stimulation

/// A simulated Cyton board, byte for byte at its serial port: 8 sines at 250 Hz.
///
/// Known are the letters `v`, `d`, `b`, `s`, the layout of a packet and its scale; the words of the answers and the
/// answers to other settings are assumed (`Documentation/Devices.md`). Frame k since `b` is put out k · 4 ms after it, so
/// that the state at a time does not depend on how often it was asked before.
public struct CytonSimulator: DeviceSimulator {
    /// One channel's sine.
    public struct Sine: Hashable, Sendable {
        /// Its height, in µV.
        public var amplitude: Double
        /// In Hz.
        public var frequency: Double

        /// Creates a sine.
        public init(amplitude: Double, frequency: Double) {
            self.amplitude = amplitude
            self.frequency = frequency
        }
    }

    /// What the board says when it was reset.
    public static let banner =
        "OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nLIS3DH Device ID: 0x33\nFirmware: v3.1.1\n$$$"
    /// Between two frames.
    public static let period = Microseconds(4000)

    /// The eight channels' sines: channel n has 100·n µV at 5·n Hz unless changed.
    public var sines: [Sine] = (1...CytonDecoder.channelCount).map {
        Sine(amplitude: 100 * Double($0), frequency: 5 * Double($0))
    }
    /// The channels (0-based) without an electrode: their amplifier stands at the upper end of its range.
    public var openChannels: Set<Int> = []
    /// How many of the next packets are lost by radio.
    public var packetsToLose = 0
    /// Whether the next packet has a damaged end.
    public var damagesNextPacket = false
    /// Whether nothing comes or goes, as behind a pulled cable. The board itself goes on.
    public var isDisconnected = false
    /// The channels (0-based) that were switched off by the host; they give 0.
    public private(set) var channelsOff: Set<Int> = []

    private var now = SessionTime.start
    private var began: SessionTime?
    private var nextFrame = 0
    /// The letters of a setting (`x … X`) that has not ended.
    private var setting: [UInt8]?

    /// Creates a board that was just switched on.
    public init() {}

    /// Whether the board sends packets.
    public var isStreaming: Bool { began != nil }

    /// When the next packet leaves.
    public var nextDue: SessionTime? { began.map { $0 + Microseconds(Self.period.count * nextFrame) } }

    /// Sends the packets that are due.
    public mutating func advance(to time: SessionTime) -> [UInt8] {
        now = max(now, time)
        var bytes: [UInt8] = []
        while let due = nextDue, due <= now {
            if packetsToLose > 0 {
                packetsToLose -= 1
            } else if !isDisconnected {
                bytes += packet(nextFrame)
            }
            nextFrame += 1
        }
        return bytes
    }

    /// Takes letters from the host; gives packets that are due, then the answers.
    public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        var answers = advance(to: time)
        guard !isDisconnected else { return answers }
        for byte in bytes { answers += answer(to: byte) }
        return answers
    }

    private mutating func answer(to byte: UInt8) -> [UInt8] {
        if setting != nil {
            setting?.append(byte)
            guard byte == UInt8(ascii: "X"), let letters = setting else { return [] }
            setting = nil
            return says(
                letters.count == 9 ? "Success: Channel set for \(channelName(letters))$$$" : "Failure: too few chars$$$"
            )
        }
        switch byte {
        case UInt8(ascii: "v"):
            began = nil
            channelsOff = []
            return says(Self.banner)
        case UInt8(ascii: "d"):
            channelsOff = []
            return says("updating channel settings to default$$$")
        case UInt8(ascii: "V"): return says("v3.1.1$$$")
        case UInt8(ascii: "b"):
            guard began == nil else { return [] }
            (began, nextFrame) = (now, 0)
            return []
        case UInt8(ascii: "s"):
            began = nil
            return []
        case UInt8(ascii: "x"):
            setting = [byte]
            return []
        default:
            if let channel = Self.offLetters.firstIndex(of: byte) { channelsOff.insert(channel) }
            if let channel = Self.onLetters.firstIndex(of: byte) { channelsOff.remove(channel) }
            return []
        }
    }

    /// The board answers in words only while it does not stream.
    private func says(_ text: String) -> [UInt8] { isStreaming ? [] : Array(text.utf8) }

    private func channelName(_ letters: [UInt8]) -> Character { Character(Unicode.Scalar(letters[1])) }

    private static let offLetters = Array("12345678".utf8)
    private static let onLetters = Array("!@#$%^&*".utf8)

    /// The 33 bytes of a frame.
    private mutating func packet(_ frame: Int) -> [UInt8] {
        var bytes: [UInt8] = [0xA0, UInt8(truncatingIfNeeded: frame)]
        for channel in 0..<CytonDecoder.channelCount {
            let steps = UInt32(bitPattern: Int32(clamping: value(channel, frame)))
            bytes += [UInt8(truncatingIfNeeded: steps >> 16), UInt8(truncatingIfNeeded: steps >> 8)]
            bytes.append(UInt8(truncatingIfNeeded: steps))
        }
        bytes += [0, 0, 0, 0, 0, 0, damagesNextPacket ? 0 : 0xC0]
        damagesNextPacket = false
        return bytes
    }

    /// The steps of a channel in a frame.
    private func value(_ channel: Int, _ frame: Int) -> Int {
        let highest = (1 << 23) - 1
        if channelsOff.contains(channel) { return 0 }
        if openChannels.contains(channel) { return highest }
        guard channel < sines.count else { return 0 }
        let sine = sines[channel]
        let time = Double(frame) * Double(Self.period.count) / 1e6
        let steps = sine.amplitude * sin(2 * .pi * sine.frequency * time) / CytonDecoder.microvoltsPerStep
        return steps.isFinite ? Int(min(max(steps.rounded(), -Double(highest) - 1), Double(highest))) : 0
    }
}

/// A simulated Cyton board on a pseudo-terminal, for any program that reads one.
public typealias SimulatedCyton = SimulatedDevice<CytonSimulator>
