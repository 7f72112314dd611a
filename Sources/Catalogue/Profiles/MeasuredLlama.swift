internal import Domain

/// Llama-2-7b on one A10G, as the authors of VTC measured it.
///
/// Times of steps are fitted to the 20 batches of the cost profile that decode, and to all 27 that
/// read prompts, by least squares of the relative error: largest error 10.5 % and 11.6 %.
let measuredLlama: ServingProfile = {
  let fit = Constant(
    0,
    .calibrated,
    "least squares over fair_bench/cost_profile.json of Ying1123/VTC-artifact 192c2e2 (OSDI 2024)"
  )
  let setup = "set-up of the measurements of Ying1123/VTC-artifact 192c2e2 (S-LoRA)"
  func fitted(milliseconds: Double) -> Constant {
    Constant(seconds: milliseconds / 1000, fit.pedigree, fit.source)
  }
  let pool = Constant(10_000, .measured, setup)
  return ServingProfile(
    "llama-2-7b-a10g",
    "Llama 2 7B in 16 bits on one A10G (S-LoRA engine)",
    gpu: "A10G",
    runtime: .continuousBatching,
    settings: [
      .init(
        "steps",
        .fields([
          .init("prefillBase", fitted(milliseconds: 53.165)),
          .init("perPrefillToken", fitted(milliseconds: 0.208_93)),
          .init("decodeBase", fitted(milliseconds: 18.159)),
          .init("perSequence", fitted(milliseconds: 0.216_07)),
          .init("perContextToken", fitted(milliseconds: 0.001_891)),
        ])
      ),
      .init("maxSequences", Constant(138, .measured, "the largest batch of the cost profile")),
      .init("maxStepTokens", pool),
      .init("cacheTokens", pool),
      .init("blockTokens", Constant(1, .measured, setup)),
      .init("admission", .word("lookahead")),
      .init("stepsBetweenAdmissions", Constant(10, .measured, setup)),
    ],
    range: limits(
      input: 512,
      output: 256,
      sequences: 138,
      like: Constant(0, .measured, "fair_bench/cost_profile.json, Ying1123/VTC-artifact 192c2e2")
    ),
    memory: ServingProfile.Memory(
      weights: Constant(
        LanguageModel.llama2With7B.parameters * 2,
        .vendor,
        "parameters × 2 bytes; \(LanguageModel.llama2With7B.source)"
      ),
      perCacheToken: Constant(
        LanguageModel.llama2With7B.cacheBytes(perValue: 2),
        .vendor,
        "2 × layers × heads of keys × head size, 16-bit; \(LanguageModel.llama2With7B.source)"
      ),
      cacheTokens: pool
    )
  )
}()
