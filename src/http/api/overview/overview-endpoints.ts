/** The whole at once, and deliveries as they end. */
import type { Operations } from '../../../operate/operations.js';
import { MOST_TAILS } from '../../../operate/tails.js';
import { ok, type Call, type Endpoint, type Reply } from '../endpoint.js';
import { Problem } from '../problem.js';
import { readOutcome, texts } from '../query.js';
import { deliveryView } from '../view.js';
import { EventStream } from './event-stream.js';
import { overviewView } from './overview-view.js';

export const TAIL_FILTERS = ['route', 'destination', 'outcome', 'event', 'id'] as const;

export const OVERVIEW_ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/overview', role: 'viewer', handle: overview },
  { method: 'get', path: '/tail', query: TAIL_FILTERS, role: 'viewer', handle: tail },
];

async function overview(operations: Operations): Promise<Reply> {
  return ok(overviewView(await operations.overview()));
}

/** @throws Problem if as many are open as may be */
function tail(operations: Operations, { query, role }: Call): Reply {
  const outcome = readOutcome(query);
  const wanted = {
    ...texts(query, ['route', 'destination', 'event', 'id']),
    ...(outcome !== undefined && { outcome }),
  };
  let stream: EventStream | undefined;
  const close = operations.tail(wanted, {
    hear: (kind, entry) => stream?.tell(kind, deliveryView(entry, role)),
    end: () => stream?.end('end', { reason: 'drain' }) ?? Promise.resolve(),
  });
  if (!close) throw new Problem('too_many_tails', `at most ${MOST_TAILS} at the same time; end another one`);
  return {
    status: 200,
    body: undefined,
    stream(response) {
      stream = new EventStream(response, close);
      stream.tell('start', { scope: operations.scopeOf(false) });
      // To HEAD there is no more.
      if (response.req.method === 'HEAD') response.end();
    },
  };
}
