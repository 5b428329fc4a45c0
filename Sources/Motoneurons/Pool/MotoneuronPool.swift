// What every pool can do, whatever its arithmetic: take inputs, advance in time, tell discharges, be saved and continued.

/// What acts on a motoneuron from outside. Every cell of a pool has its own value of each; all hold until they are set again.
public enum MotoneuronInput: Int, CaseIterable, Hashable, Sendable {
    /// Excitatory drive on the dendrites, in units of ``SynapseSettings/unitConductance``.
    case excitation
    /// Inhibitory drive on the dendrites, in the same units. It acts where the PICs are and can switch them off.
    case dendriticInhibition
    /// Inhibitory drive on the soma. One unit is the same conductance in all (not per area) as one unit on the dendrites.
    case somaticInhibition
    /// Current injected into the soma (nA).
    case injectedCurrent
    /// Monoaminergic drive: what every dendritic L-type calcium conductance is multiplied with. 1 is the published pool.
    case neuromodulation

    /// The value before anything is set.
    public var initial: Double { self == .neuromodulation ? 1 : 0 }
}

/// A number of motoneurons that share a time step, synapse settings and a seed.
///
/// There are two: ``ReferenceMotoneuronPool`` computes like NEURON, in double precision with gate tables, and is what other
/// implementations are compared with. ``FastMotoneuronPool`` computes in single precision with all lanes of the processor,
/// some thirty times faster, for live use and for thousands of trials. Both are values: a copy is an independent pool in
/// the same state.
///
/// Cells do not act on each other; recurrent circuits read the discharges and set the inputs.
public protocol MotoneuronPool: Sendable {
    /// How many cells there are.
    var cellCount: Int { get }
    /// The time step (ms).
    var timeStep: Double { get }
    /// Steps taken since the start.
    var elapsedSteps: Int { get }

    /// Sets one input of one cell. Drives below 0 count as 0.
    ///
    /// - Precondition: the value is finite.
    mutating func set(_ input: MotoneuronInput, to value: Double, of cell: Int)

    /// What an input of a cell is set to.
    func value(of input: MotoneuronInput, cell: Int) -> Double

    /// Takes `steps` steps with the inputs as they are and adds the discharges, ordered by time and then by cell.
    ///
    /// Allocates nothing as long as `discharges` has room.
    mutating func advance(steps: Int, into discharges: inout MotoneuronDischarges)

    /// Potentials, gates and currents of a cell now.
    func snapshot(of cell: Int) -> MotoneuronSnapshot

    /// Everything that changes while the pool runs, as bytes. See ``restore(from:)``.
    var savedState: [UInt8] { get }

    /// Continues bit for bit where ``savedState`` was taken. The pool must have been made with the same parameters, settings,
    /// time step and seed.
    ///
    /// - Throws: ``MotoneuronError`` when the bytes are damaged or belong to another pool; the pool then stays as it was.
    mutating func restore(from bytes: [UInt8]) throws(MotoneuronError)
}

extension MotoneuronPool {
    /// Sets an input of all cells.
    public mutating func set(_ input: MotoneuronInput, to value: Double) {
        for cell in 0..<cellCount { set(input, to: value, of: cell) }
    }

    /// Sets an input of every cell, in the order of the cells.
    ///
    /// - Precondition: there are as many values as cells.
    public mutating func set(_ input: MotoneuronInput, to values: [Double]) {
        precondition(values.count == cellCount, "one value per cell")
        for cell in 0..<cellCount { set(input, to: values[cell], of: cell) }
    }

    /// The time since the start (s).
    public var elapsedSeconds: Double { Double(elapsedSteps) * timeStep * 1e-3 }

    /// How many steps are nearest to a time (s).
    public func steps(inSeconds seconds: Double) -> Int { Int((seconds * 1e3 / timeStep).rounded()) }

    /// Runs to the end: calls `drive` every `interval` seconds with the time since the start (s) so that it can set inputs,
    /// and returns all discharges.
    ///
    /// - Parameters:
    ///   - seconds: how long to run (s).
    ///   - interval: how often inputs change (s); rounded to whole steps, at least one.
    ///   - drive: sets the inputs for the interval that begins at the time given.
    public mutating func run(
        seconds: Double, interval: Double = 1e-3, drive: (inout Self, Double) -> Void
    ) -> MotoneuronDischarges {
        let total = steps(inSeconds: seconds)
        let stride = max(1, steps(inSeconds: interval))
        var discharges = MotoneuronDischarges(cellCount: cellCount, timeStep: timeStep)
        var done = 0
        while done < total {
            drive(&self, elapsedSeconds)
            let now = min(stride, total - done)
            advance(steps: now, into: &discharges)
            done += now
        }
        return discharges
    }
}
