/**
 * `npm run docs:site`: the documentation as static pages with search, in dist-site. The generator is installed beside the
 * site, from a lockfile of its own, when that has changed. A link that leads nowhere ends the build.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const MARK = 'site/node_modules/.installed';

const lock = createHash('sha256').update(readFileSync('site/package-lock.json')).digest('hex');
if (!existsSync(MARK) || readFileSync(MARK, 'utf8') !== lock) {
  run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(MARK, lock);
}
run('npm', 'run', '--silent', 'build');

function run(program, ...args) {
  execFileSync(program, args, { cwd: 'site', stdio: 'inherit' });
}
