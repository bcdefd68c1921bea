/** Where a write through the API becomes a log line, a count and an entry of the audit. */
import type { Audit } from '../http/api/audited.js';
import type { AuditStore } from '../model/audit.js';
import { NO_TOKEN } from '../observe/catalogue.js';
import type { Log } from '../observe/log.js';
import type { Metrics } from '../observe/metrics.js';

export function keepAudit(store: AuditStore, log: Log, { instruments }: Metrics): Audit {
  return {
    wrote(write) {
      const { what, on, token, actor, client, count, status } = write;
      log.info('admin', {
        ...{ what, token, client, status },
        on: on ?? undefined,
        actor: actor ?? undefined,
        count: count ?? undefined,
      });
      instruments.adminWrites.at(what, token).inc();
      // The line is the entry that nothing can lose; no write waits for the store.
      store.add(write).catch(() => undefined);
    },
    refused(what) {
      instruments.adminWrites.at(what, NO_TOKEN).inc();
    },
  };
}
