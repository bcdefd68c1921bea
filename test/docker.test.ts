/**
 * The image without a container engine: its instructions are read and judged, and its stages are replayed in a folder:
 * the same npm steps on the same files, then the same entry point as another user on files it cannot write.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN } from './helpers/program.js';
import { freePorts, gone, tie, until } from './helpers/servers.js';
import { findOrInstall } from './helpers/tools.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

interface Instruction {
  readonly name: string;
  readonly text: string;
}

interface Stage {
  readonly name: string;
  readonly from: string;
  readonly steps: readonly Instruction[];
}

function stagesOf(dockerfile: string): readonly Stage[] {
  const lines = dockerfile
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { name: string; from: string; steps: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    expect(name, line).not.toBe('');
    if (name === 'FROM') {
      const [from = '', , alias = 'image'] = text.split(' ');
      stages.push({ name: alias, from, steps: [] });
    } else stages.at(-1)?.steps.push({ name, text });
  }
  return stages;
}

const dockerfile = readFileSync(`${ROOT}Dockerfile`, 'utf8');
const stages = stagesOf(dockerfile);
const image = stages.at(-1) ?? { name: '', from: '', steps: [] };

function texts(stage: Stage, name: string): readonly string[] {
  return stage.steps.filter((step) => step.name === name).map(({ text }) => text);
}

/** Copies from the build context: what, and where to. */
function copies(stage: Stage): readonly (readonly [sources: readonly string[], to: string])[] {
  return texts(stage, 'COPY')
    .filter((text) => !text.startsWith('--from'))
    .map((text) => text.split(' '))
    .map((words) => [words.slice(0, -1), words.at(-1) ?? ''] as const);
}

