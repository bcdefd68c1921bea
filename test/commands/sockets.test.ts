/** Commands that speak to a receiver find it behind a socket too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { webhook } from '../../src/library/express.js';
import { TOKEN } from '../helpers/api.js';
import { startTestGateway } from '../helpers/gateway.js';
import { OK, startRawReceiver } from '../helpers/raw-receiver.js';
import { secretFor } from '../helpers/sign.js';
import { configText, route } from '../gateway/setup.js';
import { typed } from './typed.js';

const SIGNER = ['--scheme', 'standard', '--secret-env', 'S'];
const io = { env: { S: secretFor('standard') }, stdin: () => Promise.resolve(Buffer.from('{"a":1}')) };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockets-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** One that verifies. */
async function startReceiver(path: string): Promise<string> {
  const app = express();
  app.post(
    '/hooks',
    webhook({ scheme: 'standard', secrets: [secretFor('standard')] }),
    (_request, response) => {
      response.sendStatus(204);
    },
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http+unix://${path}:/hooks`;
}

describe('a receiver behind a socket', () => {
  test('is sent to by `send`', async () => {
    const url = await startReceiver(join(folder, 'send.sock'));
    const { code, out } = await typed(undefined, ['send', ...SIGNER, '--url', url], io);
    expect([code, out]).toEqual([0, expect.stringMatching(/^204 after/)]);
  });

  test('is probed by `probe`, as one on this machine', async () => {
    const url = await startReceiver(join(folder, 'probe.sock'));
    const { out, err } = await typed(undefined, ['probe', ...SIGNER, '-o', 'json', url], io);
    const { findings } = JSON.parse(out) as { findings: { rule: string; kept: boolean }[] };
    expect([err, findings.filter(({ kept }) => kept).length > 5]).toEqual(['', true]);
  });

  test('is named in the curl line of `sign`', async () => {
    const url = 'http+unix:///run/app.sock:/hooks';
    const { out } = await typed(undefined, ['sign', ...SIGNER, '--curl', url], io);
    expect(out).toContain(`curl -i --unix-socket '/run/app.sock' 'http://localhost/hooks'`);
  });

  test('answers `routes test`', async () => {
    const receiver = await startRawReceiver(OK, join(folder, 'routes.sock'));
    const top = { admin: { host: '127.0.0.1', port: 0, token: TOKEN } };
    const gw = await startTestGateway(configText([route(receiver.url)], top));
    onTestFinished(async () => {
      await gw.stop();
      await receiver.close();
    });
    const { code, out } = await typed({ url: gw.adminUrl }, ['routes', 'test', 'a']);
    expect([code, out]).toEqual([0, expect.stringContaining('accepted')]);
  });

  test.each(['send', 'probe'])('that cannot be found is said by `%s`', async (command) => {
    const nowhere = `http+unix://${join(folder, 'nowhere.sock')}:/hooks`;
    const { code, err } = await typed(undefined, [command, ...SIGNER, '--url', nowhere], io);
    expect([code, err]).toEqual([1, expect.stringMatching(/nothing listens there|no_socket/)]);
    const bent = await typed(undefined, [command, ...SIGNER, '--url', 'http+unix://run/app.sock'], io);
    expect([bent.code, bent.err]).toEqual([
      2,
      expect.stringContaining('expected http+unix:///run/app.sock:/webhooks'),
    ]);
  });
});
