// A part of a whole, and what it says of the whole of which both are a sample.

/// “37 of 39 (95 %; 83 to 99 %)”: the share, and its interval with 95 % confidence.
///
/// The interval is that of Wilson (1927, doi 10.1080/01621459.1927.10502953), which holds for shares near none and near all as well,
/// if those that were counted do not depend on each other.
func share(_ part: Int, of all: Int) -> String {
    guard all > 0 else { return "none of none" }
    let (n, p) = (Double(all), Double(part) / Double(all))
    let (low, high) = wilson(p, of: n)
    let percent = { (x: Double) in Int((100 * x).rounded()) }
    return "\(part) of \(all) (\(percent(p)) %; \(percent(low)) to \(percent(high)) %)"
}

/// Wilson's interval of a share among `n`, with 95 % confidence.
private func wilson(_ share: Double, of n: Double) -> (low: Double, high: Double) {
    let z = 1.959964
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return (max(0, middle - half), min(1, middle + half))
}
