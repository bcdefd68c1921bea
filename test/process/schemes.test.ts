/** `schemes NAME` prints a scheme that works when it is pasted: the same format under a name of one's own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGatewayConfig } from '../../src/config/load.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { run } from '../helpers/process.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

const NAMES = Object.keys(schemes);
const signed = NAMES.filter((name) => schemes[name]?.signature);
const BODY = `{"id":"evt_1","type":"a.b","event":"a.b","timestamp":"2026-01-01T00:00:00Z","data":{}}`;

let receiver: Upstream;
/** What the command printed, by name. */
const pasted = new Map<string, string>();

beforeAll(async () => {
  receiver = await startUpstream();
  const printed = await Promise.all(NAMES.map(async (name) => [name, await run(['schemes', name])] as const));
  for (const [name, { code, stdout }] of printed) {
    expect(code).toBe(0);
    pasted.set(name, stdout);
  }
});
afterAll(() => receiver.close());

test('the list names every scheme', async () => {
  const { code, stdout } = await run(['schemes']);
  expect(code).toBe(0);
  for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  expect(await run(['schemes', 'nope'])).toMatchObject({ code: 2 });
});

describe.each(NAMES)('%s', (name) => {
  const own = `my-${name}`;
  const secret = secretFor(name);
  const side = (scheme: string): string =>
    signed.includes(name)
      ? `scheme: ${scheme}, secrets: ["${secret}"]`
      : `scheme: ${scheme}, reason: "trusted network"`;

  function config(from: string, to: string): string {
    return `${pasted.get(name) ?? ''}
store: { url: "memory:" }
routes:
  - { name: r, path: /r, source: { ${side(from)} }, destination: { url: "${receiver.url}", ${side(to)} } }
`;
  }

  test('reads back as the very same description', () => {
    const text = config(own, own);
    const loaded = loadGatewayConfig({ file: 'pasted.yaml', env: {}, readFile: () => Buffer.from(text) });
    expect(loaded.ok ? [] : loaded.faults).toEqual([]);
    if (loaded.ok) expect(loaded.config.schemes[own]).toEqual(schemes[name]);
  });

  test('signs what the other verifies, both ways', async () => {
    receiver.received.length = 0;
    let gateway: TestGateway | undefined;
    try {
      // Signed by the built-in, verified by the pasted one, which signs it again …
      gateway = await startTestGateway(config(own, own));
      const headers = signed.includes(name) ? signHeaders(name, secret, BODY, { event: 'a.b' }) : {};
      expect((await post(`${gateway.url}/r`, BODY, headers)).outcome).toBe('accepted');
      await gateway.stop();
      // … and that is verified by the built-in.
      gateway = await startTestGateway(config(name, own));
      const [forwarded] = receiver.received;
      if (!forwarded) throw new Error('nothing was forwarded');
      expect(
        (await post(`${gateway.url}/r`, forwarded.body, forwarded.rawHeaders.filter(notFraming))).outcome,
      ).toBe('accepted');
    } finally {
      await gateway?.stop();
    }
  });
});

/** Keeps name and value of each header that is not the connection's own. */
function notFraming(_: string, index: number, raw: readonly string[]): boolean {
  const name = raw[index - (index % 2)]?.toLowerCase() ?? '';
  return !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name);
}
