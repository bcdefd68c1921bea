/** Every scheme of the catalogue through a whole gateway: as a source into Standard Webhooks, and as a destination. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { NOW, URL_OF_TESTS, genuine, subjectsOf, verdictOn, type Subject } from '../schemes/harness.js';
import { EVENT, eventOf } from '../schemes/subject.js';

const [, QUERY = ''] = URL_OF_TESTS.split('?');
const subjects = Object.keys(schemes).flatMap((name) => subjectsOf(name));
/** Those whose keys come from elsewhere have a host of keys of their own in foreign-keys.test.ts. */
const sources = subjects
  .filter(({ scheme }) => scheme.keys === undefined)
  .map((subject, index) => ({ subject, path: `/from/${index}` }));
const destinations = subjects
  .filter(({ scheme }) => whyUnsignable(scheme) === undefined)
  .map((subject, index) => ({ subject, path: `/to/${index}` }));

let up: Upstream;
let gw: TestGateway;

beforeAll(async () => {
  up = await startUpstream(200);
  const env: Record<string, string> = { STANDARD: secretFor('standard'), LEADS: secretFor('actuallycare') };
  const secret = ({ secret: text }: Subject, name: string): string => {
    env[name] = text;
    return `secrets: [{ env: ${name} }]`;
  };
  const schemeOf = ({ name }: Subject): string => name.replace(/,.*/, '');
  const from = sources.map(
    ({ subject, path }, index) =>
      `  - { name: from-${index}, path: ${path}, source: { scheme: ${schemeOf(subject)}, ${secret(subject, `FROM_${index}`)}${signsUrl(subject.scheme) ? `, publicUrl: "${URL_OF_TESTS}"` : ''} }, destination: { url: "${up.url}", scheme: standard, secrets: [{ env: STANDARD }] } }`,
  );
  const to = destinations.map(
    ({ subject, path }, index) =>
      `  - { name: to-${index}, path: ${path}, source: { scheme: actuallycare, secrets: [{ env: LEADS }] }, destination: { url: "${up.url}/in?${QUERY}", scheme: ${schemeOf(subject)}, ${secret(subject, `TO_${index}`)} } }`,
  );
  gw = await startTestGateway(`routes:\n${[...from, ...to].join('\n')}`, { env, clock: () => NOW });
});

afterAll(async () => {
  await gw.stop();
  await up.close();
});

describe('as a source', () => {
  test.each(sources)(
    '$subject.name arrives byte for byte under Standard Webhooks',
    async ({ subject, path }) => {
      const sent = genuine(subject);
      const query = sent.url.slice(sent.url.indexOf('?'));
      const before = up.received.length;
      const answer = await post(`${gw.url}${path}${query}`, sent.body, sent.headers);
      expect(answer.outcome).toBe('accepted');
      const [received] = up.received.slice(before);
      expect(received?.body.equals(sent.body)).toBe(true);
      vi.setSystemTime(NOW);
      new Webhook(secretFor('standard')).verify(
        sent.body.toString(),
        received?.headers as Record<string, string>,
        {
          jsonParse: false,
        },
      );
      vi.useRealTimers();
    },
  );
});

describe('as a destination', () => {
  test.each(destinations)('$subject.name is what its receiver verifies', async ({ subject, path }) => {
    const body = Buffer.from(subject.body.toString().replaceAll(EVENT, eventOf(subject.scheme)));
    const headers = {
      ...signHeaders('actuallycare', secretFor('actuallycare'), body, { at: NOW }),
      'Content-Type': subject.contentType,
    };
    const before = up.received.length;
    const answer = await post(gw.url + path, body, headers);
    expect(answer.outcome).toBe('accepted');
    const [received] = up.received.slice(before);
    const url = `${up.url}${received?.path ?? ''}`;
    const sent = {
      method: 'POST',
      url,
      headers: received?.rawHeaders ?? [],
      body: received?.body ?? Buffer.alloc(0),
    };
    expect(verdictOn(subject, sent)).toBe('accepted');
    expect(sent.body.equals(body)).toBe(true);
  });
});
