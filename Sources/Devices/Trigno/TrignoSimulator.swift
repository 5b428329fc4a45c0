// A Trigno base without sensors: two ports, one for words and one for samples.

import Foundation
public import Stimulation
import Synchronization

/// A simulated Trigno base: sensor n is a sine of 10·n µV at 5·n Hz. ``command`` and ``emg`` are its two ports.
public final class TrignoSimulator: Sendable {
    private struct State {
        var began: SessionTime?
        var nextFrame = 0
        var isOutOfStep = false
        var isDisconnected = false
    }

    private let state = Mutex(State())

    /// Creates a base with 16 sensors.
    public init() {}

    /// The port for words.
    public var command: CommandPort { CommandPort(base: self) }

    /// The port for samples.
    public var emg: EMGPort { EMGPort(base: self) }

    /// Whether samples are sent.
    public var isStreaming: Bool { state.withLock { $0.began != nil } }

    /// Leaves out one byte, as a program does that reads the port and this one in turn.
    public func getOutOfStep() { state.withLock { $0.isOutOfStep = true } }

    /// Pulls the network out, or puts it in again: nothing comes or goes while the base itself goes on.
    public func disconnect(_ isOut: Bool) { state.withLock { $0.isDisconnected = isOut } }

    /// The value of a sensor (0-based) at a frame, in volts.
    public static func volts(channel: Int, frame: Int) -> Float {
        let number = Double(channel + 1)
        return Float(1e-5 * number * sin(2 * .pi * 5 * number * Double(frame) / Trigno.hertz))
    }

    /// The port for words: greets, and answers each command.
    public struct CommandPort: DeviceSimulator {
        let base: TrignoSimulator
        private var buffer = ""
        private var hasGreeted = false

        init(base: TrignoSimulator) { self.base = base }

        /// Greets once.
        public mutating func advance(to time: SessionTime) -> [UInt8] {
            guard !hasGreeted else { return [] }
            hasGreeted = true
            return Array("Delsys Trigno System Digital Protocol Version 3.6.0\r\n\r\n".utf8)
        }

        /// Never: it only answers.
        public var nextDue: SessionTime? { nil }

        /// Takes words; answers each command.
        public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
            var said = advance(to: time)
            buffer += String(decoding: bytes, as: UTF8.self)
            while let end = buffer.range(of: "\r\n\r\n") {
                let word = String(buffer[..<end.lowerBound])
                buffer = String(buffer[end.upperBound...])
                let isKnown = base.take(word, at: time)
                said += Array((isKnown ? "OK\r\n\r\n" : "INVALID COMMAND\r\n\r\n").utf8)
            }
            if buffer.utf8.count > 1024 { buffer = "" }
            return said
        }
    }

    /// The port for samples: 16 values, 2000 times a second.
    public struct EMGPort: DeviceSimulator {
        let base: TrignoSimulator

        /// When the next frame leaves.
        public var nextDue: SessionTime? { base.nextDue }

        /// Sends the frames that are due.
        public mutating func advance(to time: SessionTime) -> [UInt8] { base.frames(until: time) }

        /// Words to this port are ignored.
        public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] { advance(to: time) }
    }

    private func take(_ word: String, at time: SessionTime) -> Bool {
        state.withLock { state in
            switch word {
            case "START": if state.began == nil { (state.began, state.nextFrame) = (time, 0) }
            case "STOP": state.began = nil
            default: return false
            }
            return true
        }
    }

    private var nextDue: SessionTime? {
        state.withLock { state in state.began.map { $0 + Microseconds(500 * state.nextFrame) } }
    }

    private func frames(until time: SessionTime) -> [UInt8] {
        state.withLock { state in
            guard let began = state.began else { return [] }
            var bytes: [UInt8] = []
            while began + Microseconds(500 * state.nextFrame) <= time {
                for channel in 0..<TrignoDecoder.channelCount {
                    let bits = Self.volts(channel: channel, frame: state.nextFrame).bitPattern
                    bytes += (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) }
                }
                state.nextFrame += 1
            }
            if state.isDisconnected { return [] }
            if state.isOutOfStep, !bytes.isEmpty {
                bytes.removeFirst()
                state.isOutOfStep = false
            }
            return bytes
        }
    }
}
