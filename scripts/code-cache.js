/**
 * Writes the code that V8 makes of the program, for the Node and the flags that run this (load-program.cjs). The program
 * starts as a gateway in this process, takes one delivery, answers one question of the API (whose code is loaded then,
 * while deliveries wait), and what has run until then is kept: code alone, none of what it worked on.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { codeFileOf, loadProgram } from '../dist/program/load-program.cjs';
import { createRedisStandIn } from './redis-stand-in.js';

const FILE = resolve('dist/program/program.cjs');
const PATIENCE_MS = 20_000;
const SECRET = 'a-secret-that-is-used-here-alone';

const folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
const receiver = createServer((request, response) => {
  request.resume().on('end', () => response.end());
});
const receiverPort = await listening(receiver);
const commands = new Set();
const redisPort = await listening(createRedisStandIn((name) => commands.add(name)));
const [port, adminPort] = await Promise.all([freePort(), freePort()]);
const config = join(folder, 'gateway.yaml');
writeFileSync(
  config,
  `server: { host: 127.0.0.1, port: ${port} }
admin: { host: 127.0.0.1, port: ${adminPort}, token: ${SECRET} }
log: { level: error }
store: { url: "redis://127.0.0.1:${redisPort}" }
routes:
  - name: one
    path: /one
    source: { scheme: actuallycare, secrets: [${SECRET}] }
    destination: { url: "http://127.0.0.1:${receiverPort}/", scheme: svix, secrets: [whsec_${Buffer.from(SECRET).toString('base64')}] }
`,
);

process.argv = [process.argv[0], resolve('dist/main.js'), 'serve', '--config', config];
const program = loadProgram(FILE);
program.run();
await ready();
await deliver();
// In capitals: over the connection that makes no objects of the commands.
if (!commands.has('EVAL')) throw new Error('the delivery was not claimed over the lean connection');
await askApi();
writeFileSync(codeFileOf(FILE), program.code());
rmSync(folder, { recursive: true });
process.exit(0);

async function ready() {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (performance.now() > end) throw new Error('the program did not start');
    await new Promise((later) => setTimeout(later, 20));
  }
}

async function deliver() {
  const body = '{"event":"lead.created"}';
  const answer = await fetch(`http://127.0.0.1:${port}/one`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-webhook-signature': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
    body,
  });
  if (answer.status !== 200) throw new Error(`the delivery was answered ${answer.status}`);
}

async function askApi() {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/api/routes`, {
    headers: { authorization: `Bearer ${SECRET}` },
  });
  if (answer.status !== 200) throw new Error(`the API answered ${answer.status}`);
}

function listening(server) {
  return new Promise((resolved) => {
    server.listen(0, '127.0.0.1', () => resolved(server.address().port));
  });
}

async function freePort() {
  const server = createServer();
  const found = await listening(server);
  await new Promise((closed) => server.close(closed));
  return found;
}
