/** The example of docs/schemes.md whose keys come from elsewhere, as it stands there. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { post, startTestGateway } from '../helpers/gateway.js';
import { startUpstream } from '../helpers/upstream.js';

const page = readFileSync(new URL('../../docs/schemes.md', import.meta.url), 'utf8');
const example = /```yaml\n# custom scheme with a key by its id[^\n]*\n([^]*?)```/.exec(page)?.[1] ?? '';

test('its deliveries are accepted under the key that their id names, and under no other', async () => {
  const [ours, theirs] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  if (!ours || !theirs) throw new TypeError('two pairs');
  const up = await startUpstream();
  const asked: string[] = [];
  const receiver = `destination: { url: "${up.url}", scheme: none, reason: the receiver of this test }`;
  const routes = `routes:\n  - { name: office, path: /office, source: { scheme: ticket-office }, ${receiver} }\n`;
  const gw = await startTestGateway(example + routes, {
    fetchKey: ({ address }) => {
      asked.push(address);
      const publicKey = ours.publicKey.export({ type: 'spki', format: 'pem' });
      return Promise.resolve({
        status: 200,
        body: Buffer.from(JSON.stringify({ publicKey })),
        maxAge: undefined,
      });
    },
  });
  try {
    const body = '{"id":"t_1","type":"ticket.opened"}';
    const deliver = (account: string, key: typeof ours.privateKey) =>
      post(`${gw.url}/office`, body, {
        ...{ 'X-Key-Id': 'k-1', 'X-Account': account },
        'X-Signature': sign('sha256', Buffer.from(`acme.${body}`), key).toString('base64'),
      });
    expect(await deliver('acme', theirs.privateKey)).toMatchObject({ outcome: 'invalid_signature' });
    expect(await deliver('other', ours.privateKey)).toMatchObject({ outcome: 'invalid_signature' });
    expect(await deliver('acme', ours.privateKey)).toMatchObject({ outcome: 'accepted' });
    expect(await deliver('acme', ours.privateKey)).toMatchObject({ outcome: 'duplicate' });
    expect(asked).toEqual(['https://keys.ticket-office.example/v1/k-1']);
  } finally {
    await gw.stop();
    await up.close();
  }
});
