// What a teacher wants to see inside: one cell, now.

public import Motoneurons

extension VirtualPatientEngine {
    /// Potentials, gates and persistent inward currents of a motoneuron now.
    ///
    /// - Precondition: the muscle has that unit (0-based, in the order of recruitment).
    public func snapshot(ofUnit unit: Int, in muscle: PatientMuscle) -> MotoneuronSnapshot {
        pool(muscle).cells.snapshot(of: unit)
    }

    /// What acts on a motoneuron now, in the units of that input.
    ///
    /// - Precondition: the muscle has that unit (0-based, in the order of recruitment).
    public func value(of input: MotoneuronInput, ofUnit unit: Int, in muscle: PatientMuscle) -> Double {
        pool(muscle).cells.value(of: input, cell: unit)
    }

    private func pool(_ muscle: PatientMuscle) -> MotorPool { muscle == .agonist ? agonist : antagonist }
}
