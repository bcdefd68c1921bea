import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../src/config/difference.js';
import { configHash } from '../../../src/config/hash.js';
import { redactConfig } from '../../../src/config/redact.js';
import { ENV, SECRET, WHSEC, changed, faultLines, firstDestination, good, warningLines } from './helpers.js';

const OTHER = 'another-0123456789-abcdefghij';
const env = { ...ENV, OTHER, WHSEC };

const destination = (members: Record<string, unknown>) =>
  changed((_config, route) => Object.assign(route.destination, members), env);
const AT = 'routes[0].destination.alsoSign[0]';

describe('further signatures on one request', () => {
  it('each names a scheme and its secrets, as a destination does', () => {
    const { alsoSign } = firstDestination(
      destination({ alsoSign: [{ scheme: 'github', secrets: [{ env: 'OTHER' }] }] }),
    );
    expect(alsoSign).toMatchObject([
      { schemeName: 'github', secrets: [{ name: 'secret-1', value: OTHER, from: 'env OTHER' }] },
    ]);
  });

  it('none is the default', () => {
    expect(firstDestination(destination({})).alsoSign).toEqual([]);
  });

  it.each([
    ['the same scheme twice', 'svix', 'writes the header svix-signature'],
    ['a scheme without a name', undefined, 'is required: the name of a scheme'],
    ['an unknown scheme', 'githib', 'unknown scheme; did you mean "github"?'],
    ['a scheme that signs nothing', 'none', 'this scheme signs nothing; remove it'],
    [
      'a signature that stands in the body',
      'adyen',
      'this scheme is for sources only: its signature stands inside the body',
    ],
    ['a scheme that signs through the query', 'twilio', 'adds ?bodySHA256=… to the URL'],
  ])('%s is a fault', (_what, scheme, says) => {
    const secrets = scheme === 'none' ? [] : [{ env: 'WHSEC' }];
    expect(faultLines(destination({ alsoSign: [{ scheme, secrets }] }))).toContainEqual(
      expect.stringMatching(
        new RegExp(`^routes\\[0\\]\\.destination\\.alsoSign\\[0\\]\\.scheme: .*${escaped(says)}`),
      ),
    );
  });

  it('two that write one header are a fault at the later one, and the fault names it', () => {
    const alsoSign = [
      { scheme: 'github', secrets: [{ env: 'OTHER' }] },
      { scheme: 'meta', secrets: [{ env: 'OTHER' }] },
    ];
    expect(faultLines(destination({ alsoSign }))).toEqual([
      'routes[0].destination.alsoSign[1].scheme: writes the header X-Hub-Signature-256, and so does routes[0].destination.alsoSign[0].scheme; one request cannot carry both',
    ]);
  });

  it('a header of information that both write is one of them', () => {
    const loaded = destination({
      scheme: 'actuallycare',
      secrets: [{ env: 'OTHER' }],
      alsoSign: [{ scheme: 'cursor', secrets: [{ env: 'SOURCE' }] }],
    });
    expect(faultLines(loaded)).toEqual([expect.stringContaining('one request cannot carry both')]);
  });

  it('both families of Standard Webhooks take one list of secrets, because receivers compare the two', () => {
    const beside = (secrets: unknown[]) => destination({ alsoSign: [{ scheme: 'standard', secrets }] });
    expect(faultLines(beside([{ env: 'DESTINATION' }]))).toEqual([]);
    expect(faultLines(beside([`${WHSEC.slice(0, -4)}AAAA`]))).toEqual([
      expect.stringMatching(/^routes\[0\]\.destination\.alsoSign\[0\]\.secrets: .*the same secrets/),
    ]);
  });

  it('a scheme that would say something else in the headers of a twin is a fault', () => {
    const loaded = destination({ alsoSign: [{ scheme: 'polar', secrets: [{ env: 'OTHER' }] }] });
    expect(faultLines(loaded)).toEqual([expect.stringContaining('they would say different things')]);
  });

  it('secrets have the rules of the scheme, each with its own key path', () => {
    const loaded = destination({ alsoSign: [{ scheme: 'standard', secrets: [{ env: 'OTHER' }] }] });
    expect(faultLines(loaded)).toEqual([expect.stringContaining(`${AT}.secrets[0]`)]);
    expect(faultLines(destination({ alsoSign: [{ scheme: 'github' }] }))).toEqual([
      expect.stringContaining(`${AT}.secrets: at least one secret is needed`),
    ]);
  });

  it('a header of any of the schemes is nobody else’s to add', () => {
    const loaded = destination({
      headers: { Authorization: 'Bearer x', 'Box-Signature-Version': '2' },
      alsoSign: [
        { scheme: 'vonage', secrets: [{ env: 'OTHER' }] },
        { scheme: 'box', secrets: [{ env: 'SOURCE' }] },
      ],
    });
    expect(faultLines(loaded)).toEqual([
      expect.stringContaining('headers.Authorization: this is a signature'),
      expect.stringContaining('headers.Box-Signature-Version: this is a signature'),
    ]);
  });

  it('one secret for two schemes is warned of, and so is the source’s', () => {
    const twice = [
      { scheme: 'github', secrets: [{ env: 'OTHER' }] },
      { scheme: 'stripe', secrets: [{ env: 'OTHER' }] },
    ];
    expect(warningLines(destination({ alsoSign: twice }))).toContainEqual(
      expect.stringContaining(
        'alsoSign[1].secrets[0]: this secret is the same as routes[0].destination.alsoSign[0].secrets[0]',
      ),
    );
    const ofSource = destination({ alsoSign: [{ scheme: 'github', secrets: [{ env: 'SOURCE' }] }] });
    expect(warningLines(ofSource)).toContainEqual(
      expect.stringContaining(`${AT}.secrets[0]: the same secret as routes[0].source.secrets[0]`),
    );
  });

  it('another secret is a change of the configuration, and never told', async () => {
    const of = (value: string) =>
      good(
        changed(
          (_config, route) =>
            (route.destination['alsoSign'] = [{ scheme: 'github', secrets: [{ env: 'OTHER' }] }]),
          { ...env, OTHER: value },
        ),
      );
    const [old, next] = [of(OTHER), of(SECRET)];
    expect(changesBetween(old, next)).toEqual([
      expect.objectContaining({ path: 'routes.leads.destination.alsoSign', to: 'changed' }),
    ]);
    expect(await configHash(old)).not.toBe(await configHash(next));
  });

  it('no dump of the configuration has a secret of theirs', () => {
    const config = good(
      destination({ alsoSign: [{ scheme: 'github', secrets: [{ env: 'OTHER' }, SECRET] }] }),
    );
    const shown = redactConfig(config);
    expect(JSON.stringify(shown)).not.toContain(OTHER);
    expect(JSON.stringify(shown)).not.toContain(SECRET);
    expect(shown).toMatchObject({
      routes: [
        { destination: { alsoSign: [{ scheme: 'github', secrets: [{ env: 'OTHER' }, '[redacted]'] }] } },
      ],
    });
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
