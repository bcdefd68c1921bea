/**
 * The program in few files. Node would look for, read and start seven hundred modules of ours and of the libraries:
 * half of a cold start, and a fifth of the memory (docs/performance.md). What a command or a delivery mode alone needs
 * stays in files of its own, loaded when it is used. The library's files stay as the compiler wrote them.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleConsole } from './bundle-console.js';

const FOLDER = 'dist/program';

rmSync(FOLDER, { recursive: true, force: true });
const commit = process.env['GIT_COMMIT'] || commitHere();
const { metafile } = await build({
  entryPoints: {
    main: 'src/main.ts',
    // A process of its own, started by what lies beside it.
    'program/expression-worker': 'src/expressions/worker.ts',
  },
  outdir: 'dist',
  chunkNames: 'program/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  plugins: [
    {
      // The whole of undici is a megabyte that a start reads and runs; the program uses its pool, and the parts of it.
      name: 'undici-pool',
      setup({ onLoad }) {
        onLoad({ filter: /node_modules\/undici\/index\.js$/ }, () => ({
          contents: `exports.Pool = require('./lib/dispatcher/pool.js');
exports.Client = require('./lib/dispatcher/client.js');
exports.buildConnector = require('./lib/core/connect.js');`,
        }));
      },
    },
  ],
  // `version` tells it.
  define: { BUILD_COMMIT: commit === undefined ? 'undefined' : JSON.stringify(commit) },
  // Libraries that are CommonJS ask for node's own modules in this way.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  // Names stay, so that a fault's stack in the log can be read.
  minifyWhitespace: true,
  legalComments: 'none',
  // The demo's judge, where somebody installed it; it comes with the development dependencies.
  external: ['svix'],
  metafile: true,
});

const consoleInputs = await bundleConsole();

/** @returns nothing where the source came without its history. */
function commitHere() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** Their licences ask that their text goes where their code goes. */
const packages = new Set(
  Object.keys({ ...metafile.inputs, ...consoleInputs }).flatMap((input) => {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    return folder === undefined ? [] : [folder];
  }),
);
/** Packages with the same text stand together above it. */
const owners = new Map();
for (const folder of [...packages].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim();
  owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}: ${license}`]);
}
const texts = [...owners].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
writeFileSync(`${FOLDER}/LICENSES.txt`, texts.join(`\n${'-'.repeat(80)}\n\n`));
