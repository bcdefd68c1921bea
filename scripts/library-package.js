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
copyFileSync('docs/library.md', join(TO, 'README.md'));
cpSync('dist/program/LICENSES.txt', join(TO, 'LICENSES.txt'));

const { version, description, license, engines, keywords, repository, homepage, bugs, publishConfig } =
  JSON.parse(readFileSync('package.json', 'utf8'));
const manifest = {
  name: 'standard-webhooks-gateway-library',
  version,
  description: `verify and sign, without a gateway: ${description}`,
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
