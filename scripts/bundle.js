/**
 * The program in one file. Node would look for, read and start seven hundred modules of ours and of the libraries: half of
 * a cold start, and a fifth of the memory (docs/performance.md). What a command or a delivery mode alone needs stands in
 * it too, and runs when it is used.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleConsole } from './bundle-console.js';
import { bundleLibrary } from './bundle-library.js';
import { changedFile } from './changed-file.js';
import { LIGHTER_IOREDIS } from './lighter-ioredis.js';

const FOLDER = 'dist/program';

rmSync(FOLDER, { recursive: true, force: true });
const commit = process.env['GIT_COMMIT'] || commitHere();

const BOTH = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  // Names stay, so that a fault's stack in the log can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
};

const program = await build({
  ...BOTH,
  entryPoints: ['src/main.ts'],
  outfile: `${FOLDER}/program.cjs`,
  // One file, of which V8's code can be kept (start/load-program.cjs), as a function of what its modules get from Node.
  format: 'cjs',
  banner: {
    js: "(function(require,__filename){'use strict';const moduleUrl=require('node:url').pathToFileURL(__filename).href,module={exports:{}},exports=module.exports;",
  },
  footer: { js: '})' },
  // Code that V8 kept has nobody whom `import()` could ask.
  supported: { 'dynamic-import': false },
  define: {
    'import.meta.url': 'moduleUrl',
    // `version` tells it.
    BUILD_COMMIT: commit === undefined ? 'undefined' : JSON.stringify(commit),
  },
  plugins: [
    // A hundred validators, of which a configuration without schemes of its own needs none.
    withTheFirstCall('src/schemes/rules/parse.ts', 'parseScheme', 'src/config/resolve/context.ts'),
    // Express brings parsers of bodies with it, half a megabyte of character sets among them; none is used here.
    changedFile(/[\\/]body-parser[\\/]index\.js$/, () => ''),
    // It lists the files on the stack for a thread that would write the log, of which there is none; newer Nodes count the
    // lines of the whole program for that.
    changedFile(/[\\/]pino[\\/]lib[\\/]caller\.js$/, () => 'module.exports = () => [];'),
    ...LIGHTER_IOREDIS,
  ],
});

// A process of its own, started by what lies beside it.
const worker = await build({
  ...BOTH,
  entryPoints: ['src/expressions/worker.ts'],
  outfile: `${FOLDER}/expression-worker.js`,
  format: 'esm',
  // Libraries that are CommonJS ask for node's own modules in this way.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
});

copyFileSync('scripts/start/main.js', 'dist/main.js');
copyFileSync('scripts/start/load-program.cjs', `${FOLDER}/load-program.cjs`);

/** A plugin by which a module runs when this function of it is called first, as far as this other one is concerned. */
function withTheFirstCall(file, name, importer) {
  const contents = `export const ${name} = (...given) => require('./${basename(file)}').${name}(...given);`;
  return {
    name: `${file} with the first call`,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`/${basename(file, '.ts')}\\.js$`) }, (found) =>
        found.importer === resolve(importer) && found.kind === 'import-statement'
          ? { path: file, namespace: 'first-call' }
          : undefined,
      );
      onLoad({ filter: /./, namespace: 'first-call' }, () => ({
        contents,
        resolveDir: resolve(dirname(file)),
      }));
    },
  };
}

const libraryAccounts = await bundleLibrary();
const consoleAccount = await bundleConsole();

/** @returns nothing where the source came without its history. */
function commitHere() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** Folders of packages of which there is code in each part, by name. What a bundler read and left out is not in it. */
const bundled = {
  program: packagesIn([program.metafile, worker.metafile]),
  library: packagesIn(libraryAccounts),
  console: packagesIn([consoleAccount]),
};
// For the bill of materials of a release (release/bill.ts).
writeFileSync('dist/bundled.json', `${JSON.stringify(bundled, undefined, 2)}\n`);

/** @param accounts of the bundler */
function packagesIn(accounts) {
  const folders = accounts.flatMap(({ inputs, outputs }) =>
    Object.values(outputs)
      .flatMap((output) => Object.entries(output.inputs))
      .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && inputs[file].bytes > 0)
      .flatMap(([file]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  return [...new Set(folders)].sort();
}

/** Their licences ask that their text goes where their code goes. Packages with the same text stand together above it. */
const owners = new Map();
for (const folder of [...new Set(Object.values(bundled).flat())].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim();
  owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}: ${license}`]);
}
const texts = [...owners].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
writeFileSync(`${FOLDER}/LICENSES.txt`, texts.join(`\n${'-'.repeat(80)}\n\n`));
