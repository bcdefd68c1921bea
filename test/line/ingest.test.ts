/** What becomes of a claim when a step behind it breaks by a fault of our own. */
import { expect, test } from 'vitest';
import { startTestGateway, post } from '../helpers/gateway.js';
import { startUpstream } from '../helpers/upstream.js';
import { lead, PATH, RECEIVER_SECRET, SOURCE_SECRET } from '../helpers/leads.js';

test('a message that cannot be signed leaves no claim behind: each retry is tried anew', async () => {
  const upstream = await startUpstream();
  // Signs a header that nothing ever sets.
  const gateway = await startTestGateway(`
schemes:
  odd:
    title: Odd
    trust: body verified
    evidence: documentation
    signature: { header: X-Odd, algorithm: hmac-sha256, encoding: hex, content: "{header:X-Never-Set}.{body}" }
    bodyMustBeJson: whole
    identity: [body]
    retries: none
    deadline: 5s
    statuses: { accepted: [2xx], final: [] }
routes:
  - name: leads
    path: ${PATH}
    source: { scheme: actuallycare, secrets: ["${SOURCE_SECRET}"], deadline: 1s }
    destination: { url: "${upstream.url}", scheme: odd, secrets: ["${RECEIVER_SECRET}"] }
`);
  try {
    const { body, headers } = lead();
    for (let attempt = 1; attempt <= 3; attempt++) {
      const answer = await post(gateway.url + PATH, body, headers);
      expect(answer).toMatchObject({ status: 502, outcome: 'untranslatable' });
    }
    expect(upstream.received).toHaveLength(0);
  } finally {
    await gateway.stop();
    await upstream.close();
  }
});

test('a fault of our own behind the claim leaves none behind: each retry is tried anew', async () => {
  const upstream = await startUpstream();
  // Of each delivery it is read at receipt and then at signing, where it breaks.
  let readings = Number.NEGATIVE_INFINITY;
  const gateway = await startTestGateway(
    `
routes:
  - name: leads
    path: ${PATH}
    source: { scheme: actuallycare, secrets: ["${SOURCE_SECRET}"], deadline: 1s }
    destination: { url: "${upstream.url}", scheme: actuallycare, secrets: ["${SOURCE_SECRET}"] }
`,
    {
      clock: () => {
        if (++readings === 2) throw new Error('the clock stopped');
        return Date.now();
      },
    },
  );
  try {
    const { body, headers } = lead();
    for (let attempt = 1; attempt <= 3; attempt++) {
      readings = 0;
      const answer = await post(gateway.url + PATH, body, headers);
      expect(answer).toMatchObject({ status: 503, outcome: 'overloaded' });
    }
    expect(await gateway.metric('webhook_gateway_faults_total')).toBe(3);
    expect(upstream.received).toHaveLength(0);
  } finally {
    await gateway.stop();
    await upstream.close();
  }
});
