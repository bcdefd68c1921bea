/** `forget`: dedupe forgets a delivery, so that the provider's own retry or replay passes. */
import { parseArgs } from 'node:util';
import { API_OPTIONS } from './api-client.js';
import { forEachId } from './each-id.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { wantsJson } from './print.js';

export async function forget(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals: ids } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: API_OPTIONS,
  });
  if (ids.length === 0) throw new UsageError("name deliveries by message id or by the provider's id");
  const asJson = wantsJson(values.output);
  return forEachId(ids, { verb: 'forget', done: 'forgotten' }, { url: values.url, asJson }, io);
}
