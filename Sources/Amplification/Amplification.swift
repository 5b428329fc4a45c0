// Amplification: how strongly persistent inward currents prolong and raise the discharge of motoneurons. `DeltaF` is the
// paired-unit method; `RampAssessment` runs it over one recording and gives tables, JSON and the curves of the plot.
