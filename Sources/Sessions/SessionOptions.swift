// What a session keeps and how safely.

public import SpasmControl

/// What a session keeps, and how safely.
public struct SessionOptions: Hashable, Sendable {
    /// Whether the record holds the envelope, once a block: for a page. It grows as long as the session lasts.
    public var keepsEnvelope: Bool
    /// Whether the log is forced out to the disk before an order leaves, so that a loss of power cannot take away what was
    /// acted on. Costs milliseconds for each order; what the end of this program alone cannot take away costs nothing.
    public var forcesOrders: Bool

    /// Whether some spasms get no burst, to learn what a burst does; by the person's choice.
    public var lots: SpasmLots?

    /// Other settings: every five seconds it is found out what they would have triggered in what the controller remembers.
    public var preview: SpasmSettings?

    /// Creates options.
    public init(
        keepsEnvelope: Bool = true, forcesOrders: Bool = false, lots: SpasmLots? = nil, preview: SpasmSettings? = nil
    ) {
        self.preview = preview
        self.lots = lots
        self.keepsEnvelope = keepsEnvelope
        self.forcesOrders = forcesOrders
    }
}
