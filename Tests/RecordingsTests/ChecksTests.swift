// What methods need of a recording, and how a lack of it is said.

import Recordings
import Signals
import TestSupport
import Testing

struct ChecksTests {
    private func recording(_ columns: [[Float]], rates: [Double] = []) -> Recording {
        let channels = columns.indices.map { k in
            Channel(
                label: "c\(k)", kind: .force, unit: .newton,
                rate: SampleRate(hertz: k < rates.count ? rates[k] : 1000)!)
        }
        return Recording(name: "r", format: "test", channels: channels, samples: MemorySamples(channels: columns))
    }

    @Test("a channel that does not exist is refused with those that do")
    func numbers() throws {
        let three = recording([[1], [2], [3]])
        #expect(try three.channel(numbered: 3) == 2)
        #expect(
            refusal { _ = try three.channel(numbered: 4) }
                == "65 r, channel 4: there is no such channel; channels are 1 to 3")
        #expect(refusal { _ = try three.channel(numbered: 0) }.contains("channels are 1 to 3"))
        #expect(try three.channel(.force, numbered: 2) == 1)
        #expect(
            refusal { _ = try three.channel(.emg) }
                == "65 r, emg channel 1: there is no such channel; the recording has none of this kind")
    }

    @Test("two rates are refused with both channels and both rates")
    func rates() throws {
        let mixed = recording([[1], [2], [3]], rates: [2048, 2048, 100])
        #expect(try mixed.commonRate(for: [0, 1]).hertz == 2048)
        #expect(
            refusal { _ = try mixed.commonRate(for: 0..<3) }
                == "65 r, channel 3 (c2): the rate is 100 Hz, that of channel 1 (c0) is 2048 Hz; "
                + "this needs channels of one rate")
    }

    @Test("zero motor units are refused")
    func motorUnits() {
        #expect(
            refusal { _ = try recording([[1]]).requireMotorUnits(atLeast: 2) }
                == "65 r: the recording holds no motor units; this needs 2 or more, from a decomposed recording")
    }

    @Test("a NaN is refused with channel, sample and time; an infinite sample as well")
    func notFinite() {
        var samples = [Float](repeating: 1, count: 2000)
        samples[1499] = .nan
        samples[1600] = .infinity
        #expect(
            refusal { try recording([samples]).requireFinite(channel: 0) }
                == "65 r, channel 1 (c0), sample 1500 (1.499 s): the sample is not a number (the first of 2); "
                + "this needs finite samples throughout")
    }

    @Test("a force that never moves is refused, one that moves is not")
    func flat() throws {
        #expect(
            refusal { try recording([[2.5, 2.5, 2.5]]).requireMoving(channel: 0) }
                == "65 r, channel 1 (c0): the channel never moves: all 3 samples are 2.5 N; "
                + "this needs a signal that changes")
        #expect(try recording([[2.5, 2.5, 2.75]]).requireMoving(channel: 0).maximum == 2.75)
        #expect(refusal { try recording([[]]).requireMoving(channel: 0) }.contains("the channel has no samples"))
    }

    @Test("quality: extremes, mean, root mean square and clipping of a known signal, in one piece or many")
    func quality() {
        // Two plateaus of four at ±3, one touch of the top that is no plateau, two samples that are no numbers.
        let samples: [Float] = [0, 3, 3, 3, 3, 0, -3, -3, -3, -3, 0, .nan, 3, 0.5, .infinity]
        let whole = ChannelQuality(samples)
        #expect(whole.minimum == -3 && whole.maximum == 3 && !whole.isFlat && !whole.isWhole)
        #expect(whole.count == 15 && whole.nonFiniteCount == 2 && whole.firstNonFinite == 11)
        #expect(abs(whole.mean - 3.5 / 13) < 1e-12)
        #expect(abs(whole.rootMeanSquare - (81.25 / 13).squareRoot()) < 1e-12)
        #expect(abs(whole.clippedShare - 8.0 / 13) < 1e-12)
        var pieces = ChannelQuality()
        for sample in samples { pieces.add([sample]) }
        #expect(pieces == whole)
        #expect(ChannelQuality([Float](repeating: 7, count: 9)).clippedShare == 0)
    }
}

@Suite struct UnplacedGridTests {
    private func recording(_ labels: [String], grids: [ElectrodeGrid] = []) throws -> Recording {
        let rate = try #require(SampleRate(hertz: 2000))
        let channels = labels.map { Channel(label: $0, kind: .emg, unit: .microvolt, rate: rate) }
        return Recording(
            name: "made", format: "test", channels: channels, grids: grids,
            samples: MemorySamples(channels: labels.map { _ in [0] }))
    }

    @Test func `channels of a grid whose order nobody knows, or of a part of one, are said to have no places`() throws {
        let unknown = try recording(["Soleus - GR100ML1305 (1)", "Soleus - GR100ML1305 (2)", "force"]).unplacedGrids
        #expect(unknown.map(\.code) == ["GR100ML1305"] && unknown.map(\.channels) == [[0, 1]])
        #expect(
            unknown.first?.sentence.hasPrefix("2 channels are named after GR100ML1305, of which Lull does not") == true)
        let part = try recording(["a - HD20MM1602", "b - GR08MM1305 - IN 1"]).unplacedGrids
        #expect(part.map(\.code) == ["HD20MM1602", "GR08MM1305"])
        #expect(part.last?.sentence.contains("which has 64 electrodes") == true)
    }

    @Test func `a grid with places and labels that only look like codes say nothing`() throws {
        let grid = try #require(ElectrodeGrid.known(in: "GR08MM1305", firstChannel: 0))
        #expect(
            try recording(["x - GR08MM1305 (1)", "GR8MM1305", "HDMM1305", "GRIP 05", "EMG 1"], grids: [grid])
                .unplacedGrids.isEmpty)
    }
}
