/**
 * The library as a package of its own, in dist/library-package: for programs that verify and sign, and want no gateway.
 * Its types are those files of the compiler's that its entries need.
 */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ENTRIES, typesOf } from './types-of.js';

const TO = 'dist/library-package';

rmSync(TO, { recursive: true, force: true });
for (const [from, to] of [
  ['dist/library', 'esm'],
  ['dist/cjs/library', 'cjs'],
]) {
  mkdirSync(join(TO, to), { recursive: true });
  for (const file of readdirSync(from))
    if (file.endsWith('.js')) copyFileSync(join(from, file), join(TO, to, file));
  // Where the files of types lie: beside folders of the same names as in the source.
  copyTypes(resolve(from, '..'), join(TO, to));
}
writeFileSync(join(TO, 'cjs/package.json'), '{ "type": "commonjs" }\n');
copyFileSync('LICENSE', join(TO, 'LICENSE'));
cpSync('dist/program/LICENSES.txt', join(TO, 'LICENSES.txt'));

const { version, license, engines, keywords, repository, homepage, bugs, publishConfig } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const NAME = 'standard-webhooks-gateway-library';
const manifest = {
  name: NAME,
  version,
  description:
    "Verifies and signs webhooks in the formats of 150 providers, and in one's own. Without dependencies.",
  license,
  keywords,
  repository,
  homepage,
  bugs,
  publishConfig,
  type: 'module',
  sideEffects: false,
  exports: {
    ...Object.fromEntries(ENTRIES.map((entry) => [entry === 'index' ? '.' : `./${entry}`, exportsOf(entry)])),
    './package.json': './package.json',
  },
  main: './cjs/index.js',
  types: './esm/types/library/index.d.ts',
  engines,
};
writeFileSync(join(TO, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
writeFileSync(join(TO, 'README.md'), ownReadme());

/** The page of the library: programs under this package's name, links to pages that are not in it. */
function ownReadme() {
  const pages = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/docs/`;
  return readFileSync('docs/library.md', 'utf8')
    .replace(/'standard-webhooks-gateway(?=['/])/g, `'${NAME}`)
    .replace(/^The programs here name the former; .*? They are modules/m, 'The programs here are modules')
    .replace(/\]\((?=[\w-]+\.md)/g, `](${pages}`);
}

function exportsOf(entry) {
  const of = (folder) => ({
    types: `./${folder}/types/library/${entry}.d.ts`,
    default: `./${folder}/${entry}.js`,
  });
  return { import: of('esm'), require: of('cjs') };
}

function copyTypes(root, to) {
  for (const file of typesOf(root)) {
    const target = join(to, 'types', relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}
