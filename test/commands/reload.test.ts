/** `reload`: what it changes is printed; a faulty configuration is refused with every fault. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApi, type TestApi } from '../helpers/api.js';
import { typed } from './typed.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

test('prints each change, from what to what', async () => {
  api.operations.changes = [
    { path: 'routes.leads.source.deadline', from: '25s', to: '10s' },
    { path: 'routes.new', from: null, to: { name: 'new' } },
  ];
  expect(await typed(api, ['reload'])).toEqual({
    code: 0,
    out: 'reloaded: 2 changes\n  routes.leads.source.deadline: 25s → 10s\n  routes.new: nothing → {"name":"new"}\n',
    err: '',
  });
  expect(api.operations.asked('reload')).toEqual([false]);
});

test('--dry-run says what would change, and changes nothing', async () => {
  const { code, out } = await typed(api, ['reload', '--dry-run']);
  expect([code, out.split('\n')[0]]).toEqual([0, '1 change; nothing was reloaded']);
  expect(api.operations.asked('reload')).toEqual([true]);
});

test('a faulty configuration: exit 2, and every fault', async () => {
  api.operations.faults = [
    { path: 'server.port', message: 'cannot change' },
    { path: 'routes[0].path', message: 'must begin\u001b[2J with /' },
  ];
  const { code, out, err } = await typed(api, ['reload']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('\n  server.port: cannot change\n  routes[0].path: must begin\\u{1b}[2J with /\n');
});

test('-o json is what the API says', async () => {
  const { out } = await typed(api, ['reload', '--dry-run', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject({ reloaded: false, changes: [{ to: 'changed' }], more: 0 });
});
