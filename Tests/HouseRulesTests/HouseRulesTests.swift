import Testing

/// Checks the house itself: who imports whom, how long things grow, what must not stand in a file.
@Suite struct HouseRulesTests {
  private let house: House

  init() throws { house = try House.standing() }

  private func expectNone(_ problems: [String]) {
    for problem in problems { Issue.record("\(problem)") }
  }

  @Test func theHouseIsSeen() {
    #expect(house.rooms.count > 20, "Package.swift was read wrongly")
    #expect(house.files.count(where: \.isSource) > 100, "the sources were not found")
    #expect(house.rooms.first { $0.name == "Statistics" }?.uses == ["CGSL"])
  }

  @Test func everyImportIsDeclared() {
    expectNone(ImportRules.undeclaredImports(in: house))
    expectNone(ImportRules.idleLeaves(in: house))
  }

  @Test func roomsUseOnlyRoomsAboveThem() {
    expectNone(ImportRules.roomsOutOfOrder(in: house))
  }

  @Test func filesLinesAndFunctionsStayReadable() {
    for file in house.files where file.isSwift {
      expectNone(TextRules.tooLong(file))
      expectNone(TextRules.longFunctions(file))
    }
  }

  @Test func nothingUnrepeatableEntersARun() {
    for file in house.files where file.isSource { expectNone(TextRules.unrepeatable(file)) }
  }

  @Test func unsafeCodeIsWhereItIsListed() {
    for file in house.files where file.isSource {
      let isListed = TextRules.unsafeFiles[file.path] != nil
      #expect(
        TextRules.hasUnsafeCode(file) == isListed,
        "\(file.path): the list of unsafe files says otherwise"
      )
    }
    for path in TextRules.unsafeFiles.keys {
      #expect(house.file(path) != nil, "\(path) is listed as unsafe, but is not there")
    }
  }

  @Test func nothingIsLeftOver() {
    for file in house.files { expectNone(TextRules.leftovers(file)) }
  }

  @Test func noMachineIsNamed() {
    for file in house.files { expectNone(TextRules.machinePaths(file)) }
  }

  @Test func decisionsHaveTheirFourParts() {
    expectNone(DocumentRules.incompleteDecisions(in: house))
  }

  @Test func invariantsAreChecked() {
    expectNone(DocumentRules.uncheckedInvariants(in: house))
  }

  @Test func linksLeadSomewhere() {
    expectNone(DocumentRules.brokenLinks(in: house))
  }

  @Test func everyScenarioIsMentioned() {
    expectNone(DocumentRules.unmentionedScenarios(in: house))
  }
}
