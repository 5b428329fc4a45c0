import TestSupport
import Testing

@testable import Devices

@Suite("ScienceMode 4 commands")
struct CommandTests {
    /// The shape of the golden frames: +20 mA for 200 µs, a pause of 100 µs, -20 mA for 200 µs.
    private static func goldenShape() throws -> ScienceMode4.PulseShape {
        try ScienceMode4.PulseShape(points: [
            .init(microseconds: 200, halfMilliamperes: 40), .init(microseconds: 100, halfMilliamperes: 0),
            .init(microseconds: 200, halfMilliamperes: -40),
        ])
    }

    private static func goldenUpdate() throws -> ScienceMode4.MidLevelUpdate {
        var update = ScienceMode4.MidLevelUpdate()
        update[.init(.red, .yellow)] = try .init(shape: goldenShape(), ramp: 3, periodQuarterMilliseconds: 80)
        return update
    }

    @Test("the golden frames of two other clients are written byte for byte, and read back")
    func goldenFrames() throws {
        let golden: [(ScienceMode4.Command, Int, String)] = [
            (.getDeviceID, 1, "f0 81 55 81 59 81 ef 81 46 04 34 0f"),
            (.midLevelStop, 6, "f0 81 55 81 59 81 db 81 af 18 22 0f"),
            (.midLevelInit(stopOnAnyError: true), 2, "f0 81 55 81 58 81 cc 81 a9 08 1e 01 0f"),
            (
                .midLevelUpdate(try Self.goldenUpdate()), 3,
                "f0 81 55 81 49 81 ce 81 2c 0c 20 01 23 00 50 0c 85 50 00 06 44 b0 00 0c 84 10 00 0f"
            ),
            (
                .lowLevelPulse(.init(output: .init(.red, .yellow), shape: try Self.goldenShape())), 5,
                "f0 81 55 81 4c 81 75 81 0b 14 02 82 0c 85 50 00 06 44 b0 00 0c 84 10 00 0f"
            ),
        ]
        for (command, number, text) in golden {
            #expect(try command.encoded(packetNumber: .init(truncating: number)) == bytes(text))
            #expect(try ScienceMode4.Command(.init(decoding: bytes(text))) == command)
        }
    }

