/**
 * The library for other programs (src/library), with all that it needs: whoever installs it gets no other package. Its
 * types are the compiler's.
 */
import { build } from 'esbuild';

const WHOLE = {
  entryPoints: { index: 'src/library/index.ts', express: 'src/library/express.ts' },
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
};

/** @returns the bundler's accounts of what went where */
export async function bundleLibrary() {
  const esm = await build({
    ...WHOLE,
    outdir: 'dist/library',
    chunkNames: 'engine-[hash]',
    splitting: true,
    format: 'esm',
  });
  const cjs = await build({ ...WHOLE, outdir: 'dist/cjs/library', format: 'cjs' });
  return [esm.metafile, cjs.metafile];
}
