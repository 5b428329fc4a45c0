// Decomposition where it must be quick or small: block by block live, and on a recording of an hour.

import Foundation
import MotorUnits
import Recordings
import Signals

/// The cost of a 50-ms block at 64 channels with 20 units: the units of the sample, repeated up to that number.
func benchmarkLive(sample: String) throws {
    let recording = try Recording.open(sample)
    let bank = try SeparationBank(learning: recording, try Decomposer().decompose(recording), isCausal: true)
    let wide = try repeated(bank, units: 20)
    guard let rate = bank.rate else { return }
    let (length, count) = (rate.samples(inSeconds: 0.05), recording.samples.sampleCount(ofChannel: bank.channels[0]))
    for bank in [bank, wide] {
        var decomposer = LiveDecomposer(bank, longestBlock: length)
        var (found, spent, waited, memory) = ([LiveDischarge](), [Double](), [Double](), [Float]())
        for start in stride(from: 0, to: count - length, by: length) {
            memory.removeAll(keepingCapacity: true)
            for channel in bank.channels {
                memory += try recording.samples.samples(ofChannel: channel, in: start..<(start + length))
            }
            let before = processorSeconds(CLOCK_THREAD_CPUTIME_ID)
            waited.append(
                seconds { memory.withUnsafeBufferPointer { decomposer.process($0, count: length, into: &found) } })
            spent.append(processorSeconds(CLOCK_THREAD_CPUTIME_ID) - before)
        }
        print(
            "live, \(bank.channels.count) channels, \(bank.units.count) units: a block of 50 ms takes \(shares(of: spent)) of "
                + "processor time, \(shares(of: waited)) by the clock (\(found.count) discharges)")
    }
}

/// The middle, the 99th of a hundred and the longest, in ms.
private func shares(of seconds: [Double]) -> String {
    let sorted = seconds.sorted()
    let at = { (share: Double) in
        (1e3 * sorted[Int(share * Double(sorted.count - 1))]).formatted(.number.precision(.fractionLength(2)))
    }
    return "p50 \(at(0.5)), p99 \(at(0.99)), at most \(at(1)) ms"
}

/// What a clock of processor time says: the thread's, or that of the whole process. Other work on the machine is not in it.
private func processorSeconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// The bank with its units again and again, as JSON knows it: what a unit leaves in another is that of their originals.
private func repeated(_ bank: SeparationBank, units: Int) throws -> SeparationBank {
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(bank))
    guard var object = encoded as? [String: Any], let known = object["units"] as? [Any],
        let leakage = object["leakage"] as? [Any]
    else { return bank }
    let reach = bank.before + 1 + bank.after
    object["units"] = (0..<units).map { known[$0 % known.count] }
    object["leakage"] = (0..<units).flatMap { j in
        (0..<units).flatMap { k -> ArraySlice<Any> in
            let start = ((j % known.count) * known.count + k % known.count) * reach
            return leakage[start..<(start + reach)]
        }
    }
    return try JSONDecoder().decode(SeparationBank.self, from: JSONSerialization.data(withJSONObject: object))
}

/// Time and memory of a recording of `minutes`: the sample again and again, written as BDF+ and read from there.
func benchmarkLong(sample: String, minutes: Double) throws {
    let short = try Recording.open(sample)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lull-long-\(getpid()).bdf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var long = short
    long.motorUnits = []
    long.channels = short.channels(of: .emg).map { short.channels[$0] }
    long.samples = RepeatedSamples(
        original: short, channels: short.channels(of: .emg), count: Int(60 * minutes * (short.rate?.hertz ?? 0)))
    try long.write(to: path, as: .bdf)
    let recording = try Recording.open(path)
    let (before, began) = (peakMemory(), processorSeconds(CLOCK_PROCESS_CPUTIME_ID))
    let spent = try seconds {
        let found = try Decomposer().decompose(recording)
        print("a recording of \(Int(minutes)) minutes: \(found.units([.accepted]).count) accepted units")
    }
    let worked = Int(processorSeconds(CLOCK_PROCESS_CPUTIME_ID) - began)
    print(
        "  \(Int(spent)) s, \(worked) s of processor time, peak memory \(before) MB before and \(peakMemory()) MB after"
    )
}

private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) / 1024
}

/// A recording's channels, over and over.
private struct RepeatedSamples: SampleStore {
    let original: Recording
    let channels: [Int]
    let count: Int

    func sampleCount(ofChannel channel: Int) -> Int { count }

    func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float] {
        let length = original.samples.sampleCount(ofChannel: channels[channel])
        let whole = try original.samples.samples(ofChannel: channels[channel], in: 0..<length)
        return range.map { whole[$0 % length] }
    }
}
