/** `npm run release` in a small repository: what it refuses, what it makes, what it commits, and that it pushes nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { digestOf } from '../../scripts/release/checksums.js';
import { ROOT } from '../docs/markdown.js';
import { createFixture, NAME, type Fixture } from './fixture.js';

const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

let repository: Fixture;

beforeEach(() => {
  for (const who of ['AUTHOR', 'COMMITTER']) {
    vi.stubEnv(`GIT_${who}_NAME`, 'Somebody');
    vi.stubEnv(`GIT_${who}_EMAIL`, 'somebody@example.com');
  }
  repository = createFixture();
});
afterEach(() => {
  repository.remove();
  vi.unstubAllEnvs();
});

const FILES = [
  'NOTES.md',
  'SHA256SUMS',
  'THIRD-PARTY-LICENSES.txt',
  `${NAME}-0.1.0.cdx.json`,
  `${NAME}-0.1.0.tgz`,
  `${NAME}-library-0.1.0.cdx.json`,
  `${NAME}-library-0.1.0.tgz`,
  'webhook-gateway-0.1.0.tgz',
];

function folder(): string {
  return join(repository.root, 'release');
}

function made(): readonly string[] {
  return readdirSync(folder()).sort();
}

describe('a dry run', () => {
  it('makes every file with checksums that hold, and commits, tags and changes nothing', () => {
    const before = repository.git('rev-parse', 'HEAD');
    const told = repository.release({ mode: 'dry run' });
    expect(made()).toEqual(FILES);
    const to = folder();
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: to, stdio: 'pipe' });
    expect(readFileSync(join(to, 'NOTES.md'), 'utf8')).toBe('**Delivery**\n\n- Receives and forwards.\n');
    expect(told.at(-1)).toBe('0.1.0 could be released; nothing was committed, tagged or pushed');
    expect(repository.git('rev-parse', 'HEAD')).toBe(before);
    expect(repository.git('tag')).toBe('');
    expect(repository.git('status', '--porcelain')).toBe('');
    // The change log is packed as it would be released.
    const packed = execFileSync('tar', ['-xzOf', join(to, `${NAME}-0.1.0.tgz`), 'package/CHANGELOG.md']);
    expect(packed.toString()).toContain('## 0.1.0 (2026-12-24)\n\n**Delivery**');
  });
});

describe('a release', () => {
  it('commits the version in every place, tags it, says what to push, and is made again from its tag, byte for byte', () => {
    const before = repository.git('rev-parse', 'HEAD').trim();
    const told = repository.release({ mode: 'cut', version: '0.2.0' });
    expect(told.slice(-3)).toEqual([
      '0.2.0 is committed and tagged here, and nowhere else. Left to do:',
      '  git push origin HEAD',
      '  git push origin v0.2.0',
    ]);
    expect(repository.git('log', '-1', '--format=%s %P')).toBe(`Release 0.2.0 ${before}\n`);
    expect(repository.git('tag', '--points-at', 'HEAD')).toBe('v0.2.0\n');
    expect(repository.git('status', '--porcelain')).toBe('');
    const versioned = repository.git('ls-files').trim().split('\n');
    const texts = versioned.map((file) => repository.git('show', `HEAD:${file}`)).join('');
    expect(texts.match(/0\.2\.0/g)).toHaveLength(11);
    expect(texts.replace('Will be 0.1.0', '')).not.toContain('0.1.0');

    const digests = () => Object.fromEntries(made().map((file) => [file, digestOf(join(folder(), file))]));
    const first = digests();
    expect(Object.keys(first)).toEqual(FILES.map((file) => file.replace('0.1.0', '0.2.0')).sort());
    repository.release({ mode: 'from tag' });
    expect(digests()).toEqual(first);
  });

  it('takes its commit back where a later step fails', () => {
    repository.write('scripts/build.js', 'process.exit(3);');
    repository.commit();
    const before = repository.git('rev-parse', 'HEAD');
    expect(() => repository.release({ mode: 'cut', version: '0.2.0' })).toThrow('npm run --silent build');
    expect(repository.git('rev-parse', 'HEAD')).toBe(before);
    expect(repository.git('tag')).toBe('');
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});

describe('no release is made', () => {
  const changed = (change: () => void) => () => {
    change();
    repository.commit();
    return repository.release({});
  };

  it('of a tree that is not clean', () => {
    repository.write('left.txt', 'over');
    expect(() => repository.release({})).toThrow('the tree is not clean: commit or remove\n?? left.txt');
  });

  it('without an entry under Unreleased', () => {
    expect(
      changed(() => {
        repository.write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\nNothing yet.\n');
      }),
    ).toThrow('CHANGELOG.md has no entry under `## Unreleased`');
  });

  it('where the places of the version disagree, and it names each', () => {
    expect(
      changed(() => {
        repository.write('charts/webhook-gateway/Chart.yaml', 'version: 0.1.1\nappVersion: "0.1.0"\n');
        repository.write('config/deploy/compose.yaml', `image: ${NAME}:0.0.9\n`);
      }),
    ).toThrow(/Chart\.yaml has version 0\.1\.1.*\n.*compose\.yaml has version 0\.0\.9/);
  });

  it('without charts', () => {
    repository.git('rm', '--quiet', '-r', 'charts', 'scripts/pack-charts.js');
    expect(changed(() => undefined)).toThrow(
      /there is no charts\/NAME\/Chart\.yaml.*\nthere is no scripts\/pack-charts\.js/,
    );
  });

  it('where the judges fail, and it shows what they said', () => {
    expect(() => repository.release({}, ['sh', '-c', 'echo 411 passed, 2 failed; exit 1'])).toThrow(
      '411 passed, 2 failed',
    );
    expect(readdirSync(repository.root)).not.toContain('release');
  });

  it('of a version that is none, older, or tagged', () => {
    expect(() => repository.release({ version: '1.2' })).toThrow('1.2 is no version');
    expect(() => repository.release({ version: '0.0.9' })).toThrow(
      "0.0.9 is older than package.json's 0.1.0",
    );
    repository.git('tag', 'v0.1.0');
    expect(() => repository.release({})).toThrow('v0.1.0 is tagged already');
  });

  it('from a commit that has no tag', () => {
    expect(() => repository.release({ mode: 'from tag' })).toThrow('this commit is not tagged v0.1.0');
  });
});

it('ends with 2 and the usage where its arguments are wrong, and with 1 where there is no release', () => {
  const command = (...args: readonly string[]) =>
    spawnSync(process.execPath, [TSX, join(ROOT, 'scripts/release/main.ts'), ...args], {
      cwd: repository.root,
      encoding: 'utf8',
    });
  const wrong = command('--dry-run', '--from-tag');
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('usage: npm run release')]);
  repository.write('left.txt', 'over');
  const refused = command('--dry-run');
  expect([refused.status, refused.stderr]).toEqual([
    1,
    'no release: the tree is not clean: commit or remove\n?? left.txt\n',
  ]);
});
