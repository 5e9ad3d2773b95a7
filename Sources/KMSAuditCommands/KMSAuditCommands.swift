// Module KMSAuditCommands.
