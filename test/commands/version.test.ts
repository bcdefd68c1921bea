/** `version`: what a report of a fault needs. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readVersion } from '../../src/model/version.js';
import { ROOT } from '../docs/markdown.js';
import { run } from '../helpers/process.js';
import { typed } from './typed.js';

const HERE = { version: readVersion(), node: process.versions.node, openssl: process.versions.openssl };

test('names version, Node and OpenSSL; what was not built has no commit', async () => {
  const { code, out } = await typed(undefined, ['version']);
  expect(code).toBe(0);
  for (const [name, text] of Object.entries({ ...HERE, commit: 'unknown' }))
    expect(out).toMatch(new RegExp(`^${name} +${text.replaceAll('.', '\\.')}$`, 'm'));
  const json = await typed(undefined, ['version', '-o', 'json']);
  expect(JSON.parse(json.out)).toEqual({ ...HERE, commit: null });
});

// A later commit that changes no source needs no new build.
test('the built program tells the commit it was built from', async () => {
  const { code, stdout } = await run(['version', '-o', 'json']);
  expect(code).toBe(0);
  const { commit, ...more } = JSON.parse(stdout) as { commit: string };
  expect(more).toEqual(HERE);
  expect(spawnSync('git', ['cat-file', '-t', commit], { cwd: ROOT, encoding: 'utf8' }).stdout).toBe(
    'commit\n',
  );
});
