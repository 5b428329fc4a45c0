// What the loop did and what a replay cannot say, in plain sentences.

extension ReplayPage {
    /// What the loop did, in one to three sentences that need no figure.
    public var finding: String {
        let onsets = count(content.activities.count, "stretch", plural: "stretches")
        guard !content.activities.isEmpty || !content.bursts.isEmpty || !content.refusals.isEmpty else {
            return "The envelope never crossed the threshold: no activity was detected and nothing was sent."
        }
        let bursts = content.bursts.isEmpty ? "no burst was sent" : "\(count(content.bursts.count, "burst")) sent"
        var sentence =
            "In \(fixed(content.seconds(content.sampleCount), 1)) s: \(onsets) of activity detected, \(bursts), "
            + "\(count(content.refusals.count, "order")) refused."
        let latencies = content.bursts.map(\.latency).sorted()
        if let least = latencies.first, let most = latencies.last {
            let middle = Double(latencies[latencies.count / 2] + latencies[(latencies.count - 1) / 2]) / 2
            sentence += " From onset to order: median \(inMilliseconds(middle)) ms"
            sentence +=
                least == most ? "." : ", \(inMilliseconds(Double(least))) to \(inMilliseconds(Double(most))) ms."
        }
        return sentence
    }

    /// What one replay cannot say.
    var limits: [String] {
        [
            "A replay does not change the recording: what stimulation would have done to the muscle is not in it, so "
                + "activity after the first burst need not have happened as it is drawn.",
            "Latencies are counted in samples of the recording, from the first sample of the onset to the order. They hold "
                + "the waiting for a whole block and the detector's own delay, and not the delays of an amplifier, a "
                + "computer under load or a stimulator.",
            "The stimulator is simulated. Charges are those of the orders, not measured ones.",
            "A threshold on the envelope cannot tell a spasm from a voluntary contraction.",
            "Answers to the screening questions, thresholds and the test of the pad's effect are assumed to be good ones: no "
                + "person gave them, and without them nothing may be armed.",
        ]
    }

    func inMilliseconds(_ samples: Double) -> String { fixed(samples / content.rate * 1000, 2) }
}

/// A number with its noun, where adding an s is not enough.
func count(_ number: Int, _ noun: String, plural: String) -> String {
    "\(whole(number)) \(number == 1 ? noun : plural)"
}
