// Rows of the atlas for the arm, as data.

extension PlacementAtlas {
    /// The radial nerve, round the back of the humerus and into the extensors of the forearm.
    private static let radialCourse: [LimbView: [LimbPoint]] = [
        .armBack: [
            LimbPoint(.upperArm, 0.25, -0.45), LimbPoint(.upperArm, 0.45, 0.15), LimbPoint(.upperArm, 0.60, 0.68),
            LimbPoint(.upperArm, 0.95, 0.75), LimbPoint(.forearm, 0.18, 0.50), LimbPoint(.forearm, 0.50, 0.22),
        ]
    ]

    private static let medianCourse: [LimbView: [LimbPoint]] = [
        .armFront: [
            LimbPoint(.upperArm, 0.40, -0.60), LimbPoint(.forearm, 0, -0.28), LimbPoint(.forearm, 0.4, -0.05),
            LimbPoint(.forearm, 1, 0),
        ]
    ]

    private static let musculocutaneousCourse: [LimbView: [LimbPoint]] = [
        .armFront: [
            LimbPoint(.upperArm, 0.22, -0.35), LimbPoint(.upperArm, 0.5, 0.02), LimbPoint(.upperArm, 0.92, 0.35),
        ]
    ]

    static let arm: [Placement] = [
        Placement(
            name: "wrist-flexors", muscle: "wrist flexors (flexor carpi radialis and ulnaris)",
            otherNames: ["flexor carpi radialis", "flexor carpi ulnaris", "FCR", "FCU"], spasm: "the wrist bends",
            nerve: "radial nerve", antagonist: "wrist extensors", region: .arm,
            pads: [
                PadPlace(
                    .active,
                    "over the nerve in the spiral groove: outer side of the arm, halfway down, between triceps and "
                        + "brachialis",
                    [.armBack: LimbPoint(.upperArm, 0.57, 0.58), .armFront: LimbPoint(.upperArm, 0.57, 0.86)]),
                PadPlace(
                    .closing,
                    "over the belly of extensor carpi radialis, 5 cm below the outer epicondyle (this pad's place is "
                        + "an assumption)",
                    [.armBack: LimbPoint(.forearm, 0.19, 0.52)]),
            ],
            evokedMovement: "the wrist is pulled back",
            typical: typical(
                20...100, 200...200, 0.75...1.2,
                "Inhibition was seen from 0.75 × motor threshold, with single pulses of 1 ms."),
            alternative: "Active pad over the belly of extensor carpi radialis.", grade: .b,
            sources: ["Day et al. 1984 (PMC1199352): inhibition shown; no trial of treatment named, so B and not A"],
            areas: [
                MuscleArea(
                    .armFront, width: 0.52,
                    [
                        LimbPoint(.forearm, 0.02, -0.5), LimbPoint(.forearm, 0.35, -0.35),
                        LimbPoint(.forearm, 0.85, -0.2),
                    ])
            ], course: radialCourse),
        Placement(
            name: "finger-flexors", muscle: "finger flexors (flexor digitorum superficialis and profundus)",
            otherNames: ["flexor digitorum superficialis", "flexor digitorum profundus", "FDS", "FDP"],
            spasm: "the fingers close", nerve: "posterior interosseous nerve", antagonist: "extensor digitorum",
            region: .arm,
            pads: [
                PadPlace(
                    .active, "on the back of the forearm, at the end of its upper third",
                    [.armBack: LimbPoint(.forearm, 0.25, 0.22)]),
                PadPlace(
                    .closing, "on the back of the forearm, in its middle third",
                    [.armBack: LimbPoint(.forearm, 0.55, 0.12)]),
            ],
            evokedMovement: "the fingers open",
            typical: typical(
                30...50, 200...300, 0.75...1.2, "A trial with an orthosis that stimulates improved spasticity."),
            alternative: nil, grade: .c, sources: ["Ring et al. 2005 (Handmaster orthosis, randomised trial)"],
            areas: [
                MuscleArea(
                    .armFront, width: 0.56,
                    [
                        LimbPoint(.forearm, 0.08, -0.3), LimbPoint(.forearm, 0.45, -0.12),
                        LimbPoint(.forearm, 0.9, -0.05),
                    ])
            ], course: radialCourse),
        Placement(
            name: "wrist-extensors", muscle: "wrist extensors (extensor carpi radialis)",
            otherNames: ["extensor carpi radialis", "ECR"], spasm: "the wrist is pulled back", nerve: "median nerve",
            antagonist: "wrist and finger flexors", region: .arm,
            pads: [
                PadPlace(
                    .active, "in the hollow of the elbow, on the inner side of the biceps tendon and of the pulse",
                    [.armFront: LimbPoint(.forearm, 0.0, -0.26)]),
                PadPlace(
                    .closing, "over the flexors of the forearm, a third of the way down (an assumption)",
                    [.armFront: LimbPoint(.forearm, 0.36, -0.22)]),
            ],
            evokedMovement: "the wrist and the fingers bend",
            typical: typical(20...100, 200...300, 0.75...1.0, "Stay at or below the motor threshold."),
            alternative: nil,
            grade: .b, sources: ["Sun & Zehr 2018"],
            areas: [
                MuscleArea(
                    .armBack, width: 0.36,
                    [
                        LimbPoint(.upperArm, 0.96, 0.72), LimbPoint(.forearm, 0.22, 0.58),
                        LimbPoint(.forearm, 0.75, 0.45),
                    ])
            ], course: medianCourse),
        Placement(
            name: "biceps-brachii", muscle: "biceps brachii and the other elbow flexors",
            otherNames: ["biceps", "elbow flexors", "brachialis", "brachioradialis"], spasm: "the elbow bends",
            nerve: "radial nerve", antagonist: "triceps brachii", region: .arm,
            pads: [
                PadPlace(
                    .active, "on the back of the arm, over the long head of triceps",
                    [.armBack: LimbPoint(.upperArm, 0.40, -0.22)]),
                PadPlace(
                    .closing, "on the back of the arm, over the lateral head of triceps",
                    [.armBack: LimbPoint(.upperArm, 0.62, 0.32)]),
            ],
            evokedMovement: "the elbow straightens",
            typical: typical(
                20...50, 200...200, 0.75...1.2, "The inhibition is long, and stronger with the forearm pronated."),
            alternative:
                "Over the belly of brachioradialis; or on the skin over biceps at 20 Hz, 100 µs, felt and below the "
                + "motor threshold, for 10 min (Dewald 1996, stroke, n = 9).",
            grade: .b, sources: ["Barry et al. 2008", "Dewald et al. 1996 (skin over biceps)"],
            areas: [
                MuscleArea(
                    .armFront, width: 0.62,
                    [
                        LimbPoint(.upperArm, 0.25, 0.05), LimbPoint(.upperArm, 0.60, 0.05),
                        LimbPoint(.upperArm, 0.97, 0.05),
                    ])
            ], course: radialCourse),
        Placement(
            name: "triceps-brachii", muscle: "triceps brachii", otherNames: ["triceps", "elbow extensors"],
            spasm: "the elbow straightens", nerve: "musculocutaneous nerve", antagonist: "biceps brachii", region: .arm,
            pads: [
                PadPlace(
                    .active, "over the upper half of the belly of biceps", [.armFront: LimbPoint(.upperArm, 0.47, 0.04)]
                ),
                PadPlace(
                    .closing, "over the lower end of the belly of biceps", [.armFront: LimbPoint(.upperArm, 0.76, 0.05)]
                ),
            ],
            evokedMovement: "the elbow bends",
            typical: typical(
                20...100, 200...300, 0.75...0.95, "Inhibition was shown below the motor threshold, in 36 of 69 units."),
            alternative: "The branch to brachioradialis: outer side of the forearm, below the crease of the elbow.",
            grade: .b, sources: ["Sato et al. 2018 (PubMed 28398686)"],
            areas: [
                MuscleArea(
                    .armBack, width: 0.68,
                    [LimbPoint(.upperArm, 0.18, -0.08), LimbPoint(.upperArm, 0.55, 0), LimbPoint(.upperArm, 0.96, 0)])
            ], course: musculocutaneousCourse),
        Placement(
            name: "pronators", muscle: "pronators (pronator teres)",
            otherNames: ["pronator teres", "pronator quadratus"],
            spasm: "the palm turns down", nerve: "musculocutaneous and radial nerves",
            antagonist: "biceps and supinator",
            region: .arm,
            pads: [
                PadPlace(
                    .active, "over the lower belly of biceps", [.armFront: LimbPoint(.upperArm, 0.72, 0.08)]),
                PadPlace(
                    .closing, "on the back of the forearm, just below the elbow, over supinator",
                    [.armBack: LimbPoint(.forearm, 0.16, 0.48)]),
            ],
            evokedMovement: "the palm turns up",
            typical: typical(30...30, 200...200, 0.75...1.2, "No trial."), alternative: nil, grade: .d,
            sources: ["anatomy only"],
            areas: [
                MuscleArea(
                    .armFront, width: 0.30,
                    [
                        LimbPoint(.upperArm, 0.97, -0.62), LimbPoint(.forearm, 0.18, -0.15),
                        LimbPoint(.forearm, 0.42, 0.42),
                    ])
            ], course: musculocutaneousCourse),
        Placement(
            name: "thumb-flexors", muscle: "adductor and short flexor of the thumb",
            otherNames: ["adductor pollicis", "flexor pollicis brevis", "FPB", "thumb in palm", "thumb"],
            spasm: "the thumb lies in the palm", nerve: "posterior interosseous nerve",
            antagonist: "long abductor and extensor of the thumb", region: .arm,
            pads: [
                PadPlace(
                    .active, "on the back of the forearm, at the start of its lower third, towards the thumb",
                    [.armBack: LimbPoint(.forearm, 0.60, 0.38)]),
                PadPlace(
                    .closing, "on the back of the forearm, above the wrist, towards the thumb",
                    [.armBack: LimbPoint(.forearm, 0.86, 0.45)]),
            ],
            evokedMovement: "the thumb moves out of the palm",
            typical: typical(30...30, 200...200, 0.75...1.2, "No trial."), alternative: nil, grade: .d,
            sources: ["anatomy only"],
            areas: [
                MuscleArea(
                    .armFront, width: 0.42,
                    [LimbPoint(.hand, 0.06, 0.25), LimbPoint(.hand, 0.26, 0.46), LimbPoint(.hand, 0.42, 0.62)])
            ], course: radialCourse),
    ]
}
