/**
 * What holds before a test runs: rules with types, the build and style. Two rows of npm's scripts run beside each other,
 * for a machine with two processors; in a row one follows the other while they pass. Each tells how long it took, and
 * what it has to say comes in one piece. One that fails fails the whole.
 */
import { spawn } from 'node:child_process';

/** About equally long. */
const ROWS = [['rules'], ['build', 'style']];

/** @returns whether all passed. */
async function inTurn(names) {
  for (const [i, name] of names.entries()) {
    if (await passes(name)) continue;
    const left = names.slice(i + 1);
    if (left.length > 0) console.error(`after ${name}, and not run: ${left.join(', ')}`);
    return false;
  }
  return true;
}

/** @returns whether the script ends well. */
function passes(name) {
  const startedAt = performance.now();
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
      const end = code === 0 ? 'passed' : signal === null ? `FAILED with ${code}` : `ENDED by ${signal}`;
      console.log(`${name} ${end} after ${seconds} s`);
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(ROWS.map(inTurn));
if (passed.includes(false)) process.exitCode = 1;
