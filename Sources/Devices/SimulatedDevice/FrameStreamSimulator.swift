// Amplifiers that send frames of 16-bit values: a simulated Muovi and a simulated Quattrocento.

import Foundation
public import Stimulation

/// A simulated Muovi or Quattrocento, byte for byte on its connection: channel n is a sine of 10·n µV at 5·(n mod 20 + 1) Hz.
///
/// The last or the first of the device's own values counts samples. Bytes that are no command are not answered; a
/// Quattrocento waits for forty bytes with a right check.
public struct FrameStreamSimulator: DeviceSimulator {
    /// Which amplifier.
    public enum Kind: Hashable, Sendable {
        /// 32 channels at 2000 Hz, one byte of command.
        case muovi
        /// 96 to 384 channels, forty bytes of settings.
        case quattrocento
    }

    private struct Stream {
        var layout: IntegerFrames.Layout
        var hertz: Double
        var began: SessionTime
        var nextFrame = 0
    }

    /// Which amplifier.
    public let kind: Kind
    /// The channels (0-based) at the end of their range.
    public var saturatedChannels: Set<Int> = []
    /// How many of the next frames the device itself leaves out.
    public var framesToLose = 0
    /// Whether it counts its samples; otherwise that value is 0.
    public var countsSamples = true
    /// Whether nothing comes or goes. The device itself goes on.
    public var isDisconnected = false
    /// How many commands it did not understand.
    public private(set) var refusedCount = 0

    private var stream: Stream?
    private var buffer: [UInt8] = []
    private var now = SessionTime.start

    /// Creates an amplifier that was just switched on.
    public init(_ kind: Kind) { self.kind = kind }

    /// Whether frames are sent.
    public var isStreaming: Bool { stream != nil }

    /// When the next frame leaves.
    public var nextDue: SessionTime? { stream.map { Self.time(of: $0.nextFrame, in: $0) } }

    private static func time(of frame: Int, in stream: Stream) -> SessionTime {
        stream.began + Microseconds(Int((Double(frame) * 1e6 / stream.hertz).rounded(.up)))
    }

    /// The value of a channel (0-based) at a frame, in µV.
    public static func microvolts(channel: Int, frame: Int, hertz: Double) -> Double {
        let number = Double(channel + 1)
        return 10 * number * sin(2 * .pi * 5 * Double((channel + 1) % 20 + 1) * Double(frame) / hertz)
    }

    /// Sends the frames that are due.
    public mutating func advance(to time: SessionTime) -> [UInt8] {
        now = max(now, time)
        var bytes: [UInt8] = []
        while var stream, Self.time(of: stream.nextFrame, in: stream) <= now {
            if framesToLose > 0 { framesToLose -= 1 } else { bytes += frame(of: stream) }
            stream.nextFrame += 1
            self.stream = stream
        }
        return isDisconnected ? [] : bytes
    }

    /// Takes bytes from the host; gives the frames that are due.
    public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        let said = advance(to: time)
        guard !isDisconnected else { return said }
        switch kind {
        case .muovi:
            for byte in bytes {
                guard let command = Muovi.Command(byte: byte), command.isEMG else {
                    refusedCount += 1
                    continue
                }
                set(command.isRunning ? (Muovi.layout(command.mode), Muovi.hertz) : nil)
            }
        case .quattrocento:
            buffer += bytes
            while buffer.count >= 40 {
                guard let settings = Quattrocento.Settings(bytes: Array(buffer.prefix(40))) else {
                    refusedCount += 1
                    buffer.removeFirst()
                    continue
                }
                buffer.removeFirst(40)
                set(settings.isRunning ? (Quattrocento.layout(settings.size), settings.rate.hertz) : nil)
            }
        }
        return said
    }

    private mutating func set(_ running: (IntegerFrames.Layout, Double)?) {
        guard let (layout, hertz) = running else {
            stream = nil
            return
        }
        guard stream == nil else { return }
        stream = Stream(layout: layout, hertz: hertz, began: now)
    }

    private func frame(of stream: Stream) -> [UInt8] {
        let layout = stream.layout
        var values = [Int16](repeating: 0, count: layout.valuesPerFrame)
        for channel in 0..<layout.channelCount {
            let microvolts = Self.microvolts(channel: channel, frame: stream.nextFrame, hertz: stream.hertz)
            let steps = (microvolts / layout.scale[channel]).rounded()
            values[channel] = saturatedChannels.contains(channel) ? .max : Int16(min(max(steps, -32_767), 32_766))
        }
        if countsSamples { values[layout.counter] = Int16(truncatingIfNeeded: stream.nextFrame) }
        return IntegerFrames.bytes(values, isBigEndian: layout.isBigEndian)
    }
}
