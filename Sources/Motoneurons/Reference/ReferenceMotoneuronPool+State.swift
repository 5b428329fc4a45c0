// Looking at a reference pool, saving it and continuing it.

extension ReferenceMotoneuronPool {
    /// Potentials, gates and currents of a cell now.
    public func snapshot(of cell: Int) -> MotoneuronSnapshot {
        let (state, c) = (states[cell], constants[cell])
        let dendrites = [state.d1, state.d2, state.d3, state.d4]
        let conductances = [c.pic1, c.pic2, c.pic3, c.pic4]
        var snapshot = MotoneuronSnapshot()
        snapshot.somaVoltage = state.voltage
        snapshot.dendriteVoltages = dendrites.map(\.voltage)
        snapshot.sodiumGates = [state.m, state.h, state.s]
        snapshot.persistentSodiumGate = state.persistent
        snapshot.delayedRectifierGate = state.n
        snapshot.somaticCalciumGate = state.calciumGate
        snapshot.calciumPotassiumGate = state.calciumPotassium
        snapshot.somaticCalcium = 1e-4 + state.calcium
        snapshot.somaHGate = state.slow
        snapshot.dendriteHGates = dendrites.map(\.h)
        snapshot.picActivations = dendrites.map(\.activation)
        snapshot.picAvailabilities = dendrites.map(\.availability)
        snapshot.dendriticPICs = zip(dendrites, conductances).map { d, g in
            state.neuromodulation * g * d.activation * d.availability
                * (d.voltage - ChannelKinetics.dendriticCalciumReversal)
        }
        snapshot.sodiumPIC =
            c.persistentSodium * state.persistent * state.s * (state.voltage - ChannelKinetics.sodiumReversal)
        return snapshot
    }

    /// Everything that changes while the pool runs, as bytes.
    public var savedState: [UInt8] {
        var words: [UInt64] = []
        words.reserveCapacity(wordCount)
        var copy = self
        copy.visitState { words.append($0) }
        return SavedState.encode(words, kind: .reference, fingerprint: fingerprint)
    }

    /// Continues bit for bit where ``savedState`` was taken.
    public mutating func restore(from bytes: [UInt8]) throws(MotoneuronError) {
        let words = try SavedState.decode(bytes, kind: .reference, fingerprint: fingerprint, count: wordCount)
        var next = words.makeIterator()
        visitState { $0 = next.next() ?? 0 }
    }

    private var wordCount: Int { 7 + states.count * 42 }

    /// Shows every word of the state to `body`, always in the same order, and takes back what it leaves there.
    private mutating func visitState(_ body: (inout UInt64) -> Void) {
        func visit(_ x: inout Double) {
            var word = x.bitPattern
            body(&word)
            x = Double(bitPattern: word)
        }
        func visit(_ generator: inout NoiseGenerator) {
            var low = UInt64(generator.s0) | UInt64(generator.s1) << 32
            var high = UInt64(generator.s2) | UInt64(generator.s3) << 32
            body(&low)
            body(&high)
            generator = NoiseGenerator(
                s0: UInt32(truncatingIfNeeded: low), s1: UInt32(truncatingIfNeeded: low >> 32),
                s2: UInt32(truncatingIfNeeded: high), s3: UInt32(truncatingIfNeeded: high >> 32))
        }
        let numbers: [WritableKeyPath<ReferenceCell, Double>] = [
            \.voltage, \.m, \.h, \.s, \.persistent, \.n, \.calciumGate, \.calciumPotassium, \.calcium, \.slow,
            \.excitation, \.dendriticInhibition, \.somaticInhibition, \.current, \.neuromodulation,
        ]
        let dendrites: [WritableKeyPath<ReferenceCell, ReferenceDendrite>] = [\.d1, \.d2, \.d3, \.d4]
        let parts: [WritableKeyPath<ReferenceDendrite, Double>] = [
            \.voltage, \.activation, \.availability, \.h, \.excitatoryNoise, \.inhibitoryNoise,
        ]
        var steps = UInt64(elapsedSteps)
        body(&steps)
        elapsedSteps = Int(truncatingIfNeeded: steps)
        for common in [\ReferenceMotoneuronPool.commonExcitation, \.commonInhibition] {
            visit(&self[keyPath: common].generator)
            visit(&self[keyPath: common].value)
        }
        for index in states.indices {
            for number in numbers { visit(&states[index][keyPath: number]) }
            for dendrite in dendrites {
                for part in parts { visit(&states[index][keyPath: dendrite][keyPath: part]) }
            }
            visit(&states[index].generator)
            var clamp = states[index].clamp ?? .nan
            visit(&clamp)
            states[index].clamp = clamp.isNaN ? nil : clamp
        }
    }
}
