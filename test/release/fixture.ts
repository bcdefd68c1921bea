/** A small repository with all that a release asks of one; its build and its packing take no time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { release } from '../../scripts/release/release.js';
import type { Options } from '../../scripts/release/options.js';

export const NAME = 'standard-webhooks-gateway';

const manifest = {
  name: NAME,
  version: '0.1.0',
  description: 'a gateway',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/gateway.git' },
  files: ['dist', '!dist/library-package', '!dist/bundled.json', 'CHANGELOG.md'],
  scripts: { build: 'node scripts/build.js' },
};

const CHANGELOG = `# Changelog

## Unreleased

Will be 0.1.0, the first version.

**Delivery**

- Receives and forwards.
`;

const BUILD = `
const { mkdirSync, writeFileSync, readFileSync } = require('node:fs');
const { name, ...rest } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync('dist/program', { recursive: true });
mkdirSync('dist/library-package', { recursive: true });
writeFileSync('dist/main.js', 'console.log(' + JSON.stringify(process.env.GIT_COMMIT) + ');\\n');
writeFileSync('dist/program/LICENSES.txt', 'none\\n');
writeFileSync('dist/bundled.json', '{ "program": [], "library": [], "console": [] }');
writeFileSync('dist/library-package/package.json', JSON.stringify({ ...rest, files: undefined, name: name + '-library' }));
`;

const PACK_CHARTS = `
const { readFileSync, writeFileSync } = require('node:fs');
const [, version] = /^version: (.*)$/m.exec(readFileSync('charts/webhook-gateway/Chart.yaml', 'utf8'));
writeFileSync(process.argv[2] + '/webhook-gateway-' + version + '.tgz', 'a chart');
`;

const FILES: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
  'package-lock.json': `${JSON.stringify(
    {
      name: NAME,
      version: '0.1.0',
      lockfileVersion: 3,
      packages: { '': { name: NAME, version: '0.1.0', license: 'MIT' } },
    },
    undefined,
    2,
  )}\n`,
  '.gitignore': 'release\nnode_modules\n',
  'CHANGELOG.md': CHANGELOG,
  'scripts/build.js': BUILD,
  'scripts/pack-charts.js': PACK_CHARTS,
  'charts/webhook-gateway/Chart.yaml':
    'apiVersion: v2\nname: webhook-gateway\nversion: 0.1.0\nappVersion: "0.1.0"\n',
  'charts/webhook-gateway/templates/_fixed.tpl':
    '{{- define "webhook-gateway.version" -}}\n0.1.0\n{{- end -}}\n',
  'config/deploy/kustomization.yaml': `images:\n  - name: registry.example.com/${NAME}\n    newTag: 0.1.0\n`,
  'config/deploy/compose.yaml': `services:\n  gateway:\n    image: ${NAME}:0.1.0\n`,
  'docs/deploy.md': `\`docker build -t registry.example.com/${NAME}:0.1.0 .\`\n{ name: a/${NAME}, newTag: 0.1.0 }\n`,
};

export interface Fixture {
  readonly root: string;
  git(...args: readonly string[]): string;
  write(file: string, text: string): void;
  commit(): void;
  /** @returns what it told; throws what it throws */
  release(options: Partial<Options>, judges?: readonly string[]): readonly string[];
  remove(): void;
}

export function createFixture(): Fixture {
  const root = mkdtempSync(join(tmpdir(), 'release-fixture-'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const commit = (): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'a change');
  };
  for (const [file, text] of Object.entries(FILES)) write(file, text);
  git('init', '--quiet', '--initial-branch', 'main');
  commit();
  return {
    root,
    git,
    write,
    commit,
    release(options, judges = ['true']) {
      const told: string[] = [];
      release(
        { mode: 'dry run', version: undefined, ...options },
        { root, judges, day: '2026-12-24', tell: (line) => told.push(line) },
      );
      return told;
    },
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
