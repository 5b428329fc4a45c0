// From every format to every format.

import Recordings
import Signals
import TestSupport
import Testing

@Suite struct ConversionTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// The most that writing may change a sample of ±1000 µV, in µV, beside the rounding of `Float`.
    private func step(_ format: WritableFormat) -> Float {
        switch format {
        case .edf: 2000 / 65_535 / 2
        case .otbPlus: 4.8 / 65_536 / 256 * 1e6 / 2
        default: 0
        }
    }

    @Test(arguments: WritableFormat.allCases)
    func `what one format holds is converted to every other, and the EMG stays what it was`(source: WritableFormat)
        throws
    {
        let before = SyntheticRecording().make()
        let path = directory.file("source." + (source.isFolder ? "folder" : source.rawValue))
        try before.write(to: path, as: source)
        let first = try Recording.open(path)
        for target in WritableFormat.allCases {
            let path = directory.file("target-\(target)")
            if target == .events, first.motorUnits.isEmpty {
                let error = #expect(throws: RecordingError.self) { try first.write(to: path, as: target) }
                #expect(error?.description.contains("no motor units") == true)
                continue
            }
            guard source.holdsSamples || [.events, .openhdemg].contains(target) else {
                // Discharges without a recording: a format of samples has no place for them, and says so.
                let error = #expect(throws: RecordingError.self) { try first.write(to: path, as: target) }
                #expect(error?.description.contains("channel") == true)
                continue
            }
            try first.write(to: path, as: target)
            let second = try Recording.open(path)
            guard target.holdsSamples, source.holdsSamples else {
                let kept = second.motorUnits.map(\.discharges.samples) == first.motorUnits.map(\.discharges.samples)
                #expect(kept, "\(source) to \(target)")
                continue
            }
            #expect(second.channels(of: .emg).count == 4, "\(source) to \(target)")
            for (channel, truth) in zip(second.channels(of: .emg), 0..<4) {
                let described = second.channels[channel]
                // MUedit and DEMUSE state no unit; a voltage then has the number that it had.
                let factor = Float(described.unit.microvoltsPerUnit ?? 1)
                let theirs = try second.allSamples(ofChannel: channel)
                let mine = try before.allSamples(ofChannel: truth)
                #expect(theirs.count == mine.count && described.rate.hertz == 2048, "\(source) to \(target)")
                let worst = zip(theirs, mine).map { abs($0 * factor - $1) }.max() ?? .infinity
                #expect(worst <= step(source) + step(target) + 0.0003, "\(source) to \(target): \(worst)")
            }
        }
    }

    @Test(arguments: WritableFormat.allCases)
    func `channels with rates and lengths of their own are refused by no format`(target: WritableFormat) throws {
        let fast = try #require(SampleRate(hertz: 2000))
        let slow = try #require(SampleRate(hertz: 100))
        let before = Recording(
            name: "made", format: "test",
            channels: [
                Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: fast),
                Channel(label: "force", kind: .force, unit: .newton, rate: slow),
                Channel(label: "torque", kind: .torque, unit: .newtonMetre, rate: fast),
            ],
            samples: MemorySamples(channels: [
                (0..<2000).map { Float($0 % 200) - 100 }, (0..<100).map { Float($0) }, (0..<1500).map { Float($0) },
            ]))
        let path = directory.file("target")
        let losses = before.losses(in: target).joined(separator: "; ")
        #expect(losses.contains("the rates or lengths of 2 channels") == target.hasOneRate)
        #expect(losses.contains("the rate or length of 1 channel,") == [.edf, .bdf, .bids].contains(target))
        guard target.holdsSamples else { return }
        try before.write(to: path, as: target)
        guard target.hasOneRate else { return }
        let after = try Recording.open(path)
        guard let force = after.channels(of: .force).first else {
            // MUedit and DEMUSE do not say what their auxiliary channels are.
            #expect([.muedit, .demuse].contains(target))
            return
        }
        let samples = try after.allSamples(ofChannel: force)
        #expect(samples.count == 2000)
        // Straight lines between the samples, the last one held.
        for (t, value) in samples.enumerated() {
            let expected = min(99, Float(t) / 20)
            #expect(abs(value - expected) <= 2e-5)
        }
        if let torque = after.channels(of: .torque).first {
            let held = try after.allSamples(ofChannel: torque)
            #expect(held[1499] == 1499 && held[1999] == 1499)
        }
    }
}
