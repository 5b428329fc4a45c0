// Which channel sits where on the skin.

/// A grid of electrodes: rows × columns, the distance between neighbours, and the channel at each place.
///
/// The channel numbers of the usual grids follow their makers' drawings (OT Bioelettronica, matrix data sheets).
public struct ElectrodeGrid: Hashable, Sendable {
    /// The maker's product code, such as `GR08MM1305`, or a name of one's own.
    public let name: String
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The distance between neighbouring electrodes, in millimetres.
    public let interElectrodeDistance: Double
    /// The recording's channel (0-based) at each place, row after row; `nil` where there is no electrode.
    public let channels: [Int?]

    /// Creates a grid; `channels` has one entry for every place, row after row.
    public init(name: String, rows: Int, columns: Int, interElectrodeDistance: Double, channels: [Int?]) {
        precondition(rows > 0 && columns > 0 && channels.count == rows * columns, "one entry for every place")
        self.name = name
        self.rows = rows
        self.columns = columns
        self.interElectrodeDistance = interElectrodeDistance
        self.channels = channels
    }

    /// The channel at a place; `nil` where there is no electrode.
    public subscript(row: Int, column: Int) -> Int? { channels[row * columns + column] }

    /// The number of electrodes.
    public var electrodeCount: Int { channels.reduce(0) { $0 + ($1 == nil ? 0 : 1) } }
}

extension ElectrodeGrid {
    /// The grid of a product code found anywhere in `text`, its first electrode on `firstChannel`; `nil` when no known
    /// code is in it.
    ///
    /// Known: GR04/GR08MM1305, HD04/HD08MM1305, GR10MM0808, HD10MM0808, GR10MM0804, HD10MM0804, HD05MM0804, and of the
    /// maker's older ones ELSCH064R3S, ELSCH064NM2, ELSCH064NM3, ELSCH064NM5 (these four from the list of sensors in the
    /// maker's own software; nobody has compared them with an electrode).
    /// Of GR100ML1305 and HD20MM1602 the order of the electrodes was not found; their channels have no places.
    public static func known(in text: String, firstChannel: Int) -> ElectrodeGrid? {
        let letters = Array(text.unicodeScalars)
        for layout in Layout.all {
            let code = Array(layout.code.unicodeScalars)
            guard letters.count >= code.count else { continue }
            let found = (0...(letters.count - code.count)).contains {
                letters[$0..<($0 + code.count)].elementsEqual(code)
            }
            if found { return layout.grid(firstChannel: firstChannel) }
        }
        return nil
    }
}

/// One product: its code, its size and the rule that gives the electrode number (from 1; 0 for none) of a place.
private struct Layout {
    let code: String
    let rows: Int
    let columns: Int
    let distance: Double
    let number: @Sendable (_ row: Int, _ column: Int) -> Int

    func grid(firstChannel: Int) -> ElectrodeGrid {
        var channels: [Int?] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let n = number(row, column)
                channels.append(n == 0 ? nil : firstChannel + n - 1)
            }
        }
        return ElectrodeGrid(
            name: code, rows: rows, columns: columns, interElectrodeDistance: distance, channels: channels)
    }

    /// The 13 × 5 serpentine of the GR grids: column 0 runs down without its first place, the next runs up, and so on.
    @Sendable static func serpentine(_ row: Int, _ column: Int) -> Int {
        switch column {
        case 0: row
        case 1: 25 - row
        case 2: 26 + row
        case 3: 51 - row
        default: 52 + row
        }
    }

    /// The 13 × 5 rows of the HD grids: the last column lacks its first place.
    @Sendable static func straight(_ row: Int, _ column: Int) -> Int { [52, 39, 26, 13, 0][column] + row }

    /// The 13 × 5 grid that runs to and fro along its rows, from the missing place on.
    @Sendable static func alongRows(_ row: Int, _ column: Int) -> Int {
        5 * row + (row.isMultiple(of: 2) ? column : 4 - column)
    }

    /// The 13 × 5 grid ELSCH064NM2, which follows no rule.
    @Sendable static func irregular(_ row: Int, _ column: Int) -> Int {
        [
            [0, 1, 2, 3, 4], [16, 8, 7, 6, 5], [15, 14, 13, 12, 11], [19, 18, 17, 9, 10], [20, 21, 22, 23, 24],
            [28, 29, 30, 31, 32], [25, 26, 27, 33, 34], [35, 36, 37, 38, 39], [45, 46, 47, 48, 40],
            [44, 43, 42, 41, 49], [54, 53, 52, 51, 50], [55, 56, 64, 63, 62], [57, 58, 59, 60, 61],
        ][row][column]
    }

    static let all: [Layout] = [
        Layout(code: "GR08MM1305", rows: 13, columns: 5, distance: 8, number: serpentine),
        Layout(code: "GR04MM1305", rows: 13, columns: 5, distance: 4, number: serpentine),
        Layout(code: "HD08MM1305", rows: 13, columns: 5, distance: 8, number: straight),
        Layout(code: "HD04MM1305", rows: 13, columns: 5, distance: 4, number: straight),
        Layout(code: "GR10MM0808", rows: 8, columns: 8, distance: 10, number: { 8 - $0 + 8 * $1 }),
        Layout(code: "HD10MM0808", rows: 8, columns: 8, distance: 10, number: { 64 - $0 - 8 * $1 }),
        Layout(code: "GR10MM0804", rows: 8, columns: 4, distance: 10, number: { 32 - $0 - 8 * $1 }),
        Layout(code: "HD10MM0804", rows: 8, columns: 4, distance: 10, number: { 1 + $0 + 8 * $1 }),
        Layout(code: "HD05MM0804", rows: 8, columns: 4, distance: 5, number: { 1 + $0 + 8 * $1 }),
        Layout(code: "ELSCH064R3S", rows: 13, columns: 5, distance: 8, number: serpentine),
        Layout(code: "ELSCH064NM2", rows: 13, columns: 5, distance: 8, number: irregular),
        Layout(code: "ELSCH064NM3", rows: 8, columns: 8, distance: 10, number: { 8 - $0 + 8 * $1 }),
        Layout(code: "ELSCH064NM5", rows: 13, columns: 5, distance: 2.5, number: alongRows),
    ]
}
