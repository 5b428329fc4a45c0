// The outline of a limb of an average adult, in millimetres: enough to see where a pad goes. Drawn for this project by eye;
// it is no anatomical data.

import Stimulation

/// A limb as one sees it in a view. y runs down from the upper landmark; x runs from the inner edge to the outer one (from
/// the back to the front in the outer view), with 0 on the limb's axis.
struct LimbOutline {
    /// The edges at one height.
    struct Station {
        let y, low, high: Double
    }

    let stations: [Station]
    /// The end of the limb where it is no stack of widths: the foot from the side, the hand. An open line from the high edge
    /// to the low one.
    let end: [(x: Double, y: Double)]
    /// Above this height the low edge is the body's midline and not the limb's.
    let midlineAbove: Double?

    init(_ view: LimbView) {
        switch view {
        case .legFront: self = .legFront
        case .legBack: self = .legBack
        case .legOuter: self = .legOuter
        case .armFront, .armBack: self = .arm
        }
    }

    private init(_ rows: [(Double, Double, Double)], end: [(x: Double, y: Double)] = [], midlineAbove: Double? = nil) {
        stations = rows.map { Station(y: $0.0, low: $0.1, high: $0.2) }
        self.end = end
        self.midlineAbove = midlineAbove
    }

    /// Where the segments begin and end, in mm.
    static func range(of segment: LimbSegment) -> ClosedRange<Double> {
        switch segment {
        case .hip: 0...150
        case .thigh: 150...560
        case .shank: 560...960
        case .foot: 960...1_055
        case .upperArm: 0...330
        case .forearm: 330...600
        case .hand: 600...785
        }
    }

    /// A height, in mm.
    static func height(_ point: LimbPoint) -> Double {
        let range = range(of: point.segment)
        return range.lowerBound + point.along * (range.upperBound - range.lowerBound)
    }

    /// The edges at a height: a curve through the stations (Catmull–Rom).
    func edges(at y: Double) -> (low: Double, high: Double) {
        let y = min(max(y, stations[0].y), stations[stations.count - 1].y)
        let next = max(1, stations.firstIndex { $0.y >= y } ?? stations.count - 1)
        let (a, b) = (stations[next - 1], stations[next])
        let (before, after) = (stations[max(0, next - 2)], stations[min(stations.count - 1, next + 1)])
        let t = (y - a.y) / (b.y - a.y)
        func curve(_ value: (Station) -> Double) -> Double {
            let span = b.y - a.y
            let slopeA = before.y < a.y ? (value(b) - value(before)) / (b.y - before.y) * span : value(b) - value(a)
            let slopeB = after.y > b.y ? (value(after) - value(a)) / (after.y - a.y) * span : value(b) - value(a)
            let (t2, t3) = (t * t, t * t * t)
            return (2 * t3 - 3 * t2 + 1) * value(a) + (t3 - 2 * t2 + t) * slopeA + (3 * t2 - 2 * t3) * value(b)
                + (t3 - t2) * slopeB
        }
        return (curve(\.low), curve(\.high))
    }

    /// A point, in mm.
    func place(_ point: LimbPoint) -> (x: Double, y: Double) {
        let y = Self.height(point)
        let (low, high) = edges(at: y)
        return ((low + high) / 2 + point.across * (high - low) / 2, y)
    }

    private static let legRows: [(Double, Double, Double)] = [
        (-20, -95, 44), (20, -95, 54), (80, -95, 72), (150, -95, 83), (215, -94, 86), (240, -88, 86), (330, -76, 78),
        (430, -63, 63), (510, -53, 52), (560, -50, 49), (600, -49, 48), (660, -55, 54), (760, -46, 48), (860, -32, 34),
        (920, -29, 30), (958, -37, 36),
    ]

    private static let legFront = LimbOutline(
        legRows,
        end: [
            (36, 958), (32, 985), (43, 1_015), (52, 1_038), (51, 1_051), (44, 1_055), (37, 1_051), (30, 1_058),
            (22, 1_054),
            (14, 1_061), (6, 1_057), (-3, 1_063), (-10, 1_059), (-24, 1_066), (-39, 1_061), (-43, 1_040), (-37, 1_012),
            (-31, 985), (-37, 958),
        ], midlineAbove: 236)

    private static let legBack = LimbOutline(
        legRows,
        end: [
            (36, 958), (28, 985), (33, 1_015), (36, 1_040), (26, 1_057), (0, 1_061), (-25, 1_057), (-35, 1_040),
            (-32, 1_015),
            (-27, 985), (-37, 958),
        ], midlineAbove: 236)

    private static let legOuter = LimbOutline(
        [
            (-20, -92, 82), (20, -100, 86), (80, -122, 91), (150, -128, 90), (205, -118, 87), (250, -94, 85),
            (330, -84, 83), (430, -69, 72), (510, -56, 64), (545, -53, 67), (575, -54, 63), (610, -60, 52),
            (670, -74, 45),
            (730, -67, 42), (800, -48, 39), (880, -33, 33), (930, -33, 32), (960, -37, 37),
        ],
        end: [
            (37, 960), (52, 984), (92, 1_008), (148, 1_028), (178, 1_040), (183, 1_052), (165, 1_057), (60, 1_053),
            (10, 1_055),
            (-45, 1_058), (-64, 1_044), (-60, 1_015), (-42, 985), (-37, 960),
        ])

