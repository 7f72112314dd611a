/// A trace that a scenario asks for.
struct TraceRequest {
  /// As the scenario gives it.
  var file: String
  var format: TraceFormat
  /// Every place that replays it; never empty.
  var uses: [TraceUse]
}

/// A place in a scenario that replays a trace, and the part of it that it takes.
struct TraceUse {
  /// Of the mapping with `file` in it.
  var path: FieldPath
  var every: Int
  var offset: Int
}

/// The formats of recorded request streams that can be replayed.
enum TraceFormat: String, CaseIterable {
  /// Azure's CSV of LLM inference requests, 2023.
  case azureLLM = "azure-llm"
  /// Mooncake's JSON lines, FAST 2025.
  case mooncake

  init?(extensionOf file: String) {
    if file.hasSuffix(".csv") {
      self = .azureLLM
    } else if file.hasSuffix(".jsonl") {
      self = .mooncake
    } else {
      return nil
    }
  }

  /// Where a user gets files of this format.
  var origin: String {
    switch self {
    case .azureLLM:
      "get AzureLLMInferenceTrace_conv.csv or _code.csv from the folder data of "
        + "github.com/Azure/AzurePublicDataset (CC-BY-4.0)"
    case .mooncake:
      "get conversation_trace.jsonl from the folder FAST25-release/traces of "
        + "github.com/kvcache-ai/Mooncake"
    }
  }
}

extension Reading {
  /// Notes that a trace is wanted, once for each file, and returns its index.
  func request(_ file: String, format: TraceFormat, for use: TraceUse) -> Int {
    if let known = traces.firstIndex(where: { $0.file == file && $0.format == format }) {
      traces[known].uses.append(use)
      return known
    }
    traces.append(TraceRequest(file: file, format: format, uses: [use]))
    return traces.count - 1
  }
}

/// Paths that can't leave the folder they are looked up in.
func relativePath() -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string]),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      let accepted = "needs a path below the scenario's folder or the data folder"
      let steps = text.split(separator: "/", omittingEmptySubsequences: false)
      guard !text.isEmpty, text.utf8.count <= 1024, !text.contains("://"), !text.contains("\\"),
        !text.unicodeScalars.contains(where: \.isInvisible),
        steps.allSatisfy({ !$0.isEmpty && $0 != ".." && $0 != "~" })
      else {
        throw GrammarProblem("\(accepted), found \(quoted(text))")
      }
      return text
    }
  )
}
