/**
 * `node scripts/pack-charts.js FOLDER` writes each chart there as NAME-VERSION.tgz, as `helm package` lays it out. The same
 * files give the same bytes: sorted, with one time, one owner and one mode.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const CHARTS = ['webhook-gateway', 'webhook-gateway-sidecar'];
const BLOCK = 512;
/** 2020-01-01, as no file has a time of its own. */
const TIME = 1_577_836_800;

/** @returns the paths of the files that it wrote. */
export function packCharts(folder) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  mkdirSync(folder, { recursive: true });
  return CHARTS.map((name) => {
    const path = join(folder, `${name}-${version}.tgz`);
    writeFileSync(path, packed(name, version));
    return path;
  });
}

function packed(name, version) {
  const from = join(ROOT, 'charts', name);
  const said = readFileSync(join(from, 'Chart.yaml'), 'utf8');
  for (const key of ['version', 'appVersion'])
    if (!said.includes(`\n${key}: ${version}\n`))
      throw new Error(`charts/${name}/Chart.yaml: ${key} must be ${version}, as in package.json`);
  const entries = filesIn(from).map((file) => entry(`${name}/${file}`, readFileSync(join(from, file))));
  const licence = entry(`${name}/LICENSE`, readFileSync(join(ROOT, 'LICENSE')));
  return gzipSync(Buffer.concat([...entries, licence, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

/** Chart.yaml first, which saves whoever looks for it the rest. */
function filesIn(folder) {
  const rank = (file) => (file === 'Chart.yaml' ? 0 : 1);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) =>
      join(found.parentPath, found.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((file) => !/(^\.|~$|\.(tgz|swp)$|^charts\/)/.test(file))
    .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}

/** A file in the format ustar. */
function entry(name, content) {
  if (name.length > 100) throw new Error(`${name} is too long a name for a tar`);
  const head = Buffer.alloc(BLOCK);
  const octal = (number, length) => `${number.toString(8).padStart(length - 1, '0')}\0`;
  head.write(name, 0);
  head.write(octal(0o644, 8), 100);
  head.write(octal(0, 8), 108);
  head.write(octal(0, 8), 116);
  head.write(octal(content.length, 12), 124);
  head.write(octal(TIME, 12), 136);
  head.write(' '.repeat(8), 148);
  head.write('0', 156);
  head.write('ustar\0' + '00', 257);
  head.write(
    `${octal(
      head.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
    148,
  );
  return Buffer.concat([head, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder] = argv;
  if (folder === undefined) {
    console.error('say where to: node scripts/pack-charts.js FOLDER');
    process.exitCode = 2;
  } else for (const path of packCharts(folder)) console.log(path);
}
