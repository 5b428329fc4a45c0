// What can be wrong with a file is one sentence that names the file, the place and what is allowed.

import Glibc
import Recordings
import Signals
import TestSupport
import Testing

/// The sentence of the error that opening or checking ends with; empty when there is none.
func refusal(_ work: () throws -> Void) -> String {
    do {
        try work()
        return ""
    } catch let error as RecordingError {
        return "\(error.category.rawValue) \(error)"
    } catch {
        return "not a RecordingError: \(error)"
    }
}

struct BadInputTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func refusal(of path: String) -> String { RecordingsTests.refusal { _ = try Recording.open(path) } }

    @Test("a file that is not there, a directory and a pipe are no input (66)")
    func notThere() throws {
        let missing = directory.file("missing.mat")
        #expect(refusal(of: missing) == "66 \(missing): there is no such file")
        #expect(
            refusal(of: directory.path)
                == "66 \(directory.path)/: this folder holds no dataset_description.json, so it is no BIDS dataset; "
                + "name one file in it")
        let pipe = directory.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(refusal(of: pipe) == "66 \(pipe): this is a device or a pipe; Lull reads regular files only")
        let below = try directory.write([1], to: "file") + "/below"
        #expect(refusal(of: below) == "66 \(below): a part of the path is not a directory")
    }

    @Test("a file without permission is no input (66)", .enabled(if: getuid() != 0, "root may read everything"))
    func forbidden() throws {
        let path = try directory.write([1, 2, 3], to: "secret")
        #expect(chmod(path, 0) == 0)
        #expect(refusal(of: path) == "66 \(path): you have no permission to read it")
    }

    @Test("an empty file is said to be empty (65)")
    func empty() throws {
        let path = try directory.write([], to: "empty.edf")
        #expect(refusal(of: path) == "65 \(path): the file is empty; Lull needs a recording")
    }

    @Test(
        "files of other kinds are called by their name, whatever their ending",
        arguments: [
            (Array("PK\u{3}\u{4}rest of it".utf8), "a ZIP archive"), (Array("%PDF-1.7\n".utf8), "a PDF"),
            ([0x89] + Array("PNG\r\n".utf8), "a PNG picture"), (Array("Salted__12345678".utf8), "encrypted by OpenSSL"),
            ([0x89] + Array("HDF\r\n".utf8), "an HDF5 file"), (Array("SQLite format 3\0".utf8), "an SQLite database"),
            (Array("<html><body>".utf8), "an HTML or XML document"), (Array("GDF 2.20".utf8), "a GDF file"),
            ([0, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x78, 0], "a MATLAB file of version 4"),
            ([0x93, 0x10, 0x00, 0xE2, 0x77, 0xFF, 0x12, 0x03], "unknown binary data"),
        ] as [([UInt8], String)])
    func foreign(_ bytes: [UInt8], _ name: String) throws {
        let path = try directory.write(bytes, to: "recording.edf")
        let sentence = refusal(of: path)
        #expect(sentence.hasPrefix("65 \(path): this looks like ") && sentence.contains(name))
        #expect(sentence.contains("Lull reads OT BioLab .mat, .otb+ and .otb4, MUedit, DEMUSE and Delsys .mat, EDF(+)"))
    }

    @Test("text without numbers, and JSON of somebody else, are refused with what is read")
    func text() throws {
        let prose = try directory.write("Dear colleague,\nhere is the data.\n".utf8, to: "letter.csv")
        #expect(refusal(of: prose).hasPrefix("65 \(prose), line 2: this is no row of numbers; Lull reads"))
        let json = try directory.write("{\"TaskName\": \"ramp\"}".utf8, to: "side.json")
        #expect(refusal(of: json).contains("the JSON has no SOURCE; Lull reads JSON that openhdemg saved"))
        let deep = try directory.write("{\"SamplingFrequency\": 2048}".utf8, to: "side.json")
        #expect(refusal(of: deep).contains("expected a text that holds JSON"))
        let list = try directory.write("[1, 2]".utf8, to: "list.json")
        #expect(refusal(of: list).contains("this is not openhdemg's JSON"))
    }

    @Test(
        "noise behind a signature is refused",
        arguments: ["MATLAB 5.0 MAT-file", "MATLAB 7.3 MAT-file", "0       ", "\u{1F}\u{8B}"])
    func noise(_ signature: String) throws {
        var random = SeededGenerator(seed: 11)
        let noise = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let path = try directory.write(signature.unicodeScalars.map { UInt8($0.value) } + noise, to: "noise")
        let sentence = refusal(of: path)
        #expect(sentence.hasPrefix("65 \(path)"))
    }

    @Test("a MATLAB file of another program is refused with the names of its variables")
    func otherMatlab() throws {
        // One uncompressed variable `x`, a double of 1: flags, size, name, value.
        var bytes = Array("MATLAB 5.0 MAT-file".utf8)
        bytes += [UInt8](repeating: 0x20, count: 124 - bytes.count) + [0, 1] + Array("IM".utf8)
        let parts: [[UInt8]] = [
            [6, 0, 0, 0, 8, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0], [5, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
            [1, 0, 1, 0, 0x78, 0, 0, 0], [9, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F],
        ]
        let body = parts.flatMap { $0 }
        bytes += [14, 0, 0, 0, UInt8(body.count), 0, 0, 0] + body
        let path = try directory.write(bytes, to: "other.mat")
        #expect(
            refusal(of: path) == "65 \(path): a MATLAB file with x (1 × 1 double); Lull reads OTBiolab+'s export "
                + "(Data, Description, SamplingFrequency), DEMUSE's (SIG, fsamp), MUedit's (signal) and Delsys' (Data, "
                + "Channels, Fs)")
    }

    @Test("a flipped bit in a compressed MATLAB variable is found by its checksum")
    func checksum() throws {
        let path = directory.file("file.mat")
        try MatFixture.v5Compressed.write(SyntheticRecording().make(), to: path)
        var bytes = try TemporaryDirectory.bytes(of: path)
        bytes[bytes.count / 2] ^= 0x10
        let damaged = try directory.write(bytes, to: "damaged.mat")
        #expect(refusal(of: damaged).contains("the compressed data are damaged"))
    }

    @Test("an output that cannot be written leaves nothing behind")
    func output() throws {
        var recording = SyntheticRecording().make()
        let before = try directory.names()
        let nowhere = directory.file("no/such/place.csv")
        #expect(RecordingsTests.refusal { try recording.write(to: nowhere, as: .csv) }.hasPrefix("73 \(nowhere)"))
        #expect(
            RecordingsTests.refusal { try recording.write(to: directory.path, as: .edf) }
                .contains("something here that is not a regular file"))
        // A sample that EDF cannot hold, found before anything is written.
        var samples = try recording.channels.indices.map { try recording.allSamples(ofChannel: $0) }
        samples[1][77] = .nan
        recording.samples = MemorySamples(channels: samples)
        for format in [WritableFormat.edf, .bdf] {
            let sentence = RecordingsTests.refusal { try recording.write(to: directory.file("x"), as: format) }
            #expect(
                sentence.contains("channel 2 (Tibialis - GR08MM1305 (2)), sample 78 (0.038 s): the sample is not a"))
        }
        #expect(try directory.names() == before)
    }

    @Test("the ending of an output must name a format")
    func ending() {
        #expect(
            RecordingsTests.refusal { _ = try WritableFormat(endingOf: "a.b/out.xlsx") }.hasPrefix("64 a.b/out.xlsx"))
        #expect(
            RecordingsTests.refusal { _ = try WritableFormat(endingOf: "a.b/out") }.contains("the name has no ending"))
        #expect((try? WritableFormat(endingOf: "OUT.BDF")) == .bdf)
    }
}
