// The document of a decomposition gives back what was written, and refuses what contradicts itself.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite("The document of a decomposition")
struct DecompositionFileTests {
    private let provenance = ResultProvenance(software: "Lull test", input: "a, b.mat", inputSHA256: "ab12")

    private func unit(_ name: String, _ samples: [Int], _ verdict: UnitVerdict, rate: SampleRate) throws
        -> DecomposedUnit
    {
        let train = try DischargeTrain(samples: samples, rate: rate)
        var quality = UnitQuality(of: train)
        quality.silhouette = 0.9375
        quality.amplitude = 12.5
        return DecomposedUnit(
            name: name, discharges: train, quality: quality, verdict: verdict,
            reasons: verdict == .accepted ? [] : ["silhouette 0.80, below 0.85", "few"], stretch: 0,
            actionPotential: ActionPotential(
                channels: [0, 2], before: 1, rows: [[0, 1.5, -2], [0.1, -.infinity, 3]], rate: rate),
            source: [0, 1, 2, 3, 4],
            filter: SeparationFilter(
                weights: [1, -2, 0.25, .leastNonzeroMagnitude], delay: -3, noise: 0.5, height: 40, threshold: 12.5))
    }

    private func sample() throws -> (Decomposition, Recording) {
        var maker = SyntheticRecording()
        maker.sampleCount = 64
        var recording = maker.make()
        recording.grids = [
            ElectrodeGrid(name: "two by two", rows: 2, columns: 2, interElectrodeDistance: 8, channels: [nil, 0, 1, 2])
        ]
        let rate = try #require(recording.rate)
        var parameters = DecompositionParameters()
        parameters.seed = .max
        let stretch = DecomposedStretch(
            grid: 0, window: 0..<64, training: 10..<15, channels: [0, 2],
            leftOut: [LeftOutChannel(channel: 1, reason: "it never moves")], mainsLines: [50, 150], copies: 2, step: 3,
            dimensions: 4, rounds: 5, scale: 0.125)
        let units = [
            try unit("1", [3, 9, 20], .accepted, rate: rate), try unit("2", [], .rejected, rate: rate),
        ]
        return (
            Decomposition(
                parameters: parameters, rate: rate, units: units, stretches: [stretch], isStoppedEarly: true), recording
        )
    }

    @Test("reading the JSON gives the document and the decomposition again, and writing it twice the same bytes")
    func roundTrip() throws {
        let (decomposition, recording) = try sample()
        let document = DecompositionFile(decomposition, of: recording, provenance: provenance)
        let json = try document.json()
        #expect(json == (try document.json()))
        let read = try DecompositionFile(json: Array(json.utf8), file: "x")
        #expect(read == document)
        #expect(read.electrodeGrids == recording.grids)
        let again = try read.decomposition(file: "x")
        #expect(again.parameters == decomposition.parameters && again.stretches == decomposition.stretches)
        #expect(again.rate == decomposition.rate && again.isStoppedEarly)
        #expect(again.units.map(\.discharges) == decomposition.units.map(\.discharges))
        #expect(again.units.map(\.filter) == decomposition.units.map(\.filter))
        #expect(again.units.map(\.actionPotential) == decomposition.units.map(\.actionPotential))
        #expect(again.units.map(\.source) == decomposition.units.map(\.source))
        #expect(again.units.map(\.quality) == decomposition.units.map(\.quality))
        #expect(again.units.map(\.reasons) == decomposition.units.map(\.reasons))
    }

