import Signals
import Testing

@Suite("The values that signals are made of")
struct ValueTests {
    @Test("a rate is finite, positive and at most 10 MHz", arguments: [0, -1, .nan, .infinity, 1e7 + 1])
    func rates(hertz: Double) {
        #expect(SampleRate(hertz: hertz) == nil)
    }

    @Test("seconds become the nearest sample and come back")
    func clock() throws {
        let clock = SampleClock(rate: try #require(SampleRate(hertz: 2048)))
        let indices = (0..<100_000).map(SampleIndex.init)
        #expect(indices.allSatisfy { clock.index(atSeconds: clock.seconds(at: $0)) == $0 })
        #expect(clock.rate.samples(inSeconds: .infinity) > 0)
        #expect(clock.rate.samples(inSeconds: .nan) == 0)
    }

    @Test("a train whose discharges are not in order is refused and the sentence says where")
    func trains() throws {
        let rate = try #require(SampleRate(hertz: 1000))
        let train = try DischargeTrain(samples: [0, 100, 350], rate: rate)
        #expect(train.intervals == [0.1, 0.25])
        let repeated = #expect(throws: DischargeTrainError.self) { try DischargeTrain(samples: [5, 9, 9], rate: rate) }
        #expect(
            repeated?.description
                == "discharge 3 at sample 9 does not come after discharge 2 at sample 9; discharges must be strictly in order"
        )
        let early = #expect(throws: DischargeTrainError.self) { try DischargeTrain(samples: [-1], rate: rate) }
        #expect(early?.description == "discharge 1 is at sample -1; discharges lie at sample 0 or later")
    }

    @Test("units that are written differently are one unit", arguments: ["uV", "\u{3BC}V", " \u{B5}V\0", "microV"])
    func units(symbol: String) {
        #expect(SignalUnit(symbol) == .microvolt)
        #expect(SignalUnit(symbol).microvoltsPerUnit == 1)
    }

    @Test("every known grid holds each of its electrodes once, in channels that follow one another")
    func grids() throws {
        let sizes = [
            "GR08MM1305": 64, "GR04MM1305": 64, "HD08MM1305": 64, "HD04MM1305": 64, "GR10MM0808": 64, "HD10MM0808": 64,
            "GR10MM0804": 32, "HD10MM0804": 32,
        ]
        for (code, count) in sizes {
            let grid = try #require(ElectrodeGrid.known(in: "Vastus Lateralis - \(code) (1)[uV]", firstChannel: 10))
            #expect(grid.channels.compactMap(\.self).sorted() == Array(10..<(10 + count)), "\(code)")
        }
        #expect(ElectrodeGrid.known(in: "no grid here", firstChannel: 0) == nil)
    }

    @Test("the 13 × 5 serpentine lies as its maker draws it")
    func serpentine() throws {
        // Corners and turns by the maker's drawing of GR08MM1305: 1 below the missing place, 25/26 at the far top.
        let grid = try #require(ElectrodeGrid.known(in: "GR08MM1305", firstChannel: 1))
        #expect(grid[0, 0] == nil)
        #expect([grid[1, 0], grid[12, 0], grid[12, 1], grid[0, 1]] == [1, 12, 13, 25])
        #expect(
            [grid[0, 2], grid[12, 2], grid[12, 3], grid[0, 3], grid[0, 4], grid[12, 4]] == [26, 38, 39, 51, 52, 64])
    }

    @Test("older grids lie as in the maker's list of sensors, turned so that the missing place comes first")
    func older() throws {
        let rows = try #require(ElectrodeGrid.known(in: "ELSCH064NM5", firstChannel: 1))
        // The list has 4, 3, 2, 1, none in its last row, 5 to 9 above it, and 64 to 60 in its first.
        #expect((0..<5).map { rows[0, $0] } == [nil, 1, 2, 3, 4])
        #expect((0..<5).map { rows[1, $0] } == [9, 8, 7, 6, 5])
        #expect((0..<5).map { rows[12, $0] } == [60, 61, 62, 63, 64])
        let irregular = try #require(ElectrodeGrid.known(in: "ELSCH064NM2", firstChannel: 1))
        // 61 to 57 in the list's first row; 5, 6, 7, 8, 16 in the last but one.
        #expect((0..<5).map { irregular[12, $0] } == [57, 58, 59, 60, 61])
        #expect((0..<5).map { irregular[1, $0] } == [16, 8, 7, 6, 5])
        #expect(rows.interElectrodeDistance == 2.5 && irregular.interElectrodeDistance == 8)
    }
}