    private static let arm = LimbOutline(
        [
            (-14, -52, 12), (0, -54, 34), (22, -56, 53), (60, -56, 62), (100, -54, 60), (125, -48, 56), (200, -46, 49),
            (280, -42, 43), (330, -45, 45), (352, -47, 48), (400, -46, 53), (460, -39, 46), (530, -30, 35),
            (585, -27, 29),
            (605, -29, 31),
        ],
        end: [
            (31, 605), (44, 624), (60, 645), (78, 672), (92, 702), (90, 716), (78, 714), (64, 694), (48, 680),
            (45, 694),
            (45, 730), (43, 758), (36, 770), (28, 760), (26, 730), (24, 704), (22, 730), (21, 770), (14, 786), (6, 774),
            (5, 730), (3, 705), (1, 730), (-1, 760), (-8, 774), (-16, 762), (-17, 730), (-18, 706), (-21, 724),
            (-24, 742),
            (-31, 751), (-38, 741), (-39, 715), (-40, 680), (-37, 645), (-31, 620), (-29, 605),
        ])
}

extension LimbOutline {
    /// The stretch of the limb that is drawn for these segments, in mm.
    static func window(for segments: Set<LimbSegment>) -> ClosedRange<Double> {
        if segments.contains(.upperArm) {
            return segments.isDisjoint(with: [.forearm, .hand]) ? -14...440 : -14...792
        }
        if !segments.isDisjoint(with: [.forearm, .hand]) { return 250...792 }
        if segments.contains(.hip) { return segments.contains(.shank) ? -20...1_062 : -20...660 }
        if segments.contains(.thigh) { return segments.contains(.shank) ? 400...1_062 : -20...660 }
        return 470...1_062
    }
}

/// What can be felt or seen on a limb, and is drawn so that one finds one's way.
struct LimbLandmark {
    enum Shape {
        /// A bone under the skin, with its half width and half height in mm.
        case bone(LimbPoint, Double, Double)
        /// A crease or an edge.
        case line([LimbPoint])
    }

    let name: String
    let shape: Shape
    /// On which edge its name stands: −1 the inner one (the back), 1 the outer one (the front); 0 has no name.
    let side: Double

    static func all(_ view: LimbView) -> [LimbLandmark] {
        switch view {
        case .legFront:
            [
                .init(
                    name: "groin",
                    shape: .line([.init(.thigh, 0.06, -0.80), .init(.hip, 0.72, -0.1), .init(.hip, 0.18, 0.62)]),
                    side: 1),
                .init(name: "patella", shape: .bone(.init(.shank, -0.04, 0), 22, 26), side: 1),
                .init(
                    name: "edge of the shin",
                    shape: .line([.init(.shank, 0.13, 0.02), .init(.shank, 0.5, -0.04), .init(.shank, 0.9, -0.12)]),
                    side: -1),
                .init(name: "inner malleolus", shape: .bone(.init(.shank, 0.995, -0.72), 9, 12), side: -1),
                .init(name: "outer malleolus", shape: .bone(.init(.foot, 0.10, 0.74), 9, 12), side: 1),
            ]
        case .legBack:
            [
                .init(
                    name: "gluteal fold",
                    shape: .line([.init(.thigh, 0.16, -0.86), .init(.thigh, 0.19, -0.3), .init(.thigh, 0.16, 0.35)]),
                    side: 1),
                .init(
                    name: "crease of the knee",
                    shape: .line([.init(.shank, 0.0, -0.62), .init(.shank, 0.012, 0), .init(.shank, 0.0, 0.62)]),
                    side: -1),
                .init(name: "head of the fibula", shape: .bone(.init(.shank, 0.045, 0.76), 9, 10), side: 1),
                .init(name: "inner malleolus", shape: .bone(.init(.shank, 0.995, -0.74), 9, 12), side: -1),
                .init(name: "outer malleolus", shape: .bone(.init(.foot, 0.10, 0.76), 9, 12), side: 1),
            ]
        case .legOuter:
            [
                .init(
                    name: "iliac crest",
                    shape: .line([.init(.hip, 0.10, -0.72), .init(.hip, -0.04, 0), .init(.hip, 0.12, 0.7)]), side: 1),
                .init(name: "trochanter", shape: .bone(.init(.thigh, 0.0, -0.05), 16, 18), side: 1),
                .init(name: "patella", shape: .bone(.init(.shank, -0.045, 0.74), 13, 24), side: 1),
                .init(name: "head of the fibula", shape: .bone(.init(.shank, 0.045, -0.20), 10, 12), side: -1),
                .init(name: "outer malleolus", shape: .bone(.init(.foot, 0.05, -0.05), 12, 15), side: 1),
            ]
        case .armFront:
            [
                .init(
                    name: "crease of the elbow",
                    shape: .line([
                        .init(.forearm, -0.01, -0.55), .init(.forearm, 0.02, 0), .init(.forearm, -0.01, 0.55),
                    ]),
                    side: 1),
                .init(name: "inner epicondyle", shape: .bone(.init(.upperArm, 0.985, -0.78), 8, 9), side: -1),
                .init(
                    name: "crease of the wrist",
                    shape: .line([.init(.forearm, 1, -0.8), .init(.forearm, 1.01, 0), .init(.forearm, 1, 0.8)]),
                    side: -1),
            ]
        case .armBack:
            [
                .init(name: "acromion", shape: .bone(.init(.upperArm, 0.035, 0.35), 18, 8), side: 1),
                .init(name: "outer epicondyle", shape: .bone(.init(.upperArm, 0.985, 0.74), 8, 9), side: 1),
                .init(name: "tip of the elbow", shape: .bone(.init(.upperArm, 1.0, -0.22), 12, 16), side: -1),
                .init(name: "head of the ulna", shape: .bone(.init(.forearm, 0.95, -0.55), 8, 9), side: -1),
            ]
        }
    }
}
