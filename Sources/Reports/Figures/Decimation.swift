// A million samples on a thousand pixels: which of them must be drawn so that the picture is the same.

/// The samples to draw, as unbroken runs of indices into `values`.
///
/// Within every pixel column the first, the smallest, the largest and the last sample of a run stay, in their order; a
/// line through them covers the same pixels as a line through all samples (M4 aggregation; U. Jugel et al., 2014,
/// "M4: a visualization-oriented time series data aggregation"; from memory, not verified). So no spike is lost, and the ends stay where they
/// are. A value that is not finite ends a run: a gap in the data is a gap in the picture. `column` gives the pixel
/// column of an index and must not decrease.
///
/// - Complexity: one pass; at most 4 indices per column and run.
func decimatedRuns(_ values: [Float], in indices: Range<Int>, column: (Int) -> Int) -> [[Int]] {
    var runs: [[Int]] = []
    var run: [Int] = []
    var current: ColumnExtremes?
    func closeRun() {
        if let extremes = current { run += extremes.indices }
        if !run.isEmpty { runs.append(run) }
        run = []
        current = nil
    }
    for index in indices {
        let value = values[index]
        guard value.isFinite else {
            closeRun()
            continue
        }
        let place = column(index)
        if current?.column == place {
            current?.include(index, value)
        } else {
            if let extremes = current { run += extremes.indices }
            current = ColumnExtremes(column: place, index: index, value: value)
        }
    }
    closeRun()
    return runs
}

/// What has been seen of one pixel column.
private struct ColumnExtremes {
    let column: Int
    let first: Int
    var last: Int
    var smallest: (index: Int, value: Float)
    var largest: (index: Int, value: Float)

    init(column: Int, index: Int, value: Float) {
        self.column = column
        first = index
        last = index
        smallest = (index, value)
        largest = (index, value)
    }

    mutating func include(_ index: Int, _ value: Float) {
        last = index
        if value < smallest.value { smallest = (index, value) }
        if value > largest.value { largest = (index, value) }
    }

    /// The indices in order, none twice.
    var indices: [Int] {
        let inner = smallest.index < largest.index ? [smallest.index, largest.index] : [largest.index, smallest.index]
        var result = [first]
        for index in inner + [last] where index != result[result.count - 1] { result.append(index) }
        return result
    }
}
