// MATLAB files in the shape of OTBiolab+'s export, written by libmatio.

import CMatWriter
public import Recordings
import Signals

/// Which MATLAB file to write.
public enum MatFixture: String, Sendable, CaseIterable {
    /// Version 5, not compressed.
    case v5
    /// Version 5, compressed.
    case v5Compressed
    /// Version 7.3 (HDF5), not compressed.
    case v73
    /// Version 7.3 (HDF5), compressed.
    case v73Compressed

    /// By how much OTBiolab+ delays discharge marks.
    private static let delay = 8

    /// The recording as a file of this kind holds it: marks follow its other channels, one for each motor unit. A
    /// discharge at the very end has its mark behind the end, so the file does not know it.
    public static func withMarks(_ recording: Recording) throws -> Recording {
        var result = recording
        var samples = try recording.channels.indices.map { try recording.allSamples(ofChannel: $0) }
        for (k, unit) in recording.motorUnits.enumerated() {
            let known = unit.discharges.samples.filter { $0 + delay < samples.first?.count ?? 0 }
            result.motorUnits[k].discharges = try DischargeTrain(samples: known, rate: unit.discharges.rate)
            var marks = [Float](repeating: 0, count: samples.first?.count ?? 0)
            for sample in known { marks[sample + delay] = 1 }
            samples.append(marks)
            let label = "Decomposition of (\(k + 1))"
            result.channels.append(
                Channel(label: label, kind: .dischargeMarks, unit: .arbitrary, rate: unit.discharges.rate))
        }
        result.samples = MemorySamples(channels: samples)
        return result
    }

    /// Writes a recording, of one rate and length, whose channels must include the marks.
    public func write(_ recording: Recording, to path: String) throws {
        let columns = try recording.channels.indices.map { try recording.allSamples(ofChannel: $0) }
        let labels = recording.channels.map { channel in
            // OTBiolab+'s own spellings.
            let unit = channel.unit == .microvolt ? "uV" : channel.unit == .percentMVC ? " %(MVC)" : "a.u"
            return Array((channel.label + "[\(unit)]").utf8CString)
        }
        let pointers = labels.map { label in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: label.count)
            copy.update(from: label, count: label.count)
            return UnsafePointer(copy)
        }
        defer { for pointer in pointers { pointer.deallocate() } }
        let status = lull_test_write_mat(
            path, self == .v5 || self == .v5Compressed ? 5 : 73,
            self == .v5Compressed || self == .v73Compressed ? 1 : 0,
            Int32(columns.first?.count ?? 0), Int32(columns.count), columns.flatMap { $0 },
            pointers.map { Optional($0) }, recording.rate?.hertz ?? 0)
        guard status == 0 else { throw FixtureError(description: "libmatio cannot write \(path): status \(status)") }
    }
}

/// A fixture that could not be made.
public struct FixtureError: Error, CustomStringConvertible {
    /// Why.
    public let description: String
}
