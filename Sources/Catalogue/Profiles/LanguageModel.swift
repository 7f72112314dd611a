/// A transformer as its model card describes it.
struct LanguageModel: Sendable {
  /// Parameters that must be in memory.
  var parameters: Double
  /// Parameters that one token passes through; fewer than all in a mixture of experts.
  var activeParameters: Double
  var layers: Double
  /// Heads of keys and values.
  var cacheHeads: Double
  /// Values in one head.
  var headSize: Double
  var source: String

  static let llama2With7B = LanguageModel(
    parameters: 6.738e9,
    activeParameters: 6.738e9,
    layers: 32,
    cacheHeads: 32,
    headSize: 128,
    source: "model card and config.json of meta-llama/Llama-2-7b-hf"
  )
  static let llama2With13B = LanguageModel(
    parameters: 13.016e9,
    activeParameters: 13.016e9,
    layers: 40,
    cacheHeads: 40,
    headSize: 128,
    source: "model card and config.json of meta-llama/Llama-2-13b-hf"
  )
  static let llama2With70B = LanguageModel(
    parameters: 68.977e9,
    activeParameters: 68.977e9,
    layers: 80,
    cacheHeads: 8,
    headSize: 128,
    source: "model card and config.json of meta-llama/Llama-2-70b-hf"
  )
  static let llama31With8B = LanguageModel(
    parameters: 8.030e9,
    activeParameters: 8.030e9,
    layers: 32,
    cacheHeads: 8,
    headSize: 128,
    source: "model card and config.json of meta-llama/Llama-3.1-8B"
  )
  static let llama31With70B = LanguageModel(
    parameters: 70.554e9,
    activeParameters: 70.554e9,
    layers: 80,
    cacheHeads: 8,
    headSize: 128,
    source: "model card and config.json of meta-llama/Llama-3.1-70B"
  )
  static let mixtralWith8x7B = LanguageModel(
    parameters: 46.703e9,
    activeParameters: 12.879e9,
    layers: 32,
    cacheHeads: 8,
    headSize: 128,
    source: "model card and config.json of mistralai/Mixtral-8x7B-v0.1"
  )

  /// Bytes of keys and values of one token.
  func cacheBytes(perValue bytes: Double) -> Double { 2 * layers * cacheHeads * headSize * bytes }
}
