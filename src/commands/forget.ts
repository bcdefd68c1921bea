/** `forget`: dedupe forgets a delivery, so that the provider's own retry or replay passes. */
import type { FORGET } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { forEachId } from './each-id.js';
import type { ExitCode, Io } from './io.js';

export async function forget({ values, positionals: ids }: ArgsOf<typeof FORGET>, io: Io): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const { url, route, destination } = values;
  const call = { path: (id: string) => ['deliveries', id, 'forget'], done: 'forgotten' };
  return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
}
