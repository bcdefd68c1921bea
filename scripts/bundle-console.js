/**
 * The console's files, whole: the admin port serves this folder and nothing else comes from anywhere. Names carry a hash of
 * what they hold, so that a browser may keep them for good; the page that names them is asked for each time.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { markdownSections } from './markdown-sections.js';

const FOLDER = 'dist/console';

/** @returns the bundler's account of what went where */
export async function bundleConsole() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const { metafile } = await build({
    entryPoints: { console: 'console/main.tsx', icon: 'console/icon.svg' },
    outdir: FOLDER,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    // What has CSS's light-dark() and nesting.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    plugins: [markdownSections],
    legalComments: 'none',
    metafile: true,
  });
  const made = Object.entries(metafile.outputs);
  const of = (entryPoint) => made.find(([, output]) => output.entryPoint === entryPoint) ?? [];
  const [script, { cssBundle } = {}] = of('console/main.tsx');
  const [icon] = made.find(([file]) => file.endsWith('.svg')) ?? [];
  const names = { script, style: cssBundle, icon };
  const page = readFileSync('console/index.html', 'utf8').replace(/%(\w+)%/g, (_, name) =>
    basename(names[name]),
  );
  writeFileSync(`${FOLDER}/index.html`, page);
  return metafile;
}
