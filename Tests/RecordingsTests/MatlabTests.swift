// MATLAB's texts and numbers, and what channel texts mean.

import Signals
import TestSupport
import Testing

@testable import Recordings

struct MatlabTests {
    @Test("character matrices become lines: column-major rows, UTF-16 pairs, UTF-8 in one row")
    func text() {
        // "ab" above "cd", stored column after column.
        let matrix = Array("acbd".utf16).map { UInt32($0) }
        #expect(MatText.lines(matrix, element: .uint16, rows: 2) == ["ab", "cd"])
        let pair = Array("µ\u{1F9E0}".utf16).map { UInt32($0) }
        #expect(MatText.lines(pair, element: .utf16, rows: 1) == ["µ\u{1F9E0}"])
        let bytes = Array("µV".utf8).map { UInt32($0) }
        #expect(MatText.lines(bytes, element: .utf8, rows: 1) == ["µV"])
        // SciPy writes character matrices as UTF-8, column after column.
        #expect(MatText.lines(matrix, element: .utf8, rows: 2) == ["ab", "cd"])
        #expect(MatText.lines([], element: .utf8, rows: 0) == [])
        #expect(MatText.lines([0x41, 0xD800_0000], element: .utf32, rows: 1) == ["A\u{FFFD}"])
    }

    @Test("all variables of a file are seen, and only those asked for are read", arguments: MatFixture.allCases)
    func variables(_ fixture: MatFixture) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("file.mat")
        try fixture.write(SyntheticRecording().make(), to: path)
        let version: MatFile.Version = fixture == .v5 || fixture == .v5Compressed ? .v5 : .v73
        let mat = MatFile(file: try InputFile(path), version: version)
        let variables = try mat.variables(wanted: ["SamplingFrequency"])
        #expect(variables.map(\.name).sorted() == ["Data", "Description", "SamplingFrequency"])
        #expect(variables.first { $0.name == "SamplingFrequency" }?.number == 2048)
        #expect(variables.first { $0.name == "Data" }?.value == .unread("cell"))
        #expect(variables.first { $0.name == "Description" }?.dimensions == [7, 1])
    }

    @Test("several threads may read MATLAB files at once", arguments: [MatFixture.v5, .v73])
    func manyThreads(_ fixture: MatFixture) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("file.mat")
        let truth = SyntheticRecording().make()
        try fixture.write(truth, to: path)
        // Several children at once must not hold each other's pipes.
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try Recording.open(path).channels.count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: truth.channels.count, count: 8))
    }

    @Test(
        "a channel's text says what it measures and in which unit",
        arguments: [
            ("Vastus Lateralis - AUX 3 (Channel 1->1) - GR08MM1305 (1)[uV]", ChannelKind.emg, SignalUnit.microvolt),
            ("1 - 4 - Decomposition of VL - GR08MM1305 (1)[a.u]", .dischargeMarks, .arbitrary),
            ("4 - Source for decomposition of VL - GR08MM1305 (1)[a.u]", .source, .arbitrary),
            ("acquired data[ %(MVC)]", .force, .percentMVC), ("performed path[ %(MVC)]", .requestedPath, .percentMVC),
            ("original path[ %(MVC)]", .requestedPath, .percentMVC), ("Torque [Nm]", .torque, .newtonMetre),
            ("Trigger[V]", .trigger, .volt), ("ECG II[mV]", .ecg, .millivolt),
        ] as [(String, ChannelKind, SignalUnit)])
    func channelTexts(_ text: String, _ kind: ChannelKind, _ unit: SignalUnit) {
        let parts = ChannelText(text)
        #expect(parts.unit == unit)
        #expect(ChannelText.kind(label: parts.label, unit: unit) == kind)
    }

    @Test("units in parentheses count only where they are allowed and are no electrode number")
    func parentheses() {
        #expect(ChannelText("Force (N)", allowParentheses: true).unit == .newton)
        #expect(ChannelText("Force (N)").unit == nil)
        #expect(ChannelText("GR08MM1305 (12)", allowParentheses: true).label == "GR08MM1305 (12)")
    }

    @Test("grids are found by product code and electrode number, also two of one kind")
    func grids() {
        let rate = SampleRate(hertz: 2048)!
        let channels = ["left", "right"].flatMap { side in
            (1...64).map { Channel(label: "\(side) - HD10MM0808 (\($0))", kind: .emg, unit: .microvolt, rate: rate) }
        }
        let grids = ElectrodeGrid.named(by: channels)
        #expect(grids.map(\.name) == ["HD10MM0808", "HD10MM0808"])
        // HD10MM0808: electrode 64 − row − 8 column.
        #expect(grids.map { $0[0, 0] } == [63, 127] && grids.map { $0[7, 7] } == [0, 64])
    }
}
