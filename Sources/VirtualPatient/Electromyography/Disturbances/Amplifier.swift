// The last stage: what the amplifier makes of it all.

import Glibc
import Signals

/// Coupling, range and steps of an amplifier.
public struct Amplifier: Hashable, Sendable, Codable {
    /// The cut-off of its first-order high-pass, in Hz; `nil` for none.
    public var highPass: Double?
    /// The largest value it can show, in µV; the smallest is its negative. `nil` for no limit.
    public var range: Double?
    /// The size of one step of its converter, in µV; `nil` for none.
    public var step: Double?

    /// Creates an amplifier; the default is 16 bits over ±8.2 mV, coupled at 10 Hz.
    public init(highPass: Double? = 10, range: Double? = 8192, step: Double? = 0.25) {
        self.highPass = highPass
        self.range = range
        self.step = step
    }

    func check(rate: SampleRate) throws(ParameterError) {
        if let highPass {
            try ParameterError.check("amplifier: high-pass", highPass, in: 1e-4...rate.nyquist / 2, unit: "Hz")
        }
        if let range { try ParameterError.check("amplifier: range", range, in: 1e-3...1e9, unit: "µV") }
        if let step { try ParameterError.check("amplifier: step", step, in: 1e-6...1e6, unit: "µV") }
    }

    struct Stage: Hashable, Sendable, Codable {
        private let pole: Double?
        private let range: Float
        private let step: Float?
        /// Input and output of the high-pass one frame before, per channel.
        private var input: [Double]
        private var output: [Double]
        private var isFirst = true

        init(_ amplifier: Amplifier, channelCount: Int, rate: SampleRate) {
            pole = amplifier.highPass.map { exp(-2 * Double.pi * $0 * rate.period) }
            let step = amplifier.step.map { Float($0) }
            let range = amplifier.range.map { Float($0) } ?? .greatestFiniteMagnitude
            // A converter saturates at its last step within the range.
            self.range = step.map { amplifier.range == nil ? range : (range / $0).rounded(.down) * $0 } ?? range
            self.step = step
            input = [Double](repeating: 0, count: channelCount)
            output = input
        }

        mutating func process(_ block: inout [Float], channelCount: Int) {
            for f in 0..<block.count / channelCount {
                for c in 0..<channelCount {
                    let i = f * channelCount + c
                    if let pole {
                        let x = Double(block[i])
                        // Settled on the first value, as if it had always been there.
                        let change = isFirst ? 0 : x - input[c]
                        output[c] = pole * output[c] + (1 + pole) / 2 * change
                        input[c] = x
                        block[i] = Float(output[c])
                    }
                    block[i] = min(range, max(-range, block[i]))
                    if let step { block[i] = (block[i] / step).rounded() * step }
                }
                isFirst = false
            }
        }
    }
}
