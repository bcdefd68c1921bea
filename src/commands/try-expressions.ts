/** What `check` finds out about expressions: whether they are any, and whether their samples come to a body. */
import { destinationPath } from '../config/destination-path.js';
import { readFileSync } from 'node:fs';
import type { Fault } from '../checks/fault.js';
import { member } from '../checks/report.js';
import type { DestinationConfig, GatewayConfig, Loaded, RouteConfig, Sample } from '../config/config.js';
import { errorCode } from '../config/read/reader.js';
import type { Expressions } from '../gateway/open-expressions.js';
import { Untriable, readTrial, tryTranslation } from '../gateway/trial/try-translation.js';
import { Outcome } from '../model/outcome.js';
import { openExpressions } from './patient-expressions.js';

export interface Tried {
  readonly faults: readonly Fault[];
  /** Samples that come to no body. */
  readonly failed: readonly Fault[];
}

export async function tryExpressions(loaded: Loaded): Promise<Tried> {
  const expressions = openExpressions();
  try {
    const faults = await expressions.faults(loaded.read);
    // Each sample of an expression that is none would only say so again.
    const failed = loaded.ok && faults.length === 0 ? await trySamples(loaded.config, expressions) : [];
    return { faults, failed };
  } finally {
    await expressions.close();
  }
}

async function trySamples(config: GatewayConfig, expressions: Expressions): Promise<readonly Fault[]> {
  const failed: Fault[] = [];
  for (const placed of samplesOf(config)) {
    const problem = await problemOf(config, placed, expressions);
    if (problem !== undefined)
      failed.push({ path: placed.path, message: `${placed.sample.file}: ${problem}` });
  }
  return failed;
}

interface Placed {
  /** Its key path. */
  readonly path: string;
  readonly route: RouteConfig;
  readonly destination: DestinationConfig;
  readonly sample: Sample;
}

function samplesOf({ routes }: GatewayConfig): readonly Placed[] {
  return routes.flatMap((route, index) =>
    route.destinations.flatMap((destination, place) => {
      const { payload } = destination;
      const samples = typeof payload === 'string' ? [] : payload.samples;
      return samples.map((sample, i) => {
        const path = member('routes', index, ...destinationPath(route, place), 'payload', 'samples', i);
        return { path, sample, route, destination };
      });
    }),
  );
}

async function problemOf(
  config: GatewayConfig,
  { route, destination, sample: { path, event, headers } }: Placed,
  { evaluate }: Expressions,
): Promise<string | undefined> {
  try {
    const delivery = { body: readFileSync(path), headers, event, id: undefined, at: Date.now() };
    const { made, says } = await tryTranslation(readTrial(config, route, delivery), destination, evaluate);
    if (!(made instanceof Outcome)) return undefined;
    return says === undefined ? made.reason : `${made.reason ?? ''}: ${says}`;
  } catch (error) {
    if (error instanceof Untriable) return error.message;
    return `the file cannot be read (${errorCode(error)})`;
  }
}
