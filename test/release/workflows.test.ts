/** The workflows: linted, pinned, with no more rights than they need, and each shell step run here or by the suite itself. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT, read } from '../docs/markdown.js';
import { fromGo } from '../helpers/cached.js';
import { FOLDER, RUNS, WORKFLOWS, runStep } from './workflows.js';

/** As .ci/run does, which is what runs all tests. */
const SUITE = 'a part of the suite';
/** In this file, below. */
const HERE = 'run below';
/** Nothing but Debian's installer, which the tests call by themselves where they are root (test/helpers/tools.ts). */
const DEBIAN = "Debian's installer";
/** Asks a registry, which says another thing each day: a fault that is found must not break a test. */
const REGISTRY = 'a question to the registry';

/** How each shell step is covered. A new one needs a row. */
const COVERED: Readonly<Record<string, string>> = {
  'base-image/renew: the newest digest': HERE,
  'ci/tests: programs that tests need': DEBIAN,
  'ci/tests: tests': SUITE,
  'ci/judges: judges': SUITE,
  'ci/guard: programs that the bench needs': DEBIAN,
  'ci/guard: guard over what a delivery costs': SUITE,
  'ci/packages: signatures of what is installed': REGISTRY,
  'ci/packages: known faults of what is installed': REGISTRY,
  'release/files: the base image is known by its digest': HERE,
  // `npm run release` itself is run by release.test.ts.
  'release/files: files': HERE,
  'release/npm: checksums': HERE,
  'release/npm: npm packages': HERE,
  'release/image-index: one image of both': HERE,
  'release/image-index: signature': HERE,
  'release/charts: charts and their signatures': HERE,
  'release/page: signature of the checksums': HERE,
  "release/page: the release's page": HERE,
};

