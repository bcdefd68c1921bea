/** What is installed, beside Node: the npm package with all that it brings, and what the image's Dockerfile copies. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Made by the image's own build: a static program of C. */
const ELSEWHERE = new Set(['healthcheck']);

/** @returns Markdown. */
export function measureSize(): string {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  ) as { readonly size: number; readonly unpackedSize: number }[];
  if (!packed) throw new Error('npm packed nothing');
  return [
    '### Size',
    '',
    '| | MB |',
    '| --- | ---: |',
    `| the npm package, installed | ${mb(packed.unpackedSize)} |`,
    `| the npm package, to download | ${mb(packed.size)} |`,
    `| in the image, beside Node | ${mb(imageBytes())} |`,
    '',
  ].join('\n');
}

function imageBytes(): number {
  const last =
    readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
      .split(/^FROM /m)
      .at(-1) ?? '';
  const sources = [...last.matchAll(/^COPY (?:--from=build )?(.*) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' '),
  );
  return sources
    .map((source) => source.replace(/^\/app\//, ''))
    .filter((source) => !ELSEWHERE.has(source))
    .reduce((sum, source) => sum + bytesOf(join(ROOT, source)), 0);
}

function bytesOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
