import Devices
import TestSupport

/// Draws frames and commands; the bytes that need stuffing come up far more often than by chance.
enum RandomMessages {
    static func byte(_ generator: inout SeededGenerator) -> UInt8 {
        let special: [UInt8] = [0xF0, 0x0F, 0x81, 0x55, 0xA5, 0x5A, 0xD4]
        return Bool.random(using: &generator)
            ? special.randomElement(using: &generator)! : UInt8.random(in: 0...255, using: &generator)
    }

    static func frame(_ generator: inout SeededGenerator) -> ScienceMode4.Frame {
        let count = Int.random(in: 0...60, using: &generator)
        return ScienceMode4.Frame(
            packetNumber: ScienceMode4.PacketNumber(truncating: Int.random(in: 0...63, using: &generator)),
            command: UInt16.random(in: 0...1023, using: &generator),
            payload: (0..<count).map { _ in byte(&generator) })
    }

    static func shape(_ generator: inout SeededGenerator) throws -> ScienceMode4.PulseShape {
        let count = Int.random(in: 1...16, using: &generator)
        return try ScienceMode4.PulseShape(
            points: (0..<count).map { _ in
                try ScienceMode4.PulsePoint(
                    microseconds: Int.random(in: 0...4095, using: &generator),
                    halfMilliamperes: Int.random(in: -260...260, using: &generator))
            })
    }

    static func command(_ generator: inout SeededGenerator) throws -> ScienceMode4.Command {
        let bare: [ScienceMode4.Command] = [
            .lowLevelStop, .midLevelStop, .midLevelGetCurrentData, .getVersion, .getDeviceID, .getBatteryStatus, .reset,
            .getStimulationStatus, .getExtendedVersion, .midLevelInit(stopOnAnyError: true),
            .midLevelInit(stopOnAnyError: false),
        ]
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return bare.randomElement(using: &generator)!
        case 1:
            return .lowLevelInit(
                ScienceMode4.LowLevelInit(
                    measurement: ScienceMode4.Measurement.allCases.randomElement(using: &generator)!,
                    highVoltage: ScienceMode4.HighVoltage.allCases.randomElement(using: &generator)!))
        case 2:
            return .lowLevelPulse(
                ScienceMode4.LowLevelPulse(
                    output: ScienceMode4.Output.allCases.randomElement(using: &generator)!,
                    shape: try shape(&generator), executes: Bool.random(using: &generator)))
        default:
            var update = ScienceMode4.MidLevelUpdate()
            for output in ScienceMode4.Output.allCases where Bool.random(using: &generator) {
                // Slow enough that eight of the longest pulses still fit into every second.
                update[output] = try ScienceMode4.MidLevelTrain(
                    shape: try shape(&generator), ramp: Int.random(in: 0...15, using: &generator),
                    periodQuarterMilliseconds: Int.random(in: 1250...32_766, using: &generator) * 2)
            }
            return .midLevelUpdate(update)
        }
    }
}

/// Bytes from text such as `f0 81 55`.
func bytes(_ text: String) -> [UInt8] { text.split(separator: " ").map { UInt8($0, radix: 16)! } }
