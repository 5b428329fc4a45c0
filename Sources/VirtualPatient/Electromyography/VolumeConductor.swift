// The leg under the electrodes: bone, muscle, fat and skin.

/// A limb of four layers with the fibres of its muscles along its axis.
///
/// Conductivities are those of MyoGen's surface model; the radii are assumptions for an adult calf.
public struct VolumeConductor: Hashable, Sendable, Codable {
    /// The radius of the bone, in mm.
    public var boneRadius: Double
    /// The outer radius of the muscles, in mm.
    public var muscleRadius: Double
    /// The thickness of the fat, in mm.
    public var fatThickness: Double
    /// The thickness of the skin, in mm.
    public var skinThickness: Double
    /// Bone's conductivity, in S/m; 0 insulates.
    public var boneConductivity: Double
    /// Muscle's conductivity across its fibres, in S/m.
    public var muscleConductivityAcross: Double
    /// Muscle's conductivity along its fibres, in S/m.
    public var muscleConductivityAlong: Double
    /// Fat's conductivity, in S/m.
    public var fatConductivity: Double
    /// Skin's conductivity, in S/m.
    public var skinConductivity: Double

    /// Creates a limb; the defaults are an adult's lower leg.
    public init(
        boneRadius: Double = 15, muscleRadius: Double = 50, fatThickness: Double = 3, skinThickness: Double = 1.5,
        boneConductivity: Double = 0, muscleConductivityAcross: Double = 0.09, muscleConductivityAlong: Double = 0.4,
        fatConductivity: Double = 0.041, skinConductivity: Double = 1
    ) {
        self.boneRadius = boneRadius
        self.muscleRadius = muscleRadius
        self.fatThickness = fatThickness
        self.skinThickness = skinThickness
        self.boneConductivity = boneConductivity
        self.muscleConductivityAcross = muscleConductivityAcross
        self.muscleConductivityAlong = muscleConductivityAlong
        self.fatConductivity = fatConductivity
        self.skinConductivity = skinConductivity
    }

    /// The radius of the skin's surface, where the electrodes are, in mm.
    public var surfaceRadius: Double { muscleRadius + fatThickness + skinThickness }

    /// The same limb as layers.
    ///
    /// - Throws: ``ParameterError`` when a thickness or a conductivity is not possible.
    public func cylinder() throws(ParameterError) -> LayeredCylinder {
        try ParameterError.check("bone radius", boneRadius, in: 1...200, unit: "mm")
        try ParameterError.check("muscle radius", muscleRadius, in: 5...500, unit: "mm")
        try ParameterError.check("fat thickness", fatThickness, in: 0.1...100, unit: "mm")
        try ParameterError.check("skin thickness", skinThickness, in: 0.1...20, unit: "mm")
        return try LayeredCylinder(layers: [
            .init(name: "bone", outerRadius: boneRadius, conductivity: boneConductivity),
            .init(
                name: "muscle", outerRadius: muscleRadius, radialConductivity: muscleConductivityAcross,
                axialConductivity: muscleConductivityAlong),
            .init(name: "fat", outerRadius: muscleRadius + fatThickness, conductivity: fatConductivity),
            .init(name: "skin", outerRadius: surfaceRadius, conductivity: skinConductivity),
        ])
    }
}