    @Test("the number of threads leaves no trace: the result does not depend on it")
    func threads() throws {
        let (decomposition, recording) = try sample()
        var parameters = decomposition.parameters
        parameters.threads = 7
        let other = Decomposition(
            parameters: parameters, rate: decomposition.rate, units: decomposition.units,
            stretches: decomposition.stretches, isStoppedEarly: true)
        #expect(
            DecompositionFile(other, of: recording, provenance: provenance)
                == DecompositionFile(decomposition, of: recording, provenance: provenance))
    }

    @Test("packed numbers are base64 of little-endian 32-bit floats")
    func packed() throws {
        // 1 is 0x3F800000, −2 is 0xC0000000 (IEEE 754).
        let json = String(decoding: try JSONEncoder().encode([PackedFloats([1, -2])]), as: UTF8.self)
        #expect(json == "[\"AACAPwAAAMA=\"]")
        let read = try JSONDecoder().decode([PackedFloats].self, from: Data(json.utf8))
        #expect(read == [PackedFloats([1, -2])])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([PackedFloats].self, from: Data("[\"AACAPwA=\"]".utf8))
        }
    }

    @Test("a document that contradicts itself is refused with the place")
    func contradictions() throws {
        let (decomposition, recording) = try sample()
        let good = DecompositionFile(decomposition, of: recording, provenance: provenance)
        let spoilt: [(String, (inout DecompositionFile) -> Void)] = [
            ("layout", { $0.layout = "lull.decomposition.99" }), ("rateHz", { $0.rateHz = 0 }),
            ("parameters", { $0.parameters.rounds = -1 }), ("grid 1", { $0.grids[0].rows = 0 }),
            ("stretch 1", { $0.stretches[0] = $0.stretches[0].with(channels: [999]) }),
            ("unit 1", { $0.units[0].stretch = 3 }), ("unit 1", { $0.units[0].filter.weights.values.removeLast() }),
            ("unit 1", { $0.units[0].discharges = [5, 5] }),
            ("unit 1", { $0.units[0].actionPotential.rows.values.removeLast() }),
            ("unit 1", { $0.units[0].actionPotential.before = 3 }),
            ("unit 1", { $0.units[0].actionPotential.channels = [0, 1] }),
            ("stretch 1", { $0.stretches[0] = $0.stretches[0].with(step: .max) }),
        ]
        for (place, spoil) in spoilt {
            var document = good
            spoil(&document)
            let json = Array(try document.json().utf8)
            let error = #expect(throws: RecordingError.self) { try DecompositionFile(json: json, file: "d.json") }
            #expect(error?.description.hasPrefix("d.json") ?? false)
            #expect(error?.description.contains(place) ?? false, "\(place): \(error?.description ?? "")")
        }
    }

    @Test("what is no document is refused in one sentence")
    func noDocument() throws {
        for text in ["", "{", "[]", "{\"layout\": 1}", "\u{0}\u{1}"] {
            let error = #expect(throws: RecordingError.self) {
                try DecompositionFile(json: Array(text.utf8), file: "d.json")
            }
            #expect(error?.description.contains("no decomposition") ?? false)
        }
        let folder = try TemporaryDirectory()
        let missing = #expect(throws: RecordingError.self) {
            try DecompositionFile(contentsOf: folder.file("none.json"))
        }
        #expect(missing?.category == .noInput)
    }

    @Test("the tables have one row per unit and one per discharge of the chosen verdicts")
    func tables() throws {
        let (decomposition, recording) = try sample()
        let document = DecompositionFile(decomposition, of: recording, provenance: provenance)
        let units = document.unitsCSV().split(separator: "\n").map(String.init)
        #expect(units.count == 3)
        // The name of the input has a comma in quotes, the reasons of the second unit another one.
        #expect(units.map { $0.split(separator: ",", omittingEmptySubsequences: false).count } == [25, 26, 27])
        #expect(units[1].hasPrefix("1,1,0.0,0.03125,accepted,,0.9375,"))
        #expect(units[1].hasSuffix(",Lull test,\"a, b.mat\",ab12"))
        #expect(units[2].contains(",rejected,\"silhouette 0.80, below 0.85; few\","))
        #expect(document.unitsCSV([.accepted]).split(separator: "\n").count == 2)
        #expect(
            document.dischargesCSV() == "unit,sample,seconds\n1,3,0.00146484375\n1,9,0.00439453125\n1,20,0.009765625\n")
        #expect(document.dischargesCSV([.rejected]) == "unit,sample,seconds\n")
    }

    @Test("a recording with the units has their sources as channels and no others, silent where nothing was learnt")
    func recordingWithUnits() throws {
        let (decomposition, recording) = try sample()
        #expect(!recording.channels(of: .source).isEmpty)
        let result = recording.with(decomposition.units, of: decomposition)
        let sources = result.channels(of: .source)
        #expect(sources.count == 2 && result.motorUnits.map(\.sourceChannel) == sources)
        #expect(result.motorUnits.map(\.name) == ["1", "2"] && result.motorUnits.map(\.accuracy) == [0.9375, 0.9375])
        var expected = [Float](repeating: 0, count: 64)
        expected.replaceSubrange(10..<15, with: [0, 1, 2, 3, 4])
        #expect(try result.allSamples(ofChannel: sources[0]) == expected)
        #expect(try result.samples.samples(ofChannel: sources[0], in: 12..<20) == Array(expected[12..<20]))
        #expect(try result.allSamples(ofChannel: 0) == (try recording.allSamples(ofChannel: 0)))
        #expect(result.grids == recording.grids)
    }

    @Test("the recording with its units goes through openhdemg JSON: units, accuracy and sources come back")
    func openHDEMG() throws {
        let (decomposition, recording) = try sample()
        let folder = try TemporaryDirectory()
        try recording.with(decomposition.units, of: decomposition).write(to: folder.file("a.json"), as: .openhdemg)
        let read = try Recording.open(folder.file("a.json"))
        #expect(read.motorUnits.map(\.discharges.samples) == [[3, 9, 20], []])
        #expect(read.motorUnits.map(\.accuracy) == [0.9375, 0.9375])
        let source = try #require(read.motorUnits[0].sourceChannel)
        #expect(try read.allSamples(ofChannel: source)[10..<15] == [0, 1, 2, 3, 4])
    }
}

extension DecomposedStretch {
    fileprivate func with(channels: [Int]? = nil, step: Int? = nil) -> DecomposedStretch {
        DecomposedStretch(
            grid: grid, window: window, training: training, channels: channels ?? self.channels, leftOut: leftOut,
            mainsLines: mainsLines,
            copies: copies, step: step ?? self.step, dimensions: dimensions, rounds: rounds, scale: scale)
    }
}
