/// The organization's own facts, from `kmsaudit.yaml`.
package struct AuditConfiguration: Sendable {
  package init() {}
}
