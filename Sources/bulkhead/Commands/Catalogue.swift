import ArgumentParser
import Reporting

/// `bulkhead catalogue`: what scenarios may name, with pedigree and source.
struct CatalogueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalogue",
    abstract: "List serving profiles, GPUs and instance types that scenarios may name.",
    discussion: """
      With a name, every constant of that entry: value, unit, pedigree and source.

      EXAMPLES:
        bulkhead catalogue profiles
        bulkhead catalogue profiles llama-2-7b-a10g
        bulkhead catalogue instances --format csv
      """
  )

  @Argument(help: "profiles, gpus or instances; all of them unless given.")
  var kind: CatalogueKind?

  @Argument(help: "One entry, with all its constants.")
  var name: String?

  @Option(help: "How to print it: table, json or csv.")
  var format: CatalogueFormat = .table

  func run() throws {
    let kinds = kind.map { [$0] } ?? CatalogueKind.allCases
    if let kind, let name, let problem = unknown(name, of: kind) {
      throw ValidationError(problem)
    }
    try StandardOutput.write(renderCatalogue(kinds, name: name, as: format))
  }
}

extension CatalogueKind: ExpressibleByArgument {}
extension CatalogueFormat: ExpressibleByArgument {}
