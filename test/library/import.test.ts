/** Importing the package does nothing: no timer, no handle, no output, no listener, in either module system. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import '../helpers/program.js';

const ROOT = new URL('../../', import.meta.url);

const REPORT = `
  const left = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|FSReqPromise)$/.test(name));
  const listeners = process.eventNames().filter((name) => !before.includes(name));
  process.stdout.write(JSON.stringify({ left, listeners, names: Object.keys(loaded).filter((name) => name !== '__esModule').sort() }));
`;

function report(code: string): unknown {
  const text = execFileSync(process.execPath, ['--input-type=commonjs', '-e', code], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return JSON.parse(text);
}

const EXPECTED = {
  left: [],
  listeners: [],
  names: ['answerHandshake', 'schemes', 'sign', 'verify', 'verifyRequest'],
};

describe('importing the built library', () => {
  it('leaves nothing behind and exports what the contract says', () => {
    const code = `const before = process.eventNames(); import('./dist/library/index.js').then((loaded) => setImmediate(() => {${REPORT}}));`;
    expect(report(code)).toEqual(EXPECTED);
  });

  it('is possible with `require` too', () => {
    const file = existsSync(new URL('dist/cjs/library/index.js', ROOT))
      ? './dist/cjs/library/index.js'
      : './dist/library/index.js';
    const code = `const before = process.eventNames(); const loaded = require('${file}'); setImmediate(() => {${REPORT}});`;
    expect(report(code)).toEqual(EXPECTED);
  });

  it('brings the client of Redis to nobody but the dedupe helper, which does nothing on import either', () => {
    for (const folder of ['dist/library', 'dist/cjs/library']) {
      const files = readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.js'));
      const withRedis = files.filter((name) =>
        readFileSync(new URL(`${folder}/${name}`, ROOT), 'utf8').includes('node_modules/ioredis'),
      );
      expect(withRedis).toEqual(['dedupe.js']);
    }
    const expected = { left: [], listeners: [], names: ['StoreUnavailable', 'openDedupe'] };
    const code = `const before = process.eventNames(); import('./dist/library/dedupe.js').then((loaded) => setImmediate(() => {${REPORT}}));`;
    expect(report(code)).toEqual(expected);
    const required = `const before = process.eventNames(); const loaded = require('./dist/cjs/library/dedupe.js'); setImmediate(() => {${REPORT}});`;
    expect(report(required)).toEqual(expected);
  });
});
