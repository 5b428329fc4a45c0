// What a host can ask of the device, as values. Every field is checked before it is packed into bits.

extension ScienceMode4 {
    /// A command from the host.
    public enum Command: Hashable, Sendable {
        /// Start low-level mode: the device puts out a pulse only when it is told to.
        case lowLevelInit(LowLevelInit)
        /// Put out one pulse (the maker calls it `Ll_channel_config`).
        case lowLevelPulse(LowLevelPulse)
        /// End low-level mode and drop what is queued.
        case lowLevelStop
        /// Start mid-level mode: the device repeats pulses by itself.
        case midLevelInit(stopOnAnyError: Bool)
        /// Set what the device repeats.
        case midLevelUpdate(MidLevelUpdate)
        /// End mid-level mode.
        case midLevelStop
        /// Ask for the state of the channels; also the sign of life that mid-level mode needs every 2 s.
        case midLevelGetCurrentData
        /// Ask for the version of the main controller.
        case getVersion
        /// Ask for the ten characters that name the device.
        case getDeviceID
        /// Ask for the battery.
        case getBatteryStatus
        /// Restart the device.
        case reset
        /// Ask which level runs, and for the high voltage.
        case getStimulationStatus
        /// Ask for firmware, protocol version and firmware hash.
        case getExtendedVersion

        /// Whether the command can make the device put out current.
        public var stimulates: Bool {
            switch self {
            case .lowLevelPulse(let pulse): pulse.executes
            case .midLevelUpdate(let update): update.trains.contains { $0 != nil }
            default: false
            }
        }
    }

    /// What the device measures during a low-level pulse.
    public enum Measurement: UInt8, Hashable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The delivered current.
        case current
        /// The voltage at the electrodes.
        case voltage
        /// The high voltage source.
        case highVoltage
    }

    /// The high voltage, as commands and the status say it.
    public enum HighVoltage: UInt8, Hashable, Sendable, CaseIterable {
        /// The standard of the device, 150 V.
        case standard
        /// Off: no pulse can be put out.
        case off
        /// 30 V.
        case volts30
        /// 60 V.
        case volts60
        /// 90 V.
        case volts90
        /// 120 V.
        case volts120
        /// 150 V.
        case volts150
    }

    /// The parameters of low-level mode.
    public struct LowLevelInit: Hashable, Sendable {
        /// What is measured during each pulse.
        public var measurement: Measurement
        /// The high voltage.
        public var highVoltage: HighVoltage

        /// Creates the parameters.
        public init(measurement: Measurement = .none, highVoltage: HighVoltage = .standard) {
            self.measurement = measurement
            self.highVoltage = highVoltage
        }
    }

    /// One pulse on one output.
    public struct LowLevelPulse: Hashable, Sendable {
        /// Where it leaves the device.
        public var output: Output
        /// Its points.
        public var shape: PulseShape
        /// Whether it is really put out.
        public var executes: Bool

        /// Creates a pulse that is put out.
        public init(output: Output, shape: PulseShape, executes: Bool = true) {
            self.output = output
            self.shape = shape
            self.executes = executes
        }
    }

    /// What the device repeats on one output.
    public struct MidLevelTrain: Hashable, Sendable {
        /// The points of each pulse.
        public var shape: PulseShape
        /// Over how many pulses the current rises to its value, 0 to 15.
        public var ramp: Int
        /// The time from pulse to pulse, in units of 0.25 ms.
        public var periodQuarterMilliseconds: Int

        /// The periods that the device allows, in units of 0.25 ms: 0.5 ms to 16,383 ms.
        public static let periodRange = 2...65_532

        /// Creates a train; `period` is in units of 0.25 ms, 2 to 65,532. Above 8191.75 ms only multiples of 0.5 ms fit.
        ///
        /// - Throws: ``CommandError/outOfRange(field:found:allowed:)``.
        public init(shape: PulseShape, ramp: Int = 0, periodQuarterMilliseconds period: Int) throws(CommandError) {
            self.shape = shape
            self.ramp = ramp
            self.periodQuarterMilliseconds = period
            try check()
        }

        init(unchecked shape: PulseShape, ramp: Int, period: Int) {
            self.shape = shape
            self.ramp = ramp
            self.periodQuarterMilliseconds = period
        }

        /// The time from pulse to pulse, in microseconds.
        public var periodMicroseconds: Int { periodQuarterMilliseconds * 250 }

        /// The field of the wire: 15 bits of period and the bit that says quarter milliseconds; `nil` when it does not
        /// fit. The 0.5 ms step is preferred, as both known clients do.
        var periodField: UInt16? {
            let period = periodQuarterMilliseconds
            if period.isMultiple(of: 2), 0...0x7FFF ~= period / 2 { return UInt16(period / 2) << 1 }
            if 0...0x7FFF ~= period { return UInt16(period) << 1 | 1 }
            return nil
        }

        func check() throws(CommandError) {
            try shape.check()
            guard 0...15 ~= ramp else {
                throw .outOfRange(field: "the ramp", found: "\(ramp) pulses", allowed: "0 to 15 pulses")
            }
            guard Self.periodRange ~= periodQuarterMilliseconds, periodField != nil else {
                throw .outOfRange(
                    field: "the period", found: "\(Double(periodQuarterMilliseconds) / 4) ms",
                    allowed: "0.5 to 16383 ms in steps of 0.25 ms, above 8191.75 ms in steps of 0.5 ms")
            }
        }
    }

    /// What the device repeats on each of its eight outputs.
    public struct MidLevelUpdate: Hashable, Sendable {
        /// The train of each output by position; `nil` where the output rests. Always eight.
        public private(set) var trains: [MidLevelTrain?]

        /// Creates an update in which every output rests.
        public init() { trains = Array(repeating: nil, count: 8) }

        /// The train of an output.
        public subscript(output: Output) -> MidLevelTrain? {
            get { trains[output.position] }
            set { trains[output.position] = newValue }
        }

        /// How many milliseconds of each second the device would be busy, by the rule of the maker's library: the pulse
        /// and 60 µs around it, over the period, summed over the outputs. It must stay below 1000.
        public var busyMillisecondsPerSecond: Double {
            trains.compactMap { $0 }.reduce(0) { sum, train in
                let time = train.shape.points.reduce(60) { $0 + $1.microseconds }
                return sum + Double(time) * 1000 / Double(max(1, train.periodMicroseconds))
            }
        }

        func check() throws(CommandError) {
            for case let train? in trains { try train.check() }
            let busy = busyMillisecondsPerSecond.rounded(.up)
            guard busy < 1000 else {
                throw .outOfRange(
                    field: "the time that all outputs together need", found: "\(Int(min(busy, 1e9))) ms per second",
                    allowed: "below 1000 ms per second")
            }
        }
    }
}
