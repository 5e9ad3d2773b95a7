import ArgumentParser

@testable import KMSAuditCommands

/// Runs kmsaudit with these arguments and gives its exit status.
func kmsaudit(_ arguments: String...) -> Int32 { kmsaudit(arguments: arguments) }

func kmsaudit(arguments: [String]) -> Int32 {
  do {
    var command = try KMSAudit.parseAsRoot(arguments)
    try command.run()
    return 0
  } catch {
    return KMSAudit.exitCode(for: error).rawValue
  }
}

/// A record of a Decrypt with this key.
func decryptRecord(_ keyARN: String, account: String, id: String) -> String {
  let region = keyARN.split(separator: ":")[3]
  return """
    {"eventVersion":"1.11","userIdentity":{"type":"Root","accountId":"\(account)"},\
    "eventTime":"2026-11-22T00:00:01Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt",\
    "awsRegion":"\(region)","resources":[{"ARN":"\(keyARN)"}],"eventID":"\(id)",\
    "recipientAccountId":"\(account)"}
    """
}
