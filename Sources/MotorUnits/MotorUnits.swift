// MotorUnits: from discharges to rates. A `MotorUnit` comes from a recording, `DischargeCleaning` looks at its
// intervals, `InstantaneousRate` and `SmoothedRate` say how fast it discharges, `MotorUnitMeasures` sums it up.
