import Domain
import Foundation
import ScenarioLoading
import Testing

@Suite struct TemplateTests {
  @Test(arguments: scenarioTemplates.map(\.name))
  func validatesWithoutAWord(_ name: String) throws {
    let template = try #require(scenarioTemplates.first { $0.name == name })
    let (diagnostics, loaded) = try Workbench().validate(template.text)
    #expect(diagnostics.map { $0.rendered() } == [])
    #expect(loaded?.scenario.name == name)
    let firstLine = "# yaml-language-server: $schema=./bulkhead.schema.json\n"
    #expect(template.text.hasPrefix(firstLine))
  }

  @Test func hasNamesOfItsOwn() {
    #expect(scenarioTemplates.count >= 2)
    #expect(Set(scenarioTemplates.map(\.name)).count == scenarioTemplates.count)
  }

  @Test func smallScenarioIsFaultless() throws {
    let (diagnostics, loaded) = try Workbench().validate(smallScenario)
    #expect(diagnostics.map { $0.rendered() } == [])
    #expect(loaded != nil)
  }
}
