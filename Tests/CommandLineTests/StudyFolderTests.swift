// `lull study FOLDER` as a person runs it: recordings of `lull simulate`, a list of them, and everything that can be wrong with it.

import Foundation
import Recordings
import Signals
import Studies
import TestSupport
import Testing
import VirtualPatient

@Suite("lull study of a folder")
struct StudyFolderTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func write(_ text: String, to name: String) throws { _ = try folder.write(Array(text.utf8), to: name) }

    private func read(_ name: String) throws -> String {
        String(decoding: try TemporaryDirectory.bytes(of: folder.file(name)), as: UTF8.self)
    }

    /// A VibStim trial whose torque stays at `kept` % MVC, with or without markers.
    private func writeTrial(_ name: String, kept: Float, events: Bool, unit: SignalUnit = .percentMVC) throws {
        let rate = try #require(SampleRate(hertz: 100))
        let torque = (0..<4500).map { (k: Int) -> Float in
            switch k {
            case ..<500: k % 2 == 0 ? 0 : 0.01
            case ..<1400: 4
            case ..<3800: 6 + kept
            default: kept
            }
        }
        var recording = Recording(
            name: "trial", format: "made",
            channels: [Channel(label: "Torque", kind: .torque, unit: unit, rate: rate)],
            samples: MemorySamples(channels: [torque]))
        if events {
            recording.events = [
                Event(start: SampleIndex(500), duration: 3300, label: "vibration"),
                Event(start: SampleIndex(1000), duration: 200, label: "NMES train"),
                Event(start: SampleIndex(1400), duration: 200, label: "NMES train"),
            ]
        }
        try recording.write(to: folder.file(name), as: .bdf)
    }

    @Test(
        "recordings of lull simulate become a table, a page and a paragraph whose numbers are those of the rows",
        .enabled(if: RProgram.isInstalled, "R is not installed"))
    func simulated() throws {
        var rows = "file,participant,condition,kind\n"
        for number in 1...3 {
            for condition in ["control", "calm"] {
                var person = try Person.preset(.healthyYoung, seed: number)
                person.parameters.agonist.motorUnits = 16
                person.parameters.antagonist.motorUnits = 3
                if condition == "calm" { person.parameters.neuromodulation.baseline -= 0.03 }
                let name = "P\(number)-\(condition)"
                try write(person.yaml(), to: "\(name).yaml")
                let made = try Program.run(
                    [
                        "simulate", "ramp", "--person", "\(name).yaml", "--drive", "12", "--rise", "5", "--fall", "5",
                        "--rest",
                        "1", "--seed", "\(number)", "--out", name,
                    ], in: folder.path)
                #expect(made.status == 0, "\(made.errors)")
                rows += "\(name),P\(number),\(condition),ramp\n"
            }
        }
        try write(rows, to: "study.csv")
        let result = try Program.run(
            ["study", ".", "--levels", "control,calm", "--any-ramp", "--out", "results"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        let table = try StudyTable(csv: read("results/table.csv"), source: "table.csv")
        #expect(try table.values(of: "outcome") == ["deltaF"] && table.values(of: "participant") == ["P1", "P2", "P3"])
        #expect(try table.values(of: "condition") == ["control", "calm"])
        // Every row names the line of the manifest that it comes from.
        let lines = rows.split(separator: "\n")
        let (file, line) = (try table.position(of: "file"), try table.position(of: "line"))
        for row in table.rows {
            let entry = lines[(try #require(Int(row[line]))) - 1]
            #expect(entry.hasPrefix(row[file] + ","))
        }
        // One recording assessed by itself has the same values.
        let alone = try Program.run(["assess", "ramp", "P2-calm", "--any-ramp", "--out", "alone"], in: folder.path)
        #expect(alone.status == 0, "\(alone.errors)")
        let units = try StudyTable(csv: read("alone/units.csv"), source: "units.csv")
        let own = try table.filtered([("participant", "P2"), ("condition", "calm")])
        #expect(own.rows.count == units.rows.count)
        let column = try #require(units.columns.first { $0.lowercased().hasPrefix("delta_f") }, "\(units.columns)")
        for (one, other) in zip(try units.numbers(of: column), try own.numbers(of: "value")) {
            #expect(abs((one ?? -99) - (other ?? -99)) < 1e-6)
        }
        let page = try read("results/index.html")
        #expect(page.contains("ΔF (pps)") && page.contains("<svg") && page.contains("study.csv"))
        let marked = try read("results/results.txt")
        #expect(marked.contains("[1]") && FileManager.default.fileExists(atPath: folder.file("results/numbers.csv")))
    }

    @Test(
        "VibStim by markers or by the times of the list, at two times: each time and the change have their analysis",
        .enabled(if: RProgram.isInstalled, "R is not installed"))
    func times() throws {
        var rows = "file,participant,condition,kind,time,vibration,trains\n"
        for (p, person) in ["A", "B", "C", "D"].enumerated() {
            for (c, condition) in ["control", "calm"].enumerated() {
                for (t, time) in ["pre", "post"].enumerated() {
                    let name = "\(person)-\(condition)-\(time).bdf"
                    // Falls by 1 to 1.6 with calm only.
                    let kept = Float(3 + p) + 0.2 * Float((p + c + 2 * t) % 3) - Float(c * t) * (1 + 0.2 * Float(p))
                    try writeTrial(name, kept: kept, events: p % 2 == 0)
                    rows +=
                        "\(name),\(person),\(condition),vibstim,\(time)," + (p % 2 == 0 ? ",\n" : "5:38,10:12 14:16\n")
                }
            }
        }
        try write(rows, to: "study.csv")
        let result = try Program.run(["study", ".", "--out", "r"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        let table = try StudyTable(csv: read("r/table.csv"), source: "table.csv")
        let changes = try table.filtered([("outcome", "change-sustainedTorque")])
        #expect(changes.rows.count == 8)
        let values = try changes.numbers(of: "value").compactMap(\.self)
        // A: control 3 → 3.4, calm 3.2 → 2; both by the formula above.
        #expect(abs(values[0] - 0.4) < 1e-2 && abs(values[1] - -1.2) < 1e-2, "\(values)")
        #expect(result.output.contains("sustained torque (% MVC)"))
        #expect(result.output.contains("change of sustained torque (% MVC) from pre to post"))
    }

    /// The same trial with all its signals times a factor, and so much more torque kept at its end.
    private func derive(_ name: String, from recording: Recording, factor: Float, kept: Float) throws {
        let rate = try #require(recording.rate)
        let end = try #require(
            recording.events.first { $0.label == "vibration" }.map { $0.start.rawValue + $0.duration })
        var made = recording
        made.motorUnits = []
        made.samples = MemorySamples(
            channels: try recording.channels.indices.map { channel in
                let isTorque = recording.channels[channel].kind == .torque
                return try recording.allSamples(ofChannel: channel).enumerated().map { place, value in
                    value * factor + (isTorque && place > end + rate.samples(inSeconds: 1) ? kept : 0)
                }
            })
        try made.write(to: folder.file(name), as: .bdf)
    }

    @Test(
        "a VibStim recording of lull simulate takes its schedule and EMG along into a study",
        .enabled(if: RProgram.isInstalled, "R is not installed"))
    func simulatedVibStim() throws {
        var person = try Person.preset(.healthyYoung, seed: 3)
        person.parameters.agonist.motorUnits = 16
        person.parameters.antagonist.motorUnits = 3
        try write(person.yaml(), to: "person.yaml")
        let made = try Program.run(
            [
                "simulate", "vibstim", "--person", "person.yaml", "--current", "25", "--rest", "4", "--seed", "5",
                "--out", "A-control",
            ], in: folder.path)
        #expect(made.status == 0, "\(made.errors)")
        let recording = try Recording.open(folder.file("A-control"))
        var rows = "file,participant,condition,kind\nA-control,A,control,vibstim\n"
        for (name, factor, kept) in [
            ("A-calm", 0.9, 0.1), ("B-control", 1.1, 0.3), ("B-calm", 1.04, 0.15), ("C-control", 0.95, 0.2),
            ("C-calm", 0.8, 0.3),
        ] {
            try derive("\(name).bdf", from: recording, factor: Float(factor), kept: Float(kept))
            rows += "\(name).bdf,\(name.prefix(1)),\(name.dropFirst(2)),vibstim\n"
        }
        try write(rows, to: "study.csv")
        let result = try Program.run(["study", ".", "--levels", "control,calm", "--out", "r"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        let table = try StudyTable(csv: read("r/table.csv"), source: "table.csv")
        #expect(
            try table.values(of: "outcome") == ["torqueAtEnd", "torqueIncrease", "sustainedTorque", "sustainedEMG"])
        #expect(table.rows.count == 6 * 4)
        // Alone, the first has the same values; the others are what was made of it.
        let alone = try Program.run(["assess", "vibstim", "A-control", "--out", "alone", "--json"], in: folder.path)
        struct Twin: Decodable { let torqueAtEndOfStimulation: Double }
        let twin = try JSONDecoder().decode(Twin.self, from: Data(alone.output.utf8))
        let ends = try table.filtered([("outcome", "torqueAtEnd")]).numbers(of: "value").compactMap(\.self)
        #expect(ends.count == 6 && abs(ends[0] - twin.torqueAtEndOfStimulation) < 1e-6 && ends[0] > 0.5, "\(ends)")
        #expect(abs(ends[1] / ends[0] - 0.9) < 1e-2 && abs(ends[2] / ends[0] - 1.1) < 1e-2, "\(ends)")
        let kept = try table.filtered([("outcome", "sustainedTorque")]).numbers(of: "value").compactMap(\.self)
        #expect(kept.count == 6 && abs(kept[2] - kept[0] * 1.1 - 0.3) < 0.02, "\(kept)")
        #expect(result.output.contains("sustained EMG (µV)"))
    }

    @Test("what is wrong with the list is one sentence each with its line, before anything is assessed")
    func refused() throws {
        try writeTrial("a.bdf", kept: 1, events: true)
        try writeTrial("b.bdf", kept: 1, events: true)
        try writeTrial("nm.bdf", kept: 1, events: true, unit: .newtonMetre)
        try writeTrial("bare.bdf", kept: 1, events: false)
        let header = "file,participant,condition,kind\n"
        for (rows, options, words) in [
            ("a.bdf,P1,rest,vibstim\nno.bdf,P1,calm,vibstim\n", [], ["study.csv:3: no.bdf is not there"]),
            (
                "a.bdf,P1,rest,vibstim\nb.bdf,P1,calm,vibstim\nx.bdf,P2,rest,vibstim\n", [],
                ["study.csv:4: x.bdf is not there", "study.csv:4: P2 has no vibstim under calm, as others have"]
            ),
            ("a.bdf,P1,rest,vibstim\nb.bdf,P1,rest,vibstim\n", [], ["study.csv:3: this is the same as line 2"]),
            (
                "a.bdf,P1,rest,vibstim\nb.bdf,P1,clam,vibstim\n", ["--levels", "rest,calm"],
                ["study.csv:3: condition is “clam”; allowed are rest, calm"]
            ),
            ("a.bdf,P1,rest,walk\n", [], ["study.csv:2: kind is “walk”; allowed are ramp and vibstim"]),
            ("a.bdf,P1,rest,vibstim\n", ["--formula", "x ~ y"], ["--formula is for a table"]),
            (
                "a.bdf,P1,rest,vibstim\nnm.bdf,P1,calm,vibstim\n", [],
                ["study.csv:3: the torque is in N·m, at study.csv:2 in % MVC"]
            ),
            (
                "a.bdf,P1,rest,vibstim\nbare.bdf,P1,calm,vibstim\n", [],
                ["study.csv:3: a vibstim of P1 under calm cannot be assessed"]
            ),
        ] as [(String, [String], [String])] {
            try write(header + rows, to: "study.csv")
            let result = try Program.run(["study", "."] + options, in: folder.path)
            #expect(result.status == 65 || result.status == 64, "\(result.errors)")
            for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
            #expect(result.errorLines.count >= words.count && result.output.isEmpty)
        }
        try FileManager.default.removeItem(atPath: folder.file("study.csv"))
        let none = try Program.run(["study", "."], in: folder.path)
        #expect(none.status == 66 && none.errors.contains("there is no study.csv"), "\(none.errors)")
    }
}