/** Whether .dockerignore, a list of what is let in, lets a path in. */
function inContext(path: string): boolean {
  const patterns = readFileSync(`${ROOT}.dockerignore`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(patterns[0]).toBe('*');
  expect(patterns.slice(1).every((pattern) => /^![\w./-]+$/.test(pattern))).toBe(true);
  return patterns.includes(`!${path}`) || patterns.includes(`!${path.split('/')[0] ?? ''}`);
}

describe('Dockerfile', () => {
  it('builds in stages of one current Node line, by name and digest, and without a registry', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', 'image']);
    expect(new Set(stages.map(({ from }) => from))).toEqual(
      new Set(['node:${NODE_VERSION}-slim${NODE_DIGEST:+@${NODE_DIGEST}}']),
    );
    // None, or a real one: the workflow of a release takes no other.
    expect(dockerfile).toMatch(/^ARG NODE_DIGEST(?:=sha256:[0-9a-f]{64})?$/m);
    expect(/^ARG NODE_VERSION=(\d+)$/m.exec(dockerfile)?.[1]).toBe(
      readFileSync(`${ROOT}.nvmrc`, 'utf8').trim(),
    );
  });

  it('runs as a numbered user that is not root, and copies nothing after it', () => {
    const names = image.steps.map(({ name }) => name);
    expect(texts(image, 'USER')).toEqual(['1000:1000']);
    expect(
      names.slice(names.indexOf('USER')).filter((name) => ['COPY', 'ADD', 'RUN'].includes(name)),
    ).toEqual([]);
  });

  it('installs nothing in the last stage, and takes npm out of it', () => {
    expect(texts(image, 'RUN').join('\n')).not.toMatch(/npm (?:ci|install|i)\b|apt-get|apk/);
    expect(texts(image, 'RUN').join('\n')).toContain('rm -rf /usr/local/lib/node_modules');
  });

  it('installs from the lockfile and runs no script of a dependency', () => {
    const installs = stages
      .flatMap((stage) => texts(stage, 'RUN'))
      .filter((text) => /\bnpm (?:ci|i|install)\b/.test(text));
    expect(installs).toHaveLength(1);
    for (const text of installs) expect(text).toMatch(/^npm ci .*--ignore-scripts/);
  });

  it('starts, stops and checks itself through the command', () => {
    expect(texts(image, 'ENTRYPOINT')).toEqual(['["node", "dist/main.js"]']);
    expect(texts(image, 'CMD')).toEqual(['["serve"]']);
    expect(texts(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(texts(image, 'HEALTHCHECK').join()).toMatch(
      / CMD \["\.\/healthcheck", "node", "dist\/main\.js", "healthcheck"\]$/,
    );
    expect(texts(image, 'EXPOSE')).toEqual(['8080 9090']);
  });

  it('is labelled without addresses', () => {
    const labels = texts(image, 'LABEL').join();
    for (const label of ['title', 'description', 'licenses="MIT"'])
      expect(labels).toContain(`org.opencontainers.image.${label}`);
    expect(labels).not.toContain('://');
  });

  it('holds no secret and no argument that could carry one', () => {
    expect(dockerfile).not.toMatch(/SECRET|TOKEN|PASSWORD/i);
    expect(stages.flatMap((stage) => texts(stage, 'ARG'))).toEqual(['GIT_COMMIT']);
  });

  it('copies only what exists and what .dockerignore lets in', () => {
    const sources = stages.flatMap((stage) => copies(stage)).flatMap(([paths]) => paths);
    expect(sources.length).toBeGreaterThan(5);
    for (const path of sources) {
      expect(existsSync(ROOT + path), path).toBe(true);
      expect(inContext(path), path).toBe(true);
    }
  });

  it('keeps everything else out of the build', () => {
    const kept = readdirSync(ROOT)
      .filter((name) => inContext(name))
      .sort();
    expect(kept).toEqual([
      'LICENSE',
      'console',
      'docs',
      'package-lock.json',
      'package.json',
      'scripts',
      'src',
      'tsconfig.build.json',
      'tsconfig.cjs.json',
      'tsconfig.json',
    ]);
    for (const name of [
      '.git',
      'node_modules',
      'test',
      'dist',
      '.env',
      'gateway.yaml',
      'config/deploy/secrets',
    ])
      expect(inContext(name), name).toBe(false);
  });
});

describe('the stages, replayed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  const app = join(folder, 'image');

  beforeAll(() => {
    chmodSync(folder, 0o755);
    for (const stage of stages) replay(stage);
  }, 300_000);

  afterAll(() => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** COPY and npm steps as they stand; what only a container has is left out. */
  function replay(stage: Stage): void {
    const at = join(folder, stage.name);
    for (const { name, text } of stage.steps) {
      const words = text.split(' ');
      const to = join(at, words.at(-1) ?? '');
      if (name === 'COPY' && words[0]?.startsWith('--from=')) {
        const from = join(folder, words[0].slice('--from='.length), (words[1] ?? '').replace(/^\/app\//, ''));
        cpSync(from, to, { recursive: true });
      } else if (name === 'COPY') {
        for (const path of words.slice(0, -1)) {
          cpSync(ROOT + path, words.at(-1) === './' ? join(at, path) : to, { recursive: true });
        }
      } else if (name === 'RUN' && words[0] === 'gcc') {
        // With the library that programs without any other are made of.
        const gcc = findOrInstall({ names: ['gcc'], debianPackage: 'build-essential' });
        expect(gcc, "this test needs gcc and the C library: install Debian's build-essential").toBeDefined();
        execFileSync('gcc', words.slice(1), { cwd: at, stdio: 'pipe' });
      } else if (name === 'RUN' && words[0] === 'npm') {
        const env = { ...process.env, GIT_COMMIT: commitOf(MAIN) };
        execFileSync('npm', [...words.slice(1), '--prefer-offline'], { cwd: at, env, stdio: 'pipe' });
      }
    }
  }

  /** As `--build-arg GIT_COMMIT` has it: the commit of the build beside this. */
  function commitOf(main: string): string {
    const program = readFileSync(join(dirname(main), 'program/program.cjs'), 'latin1');
    return /="([0-9a-f]{40})"/.exec(program)?.[1] ?? '';
  }

  it('leave nothing in the image but the program, its console, its pages, schemas for editors and licences', () => {
    expect(readdirSync(app).sort()).toEqual([
      'LICENSE',
      'config',
      'dist',
      'docs',
      'healthcheck',
      'package.json',
    ]);
    expect(readdirSync(join(app, 'config')).sort()).toEqual(['gateway.schema.json', 'routes.schema.json']);
    expect(readdirSync(join(app, 'dist')).sort()).toEqual(['console', 'main.js', 'program']);
    expect(readdirSync(join(app, 'dist/program'))).toContain('LICENSES.txt');
  });

  it('hold the same program as a build elsewhere, byte for byte, but for the code that V8 keeps of it', () => {
    const built = join(dirname(MAIN), 'program');
    const files = readdirSync(built).filter((file) => !file.endsWith('.code'));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const here = readFileSync(join(app, 'dist/program', file));
      expect(here.equals(readFileSync(join(built, file))), file).toBe(true);
    }
  });

  it('serve as another user on files it cannot write, answer the health check and stop at SIGTERM', async () => {
    execFileSync('chmod', ['-R', 'a=rX', app]);
    const [port = 0, adminPort = 0] = await freePorts(2);
    const env = {
      // `node` is the one that runs this.
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      NODE_ENV: 'production',
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      GATEWAY_SOURCE_SCHEME: 'github',
      GATEWAY_SOURCE_SECRET: 'a-text-secret-of-36-characters-long.',
      GATEWAY_DESTINATION_URL: 'http://127.0.0.1:9/',
      GATEWAY_DESTINATION_SCHEME: 'github',
      GATEWAY_DESTINATION_SECRET: 'a-text-secret-of-36-characters-long.',
    };
    const [entry = '', ...rest] = JSON.parse(texts(image, 'ENTRYPOINT')[0] ?? '[]') as string[];
    const [uid, gid] = (texts(image, 'USER')[0] ?? '').split(':').map(Number);
    const asUser = process.getuid?.() === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : {};
    const node = entry === 'node' ? process.execPath : entry;
    const start = (program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
      const child = spawn(program, args, {
        cwd: app,
        env: { ...env, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...asUser,
      });
      tie(child);
      return child;
    };
    const [check = '', ...command] = JSON.parse(
      /CMD (\[.*\])$/.exec(texts(image, 'HEALTHCHECK')[0] ?? '')?.[1] ?? '[]',
    ) as string[];
    const ends = async (words: readonly string[], more?: Readonly<Record<string, string>>) => {
      const child = start(check, words, more);
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await gone(child);
      return [child.exitCode, said];
    };
    const elsewhere = { ADMIN_PORT: '1', GATEWAY_ADMIN_URL: `http://127.0.0.1:${adminPort}` };
    expect(await ends(command)).toEqual([1, expect.stringContaining('/healthz: no answer')]);
    const serve = JSON.parse(texts(image, 'CMD')[0] ?? '[]') as string[];
    const gateway = start(node, [...rest, ...serve]);
    let said = '';
    gateway.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    gateway.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(`it listens: ${said}`, () => said.includes('listening on port'), 15_000);
    // By itself, without the command behind it; and by the command, where it cannot know.
    expect(await ends(['false'])).toEqual([0, '']);
    expect(await ends(['false'], elsewhere)).toEqual([1, '']);
    expect(await ends(command, elsewhere)).toEqual([0, '']);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('webhook-gateway-outcome')]).toEqual([
      401,
      'missing_signature',
    ]);
    gateway.kill(texts(image, 'STOPSIGNAL')[0] as NodeJS.Signals);
    await gone(gateway);
    expect(gateway.exitCode).toBe(0);
  });
});
