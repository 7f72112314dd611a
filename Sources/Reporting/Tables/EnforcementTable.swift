internal import Analysis
internal import Domain
internal import EventCore

/// Which rule bound whom: rows are rule and workload, columns patterns.
///
/// Pods and requests refused are counted. A container held back by its CPU limit, by its share of a
/// busy node or by its turn on a GPU is given as the share of its measured time for which it was.
/// The rows that bound most are shown, the rest is in the table `enforcement`.
func enforcementTable(_ summary: RunSummary, of run: RunRecord) -> TextTable {
  let shown = 12
  let variants = summary.variants.filter { $0.infeasibleReason == nil }
  var table = TextTable(
    columns: [.init(title: "what bound", maxWidth: 24), .init(title: "whom", maxWidth: 32)]
      + variants.map { .init(title: $0.pattern.rawValue, isNumber: true) }
  )
  let lines = boundLines(of: variants)
  for line in lines.prefix(shown) {
    let tenant = run.scenario.tenants[line.tenant.index].name
    let cells = variants.map { variant in
      let record = variant.enforcement.first { line.isOf($0) }
      return record.map { text(of: $0, variant, run) } ?? "–"
    }
    table.rows.append([line.rule.words, SafeText.plain("\(tenant)/\(line.subject)")] + cells)
  }
  if lines.count > shown {
    let rest = counted(lines.count - shown, "more row")
    table.rows.append(["and \(rest)", "in the table enforcement"] + variants.map { _ in "" })
  }
  return table
}

/// A rule and whom it bound.
private struct BoundLine {
  var rule: EnforcementRule
  var tenant: TenantID
  var subject: String
  /// The most it bound under any pattern, for the order of the rows.
  var weight: Double

  func isOf(_ record: EnforcementRecord) -> Bool {
    record.rule == rule && record.tenant == tenant && record.subject == subject
  }
}

/// The lines of all patterns: refusals of pods first, then what bound most.
private func boundLines(of variants: [VariantSummary]) -> [BoundLine] {
  var lines: [BoundLine] = []
  for record in variants.flatMap(\.enforcement) {
    let weight =
      record.rule.refusesPods ? .infinity : max(Double(record.count), record.boundSeconds)
    if let known = lines.firstIndex(where: { $0.isOf(record) }) {
      lines[known].weight = max(lines[known].weight, weight)
    } else {
      lines.append(
        BoundLine(
          rule: record.rule,
          tenant: record.tenant,
          subject: record.subject,
          weight: weight
        )
      )
    }
  }
  // Ties keep their order of appearance, so that the text is always the same.
  return lines.enumerated()
    .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
    .map(\.element)
}

private func text(
  of record: EnforcementRecord,
  _ variant: VariantSummary,
  _ run: RunRecord
) -> String {
  switch record.rule {
  case .resourceQuota, .limitRange, .scheduling:
    return counted(record.count, "pod")
  case .rateLimit, .queueCapacity:
    return "\(NumberText.count(record.count)) req"
  case .cpuLimit, .cpuShare, .gpuShare:
    let containers = containerCount(of: record, variant.pattern, run)
    let settings = run.scenario.run
    let measured = settings.window.inSeconds * Double(settings.replications * containers)
    guard measured > 0 else { return "–" }
    let percent = record.boundSeconds / measured * 100
    return percent < 0.1 ? "< 0.1 %" : "\(NumberText.fixed(percent, places: 1)) %"
  }
}

/// How many containers of a workload run under a pattern.
private func containerCount(
  of record: EnforcementRecord,
  _ pattern: IsolationPattern,
  _ run: RunRecord
) -> Int {
  guard let deployment = run.variants.first(where: { $0.pattern == pattern })?.deployment else {
    return 0
  }
  let roster = run.scenario.roster
  return zip(deployment.plan.pods, deployment.placements).count { pod, placement in
    guard placement.outcome == .running, pod.tenant == record.tenant else { return false }
    switch pod.workload {
    case .service(let service):
      return roster.services[service.index].service.name == record.subject
    case .batch(let batch):
      return roster.batchWorkloads[batch.index].workload.name == record.subject
    case .addOn: return false
    }
  }
}

extension EnforcementRule {
  fileprivate var refusesPods: Bool {
    switch self {
    case .resourceQuota, .limitRange, .scheduling: true
    case .rateLimit, .queueCapacity, .cpuLimit, .cpuShare, .gpuShare: false
    }
  }

  /// What an operator would call it.
  fileprivate var words: String {
    switch self {
    case .resourceQuota: "resource quota"
    case .limitRange: "limit range"
    case .scheduling: "no room on nodes"
    case .rateLimit: "rate limit"
    case .queueCapacity: "full queue"
    case .cpuLimit: "CPU limit"
    case .cpuShare: "busy node's CPUs"
    case .gpuShare: "busy GPU"
    }
  }
}
