/**
 * `demo`: shows the main job in half a minute, in a checkout with its packages and nothing else. It runs the real
 * gateway on its in-memory store and a receiver that verifies with the official library. It sends five deliveries and
 * says before each one how it will end.
 */
import { randomBytes } from 'node:crypto';
import { curl } from './sign.js';
import type { DEMO } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { startDemoReceiver, type DemoReceiver } from './demo-receiver.js';
import { loadGatewayConfig } from '../config/load.js';
import { type Gateway, startGateway } from '../gateway/start.js';
import { createLog } from '../observe/log.js';
import { createMetrics } from '../observe/metrics.js';
import type { OutcomeCode } from '../model/outcome.js';
import { schemes } from '../schemes/catalogue/index.js';
import { readKey } from '../schemes/engine/keys.js';
import { createSigner } from '../schemes/engine/sign.js';
import { readVersion } from '../model/version.js';
import type { EpochMs } from '../model/time.js';

interface Secrets {
  readonly ACTUALLYCARE_SECRET: string;
  readonly STANDARD_SECRET: string;
}

interface Step {
  readonly title: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly promised: OutcomeCode;
  /** What happened, in a newcomer's words. */
  readonly meaning: string;
}

const BODY = Buffer.from(
  JSON.stringify({
    event: 'lead.created',
    team_id: 'team_7',
    timestamp: new Date().toISOString(),
    data: { name: 'Ada' },
  }),
);
const REVERSE_BODY = Buffer.from(
  JSON.stringify({ type: 'call.completed', timestamp: new Date().toISOString(), data: { id: 'call_9' } }),
);

const CONFIG = `
server: { host: 127.0.0.1, port: 0, drainDelay: 0ms, drainTimeout: 2s }
admin: { host: 127.0.0.1, port: 0 }
store: { url: "memory:" }
routes:
  - name: leads
    path: /webhooks/actuallycare
    source: { scheme: actuallycare, secrets: [{ env: ACTUALLYCARE_SECRET }] }
    destination: { url: "\${RECEIVER}/svix", scheme: svix, secrets: [{ env: STANDARD_SECRET }] }
  - name: calls
    path: /webhooks/standard
    source: { scheme: svix, secrets: [{ env: STANDARD_SECRET }] }
    destination: { url: "\${RECEIVER}/actuallycare", scheme: actuallycare, secrets: [{ env: ACTUALLYCARE_SECRET }] }
`;

export async function demo({ values }: ArgsOf<typeof DEMO>, io: Io): Promise<ExitCode> {
  const secrets: Secrets = {
    ACTUALLYCARE_SECRET: randomBytes(32).toString('hex'),
    STANDARD_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  };
  const receiver = await startDemoReceiver(secrets.STANDARD_SECRET, secrets.ACTUALLYCARE_SECRET);
  const gateway = await startDemoGateway(receiver, secrets);
  const base = `http://127.0.0.1:${gateway.publicPort}`;
  io.out(introduction(base, gateway, receiver));

  let kept = 0;
  const steps = stepsOf(secrets);
  for (const [index, step] of steps.entries()) {
    const outcome = await play(base, step);
    const asPromised = outcome === step.promised;
    if (asPromised) kept++;
    io.out(
      `${asPromised ? 'ok ' : 'NO '} ${index + 1}. ${step.title.padEnd(58)} ${outcome}\n      ${step.meaning}\n`,
    );
  }
  const received = receiver.accepted();
  const promisedReceipts = 2;
  if (received !== promisedReceipts) kept = -1;
  io.out(
    `\nThe receivers verified and took ${received} of ${steps.length} deliveries; ${promisedReceipts} were genuine and new.\n`,
  );
  io.out(
    values.keep
      ? `\nTry one yourself:\n\n${tryIt(base, secrets)}`
      : `\nTo send one yourself, keep it running: npm run demo -- --keep. It prints a line such as this one:\n\n${tryIt(base, secrets)}`,
  );

  if (values.keep) {
    io.out(`\nMetrics: http://127.0.0.1:${gateway.adminPort}/metrics\nStop with Ctrl-C.\n`);
    await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  }
  await gateway.drain();
  await receiver.close();
  return kept === steps.length ? 0 : 1;
}

