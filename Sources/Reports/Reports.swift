// Reports: what was found, for people. `DecompositionPage` shows the motor units of one recording, `RampPage` one
// contraction and its ΔF, `ReplayPage` one run of the closed loop over a recording, `SimulationPage` a contraction that was
// computed, `StoryPage` the whole story of the demo; each gives one HTML file that needs nothing else, and its figures as SVG.
//
// From below: `Numbers` (text with fixed decimals), `Markup` (the only place that escapes), `Figures` (axes, marks,
// decimation, labels, colours), `Pages` (frame, tables), then a folder for each page: its content as plain values, its
// figures, its sentences. No Foundation: formatting is ours, so that starting up stays fast.
