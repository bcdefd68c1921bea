/** The official libraries as judges, in both directions; where they are known to differ, the difference is the promise. */
import { Webhook as StandardWebhook, WebhookVerificationError } from 'standardwebhooks';
import { Webhook as SvixWebhook, WebhookVerificationError as SvixVerificationError } from 'svix';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { readPayloads, type Payload } from '../helpers/payloads.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Received, type Upstream } from '../helpers/upstream.js';

const SOURCE_SECRET = secretFor('actuallycare', 's');
const OLD = secretFor('standard', 'o');
const NEW = secretFor('standard', 'n');
const payloads = readPayloads();
const titled = (list: readonly Payload[]) => list.map((payload) => [payload.file, payload] as const);
const isText = ({ isUtf8 }: Payload): boolean => isUtf8;

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  const route = (name: string, from: string, secrets: string, to: string, toSecrets: string): string => `
  - name: ${name}
    path: /${name}
    source: { scheme: ${from}, secrets: [ ${secrets} ] }
    destination: { url: '${upstream.url}', scheme: ${to}, secrets: [ ${toSecrets} ] }`;
  gateway = await startTestGateway(
    'routes:' +
      ['svix', 'standard']
        .map(
          (family) =>
            route(`to-${family}`, 'actuallycare', SOURCE_SECRET, family, `'${NEW}', '${OLD}'`) +
            route(`from-${family}`, family, `'${NEW}', '${OLD}'`, 'actuallycare', SOURCE_SECRET),
        )
        .join(''),
  );
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** What a receiver behind the gateway gets for a body. */
async function received(
  family: string,
  body: Buffer,
): Promise<Received & { headers: Record<string, string> }> {
  upstream.received.length = 0;
  const headers = signHeaders('actuallycare', SOURCE_SECRET, body);
  const answer = await post(`${gateway.url}/to-${family}`, body, headers);
  const request = upstream.received[0];
  if (!request) throw new Error(`nothing arrived: ${answer.outcome ?? answer.status}`);
  return request as Received & { headers: Record<string, string> };
}

function thrownBy(verify: () => unknown): unknown {
  try {
    verify();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('what the gateway sends verifies with the official libraries', () => {
  test.each(titled(payloads.filter(isText)))('%s', async (_file, { body, isJson }) => {
    for (const family of ['svix', 'standard']) {
      const request = await received(family, body);
      expect(request.body.equals(body)).toBe(true);
      for (const secret of [NEW, OLD]) {
        const bySvix = thrownBy(() => new SvixWebhook(secret).verify(request.body, request.headers));
        // svix 1.x parses what it has verified, JSON or not: the error comes after the signature held.
        if (isJson) expect(bySvix).toBeUndefined();
        else expect(bySvix).toBeInstanceOf(SyntaxError);
        if (family === 'svix') continue;
        const strict = new StandardWebhook(secret);
        expect(
          thrownBy(() => strict.verify(request.body, request.headers, { jsonParse: false })),
        ).toBeUndefined();
      }
      const forged = new SvixWebhook(secretFor('standard', 'x'));
      expect(thrownBy(() => forged.verify(request.body, request.headers))).toBeInstanceOf(
        SvixVerificationError,
      );
    }
  });
});

describe('what the official libraries sign is accepted', () => {
  test.each(titled(payloads.filter(isText)))('%s', async (file, { body }) => {
    const id = `msg_${file.replace(/\W/g, '-')}`;
    const at = new Date();
    const text = body.toString('utf8');
    const signatures = [new SvixWebhook(OLD).sign(id, at, text), new StandardWebhook(NEW).sign(id, at, text)];
    for (const [i, family] of ['svix', 'webhook'].entries()) {
      const path = family === 'svix' ? '/from-svix' : '/from-standard';
      const headers = {
        [`${family}-id`]: id,
        [`${family}-timestamp`]: String(Math.floor(at.getTime() / 1000)),
        [`${family}-signature`]: signatures[i] ?? '',
      };
      const answer = await post(gateway.url + path, body, headers);
      expect([answer.outcome, answer.id]).toEqual(['accepted', id]);
    }
  });
});

describe('where the official libraries differ, and the gateway does on purpose', () => {
  const at = new Date();
  const seconds = String(Math.floor(at.getTime() / 1000));
  const text = '{"type":"lead.created"}';
  const genuine = (id = 'msg_1', body = text): Record<string, string> => ({
    'svix-id': id,
    'svix-timestamp': seconds,
    'svix-signature': new SvixWebhook(NEW).sign(id, at, body),
  });
  const ours = async (headers: Record<string, string>, body: Buffer | string = text): Promise<string> =>
    (await post(`${gateway.url}/from-svix`, body, headers)).outcome ?? '';
  const theirs = (headers: Record<string, string>, body: Buffer | string = text): boolean =>
    thrownBy(() => new SvixWebhook(NEW).verify(body, headers)) === undefined;

  test.each(titled(payloads.filter((payload) => !isText(payload))))(
    'a body that is no UTF-8 is signed over its bytes, which they cannot check: %s',
    async (_file, { body }) => {
      for (const family of ['svix', 'standard']) {
        const { headers, body: arrived } = await received(family, body);
        expect(arrived.equals(body)).toBe(true);
        const Library = family === 'svix' ? SvixWebhook : StandardWebhook;
        const error = family === 'svix' ? SvixVerificationError : WebhookVerificationError;
        expect(thrownBy(() => new Library(NEW).verify(arrived, headers))).toBeInstanceOf(error);
      }
    },
  );

  it('their signature over replaced characters fits several bodies; we take none of them', async () => {
    const [body, twin] = [0xfe, 0xff].map((byte) => Buffer.from([0x22, byte, 0x22])) as [Buffer, Buffer];
    const headers = genuine('msg_utf8', body.toString('utf8'));
    expect([theirs(headers, body), theirs(headers, twin)]).toEqual([true, true]);
    expect([await ours(headers, body), await ours(headers, twin)]).toEqual([
      'invalid_signature',
      'invalid_signature',
    ]);
  });

  test.each([`${seconds}abc`, `${seconds}.9`, `+${seconds}`, `000${seconds}`, `${seconds}, ${seconds}`])(
    'they read the timestamp %s by its first digits; we refuse it',
    async (timestamp) => {
      const headers = { ...genuine(), 'svix-timestamp': timestamp };
      expect(theirs(headers)).toBe(true);
      expect(await ours(headers)).toBe('malformed');
    },
  );

  it('they take headers of both families mixed; we want one complete family', async () => {
    const { 'svix-id': id = '', 'svix-signature': signature = '' } = genuine();
    const mixed = { 'svix-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature };
    expect(theirs(mixed)).toBe(true);
    expect(await ours(mixed)).toBe('missing_signature');
  });

  it('they overlook a second family that says something else; we refuse the contradiction', async () => {
    const both = { ...genuine(), 'webhook-id': 'msg_2' };
    expect(theirs(both)).toBe(true);
    expect(await ours(both)).toBe('malformed');
  });

  it('they take an id with a dot, under which two messages have one signature; we refuse it', async () => {
    const headers = genuine('a.b');
    expect(theirs(headers)).toBe(true);
    expect(await ours(headers)).toBe('malformed');
  });

  it('they and we agree on the same delivery without any of this', async () => {
    expect(theirs(genuine('msg_plain'))).toBe(true);
    expect(await ours(genuine('msg_plain'))).toBe('accepted');
  });
});
