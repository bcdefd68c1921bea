/** `forget`: dedupe forgets a delivery, so that the provider's own retry or replay passes. */
import { parseArgs } from 'node:util';
import { API_OPTIONS } from './api-client.js';
import { PLACE_OPTIONS, forEachId } from './each-id.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { wantsJson } from './print.js';

export async function forget(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals: ids } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...API_OPTIONS, ...PLACE_OPTIONS },
  });
  if (ids.length === 0) throw new UsageError("name deliveries by message id or by the provider's id");
  const asJson = wantsJson(values.output);
  const { url, route, destination } = values;
  const call = { path: (id: string) => ['deliveries', id, 'forget'], done: 'forgotten' };
  return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
}
