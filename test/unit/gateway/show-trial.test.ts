/** A trial shows nothing that a secret has a part in, whatever the destination's scheme. */
import { expect, test } from 'vitest';
import type { GatewayConfig } from '../../../src/config/config.js';
import { loadGatewayConfig } from '../../../src/config/load.js';
import { showTrial } from '../../../src/gateway/trial/show-trial.js';
import { readTrial } from '../../../src/gateway/trial/try-translation.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { secretFor } from '../../helpers/secrets.js';

const HIDDEN = '[redacted]';
const AT = Date.UTC(2026, 10, 20, 9, 30);

/** @returns undefined for a scheme that no destination may have */
function configured(scheme: string, seed: string): GatewayConfig | undefined {
  const source = { scheme: 'actuallycare', secrets: [secretFor('actuallycare')] };
  const secret = secretFor(scheme, seed);
  const headers = { 'X-Key': `key-${seed}` };
  const destination = { url: 'http://127.0.0.1:3000/hooks', scheme, secrets: [secret], headers };
  const routes = [{ name: 'a', path: '/a', source, destination }];
  const text = JSON.stringify({ store: { url: 'memory:' }, routes });
  const loaded = loadGatewayConfig({
    file: 'test.yaml',
    exists: () => false,
    env: {},
    readFile: () => Buffer.from(text),
  });
  return loaded.ok ? loaded.config : undefined;
}

async function shown(scheme: string, seed: string) {
  const config = configured(scheme, seed);
  const [route] = config?.routes ?? [];
  if (!config || !route) throw new Error('no route');
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`,
  };
  const body = Buffer.from('event=lead.created&a=1');
  const delivery = { body, headers, event: undefined, id: 'msg_1', at: AT };
  return showTrial(readTrial(config, route, delivery), route.destinations[0], {
    evaluate: () => Promise.reject(new Error('nothing to evaluate')),
    version: 'test',
    clock: () => AT,
  });
}

const SIGNING = Object.keys(schemes).filter((name) => name !== 'none' && configured(name, 'a') !== undefined);

test.each(SIGNING)('%s: another secret shows the same', async (name) => {
  const [one, other] = await Promise.all(['a', 'b'].map((seed) => shown(name, seed)));
  expect(one).toBeDefined();
  expect(one).toEqual(other);
  if (one && 'headers' in one)
    expect(one.headers.filter(([, value]) => value === HIDDEN).map(([header]) => header)).toContain('X-Key');
});

test('and most schemes show a request, with its signature hidden', async () => {
  const ends = await Promise.all(
    SIGNING.map(async (name) => {
      const end = await shown(name, 'a');
      return 'headers' in end ? end.headers.filter(([, value]) => value === HIDDEN).length : 0;
    }),
  );
  expect(SIGNING.length).toBeGreaterThan(60);
  expect(ends.filter((hidden) => hidden > 1).length).toBeGreaterThan(SIGNING.length * 0.8);
});
