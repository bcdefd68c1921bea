/** What operators see of the writes through the API. */
import type { AuditEntry, AuditQuery } from '../model/audit.js';
import type { Page } from '../model/log-entry.js';

export interface AuditOperations {
  /** The newest first. @throws RangeError for a cursor this gateway did not make. */
  audit(query: AuditQuery): Promise<Page<AuditEntry>>;
}
