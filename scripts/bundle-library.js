/**
 * The library for other programs (src/library), with all that it needs: whoever installs it gets no other package. Its
 * types are the compiler's.
 */
import { build } from 'esbuild';
import { LIGHTER_IOREDIS } from './lighter-ioredis.js';

const WHOLE = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
};

const ENGINE = { index: 'src/library/index.ts', express: 'src/library/express.ts' };
/** With the client of Redis, which nobody else is to get: it shares no file with the others. */
const DEDUPE = { dedupe: 'src/library/dedupe.ts' };

/** @returns the bundler's accounts of what went where */
export async function bundleLibrary() {
  const esm = { ...WHOLE, outdir: 'dist/library', format: 'esm' };
  const cjs = { ...WHOLE, outdir: 'dist/cjs/library', format: 'cjs' };
  const engine = await build({
    ...esm,
    entryPoints: ENGINE,
    chunkNames: 'engine-[hash]',
    splitting: true,
  });
  const dedupe = await build({
    ...esm,
    entryPoints: DEDUPE,
    plugins: LIGHTER_IOREDIS,
    // Libraries that are CommonJS ask for node's own modules in this way.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
  const common = await build({ ...cjs, entryPoints: { ...ENGINE, ...DEDUPE }, plugins: LIGHTER_IOREDIS });
  return [engine.metafile, dedupe.metafile, common.metafile];
}
