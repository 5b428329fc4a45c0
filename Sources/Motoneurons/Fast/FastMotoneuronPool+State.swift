// Looking at a fast pool, saving it and continuing it.

import CMotoneuronKernels

extension FastMotoneuronPool {
    /// Potentials, gates and currents of a cell now.
    public func snapshot(of cell: Int) -> MotoneuronSnapshot {
        let one = { (field: Int) in Double(read(field, cell: cell)) }
        let four = { (field: Int) in (0..<4).map { one(field + $0) } }
        var snapshot = MotoneuronSnapshot()
        snapshot.somaVoltage = one(MN_VOLTAGE) + Self.potentialZero
        snapshot.dendriteVoltages = four(MN_DENDRITE_VOLTAGE).map { $0 + Self.potentialZero }
        snapshot.sodiumGates = [one(MN_M), one(MN_H), one(MN_S)]
        snapshot.persistentSodiumGate = one(MN_PERSISTENT_GATE)
        snapshot.delayedRectifierGate = one(MN_N)
        snapshot.somaticCalciumGate = one(MN_CALCIUM_GATE)
        snapshot.calciumPotassiumGate = one(MN_CALCIUM_POTASSIUM_GATE)
        snapshot.somaticCalcium = 1e-4 + one(MN_CALCIUM)
        snapshot.somaHGate = one(MN_SOMA_H_GATE)
        snapshot.dendriteHGates = four(MN_DENDRITE_H_GATE)
        snapshot.picActivations = four(MN_PIC_ACTIVATION)
        snapshot.picAvailabilities = four(MN_PIC_INACTIVATION).map { 1 - $0 }
        snapshot.dendriticPICs = (0..<4).map { k in
            one(MN_NEUROMODULATION) * one(MN_PIC + k) * snapshot.picActivations[k] * snapshot.picAvailabilities[k]
                * (snapshot.dendriteVoltages[k] - ChannelKinetics.dendriticCalciumReversal)
        }
        snapshot.sodiumPIC =
            one(MN_PERSISTENT_SODIUM) * snapshot.persistentSodiumGate * one(MN_S)
            * (snapshot.somaVoltage - ChannelKinetics.sodiumReversal)
        return snapshot
    }

    /// Everything that changes while the pool runs, as bytes.
    public var savedState: [UInt8] {
        var words: [UInt64] = [UInt64(elapsedSteps)]
        for common in [commonExcitation, commonInhibition] {
            words.append(UInt64(common.generator.s0) | UInt64(common.generator.s1) << 32)
            words.append(UInt64(common.generator.s2) | UInt64(common.generator.s3) << 32)
            words.append(common.value.bitPattern)
        }
        for (cell, field) in changingValues { words.append(UInt64(read(field, cell: cell).bitPattern)) }
        return SavedState.encode(words, kind: .fast, fingerprint: fingerprint)
    }

    /// Continues bit for bit where ``savedState`` was taken.
    public mutating func restore(from bytes: [UInt8]) throws(MotoneuronError) {
        let values = changingValues
        let words = try SavedState.decode(bytes, kind: .fast, fingerprint: fingerprint, count: 7 + values.count)
        elapsedSteps = Int(truncatingIfNeeded: words[0])
        commonExcitation.restore(from: words[1...3])
        commonInhibition.restore(from: words[4...6])
        for ((cell, field), word) in zip(values, words[7...]) {
            write(Float(bitPattern: UInt32(truncatingIfNeeded: word)), field: field, cell: cell)
        }
    }

    /// The inputs and states of all cells; the lanes behind the last cell are nobody's.
    private var changingValues: [(cell: Int, field: Int)] {
        (0..<cellCount).flatMap { cell in (MN_EXCITATION..<MN_FIELDS).map { (cell, $0) } }
    }
}

extension CommonInput {
    fileprivate mutating func restore(from words: ArraySlice<UInt64>) {
        let (low, high) = (words[words.startIndex], words[words.startIndex + 1])
        generator = NoiseGenerator(
            s0: UInt32(truncatingIfNeeded: low), s1: UInt32(truncatingIfNeeded: low >> 32),
            s2: UInt32(truncatingIfNeeded: high), s3: UInt32(truncatingIfNeeded: high >> 32))
        value = Double(bitPattern: words[words.startIndex + 2])
    }
}
