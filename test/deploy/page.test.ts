/** docs/deploy.md: its secrets are good ones, its numbers are those of the files, its files are there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../src/line/claim/claim-store.js';
import { TEXT_SECRET } from '../docs/load.js';
import { blockOf, links, read } from '../docs/markdown.js';
import { run } from '../helpers/process.js';
import { FILES, GATEWAYS, SHARED_FILE, WORKLOADS, compose } from './files.js';
import { NAME, VERSION } from './image.js';
import { USERS_SCRIPT } from './users.js';

const page = read('docs/deploy.md');
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('docs/deploy.md', () => {
  it('links every file there is to copy', () => {
    for (const file of [...FILES, USERS_SCRIPT]) expect(links(page)).toContain(`../${file}`);
    expect(page).toContain(`registry.example.com/${NAME}:${VERSION}`);
  });

  it('makes secrets that compose finds and `check` takes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-page-'));
    closing.push(() => rm(folder, { recursive: true }));
    const script = blockOf('docs/deploy.md', 'One host', 'sh')
      .split('\n')
      .filter((line) => !line.startsWith('docker '))
      .join('\n');
    execFileSync('sh', ['-euc', script], {
      cwd: folder,
      env: { ...process.env, PROVIDER_SECRET: TEXT_SECRET },
    });
    const env = JSON.stringify(compose.services.gateway.environment).replace(
      /\/run\/secrets\/([\w-]+)/g,
      (_, name: string) => join(folder, compose.secrets[name]?.file ?? ''),
    );
    const { code, stderr } = await run(['check'], JSON.parse(env) as Record<string, string>);
    expect(stderr).toMatch(/: 0 faults, 1 warning\n$/);
    expect(code).toBe(0);
  });

  it('makes Secrets with the keys that the pods mount', () => {
    const commands = blockOf('docs/deploy.md', 'Kubernetes', 'sh').replace(/\\\n/g, '').split('\n');
    for (const { workload } of GATEWAYS) {
      const secret = workload.pod.volumes?.find((volume) => volume.secret)?.secret;
      const command = commands.find((line) => line.includes(`generic ${secret?.secretName ?? ''} `));
      const keys = Array.from(command?.matchAll(/--from-(?:file|literal)=([\w-]+)/g) ?? [], ([, key]) => key);
      expect(keys.sort()).toEqual(['redis-url', ...(secret?.items ?? []).map(({ key }) => key)].sort());
    }
  });

  it('names the container wherever it enters a pod', () => {
    const entered = page.match(/kubectl exec [^`\n]*/g) ?? [];
    expect(entered.some((command) => command.includes('kill -HUP 1'))).toBe(true);
    for (const command of entered) expect(command).toMatch(/^kubectl exec \S+ -c gateway -- /);
  });

  it('counts seconds as the files do', () => {
    const sidecar = GATEWAYS.find(({ file }) => file !== SHARED_FILE)?.workload.pod;
    const preStop = sidecar?.containers[0]?.lifecycle?.preStop?.sleep?.seconds;
    expect(page).toContain(
      `grace period too: ${sidecar?.terminationGracePeriodSeconds ?? ''} s, less ${preStop ?? ''} s of \`preStop\`, less 27 s of draining`,
    );
    expect(page).toContain(`throttled for ${LEASE_MS / 1000} s`);
    expect(WORKLOADS.length).toBe(3);
  });
});