    @Test("any command with fields in range reads back from its bytes as itself")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 5)
        var failures: [ScienceMode4.Command] = []
        for k in 0..<2000 {
            let command = try RandomMessages.command(&generator)
            let encoded = try command.encoded(packetNumber: .init(truncating: k))
            if try ScienceMode4.Command(.init(decoding: encoded)) != command { failures.append(command) }
        }
        #expect(failures.isEmpty)
    }

    @Test("random payloads never crash the reader, and what it reads and may be said is said with the same meaning")
    func randomPayloads() throws {
        var generator = SeededGenerator(seed: 6)
        var failures: [ScienceMode4.Frame] = []
        let numbers = ScienceMode4.CommandNumber.allCases.map(\.rawValue)
        for _ in 0..<5000 {
            let frame = ScienceMode4.Frame(
                packetNumber: .init(truncating: 9), command: numbers.randomElement(using: &generator)!,
                payload: RandomMessages.frame(&generator).payload)
            guard let command = try? ScienceMode4.Command(frame),
                let encoded = try? command.encoded(packetNumber: .init(truncating: 9))
            else { continue }
            if try ScienceMode4.Command(.init(decoding: encoded)) != command { failures.append(frame) }
        }
        #expect(failures.isEmpty)
    }

    @Test("a period that would wrap around in its 15 bits is refused", arguments: [65_533, 65_534, 80_000, 131_068])
    func periodWrap(_ period: Int) throws {
        let shape = try Self.goldenShape()
        #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.MidLevelTrain(shape: shape, periodQuarterMilliseconds: period)
        }
    }

    @Test("every period that is allowed arrives as itself, in half or quarter milliseconds")
    func allPeriods() throws {
        let shape = try Self.goldenShape()
        var wrong: [Int] = []
        for period in stride(from: 8, through: 65_532, by: 1) {
            guard let train = try? ScienceMode4.MidLevelTrain(shape: shape, periodQuarterMilliseconds: period) else {
                if period.isMultiple(of: 2) || period <= 0x7FFF { wrong.append(period) }
                continue
            }
            let field = Int(train.periodField!)
            if (field & 1 == 1 ? field >> 1 : (field >> 1) * 2) != period { wrong.append(period) }
        }
        #expect(wrong == [])
    }

    @Test(
        "a point outside of 0…4095 µs or ±130 mA cannot be made",
        arguments: [(-1, 0), (4096, 0), (200, 261), (200, -261), (200, 723), (Int.max, Int.min)])
    func pointLimits(_ microseconds: Int, _ halfMilliamperes: Int) {
        #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.PulsePoint(microseconds: microseconds, halfMilliamperes: halfMilliamperes)
        }
    }

    @Test("the error of a current says what was found and what is allowed")
    func currentSentence() {
        let error = #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.PulsePoint(microseconds: 200, halfMilliamperes: 300)
        }
        #expect(
            error?.description
                == "the current of a point is 150.0 mA; allowed is -130 to 130 mA in steps of 0.5 mA")
    }

    @Test("no points, seventeen points, and a ramp of sixteen are refused")
    func counts() throws {
        let point = try ScienceMode4.PulsePoint(microseconds: 100, halfMilliamperes: 2)
        #expect(throws: ScienceMode4.CommandError.self) { try ScienceMode4.PulseShape(points: []) }
        #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.PulseShape(points: Array(repeating: point, count: 17))
        }
        #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.MidLevelTrain(
                shape: .init(points: [point]), ramp: 16, periodQuarterMilliseconds: 100)
        }
    }

    @Test("a device reads a point beyond ±130 mA from the wire, and it cannot be said again")
    func wireHoldsMore() throws {
        let point = ScienceMode4.PulsePoint(wire: UInt32(200) << 20 | UInt32(600) << 10)
        #expect(point.milliamperes == 150)
        let pulse = ScienceMode4.LowLevelPulse(
            output: .init(.red, .yellow), shape: ScienceMode4.PulseShape(unchecked: [point]))
        #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.Command.lowLevelPulse(pulse).encoded(packetNumber: .init(truncating: 0))
        }
    }

    @Test("trains that need the whole second are refused, as the maker's library does")
    func budget() throws {
        let long = try ScienceMode4.PulseShape(points: [.init(microseconds: 4000, halfMilliamperes: 2)])
        var update = ScienceMode4.MidLevelUpdate()
        update[.init(.red, .yellow)] = try .init(shape: long, periodQuarterMilliseconds: 18)
        #expect(update.busyMillisecondsPerSecond.rounded() == 902)
        _ = try ScienceMode4.Command.midLevelUpdate(update).encoded(packetNumber: .init(truncating: 0))
        update[.init(.blue, .yellow)] = try .init(shape: long, periodQuarterMilliseconds: 160)
        #expect(throws: ScienceMode4.CommandError.self) {
            try ScienceMode4.Command.midLevelUpdate(update).encoded(packetNumber: .init(truncating: 0))
        }
    }

    @Test("any acknowledgement reads back from its bytes as itself")
    func acknowledgements() throws {
        var generator = SeededGenerator(seed: 7)
        var measured = ScienceMode4.PulseResult(result: .success, output: .init(.white, .green))
        measured.measurement = .current
        measured.sampleMicroseconds = 0x0F81
        measured.samples = (0..<128).map { _ in UInt16.random(in: 0...13_000, using: &generator) }
        let version = ScienceMode4.Version(1, 0xF0, 3)
        let all: [ScienceMode4.Acknowledgement] = [
            .lowLevelInit(.success), .lowLevelPulse(.init(result: .electrodeError, output: .init(.blue, .green))),
            .lowLevelPulse(measured), .lowLevelStop(.notInitialized), .midLevelInit(.success),
            .midLevelUpdate(.parameterError), .midLevelStop(.success),
            .midLevelCurrentData(
                .init(
                    result: .success, isActive: (0..<8).map { $0 % 3 == 0 },
                    states: (0..<8).map { ScienceMode4.OutputState.allCases[$0 % 4] })),
            .version(.success, firmware: version, protocol: .init(4, 0, 1)), .deviceID(.success, "P24SIM0001"),
            .batteryStatus(.success, percent: 81, millivolts: 7400), .reset(.success),
            .stimulationStatus(.success, .midLevelRunning, .volts150),
            .extendedVersion(
                .success,
                .init(
                    firmware: version, protocol: .init(4, 0, 1), hash: 0xF00F_8155, hashType: 1, hashIsValid: true)),
            .generalError(.transferError), .unknownCommand(.invalidCommand), .reset(.init(rawValue: 99)),
        ]
        for answer in all {
            let encoded = try answer.frame(packetNumber: .init(truncating: 15)).encoded()
            #expect(try ScienceMode4.Acknowledgement(.init(decoding: encoded)) == answer)
        }
    }

    @Test("random payloads never crash the reader of acknowledgements")
    func randomAcknowledgements() {
        var generator = SeededGenerator(seed: 8)
        var read = 0
        for _ in 0..<5000 {
            let frame = ScienceMode4.Frame(
                packetNumber: .init(truncating: 1), command: UInt16.random(in: 0...80, using: &generator),
                payload: (0..<Int.random(in: 0...14, using: &generator)).map { _ in
                    UInt8.random(in: 0...15, using: &generator)
                })
            if (try? ScienceMode4.Acknowledgement(frame)) != nil { read += 1 }
        }
        #expect(read > 0)
    }

    @Test("a result without a name is not a success")
    func unknownResult() {
        #expect(!ScienceMode4.ResultCode(rawValue: 77).isSuccess)
        #expect(ScienceMode4.ResultCode(rawValue: 77).description == "result 77, which nobody has described")
    }
}
