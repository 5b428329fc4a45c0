// When a VibStim trial is looked at. The published texts that could be read name the measures but not their windows.

/// The windows and rules of a VibStim assessment. Times in seconds.
///
/// The measures are those of Mesquita et al. (J Physiol 2022, doi 10.1113/JP282765) and of the study of stimulation parameters
/// (Eur J Appl Physiol 2020; attribution from memory): torque during vibration at the end of stimulation, its increase, and
/// torque that stays after vibration. Their full texts could not be read: **every default here is an assumption.**
public struct VibStimParameters: Hashable, Sendable, Codable {
    /// The length of the baseline, which ends where vibration begins.
    public var baseline = 1.0
    /// The length of every other window.
    public var window = 0.5
    /// From the last pulse of a train to the window after it.
    public var afterTrain = 1.0
    /// From the end of vibration to the middle of the window for what stays.
    public var afterVibration = 3.0
    /// A responder keeps a torque of so many standard deviations of the baseline above it.
    public var responderDeviations = 3.0
    /// The EMG is left out from so long before a pulse …
    public var blankBefore = 0.001
    /// … to so long after it.
    public var blankAfter = 0.020
    /// The frequency of vibration (Hz), which is taken out of the EMG with its harmonics; 0 leaves it in.
    public var vibrationFrequency = 100.0

    /// The defaults.
    public init() {}

    /// Name, value and allowed range of every number.
    private var ranges: [(String, Double, ClosedRange<Double>)] {
        [
            ("baseline", baseline, 0.1...60), ("window", window, 0.05...10), ("after a train", afterTrain, 0...30),
            ("after vibration", afterVibration, 0...60), ("responder", responderDeviations, 0...20),
            ("blank before a pulse", blankBefore, 0...0.1), ("blank after a pulse", blankAfter, 0...0.2),
            ("vibration frequency", vibrationFrequency, 0...500),
        ]
    }

    /// Whether all numbers can be meant.
    ///
    /// - Throws: ``VibStimError/parameter(_:)`` for the first that cannot.
    public func check() throws(VibStimError) {
        for (name, value, range) in ranges where !range.contains(value) {
            throw .parameter("\(name) is \(value); allowed are \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
