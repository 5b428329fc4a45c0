// Decimation: what must survive it.

import TestSupport
import Testing

@testable import Reports

@Suite("Decimation to pixel columns")
struct DecimationTests {
    @Test("one spike of one sample in a million survives, and so do the ends")
    func spike() {
        var values = [Float](repeating: 0, count: 1_000_000)
        values[123_456] = 9
        values[777_777] = -9
        let runs = decimatedRuns(values, in: values.indices) { $0 / 1000 }
        #expect(runs.count == 1)
        #expect(runs[0].contains(123_456) && runs[0].contains(777_777))
        #expect(runs[0].first == 0 && runs[0].last == 999_999)
        #expect(runs[0].count <= 4000)
    }

    @Test("values that are not finite end a run and are never drawn")
    func gaps() {
        let values: [Float] = [.nan, 1, 2, .nan, .nan, 3, .infinity, 4, 5, 6, .nan]
        #expect(decimatedRuns(values, in: values.indices) { $0 } == [[1, 2], [5], [7, 8, 9]])
        #expect(decimatedRuns([.nan, .nan], in: 0..<2) { $0 } == [])
        #expect(decimatedRuns([], in: 0..<0) { $0 } == [])
    }

    @Test("in any signal, every column of every run keeps its first, last, smallest and largest value, in order")
    func properties() {
        var generator = SeededGenerator(seed: 5)
        var wrong: [String] = []
        for round in 0..<300 {
            let count = Int.random(in: 1...400, using: &generator)
            let width = Int.random(in: 1...50, using: &generator)
            let values = (0..<count).map { _ in
                Int.random(in: 0..<15, using: &generator) == 0 ? .nan : Float.random(in: -1...1, using: &generator)
            }
            let start = Int.random(in: 0..<count, using: &generator)
            let runs = decimatedRuns(values, in: start..<count) { $0 / width }
            let reference = referenceRuns(values, from: start)
            if runs.count != reference.count { wrong.append("round \(round): \(runs.count) runs") }
            for (run, all) in zip(runs, reference) {
                let columns = Dictionary(grouping: all, by: { $0 / width })
                for indices in columns.values {
                    let kept = run.filter { $0 / width == indices[0] / width }
                    let isFine =
                        kept.first == indices.first && kept.last == indices.last && kept.count <= 4
                        && kept.map { values[$0] }.max() == indices.map { values[$0] }.max()
                        && kept.map { values[$0] }.min() == indices.map { values[$0] }.min()
                    if !isFine { wrong.append("round \(round): \(indices) became \(kept)") }
                }
                if zip(run, run.dropFirst()).contains(where: { $0 >= $1 }) { wrong.append("round \(round): order") }
            }
        }
        #expect(wrong == [])
    }

    /// All finite indices, as runs.
    private func referenceRuns(_ values: [Float], from start: Int) -> [[Int]] {
        values.indices[start...].split { !values[$0].isFinite }.map { Array($0) }
    }

    @Test("a line in a panel breaks at a gap and draws a lone value as a dot")
    func lineBreaks() throws {
        let panel = Panel(left: 0, top: 0, width: 10, height: 10, x: 0...10, y: 0...10)
        let curve = SampledCurve(interval: 1, values: [0, 1, .nan, 3, .nan, 5, 6])
        let path = panel.line(curve, classes: "line").attributes.first { $0.name == "d" }?.value
        #expect(path == "M0 10L1 9M3 7M3 7h0M5 5L6 4")
    }

    @Test("a line that comes from outside of the panel is cut at its edge")
    func linesFromOutside() {
        let panel = Panel(left: 0, top: 0, width: 10, height: 10, x: 0...10, y: 0...10)
        func path(_ curve: SampledCurve) -> String? {
            panel.line(curve, classes: "line").attributes.first { $0.name == "d" }?.value
        }
        #expect(path(.constant(4, over: -100...100)) == "M0 6L10 6")
        #expect(path(SampledCurve(start: -4, interval: 8, values: [0, 8, 0])) == "M0 6L4 2L10 8")
        #expect(path(SampledCurve(start: -4, interval: 8, values: [.nan, 8, .nan])) == "M4 2M4 2h0")
        #expect(path(SampledCurve(start: -9, interval: 1, values: [1, 2, 3])) == "")
        #expect(path(SampledCurve(start: 12, interval: 1, values: [1, 2, 3])) == "")
    }

    @Test("a curve knows which values lie in a span of time, and its value there")
    func curve() {
        let curve = SampledCurve(start: 1, interval: 0.1, values: [10, 11, .nan, 13])
        #expect(curve.indices(in: 1.1...1.3) == 1..<4)
        #expect(curve.indices(in: -5...0.9) == 0..<0)
        #expect(curve.indices(in: 9...10).isEmpty)
        #expect(curve.value(at: 1.1) == 11)
        #expect(curve.value(at: 1.2) == nil)
        #expect(curve.value(at: 0.9) == nil)
        #expect(curve.extent() == 10...13)
    }
}
