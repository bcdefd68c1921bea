/** `refused allow`: a delivery that ended as `event_reuse` passes when it comes next. */
import { parseArgs } from 'node:util';
import { API_OPTIONS } from './api-client.js';
import { PLACE_OPTIONS, forEachId } from './each-id.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { printable, wantsJson } from './print.js';

export async function refused(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...API_OPTIONS, ...PLACE_OPTIONS },
  });
  const [verb, ...ids] = positionals;
  if (verb !== 'allow')
    throw new UsageError(
      verb === undefined ? 'say what to do: allow' : `cannot "${printable(verb)}"; there is allow`,
    );
  if (ids.length === 0) throw new UsageError('name deliveries by message id');
  const asJson = wantsJson(values.output);
  const { url, route, destination } = values;
  const call = { path: (id: string) => ['refused', id, 'allow'], done: 'allowed' };
  return forEachId(ids, call, { url, asJson, place: { route, destination } }, io);
}
