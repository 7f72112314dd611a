import Foundation
import ScenarioLoading
import Testing

/// A folder of its own for one test, gone when the test is over.
final class Workbench {
  let folder: String

  init() throws {
    let name = "bulkhead-loading-\(UUID().uuidString)"
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a file, with the folders it needs, and returns its path.
  @discardableResult
  func write(_ text: String, to name: String = "scenario.yaml") throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String = "scenario.yaml") throws -> String {
    let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
    let parent = url.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  /// Validates a scenario given as text.
  func validate(
    _ text: String,
    dataFolder: String? = nil
  ) throws -> (diagnostics: [Diagnostic], loaded: LoadedScenario?) {
    validateScenario(at: try write(text), dataFolder: dataFolder)
  }

  /// Loads a scenario that must be faultless.
  func load(_ text: String, dataFolder: String? = nil) throws -> LoadedScenario {
    try loadScenario(at: try write(text), dataFolder: dataFolder)
  }
}

/// A scenario with nothing in it that it could do without.
let smallScenario = """
  apiVersion: bulkhead/v1alpha1
  kind: Scenario
  metadata: {name: small}
  spec:
    run: {duration: 10m}
    capacity:
      nodePools:
        - name: cpu
          nodes: 2
          allocatable: {cpu: 4, memory: 16Gi}
    tenants:
      - name: retail
        services:
          - name: chat
            replicas: 1
            requests: {cpu: 1, memory: 1Gi}
            runtime: {concurrent: {workers: 4}}
            endpoints:
              - name: api
                arrivals: {poisson: {rate: 10/s}}
                work: 20ms
    slos:
      - name: fast
        tenant: retail
        indicator: {metric: latency}
        objectives: [{value: 250ms, targetPercent: 95}]

  """

/// The small scenario with some of its text replaced.
func small(_ changes: (String, String)...) throws -> String {
  var text = smallScenario
  for (old, new) in changes {
    let range = try #require(text.range(of: old), "the small scenario has no '\(old)'")
    text.replaceSubrange(range, with: new)
  }
  return text
}

/// Expects one diagnostic at each marked place, beginning with its message, and no other.
///
/// A marker may stand for several problems at one place; then each message has its own line.
func expectProblems(
  in marked: String,
  _ messages: [Character: String],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var expected: [String] = []
  for (lineIndex, line) in marked.split(separator: "\n", omittingEmptySubsequences: false)
    .enumerated()
  {
    var column = 1
    for character in line {
      guard let message = messages[character] else {
        column += character.unicodeScalars.count
        continue
      }
      for one in message.split(separator: "\n") {
        expected.append("\(lineIndex + 1):\(column): error: \(one)")
      }
    }
  }
  let yaml = String(marked.filter { messages[$0] == nil })
  let workbench = try Workbench()
  let path = try workbench.write(yaml)
  let (diagnostics, loaded) = validateScenario(at: path, dataFolder: nil)
  #expect(loaded == nil, sourceLocation: sourceLocation)
  let found = diagnostics.map { $0.description.replacingOccurrences(of: path + ":", with: "") }
  for line in expected {
    let isFound = found.contains { $0.hasPrefix(line) }
    #expect(isFound, "expected \(line)\nfound \(found)", sourceLocation: sourceLocation)
  }
  #expect(found.count == expected.count, "found \(found)", sourceLocation: sourceLocation)
}
