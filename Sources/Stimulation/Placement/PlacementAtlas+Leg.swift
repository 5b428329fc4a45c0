// Rows of the atlas for the leg, as data.

extension PlacementAtlas {
    /// The common peroneal nerve, from the thigh round the neck of the fibula.
    private static let peronealCourse: [LimbView: [LimbPoint]] = [
        .legOuter: [
            LimbPoint(.thigh, 0.80, -0.55), LimbPoint(.shank, 0, -0.52), LimbPoint(.shank, 0.085, -0.27),
            LimbPoint(.shank, 0.15, 0.02), LimbPoint(.shank, 0.35, 0.30), LimbPoint(.shank, 0.75, 0.40),
        ],
        .legFront: [
            LimbPoint(.shank, 0.10, 0.80), LimbPoint(.shank, 0.18, 0.55), LimbPoint(.shank, 0.5, 0.38),
            LimbPoint(.shank, 0.95, 0.12),
        ],
    ]

    static let leg: [Placement] = [
        Placement(
            name: "soleus", muscle: "soleus and gastrocnemius",
            otherNames: ["gastrocnemius", "gastrocnemius medialis", "triceps surae", "calf", "plantar flexors"],
            spasm: "the foot is pushed down; clonus of the ankle", nerve: "common peroneal nerve",
            antagonist: "tibialis anterior", region: .leg,
            pads: [
                PadPlace(
                    .active,
                    "over the nerve, just below and behind the head of the fibula; or in the hollow of the knee, at its outer edge",
                    [.legOuter: LimbPoint(.shank, 0.115, -0.28)]),
                PadPlace(
                    .closing,
                    "over the belly of tibialis anterior, a third of the way down the shin, just outside its edge",
                    [.legOuter: LimbPoint(.shank, 0.35, 0.55), .legFront: LimbPoint(.shank, 0.35, 0.34)]),
            ],
            evokedMovement: "the foot is pulled up, with little turning outwards",
            typical: typical(
                50...100, 200...300, 0.95...1.2,
                "Bursts of 1 to 5 s on demand are this project's design. Trials: 10 pulses at 100 Hz every 1.5 s at motor "
                    + "threshold for 30 min (Perez 2003); 100 Hz, 250 µs, 15 mA for 60 min (Chung & Cheng 2010)."),
            alternative:
                "A published protocol puts the first pad at 35 % and the second at 55 % of the way from the outer "
                + "epicondyle of the knee to the outer malleolus.",
            grade: .a,
            sources: [
                "Perez et al. 2003", "Pyndt et al. 2003", "Chung & Cheng 2010 (spinal cord injury, n = 18)",
                "van der Salm et al. 2006 (spinal cord injury, n = 10)", "Seib et al. 1994",
            ],
            areas: [
                MuscleArea(
                    .legOuter, width: 0.46,
                    [LimbPoint(.shank, 0.02, -0.55), LimbPoint(.shank, 0.3, -0.5), LimbPoint(.shank, 0.72, -0.6)])
            ], course: peronealCourse),
        Placement(
            name: "tibialis-anterior", muscle: "tibialis anterior", otherNames: ["dorsiflexors", "TA"],
            spasm: "the foot is pulled up; part of a flexor spasm", nerve: "tibial nerve", antagonist: "triceps surae",
            region: .leg,
            pads: [
                PadPlace(
                    .active, "over the nerve in the middle of the crease of the hollow of the knee",
                    [.legBack: LimbPoint(.shank, 0, 0.02)]),
                PadPlace(
                    .closing, "over the belly of the calf; or above the patella",
                    [.legBack: LimbPoint(.shank, 0.30, -0.02)]),
            ],
            evokedMovement: "the foot is pushed down",
            typical: typical(20...100, 200...300, 0.75...1.2, "Research used single pulses of 1 ms."), alternative: nil,
            grade: .b,
            sources: [
                "PubMed 12712805: inhibition in 2 of 6 units of tibialis anterior, against 5 of 7 of soleus (weak)"
            ],
            areas: [
                MuscleArea(
                    .legFront, width: 0.30,
                    [LimbPoint(.shank, 0.08, 0.45), LimbPoint(.shank, 0.35, 0.34), LimbPoint(.shank, 0.72, 0.16)])
            ],
            course: [
                .legBack: [
                    LimbPoint(.thigh, 0.55, 0.05), LimbPoint(.shank, 0, 0.02), LimbPoint(.shank, 0.3, -0.02),
                    LimbPoint(.shank, 0.75, -0.35), LimbPoint(.shank, 0.98, -0.7),
                ]
            ]),
        Placement(
            name: "hamstrings", muscle: "hamstrings",
            otherNames: ["biceps femoris", "semitendinosus", "semimembranosus", "knee flexors"],
            spasm: "the knee bends; part of a flexor spasm", nerve: "femoral nerve", antagonist: "quadriceps",
            region: .hip,
            pads: [
                PadPlace(
                    .active, "in the femoral triangle below the groin's crease, just outside the femoral pulse",
                    [.legFront: LimbPoint(.thigh, 0.10, -0.12)]),
                PadPlace(
                    .closing, "over the quadriceps, halfway down the thigh (this pad's place is an assumption)",
                    [.legFront: LimbPoint(.thigh, 0.52, 0.08)]),
            ],
            evokedMovement: "the knee straightens, as a twitch",
            typical: typical(
                20...50, 200...300, 0.75...1.2, "The reflex of biceps femoris was reduced at 10 and 20 ms."),
            alternative: "Two pads over the motor points of vastus lateralis and vastus medialis.", grade: .b,
            sources: ["Saito et al. 2024"],
            areas: [
                MuscleArea(
                    .legBack, width: 0.66,
                    [LimbPoint(.thigh, 0.20, -0.02), LimbPoint(.thigh, 0.55, 0), LimbPoint(.thigh, 0.97, 0.02)])
            ],
            course: [
                .legFront: [
                    LimbPoint(.hip, 0.75, 0.02), LimbPoint(.thigh, 0.10, -0.12), LimbPoint(.thigh, 0.28, -0.02),
                    LimbPoint(.thigh, 0.45, 0.06),
                ]
            ]),
        Placement(
            name: "quadriceps", muscle: "quadriceps",
            otherNames: ["rectus femoris", "vastus lateralis", "vastus medialis", "knee extensors"],
            spasm: "the knee straightens; extensor spasm", nerve: "sciatic nerve branches", antagonist: "hamstrings",
            region: .leg,
            pads: [
                PadPlace(
                    .active, "on the back of the thigh, in the middle between sitting bone and hollow of the knee",
                    [.legBack: LimbPoint(.thigh, 0.52, 0)]),
                PadPlace(
                    .closing, "on the back of the thigh, in its lower third", [.legBack: LimbPoint(.thigh, 0.78, 0)]),
            ],
            evokedMovement: "the knee bends",
            typical: typical(
                20...50, 300...300, 0.75...1.2, "Stay with the muscle: avoid exciting the sciatic nerve deep under it."),
            alternative: nil, grade: .c,
            sources: [
                "Sivaramakrishnan et al. 2018 (spinal cord injury, n = 10)",
                "Granat et al. (named only; text not read)",
            ],
            areas: [
                MuscleArea(
                    .legFront, width: 0.72,
                    [LimbPoint(.thigh, 0.15, 0.1), LimbPoint(.thigh, 0.55, 0.05), LimbPoint(.thigh, 0.92, 0)])
            ],
            course: [
                .legBack: [
                    LimbPoint(.hip, 0.85, 0.05), LimbPoint(.thigh, 0.15, 0.05), LimbPoint(.thigh, 0.5, 0.02),
                    LimbPoint(.thigh, 0.8, 0.02),
                ]
            ]),
        Placement(
            name: "hip-adductors", muscle: "hip adductors",
            otherNames: ["adductors", "adductor longus", "adductor magnus", "gracilis"],
            spasm: "the thighs press together (scissoring)", nerve: "superior gluteal nerve",
            antagonist: "gluteus medius",
            region: .hip,
            pads: [
                PadPlace(
                    .active, "on the outer hip, 5 to 7 cm below the iliac crest, towards the front",
                    [.legOuter: LimbPoint(.hip, 0.42, 0.42)]),
                PadPlace(
                    .closing, "on the outer hip, 5 to 7 cm below the iliac crest, towards the back",
                    [.legOuter: LimbPoint(.hip, 0.42, -0.34)]),
            ],
            evokedMovement: "the thigh moves outwards",
            typical: typical(
                30...40, 200...300, 0.75...1.2,
                "The trial of AlAbdulwahab gave 15 min three times a day on the adductors themselves."),
            alternative: "TENS over the adductors themselves on the inner thigh, 100 Hz, felt and without contraction.",
            grade: .c,
            sources: [
                "AlAbdulwahab 2010 (cerebral palsy, n = 27)",
                "Sivaramakrishnan et al. 2018 (spinal cord injury, n = 10)",
            ],
            areas: [
                MuscleArea(
                    .legFront, width: 0.36,
                    [LimbPoint(.thigh, 0.24, -0.60), LimbPoint(.thigh, 0.45, -0.62), LimbPoint(.thigh, 0.74, -0.66)])
            ],
            course: [
                .legOuter: [LimbPoint(.hip, 0.74, -0.60), LimbPoint(.hip, 0.66, -0.1), LimbPoint(.hip, 0.74, 0.4)]
            ]),
        Placement(
            name: "iliopsoas", muscle: "iliopsoas", otherNames: ["hip flexors", "psoas", "iliacus"],
            spasm: "the hip bends; part of a flexor spasm", nerve: "inferior gluteal nerve",
            antagonist: "gluteus maximus",
            region: .hip,
            pads: [
                PadPlace(
                    .active, "on the upper outer quarter of the buttock", [.legBack: LimbPoint(.hip, 0.55, 0.42)]),
                PadPlace(
                    .closing, "on the lower inner part of the buttock", [.legBack: LimbPoint(.thigh, 0.04, -0.25)]),
            ],
            evokedMovement: "the hip straightens and the buttock tightens",
            typical: typical(30...50, 300...300, 0.75...1.2, "No trial; numbers as for other large muscles."),
            alternative: nil, grade: .d, sources: ["anatomy only"],
            areas: [
                MuscleArea(
                    .legFront, width: 0.24,
                    [LimbPoint(.hip, 0.2, 0.05), LimbPoint(.hip, 0.75, 0.05), LimbPoint(.thigh, 0.16, -0.2)])
            ],
            course: [.legBack: [LimbPoint(.hip, 0.7, -0.15), LimbPoint(.hip, 0.85, 0.1), LimbPoint(.hip, 0.9, 0.4)]]),
        Placement(
            name: "toe-flexors", muscle: "toe flexors",
            otherNames: [
                "flexor hallucis longus", "flexor digitorum longus", "flexor digitorum brevis", "FHL", "FDL", "FDB",
            ],
            spasm: "the toes claw", nerve: "deep peroneal nerve", antagonist: "long extensors of the toes",
            region: .leg,
            pads: [
                PadPlace(
                    .active,
                    "over the nerve at the neck of the fibula; or outside the tendon of tibialis anterior in the "
                        + "lower third of the shin",
                    [.legOuter: LimbPoint(.shank, 0.115, -0.28)]),
                PadPlace(
                    .closing, "outside the tendon of tibialis anterior, in the lower third of the shin (an assumption)",
                    [.legOuter: LimbPoint(.shank, 0.70, 0.48), .legFront: LimbPoint(.shank, 0.70, 0.38)]),
            ],
            evokedMovement: "the toes are pulled up",
            typical: typical(50...100, 200...300, 0.95...1.2, "As for soleus; no trial for the toes."),
            alternative: nil,
            grade: .d, sources: ["anatomy only"],
            areas: [
                MuscleArea(
                    .legOuter, width: 0.26,
                    [LimbPoint(.shank, 0.40, -0.42), LimbPoint(.shank, 0.65, -0.45), LimbPoint(.shank, 0.95, -0.5)])
            ], course: peronealCourse),
        Placement(
            name: "tibialis-posterior", muscle: "tibialis posterior", otherNames: ["invertors"],
            spasm: "the foot turns inwards", nerve: "superficial peroneal nerve", antagonist: "peronei", region: .leg,
            pads: [
                PadPlace(
                    .active, "3 to 5 cm below the head of the fibula, on the outer side of the leg",
                    [.legOuter: LimbPoint(.shank, 0.15, -0.10)]),
                PadPlace(
                    .closing, "on the outer side of the leg, two fifths of the way down (an assumption)",
                    [.legOuter: LimbPoint(.shank, 0.40, -0.05)]),
            ],
            evokedMovement: "the foot turns outwards",
            typical: typical(50...100, 200...300, 0.95...1.2, "As for soleus; practice from drop-foot stimulators."),
            alternative: nil, grade: .d, sources: ["anatomy and drop-foot practice only"],
            areas: [
                MuscleArea(
                    .legBack, width: 0.34,
                    [LimbPoint(.shank, 0.14, 0.05), LimbPoint(.shank, 0.45, -0.05), LimbPoint(.shank, 0.88, -0.45)])
            ],
            course: [
                .legOuter: [
                    LimbPoint(.shank, 0, -0.52), LimbPoint(.shank, 0.085, -0.27), LimbPoint(.shank, 0.2, -0.08),
                    LimbPoint(.shank, 0.5, 0.0), LimbPoint(.shank, 0.8, 0.22),
                ]
            ]),
    ]
}
