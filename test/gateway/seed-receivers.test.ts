/** The receivers of the providers' own guides, unchanged in their logic, behind the gateway. */
import { afterEach, describe, expect, it, test } from 'vitest';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import { readPayloads } from '../helpers/payloads.js';
import {
  SEED_RECEIVERS,
  startSeedReceiver,
  type SeedReceiver,
  type SeedReceiverName,
} from '../helpers/seed-receivers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';

const DESTINATION_OF: Readonly<Record<SeedReceiverName, { scheme: string; payload: 'exact' | 'compact' }>> = {
  'actuallycare setup, Express': { scheme: 'actuallycare', payload: 'exact' },
  'actuallycare setup, Flask': { scheme: 'actuallycare', payload: 'exact' },
  'actuallycare integration, Express': { scheme: 'actuallycare-bare', payload: 'exact' },
  'exampleapi, Express': { scheme: 'exampleapi', payload: 'compact' },
  'exampleapi, Flask': { scheme: 'exampleapi', payload: 'exact' },
  'exampleapi, Go': { scheme: 'exampleapi', payload: 'exact' },
  'real-estate, Express': { scheme: 'real-estate', payload: 'compact' },
  'carecycle, Express': { scheme: 'carecycle', payload: 'exact' },
};
const NAMES = Object.keys(SEED_RECEIVERS) as SeedReceiverName[];
const RESERIALISING = NAMES.filter((name) => DESTINATION_OF[name].payload === 'compact');

const SOURCES = ['actuallycare', 'exampleapi', 'real-estate', 'carecycle'];
const payloads = readPayloads();
const bodyOf = (file: string): Buffer => {
  const found = payloads.find((payload) => payload.file === file);
  if (!found) throw new TypeError(file);
  return found.body;
};
const COMPACT = bodyOf('realestate/property.created.compact.json');
const PRETTY = bodyOf('realestate/property.created.pretty2.json');

let stopping: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stopping) await stop();
  stopping = [];
});

interface Setup {
  readonly receiver: SeedReceiver;
  readonly gateway: TestGateway;
  readonly deliver: (body: Buffer, from?: string) => Promise<Answer>;
}

/** A receiver of a guide behind a gateway with one route for each of the four systems. */
async function behindGateway(
  name: SeedReceiverName,
  { scheme, payload } = DESTINATION_OF[name],
): Promise<Setup> {
  const secret = secretFor(scheme, 'r');
  const receiver = await startSeedReceiver(name, secret);
  const routes = SOURCES.map(
    (from) => `
  - name: ${from}
    path: /${from}
    source: { scheme: ${from}, secrets: [ '${secretFor(from, 's')}' ] }
    destination: { url: '${receiver.url}', scheme: ${scheme}, secrets: [ '${secret}' ], payload: ${payload} }`,
  );
  const gateway = await startTestGateway(`routes:${routes.join('')}`);
  stopping.push(
    () => gateway.stop(),
    () => receiver.close(),
  );
  return {
    receiver,
    gateway,
    deliver: (body, from = 'actuallycare') =>
      post(`${gateway.url}/${from}`, body, signHeaders(from, secretFor(from, 's'), body)),
  };
}

describe.each(NAMES)('the receiver of %s', (name) => {
  it('accepts what the gateway sends it, whichever system it comes from', async () => {
    const { receiver, deliver } = await behindGateway(name);
    for (const [i, from] of SOURCES.entries()) {
      const body = Buffer.from(PRETTY.toString().replace('evt_123456', `evt_${i}`));
      const answer = await deliver(body, from);
      expect([answer.status, answer.outcome], from).toEqual([200, 'accepted']);
      expect(answer.body.toString()).toBe('ok');
    }
    expect(receiver.taken).toHaveLength(SOURCES.length);
  });

  it('accepts every body of the seed systems that it can read at all', async () => {
    const { receiver, deliver } = await behindGateway(name);
    const { payload } = DESTINATION_OF[name];
    const readable = payloads.filter(
      ({ file, isJson, isUtf8, features }) =>
        !file.startsWith('generic/') &&
        isJson &&
        isUtf8 &&
        // Digits and doubled keys do not survive re-serialising: `compact` says so instead of losing them.
        !(payload === 'compact' && features.some((feature) => /big-int|duplicate-keys/.test(feature))),
    );
    expect(readable.length).toBeGreaterThan(20);
    for (const { file, body } of readable) expect((await deliver(body)).outcome, file).toBe('accepted');
    expect(receiver.taken).toHaveLength(readable.length);
  });

  it('refuses what is signed with another secret, so its check does check', async () => {
    const { receiver } = await behindGateway(name);
    const { scheme } = DESTINATION_OF[name];
    const headers = signHeaders(scheme, secretFor(scheme, 'x'), COMPACT);
    const answer = await post(receiver.url, COMPACT, headers);
    expect([401, 500]).toContain(answer.status);
    expect(receiver.taken).toEqual([]);
  });
});

