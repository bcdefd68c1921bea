/** The configuration: what is in force, and reading it again. */
import type { Operations } from '../../operate/operations.js';
import { changeView, configurationView, faultView } from './config-view.js';
import { ok, type Call, type Endpoint, type Reply } from './endpoint.js';
import { Problem } from './problem.js';
import { invalid, type Query } from './query.js';

/** Changes in one answer. */
const MOST_CHANGES = 1_000;

export const CONFIG_ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/config', role: 'reader', handle: config },
  { method: 'post', path: '/reload', query: ['dryRun'], role: 'operator', handle: reload },
];

async function config(operations: Operations): Promise<Reply> {
  const [state, inUse] = await Promise.all([operations.configuration(), operations.secrets()]);
  return ok(configurationView(state, inUse));
}

async function reload(operations: Operations, { query }: Call): Promise<Reply> {
  const dryRun = readSwitch(query, 'dryRun');
  const reloaded = await operations.reload(dryRun);
  if (!reloaded.ok) {
    throw new Problem('configuration_faulty', undefined, {
      members: { faults: reloaded.faults.map(faultView) },
    });
  }
  const { changes } = reloaded;
  return ok({
    reloaded: !dryRun,
    changes: changes.slice(0, MOST_CHANGES).map(changeView),
    more: Math.max(0, changes.length - MOST_CHANGES),
  });
}

/** @throws Problem */
function readSwitch(query: Query, name: string): boolean {
  const text = query.get(name) ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid(name, 'true or false');
}
