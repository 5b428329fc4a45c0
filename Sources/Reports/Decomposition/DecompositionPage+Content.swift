// What the page of a decomposition draws, as plain values.

public import MotorUnits

extension DecompositionPage {
    /// Everything that the page shows. Times are in seconds after the recording's first sample, rates in pulses per
    /// second (pps).
    public struct Content: Hashable, Sendable {
        /// The recording's name, as the person who ran the program gave it.
        public var recordingName: String
        /// The muscle, device or other words about the recording; may be empty.
        public var subtitle: String
        /// What was found, in a sentence.
        public var finding: String
        /// What is shown, in seconds.
        public var time: ClosedRange<Double>
        /// The force or torque, if there is one.
        public var force: RampPage.Content.Force?
        /// The path that the person was asked to follow, if there is one.
        public var requestedPath: RampPage.Content.Force?
        /// The units, in the order in which they are to be shown.
        public var units: [Unit] = []
        /// What a reader should know before using the units, one sentence each.
        public var remarks: [String] = []
        /// What was decomposed: one list of values for each grid and window, as ``stretchColumns`` names them.
        public var stretches: [[String]] = []
        /// The channels that were left out, each with the reason.
        public var leftOut: [Fact] = []
        /// The parameters of the method.
        public var parameters: [Fact] = []
        /// Version, input and its hash: what is needed to run it again.
        public var provenance: [Fact] = []

        /// With more units than this, each is drawn more coarsely, so that the page stays light.
        static let manyUnits = 24

        /// What the values of ``stretches`` are.
        public static let stretchColumns = [
            "Grid", "Window (s)", "Learnt from (s)", "Channels used", "Mains taken out (Hz)", "Delayed copies",
            "Dimensions", "Rounds of search",
        ]

        /// Creates the content of a page; what is not given here is empty.
        public init(recordingName: String, subtitle: String = "", finding: String, time: ClosedRange<Double>) {
            self.recordingName = recordingName
            self.subtitle = subtitle
            self.finding = finding
            self.time = time
        }
    }
}

extension DecompositionPage.Content {
    /// A motor unit.
    public struct Unit: Hashable, Sendable {
        /// Its name: `4`, `1.4`.
        public var name: String
        /// Whether it can be used.
        public var verdict: UnitVerdict
        /// Why the verdict is not better, one clause each.
        public var reasons: [String]
        /// What is known of its quality.
        public var quality: UnitQuality
        /// The symbol of the unit of its amplitude.
        public var amplitudeUnit: String
        /// The time of each discharge.
        public var discharges: [Double]
        /// The rate of each interval, at the time of the later discharge.
        public var rates: [RampPage.Content.RatePoint]
        /// Its separated source, squared with its sign kept, 1 at a usual discharge.
        public var source: SampledCurve
        /// Its action potential over the grid.
        public var map: Map?

        /// Creates a unit.
        public init(
            name: String, verdict: UnitVerdict, reasons: [String] = [], quality: UnitQuality, amplitudeUnit: String,
            discharges: [Double], rates: [RampPage.Content.RatePoint], source: SampledCurve, map: Map? = nil
        ) {
            self.name = name
            self.verdict = verdict
            self.reasons = reasons
            self.quality = quality
            self.amplitudeUnit = amplitudeUnit
            self.discharges = discharges
            self.rates = rates
            self.source = source
            self.map = map
        }
    }

    /// An action potential at the place of each electrode.
    public struct Map: Hashable, Sendable {
        /// What is at a place of the grid.
        public enum Place: Hashable, Sendable {
            /// No electrode.
            case empty
            /// An electrode whose channel (counted from 1) was not used.
            case leftOut(channel: Int)
            /// The action potential at a channel (counted from 1).
            case shape(channel: Int, values: [Float])
        }

        /// The number of rows and columns.
        public var rows, columns: Int
        /// Row after row.
        public var places: [Place]
        /// The symbol of the values' unit.
        public var unit: String
        /// The time from one value to the next, in seconds.
        public var interval: Double
        /// Whether the places are those on the skin; otherwise they are in the order of the channels.
        public var isGrid: Bool

        /// Creates a map. A number of places other than rows × columns is a programming mistake.
        public init(
            rows: Int, columns: Int, places: [Place], unit: String, interval: Double, isGrid: Bool = true
        ) {
            precondition(rows > 0 && columns > 0 && places.count == rows * columns, "one entry for every place")
            self.rows = rows
            self.columns = columns
            self.places = places
            self.unit = unit
            self.interval = interval
            self.isGrid = isGrid
        }
    }
}
