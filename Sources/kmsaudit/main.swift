import ArgumentParser
import KMSAuditCommands

KMSAudit.main()
