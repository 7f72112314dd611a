import ArgumentParser

/// `bulkhead-bench`: one subcommand per measurement, one line of JSON each.
@main struct BulkheadBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulkhead-bench",
    abstract: "Measures the event core, the whole model and whole commands.",
    discussion: """
      Each prints the model's own answer beside the times: a fast loop that computes something \
      else is no measurement.
      """,
    subcommands: [
      SingleServer.self, ServerPool.self, Hold.self, Tenants.self, Replications.self, Growth.self,
      Placement.self, Command.self,
    ]
  )
}