const NAME = 'standard-webhooks-gateway';
const DIGEST = `sha256:${'5e'.repeat(32)}`;
const RELEASE = {
  GITHUB_REF_NAME: 'v1.2.3',
  IMAGE: 'registry.example/owner/gateway',
  CHARTS: 'registry.example/owner/charts',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function found(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

describe('all workflows', () => {
  it('pass actionlint', { timeout: 300_000 }, () => {
    const actionlint = fromGo('github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12');
    // Whether shellcheck is here must not decide.
    const lint = (cwd: string) =>
      execFileSync(actionlint, ['-shellcheck=', '-pyflakes=', '-no-color'], {
        cwd,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(lint(ROOT)).toBe('');
    put(
      '.github/workflows/wrong.yml',
      'on: push\njobs: { a: { runs-on: nowhere, steps: [{ run: "${{ none.x }}" }] } }\n',
    );
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    expect(() => lint(folder)).toThrow();
  });

  it('pin each action by its commit, and say its version beside it', () => {
    const uses = Object.keys(WORKFLOWS).flatMap((name) =>
      Array.from(read(`${FOLDER}/${name}.yml`).matchAll(/uses: (.*)$/gm), ([, text = '']) => text),
    );
    const wrong = uses.filter(
      (text) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(text) && !text.startsWith('./'),
    );
    expect(wrong).toEqual([]);
    // One commit for one version.
    const pins = new Set(uses.filter((text) => !text.startsWith('./')));
    expect(new Set([...pins].map((text) => text.split('@')[0])).size).toBe(pins.size);
  });

  it('begin without rights, or with reading alone, and only these jobs get more', () => {
    const more: Record<string, unknown> = {};
    for (const [name, { permissions, jobs }] of Object.entries(WORKFLOWS)) {
      expect(permissions === undefined ? undefined : Object.values(permissions), name).toSatisfy(
        (rights: readonly string[] | undefined) => rights?.every((right) => right === 'read') === true,
      );
      for (const [job, { permissions: own = {} }] of Object.entries(jobs)) {
        const writes = Object.entries(own).filter(([, right]) => right === 'write');
        if (writes.length > 0) more[`${name}/${job}`] = writes.map(([what]) => what);
      }
    }
    expect(more).toEqual({
      'base-image/renew': ['contents', 'pull-requests'],
      'release/npm': ['id-token'],
      'release/image': ['packages'],
      'release/image-index': ['packages', 'id-token'],
      'release/charts': ['packages', 'id-token'],
      'release/page': ['contents', 'id-token'],
    });
  });

  it('put no expression into a shell: what comes from outside is a variable there', () => {
    for (const [name, { run = '' }] of RUNS) expect(run, name).not.toContain('${{');
  });

  it('keep no secret but the one that each run is given', () => {
    for (const name of Object.keys(WORKFLOWS)) {
      const secrets = Array.from(read(`${FOLDER}/${name}.yml`).matchAll(/secrets\.(\w+)/g), ([, one]) => one);
      expect(secrets.filter((one) => one !== 'GITHUB_TOKEN')).toEqual([]);
    }
  });

  it('have a row for each shell step, and no other', () => {
    expect([...RUNS.keys()].sort()).toEqual(Object.keys(COVERED).sort());
    const called = read('test/release/workflows.test.ts');
    for (const [name, how] of Object.entries(COVERED)) {
      const isRun = called.split(name).length > 2;
      expect(isRun, name).toBe(how === HERE);
    }
  });

  it('run the parts of the suite as .ci/run does', () => {
    const suite = /\{ (.*); \}/.exec(read('.ci/run'))?.[1]?.split(' && ') ?? [];
    const parts = Object.entries(COVERED).filter(([, how]) => how === SUITE);
    for (const [name] of parts) {
      const commands = RUNS.get(name)?.run?.split(' && ') ?? [];
      // `npm test` has built by then.
      expect([...suite, 'npm run build'], name).toEqual(expect.arrayContaining(commands));
    }
  });

  it('test on every line of Node that package.json takes, and build on that of .nvmrc', () => {
    const matrix =
      /node: \[(.*)\]/
        .exec(read(`${FOLDER}/ci.yml`))?.[1]
        ?.split(', ')
        .map(Number) ?? [];
    expect(matrix).toEqual([20, 22, 24, 26]);
    expect(matrix).toContain(Number(read('.nvmrc')));
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(engines.node).toMatch(new RegExp(`^>=${matrix[0] ?? ''}\\.`));
  });
});

describe('the workflow of a release', () => {
  it('stops where the base image has no digest', () => {
    const step = 'release/files: the base image is known by its digest';
    put('Dockerfile', 'ARG NODE_VERSION=24\nARG NODE_DIGEST\n');
    expect(runStep(step, folder, []).code).toBe(1);
    put('Dockerfile', `ARG NODE_VERSION=24\nARG NODE_DIGEST=${DIGEST}\n`);
    expect(runStep(step, folder, []).code).toBe(0);
  });

  it('makes the files with the command of this repository', () => {
    const { code, calls } = runStep('release/files: files', folder, ['npm']);
    expect([code, calls]).toEqual([0, ['npm ci --ignore-scripts', 'npm run release -- --from-tag']]);
  });

  it('takes no file that has changed since', () => {
    const sum = createHash('sha256').update('a').digest('hex');
    put('release/a.tgz', 'a');
    put('release/SHA256SUMS', `${sum}  a.tgz\n`);
    expect(runStep('release/npm: checksums', folder, []).code).toBe(0);
    put('release/a.tgz', 'b');
    expect(runStep('release/npm: checksums', folder, []).code).toBe(1);
  });

  it('publishes both packages with provenance', () => {
    const { code, calls } = runStep('release/npm: npm packages', folder, ['npm'], { env: RELEASE });
    expect([code, calls]).toEqual([
      0,
      [
        `npm publish --provenance --access public ./release/${NAME}-library-1.2.3.tgz`,
        `npm publish --provenance --access public ./release/${NAME}-1.2.3.tgz`,
      ],
    ]);
  });

  it('joins the images of both processors, and signs what it joined', () => {
    const env = { ...RELEASE, GITHUB_OUTPUT: join(folder, 'output') };
    const answers = { 'docker buildx imagetools inspect': DIGEST };
    const { code, calls } = runStep('release/image-index: one image of both', folder, ['docker'], {
      env,
      answers,
    });
    const { IMAGE } = RELEASE;
    expect([code, calls]).toEqual([
      0,
      [
        `docker buildx imagetools create --tag ${IMAGE}:1.2.3 ${IMAGE}:v1.2.3-amd64 ${IMAGE}:v1.2.3-arm64`,
        `docker buildx imagetools inspect ${IMAGE}:1.2.3 --format {{.Manifest.Digest}}`,
      ],
    ]);
    expect(found('output')).toBe(`digest=${DIGEST}\n`);
    const signed = runStep('release/image-index: signature', folder, ['cosign'], {
      env: { ...RELEASE, DIGEST },
    });
    expect(signed.calls).toEqual([`cosign sign --yes --recursive ${IMAGE}@${DIGEST}`]);
  });

  it('pushes both charts and signs them by their digests, and stops where it is told none', () => {
    const step = 'release/charts: charts and their signatures';
    const answers = { 'helm push': `Pushed: it\nDigest: ${DIGEST}` };
    const { code, calls } = runStep(step, folder, ['helm', 'cosign'], { env: RELEASE, answers });
    expect(code).toBe(0);
    expect(calls).toEqual(
      ['webhook-gateway', 'webhook-gateway-sidecar'].flatMap((chart) => [
        `helm push ./release/${chart}-1.2.3.tgz oci://${RELEASE.CHARTS}`,
        `cosign sign --yes ${RELEASE.CHARTS}/${chart}@${DIGEST}`,
      ]),
    );
    const silent = runStep(step, folder, ['helm', 'cosign'], { env: RELEASE });
    expect([silent.code, silent.stderr]).toEqual([1, 'helm named no digest: \n']);
  });

  it('signs the checksums, and shows notes, image and charts on its page', () => {
    put('release/NOTES.md', '- A change.\n');
    put('release/SHA256SUMS', '');
    const signed = runStep('release/page: signature of the checksums', folder, ['cosign']);
    expect(signed.calls).toEqual([
      'cosign sign-blob --yes --bundle release/SHA256SUMS.sigstore.json release/SHA256SUMS',
    ]);
    const { code, calls } = runStep("release/page: the release's page", folder, ['gh'], {
      env: { ...RELEASE, DIGEST },
    });
    expect([code, calls]).toEqual([
      0,
      [
        'gh release create v1.2.3 --verify-tag --title 1.2.3 --notes-file notes.md release/NOTES.md release/SHA256SUMS',
      ],
    ]);
    expect(found('notes.md')).toBe(
      `- A change.\n\nImage: \`${RELEASE.IMAGE}:1.2.3@${DIGEST}\`\n\nCharts: \`oci://${RELEASE.CHARTS}/webhook-gateway\` and \`oci://${RELEASE.CHARTS}/webhook-gateway-sidecar\`, version 1.2.3\n`,
    );
  });
});

describe('the workflow of the base image', () => {
  const step = 'base-image/renew: the newest digest';
  const asked = { 'docker buildx imagetools inspect': DIGEST };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const env = { HOME: '/nowhere' };

  beforeEach(() => {
    put('Dockerfile', read('Dockerfile'));
    git('init', '--quiet', '--bare', 'origin.git');
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', join(folder, 'origin.git'));
    git('add', 'Dockerfile');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'a file');
  });

  it('writes a new digest into the Dockerfile, pushes it on a branch and asks for it to be merged, once', () => {
    const { code, stderr, calls } = runStep(step, folder, ['docker', 'gh'], { env, answers: asked });
    expect(code, stderr).toBe(0);
    expect(calls).toEqual([
      'docker buildx imagetools inspect node:24-slim --format {{.Manifest.Digest}}',
      `gh pr create --head base-image-${DIGEST.slice(7, 19)} --fill`,
    ]);
    const pushed = git('--git-dir', 'origin.git', 'show', `base-image-${DIGEST.slice(7, 19)}:Dockerfile`);
    expect(pushed).toBe(read('Dockerfile').replace(/^ARG NODE_DIGEST.*$/m, `ARG NODE_DIGEST=${DIGEST}`));
    expect(pushed).not.toBe(read('Dockerfile'));
    git('switch', '--quiet', 'main');
    const again = runStep(step, folder, ['docker', 'gh'], { env, answers: asked });
    expect([again.code, again.calls.length]).toEqual([0, 1]);
  });

  it('does nothing where the digest is the newest, and takes nothing for one that is none', () => {
    put('Dockerfile', read('Dockerfile').replace(/^ARG NODE_DIGEST.*$/m, `ARG NODE_DIGEST=${DIGEST}`));
    git(
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.com',
      'commit',
      '--quiet',
      '-a',
      '--message',
      'renewed',
    );
    const same = runStep(step, folder, ['docker', 'gh'], { env, answers: asked });
    expect([same.code, same.calls.length]).toEqual([0, 1]);
    const none = runStep(step, folder, ['docker', 'gh'], { env });
    expect([none.code, none.stderr]).toEqual([1, 'no digest: \n']);
  });
});
