// Every format that Lull reads, as the suites see it.

public import Recordings

/// A format: how to write a recording in it, and what it can hold.
public struct FormatCase: Sendable, CustomStringConvertible {
    /// The format's name.
    public var description: String
    /// A name for a file of this format.
    public var fileName: String
    /// The recording as this format holds it.
    public var truth: @Sendable (Recording) throws -> Recording = { $0 }
    /// Writes what ``truth`` gave.
    public var write: @Sendable (Recording, String) throws -> Void
    /// The most that a sample of a channel may change, in parts of the channel's range.
    public var relativeTolerance: Float = 0

    /// All formats: those that Lull writes itself, and MATLAB files by libmatio.
    public static let all: [FormatCase] =
        WritableFormat.allCases.filter {
            $0.holdsSamples && !$0.isFolder && !$0.isMatlab && ![.otb4, .otbPlus, .delsys].contains($0)
        }.map {
            format in
            // Half a digital step of a channel's range, and the rounding of Float.
            let tolerance: [WritableFormat: Float] = [.edf: 0.51 / 65535, .bdf: 0.51 / 16_777_215 + 1.2e-7]
            return FormatCase(
                description: format.rawValue, fileName: "file." + format.rawValue,
                write: { try $0.write(to: $1, as: format) }, relativeTolerance: tolerance[format] ?? 0)
        }
        + [
            FormatCase(
                description: "MATLAB by Lull", fileName: "file.mat",
                truth: {
                    var truth = try MatFixture.withMarks($0)
                    truth.events = []
                    return truth
                }, write: { try $0.write(to: $1, as: .matlab) })
        ]
        + MatFixture.allCases.map { fixture in
            FormatCase(
                description: "MATLAB " + fixture.rawValue, fileName: "file.mat",
                truth: {
                    var truth = try MatFixture.withMarks($0)
                    truth.events = []
                    return truth
                }, write: { try fixture.write($0, to: $1) })
        }
}

extension FormatCase {
    /// Formats that are folders of several files; the whole of them is one recording.
    public static let folders = WritableFormat.allCases.filter(\.isFolder).map { format in
        FormatCase(
            description: format.rawValue, fileName: "folder", write: { try $0.write(to: $1, as: format) },
            relativeTolerance: 0.51 / 16_777_215 + 1.2e-7)
    }
}

/// A small file to be damaged.
public struct FuzzOriginal: Sendable, CustomStringConvertible {
    /// The format's name.
    public var description: String
    private let bytes: @Sendable (TemporaryDirectory) throws -> [UInt8]

    /// The file's bytes; `directory` is for its making.
    public func make(in directory: TemporaryDirectory) throws -> [UInt8] { try bytes(directory) }

    /// A file of each format, and some that let damage reach deeper: JSON without the checksum of gzip, and a table
    /// without the notes that say how many rows it has.
    public static let all: [FuzzOriginal] =
        FormatCase.all.map { format in
            FuzzOriginal(description: format.description) { directory in
                let path = directory.file("original")
                try format.write(try format.truth(recording), path)
                return try TemporaryDirectory.bytes(of: path)
            }
        } + [
            FuzzOriginal(description: "json, not compressed") { directory in
                try recording.writeUncompressedOpenHDEMG(to: directory.file("original"))
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "motor units as a table of events") { directory in
                try recording.write(to: directory.file("original"), as: .events)
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "MUedit") { directory in
                try recording.write(to: directory.file("original"), as: .muedit)
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "DEMUSE") { directory in
                try recording.write(to: directory.file("original"), as: .demuse)
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "OTBIOLAB 4") { directory in
                try recording.write(to: directory.file("original"), as: .otb4)
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "OTBiolab+") { directory in
                try recording.write(to: directory.file("original"), as: .otbPlus)
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "Delsys .mat") { directory in
                try recording.write(to: directory.file("original"), as: .delsysMatlab)
                return try TemporaryDirectory.bytes(of: directory.file("original"))
            },
            FuzzOriginal(description: "Delsys CSV") { _ in Array(DelsysExample.discover(samples: 200).utf8) },
            FuzzOriginal(description: "csv of somebody else") { directory in
                try recording.write(to: directory.file("original"), as: .csv)
                let bytes = try TemporaryDirectory.bytes(of: directory.file("original"))
                let lines = bytes.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }
                return Array(lines.joined(separator: [0x0A]))
            },
        ]

    private static var recording: Recording {
        var synthetic = SyntheticRecording()
        synthetic.sampleCount = 300
        synthetic.emgChannels = 2
        return synthetic.make()
    }
}