describe('why `compact` exists', () => {
  test.each(RESERIALISING)(
    'with exact bytes, %s refuses a genuine body that is not written its way',
    async (name) => {
      const { scheme } = DESTINATION_OF[name];
      const { receiver, deliver } = await behindGateway(name, { scheme, payload: 'exact' });
      const pretty = await deliver(PRETTY);
      // 401 is worth a retry to these receivers' provider and final to ActuallyCare, so the source hears 502.
      expect([pretty.status, pretty.outcome]).toEqual([502, 'failed']);
      expect(pretty.headers['webhook-gateway-receiver-status']).toBe('401');
      expect((await deliver(COMPACT)).outcome).toBe('accepted');
      expect(receiver.taken).toHaveLength(1);
    },
  );

  test.each(RESERIALISING)('what %s cannot be sent without loss is told, not sent', async (name) => {
    const { receiver, deliver } = await behindGateway(name);
    for (const file of [
      'actuallycare/escrow.updated.numbers.json',
      'actuallycare/appointment.booked.duplicate-keys.json',
      'exampleapi/user.created.bom.json',
    ]) {
      const answer = await deliver(bodyOf(file));
      expect([answer.status, answer.outcome], file).toEqual([502, 'untranslatable']);
    }
    expect(receiver.taken).toEqual([]);
  });
});

describe('why `actuallycare-bare` exists', () => {
  it('the receiver of the integration guide refuses every prefixed signature', async () => {
    const { receiver, deliver } = await behindGateway('actuallycare integration, Express', {
      scheme: 'actuallycare',
      payload: 'exact',
    });
    const answer = await deliver(COMPACT);
    expect([answer.status, answer.outcome]).toEqual([502, 'failed']);
    expect(receiver.taken).toEqual([]);
  });

  it('the receiver of the setup guide takes the bare form too', async () => {
    const { receiver, deliver } = await behindGateway('actuallycare setup, Express', {
      scheme: 'actuallycare-bare',
      payload: 'exact',
    });
    expect((await deliver(COMPACT)).outcome).toBe('accepted');
    expect(receiver.taken).toHaveLength(1);
  });
});

describe('what the gateway keeps from these receivers', () => {
  test.each([
    ['a digest with a tail that is no hexadecimal', (digest: string) => `sha256=${digest}zz`],
    ['a digest joined to another', (digest: string) => `sha256=${digest}, sha256=${'0'.repeat(64)}`],
  ])('%s, which the setup guide itself would take', async (_what, forge) => {
    const { receiver, gateway } = await behindGateway('actuallycare setup, Express');
    const direct = signHeaders('actuallycare', secretFor('actuallycare', 'r'), COMPACT);
    const digest = (direct['X-Webhook-Signature'] ?? '').replace('sha256=', '');
    const alone = await post(receiver.url, COMPACT, { ...direct, 'X-Webhook-Signature': forge(digest) });
    expect(alone.status).toBe(200);

    const source = signHeaders('actuallycare', secretFor('actuallycare', 's'), COMPACT);
    const own = (source['X-Webhook-Signature'] ?? '').replace('sha256=', '');
    const headers = { ...source, 'X-Webhook-Signature': forge(own) };
    const answer = await post(`${gateway.url}/actuallycare`, COMPACT, headers);
    expect([answer.status, answer.outcome]).toEqual([401, 'invalid_signature']);
    expect(receiver.taken).toHaveLength(1);
  });

  test.each(RESERIALISING)('a missing signature, which ends %s in an error of its own', async (name) => {
    const { receiver, gateway } = await behindGateway(name);
    const plain = { 'Content-Type': 'application/json' };
    expect((await post(receiver.url, COMPACT, plain)).status).toBe(500);
    const answer = await post(`${gateway.url}/actuallycare`, COMPACT, plain);
    expect([answer.status, answer.outcome]).toEqual([401, 'missing_signature']);
  });
});
