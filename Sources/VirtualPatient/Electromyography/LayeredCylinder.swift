// A limb as seen by an electric current: coaxial layers, each with a conductivity across and one along the fibres.

/// An infinitely long cylinder of coaxial layers in air: bone, muscle, fat, skin, or any other.
///
/// The volume conductor of Farina, Mesin, Martina & Merletti 2004 (doi:10.1109/TBME.2003.820998), for any number of
/// layers. Lengths are in millimetres, conductivities in siemens per metre.
public struct LayeredCylinder: Hashable, Sendable, Codable {
    /// One layer.
    public struct Layer: Hashable, Sendable, Codable {
        /// What it is, such as `muscle`.
        public var name: String
        /// Its outer radius, in mm.
        public var outerRadius: Double
        /// Its conductivity across the fibres, in S/m; 0 only for an insulating core.
        public var radialConductivity: Double
        /// Its conductivity along the fibres, in S/m.
        public var axialConductivity: Double

        /// Creates a layer that conducts differently along and across.
        public init(name: String, outerRadius: Double, radialConductivity: Double, axialConductivity: Double) {
            self.name = name
            self.outerRadius = outerRadius
            self.radialConductivity = radialConductivity
            self.axialConductivity = axialConductivity
        }

        /// Creates a layer that conducts equally in all directions.
        public init(name: String, outerRadius: Double, conductivity: Double) {
            self.init(
                name: name, outerRadius: outerRadius, radialConductivity: conductivity, axialConductivity: conductivity)
        }

        /// √(σ_z/σ_ρ): by how much the radial wave number exceeds the axial one.
        var anisotropy: Double { (axialConductivity / radialConductivity).squareRoot() }
    }

    /// The layers, from the axis outwards.
    public let layers: [Layer]

    /// Creates a cylinder.
    ///
    /// - Throws: ``ParameterError`` when radii do not grow or a conductivity is not possible.
    public init(layers: [Layer]) throws(ParameterError) {
        try ParameterError.check("number of layers", layers.count, in: 1...16)
        var radius = 0.0
        for (k, layer) in layers.enumerated() {
            let owner = "layer \(k + 1) (\(layer.name))"
            guard layer.outerRadius.isFinite, layer.outerRadius > radius, layer.outerRadius <= 1e5 else {
                throw ParameterError(
                    parameter: "\(owner): outer radius", found: "\(layer.outerRadius) mm",
                    allowed: "more than \(radius) mm, the radius inside it, up to 100000 mm")
            }
            radius = layer.outerRadius
            if k == 0, layers.count > 1, layer.radialConductivity == 0, layer.axialConductivity == 0 { continue }
            try ParameterError.check(
                "\(owner): conductivity across", layer.radialConductivity, in: 1e-6...1e3, unit: "S/m")
            try ParameterError.check(
                "\(owner): conductivity along", layer.axialConductivity, in: 1e-6...1e3, unit: "S/m")
        }
        self.layers = layers
    }

    /// The radius of the surface, in mm.
    public var radius: Double { layers[layers.count - 1].outerRadius }

    /// The sum of conductivity along times cross-section over all layers, in S/m·mm²: what carries current far away.
    var axialConductance: Double {
        var (sum, inner) = (0.0, 0.0)
        for layer in layers {
            sum += layer.axialConductivity * .pi * (layer.outerRadius * layer.outerRadius - inner * inner)
            inner = layer.outerRadius
        }
        return sum
    }

    /// The index of the layer that holds radius `r`; a border belongs to the layer inside it.
    func layer(holding r: Double) -> Int {
        layers.firstIndex { r <= $0.outerRadius } ?? layers.count - 1
    }
}