async function startDemoGateway(receiver: DemoReceiver, secrets: Secrets): Promise<Gateway> {
  const loaded = loadGatewayConfig({
    file: 'demo.yaml',
    env: { ...secrets, RECEIVER: receiver.url },
    readFile: () => Buffer.from(CONFIG),
  });
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, message }) => `${path}: ${message}`).join('; '));
  const version = readVersion();
  const log = createLog({ level: 'silent' });
  return startGateway(loaded.config, { version, log, metrics: createMetrics({ version }) });
}

function stepsOf({ ACTUALLYCARE_SECRET, STANDARD_SECRET }: Secrets): readonly Step[] {
  const genuine = signed('actuallycare', ACTUALLYCARE_SECRET, BODY, Date.now());
  const reverse = signed('svix', STANDARD_SECRET, REVERSE_BODY, Date.now());
  const stale = signed('svix', STANDARD_SECRET, REVERSE_BODY, Date.now() - 10 * 60_000);
  const leads = '/webhooks/actuallycare';
  const calls = '/webhooks/standard';
  return [
    {
      title: 'A genuine ActuallyCare delivery (sha256=…)',
      path: leads,
      headers: genuine,
      body: BODY,
      promised: 'accepted',
      meaning: 'verified, signed again as svix-id/-timestamp/-signature; the svix library took it',
    },
    {
      title: 'Its retry, byte for byte',
      path: leads,
      headers: genuine,
      body: BODY,
      promised: 'duplicate',
      meaning: 'answered 200 here; the receiver saw nothing',
    },
    {
      title: 'A forgery: one byte of the body changed',
      path: leads,
      headers: genuine,
      body: Buffer.from(BODY.toString().replace('Ada', 'Eve')),
      promised: 'invalid_signature',
      meaning: 'refused with 401; the receiver saw nothing',
    },
    {
      title: 'A Standard Webhooks delivery signed ten minutes ago',
      path: calls,
      headers: stale,
      body: REVERSE_BODY,
      promised: 'stale',
      meaning: 'genuine, but outside the tolerance of five minutes',
    },
    {
      title: 'The reverse: Standard Webhooks in, sha256=… out',
      path: calls,
      headers: reverse,
      body: REVERSE_BODY,
      promised: 'accepted',
      meaning: 'a receiver written for ActuallyCare took it',
    },
  ];
}

function signed(schemeName: string, secret: string, body: Buffer, at: EpochMs): string[] {
  const scheme = schemes[schemeName];
  if (!scheme) throw new TypeError(`no scheme ${schemeName}`);
  const headers: string[] = [];
  const id = `msg_${randomBytes(12).toString('hex')}`;
  createSigner(scheme, [readKey(scheme, secret)])({ id, event: 'lead.created', body }, at, headers);
  return headers;
}

async function play(base: string, step: Step): Promise<string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (let i = 0; i < step.headers.length; i += 2) headers[step.headers[i] ?? ''] = step.headers[i + 1] ?? '';
  const response = await fetch(base + step.path, {
    method: 'POST',
    headers,
    body: new Uint8Array(step.body),
  });
  await response.arrayBuffer();
  return response.headers.get('webhook-gateway-outcome') ?? 'no outcome';
}

function introduction(base: string, gateway: Gateway, receiver: DemoReceiver): string {
  return `
Standard Webhooks Gateway ${readVersion()}

  provider ──▶ gateway ${base} ──▶ receiver ${receiver.url}
               verify · deduplicate · sign again · forward
               metrics on port ${gateway.adminPort}

`;
}

function tryIt(base: string, { ACTUALLYCARE_SECRET }: Secrets): string {
  const body = Buffer.from(`{"event":"lead.created","team_id":"team_7","data":{"name":"You"}}`);
  return curl(
    `${base}/webhooks/actuallycare`,
    signed('actuallycare', ACTUALLYCARE_SECRET, body, Date.now()),
    undefined,
    body,
  );
}
