/** `refused`: the list, one with its causes, and what is genuine now counted before it is asked for. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApi, type TestApi } from '../helpers/api.js';
import { endAll } from '../helpers/jobs.js';
import { FakeOperations, routeOf } from '../helpers/operations.js';
import { refusedEntryOf } from '../helpers/refused.js';
import { cells, typed } from './typed.js';

const ID = 'ref_0123456789abcdef01234567';
const CAUSE = {
  cause: 'header_renamed',
  text: 'The signature stands in the header X-New.',
  evidence: 'under the right name it holds',
  line: 'schemes.my-github.signature.header: X-New',
};

let api: TestApi;

beforeEach(async () => {
  api = await startApi(new FakeOperations({ routes: [routeOf('leads')] }));
  const entry = refusedEntryOf({
    id: ID,
    target: '/webhooks/leads?token=planted&a=1',
    headers: [
      { name: 'X-New', kind: 'signature', value: 'planted', shown: 'sha256:1f3c… (64 characters, hex)' },
      { name: 'X-Odd', kind: 'plain', value: '\u001b[2J', shown: '\u001b[2J' },
    ],
    count: 3,
  });
  api.operations.refused.details.push(
    { ...entry, entry, nearest: undefined, explanations: [CAUSE], expected: undefined },
    {
      ...refusedEntryOf({ route: '_unmatched', path: '/lead' }),
      entry,
      nearest: 'leads',
      explanations: [],
      expected: undefined,
    },
  );
  api.operations.beforeAnswer = (method) => {
    if (method === 'findJob') endAll(api.operations.jobs);
  };
});
afterEach(() => api.stop());

const started = (): unknown[] => api.operations.asked('startJob');

test('lists them, with the filters that were typed', async () => {
  const filters = ['--route', 'leads', '--reason', 'mismatch', '--client', '192.0.2.7'];
  const { code, out } = await typed(api, ['refused', ...filters]);
  expect(code).toBe(0);
  expect(cells(out)[1]).toEqual(expect.arrayContaining(['leads', 'invalid_signature (mismatch)', '3', ID]));
  expect(out).toContain('nearest: leads');
  const [asked] = api.operations.asked('refused.list');
  expect(asked).toMatchObject({ route: 'leads', reason: 'mismatch', client: '192.0.2.7' });
});

test('says below the list whose it is, if there are more replicas than one', async () => {
  api.operations.replicas = 2;
  const { err } = await typed(api, ['refused']);
  expect(err).toMatch(/ replicas (of prefix|share the store)/);
});

test('shows one: what it was, why, the line to change; and nothing that lets anybody in', async () => {
  const { code, out } = await typed(api, ['refused', 'show', ID]);
  expect(code).toBe(0);
  expect(out).toContain(`1. ${CAUSE.text}\n   evidence: ${CAUSE.evidence}  [header_renamed]\n`);
  expect(out).toContain(`   change:   ${CAUSE.line}\n`);
  expect(out).toContain('X-New: sha256:1f3c… (64 characters, hex)\n');
  expect(out).toContain('request:       POST /webhooks/leads?token=…&a=…\n');
  expect(out).not.toContain('planted');
  expect(out).not.toContain('\u001b');
  expect((await typed(api, ['refused', 'show', 'ref_none'])).code).toBe(1);
});

test('explain --refused says the causes alone, and ends with 1 unless it verifies now', async () => {
  const { code, out } = await typed(api, ['explain', '--refused', ID], {
    env: { GATEWAY_ADMIN_URL: api.url },
  });
  expect(code).toBe(1);
  expect(out).toBe(
    `1. ${CAUSE.text}\n   evidence: ${CAUSE.evidence}  [header_renamed]\n   change:   ${CAUSE.line}\n`,
  );
});

test('verify says how many of how many are genuine, and takes them at ten a second', async () => {
  api.operations.jobs.matches = { genuine: 4_000, mismatch: 20_000 };
  const dry = await typed(api, ['refused', 'verify', '--route', 'leads', '--dry-run']);
  expect(dry.out).toBe('4000 of 24000 are genuine, and would be taken: 4000 genuine, 20000 mismatch\n');
  expect(started()).toHaveLength(1);
  const unasked = await typed(api, ['refused', 'verify', '--route', 'leads']);
  expect([unasked.code, started().length]).toEqual([2, 2]);
  const { code, out } = await typed(api, ['refused', 'verify', '--route', 'leads', '--yes']);
  expect(code).toBe(0);
  expect(out).toContain('0 failed');
  expect(started().at(-1)).toMatchObject({
    do: 'verify',
    filter: { route: 'leads' },
    rate: 10,
    dryRun: false,
  });
});

test('verify takes single ones without a question, and says which were not genuine', async () => {
  api.operations.jobs.matches = { genuine: 1, mismatch: 1 };
  const { code, err } = await typed(api, ['refused', 'verify', ID, 'ref_fedcba987654321001234567']);
  expect(code).toBe(1);
  expect(err).toContain('1 of the ids are not there, or not genuine');
  expect(started().at(-1)).toMatchObject({ filter: { ids: [ID, 'ref_fedcba987654321001234567'] } });
  expect((await typed(api, ['refused', 'verify'])).err).toContain('name ids, or choose with --route');
  expect((await typed(api, ['refused', 'verify', ID, '--reason', 'mismatch'])).code).toBe(2);
});
