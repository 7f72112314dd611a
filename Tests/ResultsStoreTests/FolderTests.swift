import Analysis
import Domain
import Foundation
import ResultsStore
import Testing

@Suite struct FolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(force: Bool = false, host: String = "host-a") throws {
    let run = SmallRun.record { $0.provenance.host = host }
    try writeResults(run, SmallRun.summary(of: run), to: folder.results, force: force)
  }

  private func host() throws -> String {
    try folder.read("results/two-tenants/tables/run.csv").contains("host-b") ? "b" : "a"
  }

  @Test func aFreshFolderIsCreatedBeforeTheRun() throws {
    try folder.results.checkBeforeRun(force: false, resume: false)
    #expect(folder.listing == ["results", "results/two-tenants"])
    try write()
    #expect(folder.results.holdsResults)
    let hidden = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/results")
    #expect(hidden == ["two-tenants"])
  }

  @Test func existingResultsAreReplacedOnlyWithForce() throws {
    try write()
    let error = ResultsError.alreadyExists(path: folder.results.path)
    #expect(throws: error) {
      try folder.results.checkBeforeRun(force: false, resume: false)
    }
    #expect(throws: error) { try write(host: "host-b") }
    #expect(try host() == "a")
    try folder.results.checkBeforeRun(force: true, resume: false)
    try write(force: true, host: "host-b")
    #expect(try host() == "b")
  }

  @Test(arguments: [true, false])
  func foreignFilesStay(exchangesNames: Bool) throws {
    let run = SmallRun.record { $0.provenance.host = "host-b" }
    let results = ResultsFolder(path: folder.results.path, exchangesNames: exchangesNames)
    try write()
    try folder.write("mine", to: "results/two-tenants/notes.md")
    try folder.write("mine", to: "results/two-tenants/probe")
    try folder.write("mine too", to: "results/two-tenants/deep/er/notes.md")
    try folder.write("old", to: "results/two-tenants/tables/gone.csv")
    try writeResults(run, SmallRun.summary(of: run), to: results, force: true)
    #expect(try folder.read("results/two-tenants/notes.md") == "mine")
    #expect(try folder.read("results/two-tenants/probe") == "mine")
    #expect(try folder.read("results/two-tenants/deep/er/notes.md") == "mine too")
    #expect(!folder.listing.contains { $0.hasSuffix("gone.csv") })
    #expect(try host() == "b")
    #expect(!folder.listing.contains { $0.contains(".two-tenants.") })
  }

  @Test func whatIsNotOursToUseIsRefused() throws {
    try folder.write("a file", to: "results/two-tenants")
    #expect(throws: ResultsError.self) {
      try folder.results.checkBeforeRun(force: true, resume: false)
    }
    #expect(throws: ResultsError.self) { try write(force: true) }
    #expect(try folder.read("results/two-tenants") == "a file")
    let below = ResultsFolder(path: "\(folder.path)/results/two-tenants/below/name")
    #expect(throws: ResultsError.self) { try below.checkBeforeRun(force: false, resume: false) }
  }

  @Test(arguments: ["", "/", ".", "results/..", "results/../"])
  func aFolderNeedsANameOfItsOwn(_ path: String) {
    #expect(throws: ResultsError.self) {
      try ResultsFolder(path: path).checkBeforeRun(force: true, resume: false)
    }
  }

  @Test func linksAreNotFollowed() throws {
    try folder.write("precious", to: "elsewhere/run.sqlite")
    try folder.write("precious", to: "elsewhere/tables/data.csv")
    try folder.write("", to: "results/README.md")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.results.path,
      withDestinationPath: "\(folder.path)/elsewhere"
    )
    #expect(throws: ResultsError.self) {
      try folder.results.checkBeforeRun(force: true, resume: false)
    }
    try files.removeItem(atPath: folder.results.path)
    try write()
    try files.removeItem(atPath: folder.results.tablesPath)
    try files.createSymbolicLink(
      atPath: folder.results.tablesPath,
      withDestinationPath: "\(folder.path)/elsewhere/tables"
    )
    try write(force: true)
    #expect(try folder.read("elsewhere/tables/data.csv") == "precious")
    #expect(try folder.read("elsewhere/run.sqlite") == "precious")
  }

  /// A subject of a tenant that doesn't exist breaks a reference in the last but few tables.
  @Test func aFailureInTheMiddleLeavesNothingPartial() throws {
    let run = SmallRun.record()
    var summary = SmallRun.summary(of: run)
    summary.variants[1].enforcement[0].tenant = TenantID(99)
    #expect(throws: ResultsError.self) {
      try writeResults(run, summary, to: folder.results, force: false)
    }
    #expect(folder.listing == ["results"])
    try write()
    try folder.write("mine", to: "results/two-tenants/notes.md")
    let before = folder.listing
    #expect(throws: ResultsError.self) {
      try writeResults(run, summary, to: folder.results, force: true)
    }
    #expect(folder.listing == before)
    #expect(try host() == "a")
  }

  @Test func leftoversOfAKilledRunAreClearedAway() throws {
    try write()
    // Killed after the new results took their place: the old ones still lie there, guests too.
    try folder.write("old", to: "results/.two-tenants.staging-1-1/run.sqlite")
    try folder.write("guest", to: "results/.two-tenants.staging-1-1/notes.md")
    // Killed while staging.
    try folder.write("half", to: "results/.two-tenants.staging-1-2/tables/run.csv")
    // Not ours.
    try folder.write("other", to: "results/.two-tenants-2.staging-1-2/run.sqlite")
    try folder.results.checkBeforeRun(force: true, resume: false)
    #expect(!folder.listing.contains { $0.contains(".two-tenants.staging") })
    #expect(try folder.read("results/two-tenants/notes.md") == "guest")
    #expect(try folder.read("results/.two-tenants-2.staging-1-2/run.sqlite") == "other")
    #expect(try host() == "a")
  }

  @Test func resultsLeftAsideComeBack() throws {
    try folder.write("old", to: "results/.two-tenants.aside-1-1/run.sqlite")
    try folder.write("half", to: "results/.two-tenants.staging-1-1/run.sqlite")
    #expect(throws: ResultsError.alreadyExists(path: folder.results.path)) {
      try folder.results.checkBeforeRun(force: false, resume: false)
    }
    #expect(try folder.read("results/two-tenants/run.sqlite") == "old")
    #expect(folder.listing.filter { $0.contains(".two-tenants.") }.isEmpty)
  }
}
