// `lull simulate` as a person runs it: a small virtual person, whole folders, and every way to ask for what cannot be.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing
import VirtualPatient

/// A person with a dozen motor units, who is simulated fast.
private func writePerson(to folder: TemporaryDirectory, _ change: (inout Person) -> Void = { _ in }) throws {
    var person = try Person.preset(.spinalCordInjury)
    person.name = "small one"
    person.parameters.agonist.motorUnits = 12
    person.parameters.antagonist.motorUnits = 3
    change(&person)
    _ = try folder.write(Array(person.yaml().utf8), to: "small.yaml")
}

/// What `lull simulate --json` prints, as far as it is compared here.
private struct Summary: Decodable {
    let simulated: Bool
    let task, person, recording: String
    let seed, emgChannels, activeMotorUnits, discharges, antagonistDischarges: Int
    let durationSeconds: Double
    let events: [String: Int]
    let settings: [String: String]
}

/// All files below a folder, hidden ones included.
private func files(in folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
            && !isFolder.boolValue
    }.sorted()
}

@Suite("Simulated recordings")
struct SimulateTests {
    private static let ramp = [
        "simulate", "ramp", "--person", "small.yaml", "--drive", "9", "--rise", "3", "--fall", "3", "--rest", "1",
        "--json",
    ]

