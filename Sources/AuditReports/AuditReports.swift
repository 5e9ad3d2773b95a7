// Module AuditReports.
