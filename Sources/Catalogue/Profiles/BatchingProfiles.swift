internal import Domain

/// Image models, as NVIDIA measured them for MLPerf Inference, in 8-bit integers.
let visionProfiles: [ServingProfile] = [
  benchmarked(
    "resnet50-a100-80gb",
    "ResNet-50 in INT8 on one A100",
    gpu: "A100-80GB",
    single: (0.462_667, "v2.0 closed, NVIDIA A100-SXM-80GB, resnet50 SingleStream"),
    eight: (0.675_994, "v2.0 closed, NVIDIA A100-SXM-80GB, resnet50 MultiStream"),
    full: (2048, 39_649.2, "v2.0 closed, NVIDIA A100-SXM-80GB, resnet50 Offline"),
    maxBatch: 64
  ),
  benchmarked(
    "resnet50-a30",
    "ResNet-50 in INT8 on one A30",
    gpu: "A30",
    single: (0.513_817, "v2.0 closed, NVIDIA A30, resnet50 SingleStream"),
    eight: (0.918_050, "v2.0 closed, NVIDIA A30, resnet50 MultiStream"),
    full: (1024, 18_072.9, "v2.0 closed, NVIDIA A30, resnet50 Offline"),
    maxBatch: 64
  ),
  benchmarked(
    "resnet50-t4",
    "ResNet-50 in INT8 on one T4",
    gpu: "T4",
    single: (1.000_135, "v0.7 closed, NVIDIA T4, resnet50 SingleStream"),
    full: (256, 6035.57, "v0.7 closed, NVIDIA T4, resnet50 Offline"),
    maxBatch: 32
  ),
  benchmarked(
    "ssd-resnet34-a100-80gb",
    "SSD-ResNet-34 (1200 × 1200) in INT8 on one A100",
    gpu: "A100-80GB",
    single: (1.687_490, "v2.0 closed, NVIDIA A100-SXM-80GB, ssd-resnet34 SingleStream"),
    eight: (8.751_804, "v2.0 closed, NVIDIA A100-SXM-80GB, ssd-resnet34 MultiStream"),
    full: (64, 1001.76, "v2.0 closed, NVIDIA A100-SXM-80GB, ssd-resnet34 Offline"),
    maxBatch: 16
  ),
]

/// Encoders of text; an item is a question with its text, some 180 tokens (SQuAD).
let embeddingProfiles: [ServingProfile] = [
  benchmarked(
    "bert-large-a100-80gb",
    "BERT large (SQuAD) in INT8 on one A100",
    gpu: "A100-80GB",
    single: (1.443_279, "v2.0 closed, NVIDIA A100-SXM-80GB, bert-99 SingleStream"),
    full: (256, 3560.73, "v2.0 closed, NVIDIA A100-SXM-80GB, bert-99 Offline"),
    maxBatch: 32
  ),
  benchmarked(
    "bert-large-a30",
    "BERT large (SQuAD) in INT8 on one A30",
    gpu: "A30",
    single: (1.897_739, "v2.0 closed, NVIDIA A30, bert-99 SingleStream"),
    full: (256, 1692.41, "v2.0 closed, NVIDIA A30, bert-99 Offline"),
    maxBatch: 16
  ),
]

/// A curve from the mean latency of one item, of eight, and the throughput of a large batch.
private func benchmarked(
  _ name: String,
  _ summary: String,
  gpu: String,
  single: (milliseconds: Double, row: String),
  eight: (milliseconds: Double, row: String)? = nil,
  full: (items: Double, perSecond: Double, row: String),
  maxBatch: Double
) -> ServingProfile {
  func point(_ items: Double, _ latency: Constant) -> Setting {
    .fields([
      .init("items", Constant(items, latency.pedigree, latency.source)), .init("latency", latency),
    ])
  }
  func measured(_ latency: (milliseconds: Double, row: String)) -> Constant {
    let source = "mean latency, MLPerf Inference \(latency.row)"
    return Constant(seconds: latency.milliseconds / 1000, .measured, source)
  }
  let throughput = "items ÷ throughput of MLPerf Inference \(full.row); not an MLPerf result"
  let last = Constant(seconds: full.items / full.perSecond, .calibrated, throughput)
  let middle = eight.map { [point(8, measured($0))] } ?? []
  return ServingProfile(
    name,
    summary,
    gpu: gpu,
    runtime: .batching,
    settings: [
      .init("maxBatch", Constant(maxBatch, .assumed, "a choice between latency and throughput")),
      .init("maxQueueDelay", Constant(seconds: 0.001, .assumed, "a choice, as Triton's examples")),
      .init(
        "latencyCurve",
        .list([point(1, measured(single))] + middle + [point(full.items, last)])
      ),
    ]
  )
}