    private func run(_ arguments: [String], in folder: TemporaryDirectory) throws -> Summary {
        let result = try Program.run(arguments, in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
    }

    @Test("a ramp is a folder that the reader opens, with the true discharges twice, and its page")
    func ramp() throws {
        let folder = try TemporaryDirectory()
        try writePerson(to: folder)
        let summary = try run(Self.ramp + ["--seed", "4", "--plot", "--out", "out/ramp"], in: folder)
        #expect(summary.simulated && summary.task == "ramp" && summary.person == "small one" && summary.seed == 4)
        #expect(summary.durationSeconds == 8 && summary.emgChannels == 1)
        #expect(summary.activeMotorUnits > 3 && summary.discharges > 50)
        let recording = try Recording.open(folder.file("out/ramp/" + summary.recording))
        #expect(recording.channels.map(\.kind) == [.emg, .torque, .requestedPath])
        #expect(abs(recording.duration - 8) < 1e-9)
        #expect(recording.motorUnits.count == summary.activeMotorUnits)
        #expect(recording.events.map(\.label) == ["ramp contraction"])
        let path = try recording.allSamples(ofChannel: 2)
        #expect(path.max().map { abs($0 - 20) < 0.02 } == true && path.first == 0)
        // The derivative lists the same discharges, and those of the antagonist.
        let truth =
            "out/ramp/derivatives/groundtruth/sub-smallone/emg/sub-smallone_task-ramp_desc-groundtruth_events.tsv"
        let lines = try String(contentsOfFile: folder.file(truth), encoding: .utf8).split(separator: "\n").dropFirst()
        let soleus = lines.filter { $0.contains("\tsoleus\t") }
        #expect(soleus.count == summary.discharges && lines.count - soleus.count == summary.antagonistDischarges)
        let samples = Set(soleus.compactMap { Int($0.split(separator: "\t")[2]) })
        #expect(samples == Set(recording.motorUnits.flatMap(\.discharges.samples)))
        let page = try String(contentsOfFile: folder.file("out/ramp/index.html"), encoding: .utf8)
        #expect(page.contains("nobody was recorded") && page.contains("seed 4") && page.contains("small one"))
        #expect(try folder.names() == ["out", "small.yaml"])
        // ΔF directly from it; a given drive does not follow the path.
        let assessed = try Program.run(
            ["assess", "ramp", "out/ramp/" + summary.recording, "--any-ramp", "--out", "df"], in: folder.path)
        #expect(assessed.status == 0, "\(assessed.errors)")
    }

    @Test("the same person, seed and options give the same bytes, with and without the page; another seed does not")
    func deterministic() throws {
        let folder = try TemporaryDirectory()
        try writePerson(to: folder)
        let summary = try run(Self.ramp + ["--out", "a", "--plot"], in: folder)
        _ = try run(Self.ramp + ["--out", "b"], in: folder)
        _ = try run(Self.ramp + ["--out", "c", "--seed", "99"], in: folder)
        let names = files(in: folder.file("a")).filter { $0 != "index.html" }
        #expect(names == files(in: folder.file("b")) && names.count > 10)
        for name in names {
            let (a, b) = (folder.file("a/" + name), folder.file("b/" + name))
            #expect(try TemporaryDirectory.bytes(of: a) == TemporaryDirectory.bytes(of: b), "\(name)")
        }
        let other = try TemporaryDirectory.bytes(of: folder.file("c/" + summary.recording))
        #expect(try TemporaryDirectory.bytes(of: folder.file("a/" + summary.recording)) != other)
    }

    @Test("without a drive the person practises until torque follows the path, and refuses what is too much")
    func practice() throws {
        let folder = try TemporaryDirectory()
        try writePerson(to: folder)
        let arguments = [
            "simulate", "ramp", "--person", "small.yaml", "--rise", "4", "--fall", "4", "--rest", "1", "--json",
        ]
        let summary = try run(arguments + ["--peak", "30", "--out", "p"], in: folder)
        let recording = try Recording.open(folder.file("p/" + summary.recording))
        let (torque, path) = (try recording.allSamples(ofChannel: 1), try recording.allSamples(ofChannel: 2))
        let error = zip(torque, path).reduce(Float(0)) { $0 + abs($1.0 - $1.1) } / Float(torque.count)
        // A dozen motor units are coarse; doing nothing would be wrong by 12 % MVC on average.
        #expect(error < 6, "\(error) % MVC")
        try writePerson(to: folder) { $0.parameters.agonist.maximalDrive = 1 }
        let refused = try Program.run(arguments + ["--peak", "99", "--out", "q"], in: folder.path)
        #expect(refused.status == 64 && refused.errorLines.count == 1, "\(refused.errors)")
        #expect(refused.errors.contains("--peak is 99 % MVC") && refused.errors.contains("ask for less"))
        #expect(try folder.names() == ["p", "small.yaml"])
    }

    @Test("a session has its spasms, touches and movements as events, and the angle of a free foot")
    func session() throws {
        let folder = try TemporaryDirectory()
        try writePerson(to: folder) { person in
            person.parameters.spasms.perHour = 1800
            person.parameters.spasms.pause = 0.5
            person.parameters.activity.touchesPerHour = 1800
        }
        let summary = try run(
            [
                "simulate", "session", "--person", "small.yaml", "--duration", "8s", "--relax-at", "6", "--json",
                "--out", "s",
            ],
            in: folder)
        let labels = Set(summary.events.keys)
        #expect(labels.contains("touch") && labels.contains("relaxation begins"))
        #expect(labels.contains { $0.hasPrefix("spasm (") })
        let recording = try Recording.open(folder.file("s/" + summary.recording))
        #expect(recording.channels.map(\.label) == ["EMG 1", "Torque", "Angle"])
        #expect(recording.events.map(\.start) == recording.events.map(\.start).sorted())
        #expect(recording.events.allSatisfy { recording.rate?.seconds($0.start.rawValue + $0.duration) ?? 9 <= 8 })
    }

    @Test("VibStim has its vibration and five trains; a night is as long as it shall be")
    func protocols() throws {
        let folder = try TemporaryDirectory()
        try writePerson(to: folder) { $0.parameters.agonist.motorUnits = 4 }
        let vibration = try run(
            [
                "simulate", "vibstim", "--person", "small.yaml", "--current", "30", "--rest", "0", "--json", "--out",
                "v",
            ],
            in: folder)
        #expect(vibration.events["vibration"] == 1 && vibration.events["NMES train"] == 5)
        #expect(vibration.events["pulse (agonist nerve)"] == 200)
        let night = try run(
            ["simulate", "night", "--person", "small.yaml", "--duration", "0.05min", "--json", "--out", "n"], in: folder
        )
        #expect(night.durationSeconds == 3)
        #expect(abs(try Recording.open(folder.file("n/" + night.recording)).duration - 3) < 1e-9)
    }

    @Test("a grid has its electrodes and coordinates")
    func grid() throws {
        let folder = try TemporaryDirectory()
        try writePerson(to: folder) { $0.parameters.agonist.motorUnits = 2 }
        let summary = try run(
            [
                "simulate", "night", "--person", "small.yaml", "--duration", "1s", "--electrodes", "GR10MM0804",
                "--json",
                "--out", "g",
            ], in: folder)
        #expect(summary.emgChannels == 32)
        let recording = try Recording.open(folder.file("g/" + summary.recording))
        #expect(recording.grids.map(\.name) == ["GR10MM0804"])
        let table = try String(
            contentsOfFile: folder.file("g/sub-smallone/emg/sub-smallone_electrodes.tsv"), encoding: .utf8)
        #expect(table.split(separator: "\n").count == 33)
    }
}

@Suite("Simulations that cannot be")
struct SimulateRefusalTests {
    @Test("every wrong option is one sentence that says what is allowed, and leaves nothing behind")
    func refused() throws {
        let cases: [(arguments: [String], code: Int32, parts: [String])] = [
            (["ramp", "--person", "healthy-yung"], 64, ["healthy-yung", "did you mean healthy-young?"]),
            (["ramp", "--person", "nobody-at-all"], 64, ["nobody-at-all", "spinal-cord-injury"]),
            (["ramp", "--person", "none.yaml"], 66, ["none.yaml"]),
            (["night", "--person", "healthy-young", "--duration", "-5"], 64, ["--duration is -5", "1s to 24h"]),
            (["night", "--person", "healthy-young", "--duration", "long"], 64, ["long", "30min"]),
            (["session", "--person", "healthy-young", "--duration", "25h"], 64, ["25h", "24h"]),
            (["session", "--person", "healthy-young", "--relax-at", "1e9"], 64, ["--relax-at", "1800"]),
            (["ramp", "--person", "healthy-young", "--peak", "200"], 64, ["--peak is 200", "100"]),
            (["ramp", "--person", "healthy-young", "--rise", "nan"], 64, ["--rise"]),
            (["ramp", "--person", "healthy-young", "--seed", "-1"], 64, ["--seed is -1", "0 or more"]),
            (["ramp", "--person", "healthy-young", "--electrodes", "GR1"], 64, ["GR1", "bipolar"]),
            (["vibstim", "--person", "healthy-young", "--amplitude", "-1"], 64, ["--amplitude is -1"]),
        ]
        let folder = try TemporaryDirectory()
        for (arguments, code, parts) in cases {
            let result = try Program.run(["simulate"] + arguments + ["--out", "out"], in: folder.path)
            #expect(result.status == code, "\(arguments): \(result.errors)")
            #expect(result.errorLines.count == 1 && result.output.isEmpty, "\(arguments): \(result.errors)")
            for part in parts { #expect(result.errors.contains(part), "\(arguments): \(result.errors)") }
        }
        #expect(try folder.names() == [])
    }

    @Test("a folder with something in it, a file, and no name are refused before anything is simulated")
    func places() throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.file("full"), withIntermediateDirectories: false)
        _ = try folder.write(Array("x".utf8), to: "full/mine.txt")
        for (place, part) in [("full", "not empty"), ("full/mine.txt", "file"), (".", "no new folder")] {
            let result = try Program.run(
                ["simulate", "ramp", "--person", "healthy-young", "--out", place], in: folder.path)
            #expect(result.status == 73 && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == ["full"])
        #expect(try TemporaryDirectory.bytes(of: folder.file("full/mine.txt")) == Array("x".utf8))
    }

    @Test("every command explains itself and has an example", arguments: ["ramp", "vibstim", "night", "session"])
    func help(command: String) throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(["simulate", command, "--help"], in: folder.path)
        #expect(result.status == 0 && result.output.contains("Example:  lull simulate \(command)"))
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}
