import TestSupport
import Testing

@testable import Devices

@Suite("Heart rate notifications")
struct HeartRateTests {
    @Test("a notification with one interval gives 70 beats per minute and 870/1024 s between beats")
    func golden() throws {
        let measurement = try HeartRateMeasurement(decoding: [0x10, 0x46, 0x66, 0x03])
        #expect(measurement == HeartRateMeasurement(beatsPerMinute: 70, intervals: [870]))
        #expect(measurement.intervalSeconds == [0.849609375])
    }

    @Test("every field is read at its place, and every interval is kept")
    func allFields() throws {
        let bytes: [UInt8] = [0x1F, 0x2C, 0x01, 0x34, 0x12, 0x00, 0x04, 0x01, 0x04, 0x02, 0x04]
        let measurement = try HeartRateMeasurement(decoding: bytes)
        #expect(measurement.beatsPerMinute == 300)
        #expect(measurement.contact == .detected)
        #expect(measurement.energyKilojoules == 0x1234)
        #expect(measurement.intervals == [1024, 1025, 1026])
        #expect(measurement.encoded == bytes)
    }

    @Test("a lost contact is told from a sensor that cannot tell", arguments: [0x00, 0x02, 0x04, 0x06] as [UInt8])
    func contact(flags: UInt8) throws {
        let expected: [UInt8: HeartRateMeasurement.Contact] = [4: .lost, 6: .detected]
        let measurement = try HeartRateMeasurement(decoding: [flags, 60])
        #expect(measurement.contact == expected[flags] ?? .unsupported)
    }

    @Test("damaged notifications are refused with the reason")
    func damaged() {
        #expect(throws: HeartRateError.tooShort(found: 0, needed: 2)) { try HeartRateMeasurement(decoding: []) }
        #expect(throws: HeartRateError.tooShort(found: 2, needed: 3)) { try HeartRateMeasurement(decoding: [1, 60]) }
        #expect(throws: HeartRateError.reservedFlags(0x20)) { try HeartRateMeasurement(decoding: [0x20, 60]) }
        #expect(throws: HeartRateError.bytesLeft(2)) { try HeartRateMeasurement(decoding: [0, 60, 1, 2]) }
        #expect(throws: HeartRateError.halfInterval) { try HeartRateMeasurement(decoding: [0x10, 60, 1, 2, 3]) }
    }

    @Test("random bytes never crash, and what is read writes back to bytes that read the same")
    func fuzz() {
        var generator = SeededGenerator(seed: 2)
        var read = 0
        for _ in 0..<20_000 {
            var bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            if !bytes.isEmpty { bytes[0] &= 0x3F }
            guard let measurement = try? HeartRateMeasurement(decoding: bytes) else { continue }
            read += 1
            #expect((try? HeartRateMeasurement(decoding: measurement.encoded)) == measurement)
        }
        #expect(read > 1000)
    }
}
