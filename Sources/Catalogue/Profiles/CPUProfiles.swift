internal import Domain

/// Models on cores; nobody measured these for us, so each says how its figure came about.
let cpuProfiles: [ServingProfile] = [
  onCores(
    "gbdt-cpu",
    "Gradient-boosted trees on tabular features, one row a request",
    work: .choice(
      .init(
        "lognormal",
        .fields([
          .init("median", Constant(1.2, "ms", .assumed, trees)),
          .init("p95", Constant(3, "ms", .assumed, trees)),
        ])
      )
    )
  ),
  onCores(
    "minilm-l6-cpu",
    "Sentence embedding (MiniLM, 6 layers) of 128 tokens in 32 bits",
    work: .constant(arithmetic(operations: 2 * 10.6e6 * 128, "2 × 10.6 M parameters × 128 tokens"))
  ),
  onCores(
    "resnet50-cpu",
    "ResNet-50 of one image in 32 bits",
    work: .constant(arithmetic(operations: 8.2e9, "8.2 GFLOP an image"))
  ),
]

private let trees =
  "500 trees of depth 6 take some 0.1 ms; parsing, features and the server make up the rest"

private func onCores(_ name: String, _ summary: String, work: Setting) -> ServingProfile {
  ServingProfile(
    name,
    summary,
    runtime: .concurrent,
    settings: [
      .init("workers", Constant(4, .assumed, "a choice: override it with the cores requested")),
      .init("threadsPerRequest", Constant(1, .assumed, "one thread a request")),
    ],
    work: work
  )
}

/// Seconds of one core for so many floating-point operations.
private func arithmetic(operations: Double, _ words: String) -> Constant {
  let perCore = 50e9
  return Constant(
    seconds: operations / perCore,
    .assumed,
    "roofline: \(words) ÷ 50 GFLOP/s of a core with AVX-512"
  )
}
