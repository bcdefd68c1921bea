/** `refused allow`: a delivery that ended as `event_reuse` passes when it comes next. */
import type { REFUSED_ALLOW } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { forEachId } from './each-id.js';
import type { ExitCode, Io } from './io.js';

export async function refusedAllow(
  { values, positionals: ids }: ArgsOf<typeof REFUSED_ALLOW>,
  io: Io,
): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const { url, route, destination } = values;
  const call = { path: (id: string) => ['refused', id, 'allow'], done: 'allowed' };
  return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
}
