/** The demo's five deliveries. Before each it is said how it will end. */
import type { OutcomeCode } from '../../model/outcome.js';
import { curl } from '../sign.js';
import { deliver, signed, type Delivery } from './deliver.js';
import type { Stage } from './stage.js';

interface Step extends Delivery {
  readonly title: string;
  readonly promised: OutcomeCode;
  /** What happened, in a newcomer's words. */
  readonly meaning: string;
}

const LEADS = '/webhooks/actuallycare';
const CALLS = '/webhooks/standard';

/** Of the five. */
const GENUINE_AND_NEW = 2;

/** @returns whether all went as promised */
export async function playSteps(stage: Stage, say: (text: string) => void): Promise<boolean> {
  const steps = stepsOf(stage);
  let kept = 0;
  for (const [index, step] of steps.entries()) {
    const { outcome } = await deliver(stage.url, step);
    const asPromised = outcome === step.promised;
    if (asPromised) kept++;
    say(
      `${asPromised ? 'ok ' : 'NO '} ${index + 1}. ${step.title.padEnd(58)} ${outcome}\n      ${step.meaning}\n`,
    );
  }
  const taken = stage.receivers.taken();
  say(
    `\nThe receivers verified and took ${taken} of ${steps.length} deliveries; ${GENUINE_AND_NEW} were genuine and new.\n`,
  );
  return kept === steps.length && taken === GENUINE_AND_NEW;
}

function stepsOf({ secrets, receivers }: Stage): readonly Step[] {
  const lead = { event: 'lead.created', team_id: 'team_7', timestamp: new Date().toISOString() };
  const body = jsonOf({ ...lead, data: { name: 'Ada' } });
  const call = jsonOf({ type: 'call.completed', timestamp: lead.timestamp, data: { id: 'call_9' } });
  const genuine = signed('actuallycare', secrets.actuallycare, lead.event, body, Date.now());
  const stale = signed('svix', secrets.standard, 'call.completed', call, Date.now() - 10 * 60_000);
  const reverse = signed('svix', secrets.standard, 'call.completed', call, Date.now());
  return [
    {
      title: 'A genuine ActuallyCare delivery (sha256=…)',
      ...{ path: LEADS, headers: genuine, body },
      promised: 'accepted',
      meaning: `verified, signed again as svix-id/-timestamp/-signature; ${receivers.judge.name} took it`,
    },
    {
      title: 'Its retry, byte for byte',
      ...{ path: LEADS, headers: genuine, body },
      promised: 'duplicate',
      meaning: 'answered 200 here; the receiver saw nothing',
    },
    {
      title: 'A forgery: one byte of the body changed',
      ...{ path: LEADS, headers: genuine, body: Buffer.from(body.toString().replace('Ada', 'Ade')) },
      promised: 'invalid_signature',
      meaning: 'refused with 401; the receiver saw nothing',
    },
    {
      title: 'A Standard Webhooks delivery signed ten minutes ago',
      ...{ path: CALLS, headers: stale, body: call },
      promised: 'stale',
      meaning: 'genuine, but outside the tolerance of five minutes',
    },
    {
      title: 'The reverse: Standard Webhooks in, sha256=… out',
      ...{ path: CALLS, headers: reverse, body: call },
      promised: 'accepted',
      meaning: 'a receiver written for ActuallyCare took it',
    },
  ];
}

/** A genuine delivery to send by hand. */
export function tryIt({ url, secrets }: Stage): string {
  const body = jsonOf({ event: 'lead.created', team_id: 'team_7', data: { name: 'You' } });
  const headers = signed('actuallycare', secrets.actuallycare, 'lead.created', body, Date.now());
  return curl(url + LEADS, Object.entries(headers).flat(), undefined, body);
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
