// Electrodes that touch each other, and electrodes that touch nothing.

import Glibc
import Signals

/// Gel or sweat between neighbouring pads: each channel takes a part of its neighbours.
public struct PadBridging: Hashable, Sendable, Codable {
    /// Which part of a channel comes from the mean of its neighbours, 0 to 1.
    public var fraction: Double

    /// Creates bridges.
    public init(fraction: Double = 0.1) { self.fraction = fraction }

    func check() throws(ParameterError) { try ParameterError.check("bridging of pads", fraction, in: 0...1) }

    struct Mixer: Hashable, Sendable, Codable {
        private let own, others: Float
        /// The neighbours of channel c are neighbours[first[c] ..< first[c + 1]].
        private let first: [Int]
        private let neighbours: [Int]
        private var before: [Float]

        init(_ bridging: PadBridging, electrodes: ElectrodeArray) {
            own = Float(1 - bridging.fraction)
            others = Float(bridging.fraction)
            let places = electrodes.derivations.map { electrodes.places[$0.plus] }
            let distance = { (a: ElectrodeArray.Place, b: ElectrodeArray.Place) in
                hypot(a.along - b.along, a.around - b.around)
            }
            var shortest = Double.infinity
            for a in places.indices {
                for b in places.indices where b != a { shortest = min(shortest, distance(places[a], places[b])) }
            }
            var (first, neighbours) = ([0], [Int]())
            for a in places.indices {
                neighbours += places.indices.filter { $0 != a && distance(places[a], places[$0]) < 1.1 * shortest }
                first.append(neighbours.count)
            }
            self.first = first
            self.neighbours = neighbours
            before = [Float](repeating: 0, count: places.count)
        }

        mutating func mix(_ block: inout [Float], channelCount: Int) {
            for f in 0..<block.count / channelCount {
                let base = f * channelCount
                for c in 0..<channelCount { before[c] = block[base + c] }
                for c in 0..<channelCount where first[c + 1] > first[c] {
                    var sum: Float = 0
                    for k in first[c]..<first[c + 1] { sum += before[neighbours[k]] }
                    block[base + c] = own * before[c] + others * sum / Float(first[c + 1] - first[c])
                }
            }
        }
    }
}

/// An electrode without contact for a while: instead of the muscle it shows hum and noise, or nothing.
public struct LostLead: Hashable, Sendable, Codable {
    /// The channel, 0-based.
    public var channel: Int
    /// When contact is lost, in seconds.
    public var start: Double
    /// When it is back, in seconds.
    public var end: Double
    /// The amplitude of the hum that it shows instead, in µV, at the frequency of ``Disturbances/mains`` or else 50 Hz.
    public var hum: Double
    /// The standard deviation of the noise that it shows instead, in µV.
    public var noise: Double

    /// Creates a lost lead.
    public init(
        channel: Int, start: Double = 0, end: Double = .greatestFiniteMagnitude, hum: Double = 800, noise: Double = 60
    ) {
        self.channel = channel
        self.start = start
        self.end = end
        self.hum = hum
        self.noise = noise
    }

    func check(channelCount: Int) throws(ParameterError) {
        try ParameterError.check("lost lead: channel", channel + 1, in: 1...channelCount)
        try ParameterError.check("lost lead: start", start, in: 0...1e9, unit: "s")
        guard end > start else {
            throw ParameterError(
                parameter: "lost lead on channel \(channel + 1): end", found: "\(end) s",
                allowed: "later than its start, \(start) s")
        }
        try ParameterError.check("lost lead: hum", hum, in: 0...1e6, unit: "µV")
        try ParameterError.check("lost lead: noise", noise, in: 0...1e6, unit: "µV")
    }

    struct Generator: Hashable, Sendable, Codable {
        private let lead: LostLead
        private let period: Double
        private let frequency: Double
        private var random: RandomStream

        init(_ lead: LostLead, frequency: Double, rate: SampleRate, seed: UInt64) {
            self.lead = lead
            self.frequency = frequency
            period = rate.period
            random = RandomStream(seed: seed, "lost lead", lead.channel)
        }

        mutating func replace(in block: inout [Float], channelCount: Int, from frame: Int) {
            for f in 0..<block.count / channelCount {
                let now = Double(frame + f) * period
                guard now >= lead.start, now < lead.end else { continue }
                let cycles = frequency * now
                let hum = lead.hum * sin(2 * Double.pi * (cycles - cycles.rounded(.down)))
                block[f * channelCount + lead.channel] = Float(hum + lead.noise * random.normal())
            }
        }
    }
}
