/** `explain` asks for a key from elsewhere as a gateway does: by the route's rules, and never for what cannot be genuine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  away,
  json,
  keySet,
  makeSigner,
  signToken,
  startKeyHost,
  type KeyHost,
} from '../helpers/key-host.js';
import { run } from '../helpers/process.js';
import { typed } from './typed.js';

const folder = mkdtempSync(join(tmpdir(), 'foreign-key-'));
const [signer, stranger] = [makeSigner('k1', 'rsa'), makeSigner('k2', 'rsa')];
const AUDIENCE = 'https://hooks.example.com/in';

let keys: KeyHost;

beforeAll(async () => {
  keys = await startKeyHost(away);
});
afterAll(async () => {
  await keys.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  keys.asked.length = 0;
  keys.answer = answering;
});

const answering: KeyHost['answer'] = (request, response, body) => {
  const at = request.url?.startsWith('/.well-known') === true;
  const document = { issuer: keys.url, jwks_uri: `${keys.url}/set` };
  void Promise.resolve(at ? document : keySet(signer)).then((value) => {
    json(value)(request, response, body);
  });
};

interface Told {
  readonly code: number | undefined;
  readonly verifies: boolean;
  readonly causes: readonly { readonly cause: string; readonly evidence: string }[];
}

/** @returns the line that explains it */
function lineFor(authorization: string): readonly string[] {
  const config = join(folder, 'gateway.yaml');
  writeFileSync(
    config,
    `store: { url: "memory:" }
routes:
  - name: pushed
    path: /pushed
    source: { scheme: oidc, owner: { issuer: "${keys.url}", audience: "${AUDIENCE}", account: robot@example.com } }
    destination: { url: "http://127.0.0.1:9", scheme: none, reason: nothing is sent }
`,
  );
  const [headers, body] = [join(folder, 'headers'), join(folder, 'body')];
  writeFileSync(headers, `Authorization: ${authorization}\n`);
  writeFileSync(body, '{"message":{"data":"e30="}}');
  return ['explain', '--config', config, '--headers', headers, '--file', body, '--output', 'json'];
}

async function told(authorization: string): Promise<Told> {
  const { code, out } = await typed(undefined, lineFor(authorization));
  return { code, ...(JSON.parse(out) as Omit<Told, 'code'>) };
}

const token = async (by = signer, audience = AUDIENCE): Promise<string> =>
  `Bearer ${await signToken(by, { iss: keys.url, aud: audience, email: 'robot@example.com', email_verified: true })}`;

describe('explain, where the key comes from elsewhere,', () => {
  test('says that a genuine delivery verifies', async () => {
    expect(await told(await token())).toMatchObject({ code: 0, verifies: true, causes: [] });
    expect(keys.asked).toEqual(['/.well-known/openid-configuration', '/set']);
  });

  test('tells a forgery from a delivery for somebody else, and both from a key that nobody has', async () => {
    const altered = (await token()).replace(/[^.]{8}$/, 'AAAAAAAA');
    expect(await told(altered)).toMatchObject({ code: 1, causes: [{ cause: 'altered_or_forged' }] });
    const others = await told(await token(signer, 'https://hooks.example.org/in'));
    expect(others).toMatchObject({ code: 1, causes: [{ cause: 'owner_mismatch' }] });
    expect(await told(await token(stranger))).toMatchObject({ causes: [{ cause: 'unknown_key' }] });
  });

  test('says that the host of the keys is away', async () => {
    keys.answer = away;
    const found = await told(await token());
    expect(found).toMatchObject({ code: 1, causes: [{ cause: 'key_unavailable' }] });
    expect(found.causes[0]?.evidence).toContain('key_host_away');
  });

  test('says so as the built program too', async () => {
    const { code, stdout } = await run(lineFor(await token()));
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, verifies: true });
    expect(keys.asked).toEqual(['/.well-known/openid-configuration', '/set']);
  });

  test('asks nobody for what no key can make genuine', async () => {
    expect(await told('Bearer none')).toMatchObject({ code: 1, verifies: false });
    expect(keys.asked).toEqual([]);
  });
});
