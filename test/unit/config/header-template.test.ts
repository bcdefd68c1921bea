import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { constantText, parseHeaderTemplate } from '../../../src/config/header-template.js';
import { redactConfig } from '../../../src/config/redact.js';
import { ENV, changed, faultLines, good, warningLines } from './helpers.js';

const destination = (members: Record<string, unknown>, source: Record<string, unknown> = {}) =>
  changed((_config, route) => {
    Object.assign(route.destination, members);
    Object.assign(route.source, source);
  });
const header = (value: unknown, source?: Record<string, unknown>) =>
  destination({ headers: { 'X-A': value } }, source);

describe('a header with placeholders', () => {
  it('is text and values of the delivery, in their order', () => {
    expect(parseHeaderTemplate('team {json:/team/id}: {event} ({id}, {header:X-Shop})')).toEqual([
      { text: 'team ' },
      { json: '/team/id' },
      { text: ': ' },
      { value: 'event' },
      { text: ' (' },
      { value: 'id' },
      { text: ', ' },
      { header: 'X-Shop' },
      { text: ')' },
    ]);
  });

  it('has a literal brace where it stands twice', () => {
    expect(constantText('{{"a":{{}}}}')).toBe('{"a":{}}');
    expect(parseHeaderTemplate('{{{id}}}')).toEqual([{ text: '{' }, { value: 'id' }, { text: '}' }]);
    expect(constantText('')).toBe('');
  });

  test('any text is a constant once its braces are doubled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(constantText(text.replaceAll('{', '{{').replaceAll('}', '}}'))).toBe(text);
      }),
    );
  });

  it.each([
    ['{', 'a { has no }'],
    ['a {id', 'a { has no }'],
    ['a } b', 'a } belongs to no placeholder'],
    ['{}', '{} is no placeholder'],
    ['{evnt}', '{evnt} is no placeholder; known are {event}'],
    ['{event:x}', '{event:x} is no placeholder'],
    ['{json:team_id}', '{json:team_id} needs a JSON pointer'],
    ['{json:}', '{json:} needs a JSON pointer'],
    ['{header:}', '{header:} needs the name of a header'],
    ['{header:a b}', '{header:a b} needs the name of a header'],
    ['{ id }', '{ id } is no placeholder'],
    ['{"team":1}', 'is no placeholder; known are'],
  ])('%j is a fault that says how it is written', (text, says) => {
    expect(faultLines(header(text))).toEqual([
      expect.stringMatching(/^routes\[0\]\.destination\.headers\.X-A: /),
    ]);
    expect(faultLines(header(text))[0]).toContain(says);
  });

  it.each(['svix-signature', 'Authorization', 'X-Hub-Signature-256', 'Host', 'Webhook-Gateway-Id'])(
    'never takes %s of the source',
    (name) => {
      expect(faultLines(header(`{header:${name}}`))).toEqual([
        expect.stringContaining(`headers.X-A: {header:${name}}: this`),
      ]);
    },
  );

  it('cannot name an event that the source’s scheme never has', () => {
    const source = { scheme: 'line' };
    expect(faultLines(header('{event}', source))).toEqual([
      expect.stringContaining('headers.X-A: {event}: the scheme of the source yields no event name'),
    ]);
    expect(faultLines(header('{id}', source))).toEqual([]);
  });

  it('a secret is never one, whatever its text', () => {
    const loaded = changed((_config, route) => (route.destination['headers'] = { 'X-A': { env: 'ODD' } }), {
      ...ENV,
      ODD: '{nothing} {',
    });
    expect(good(loaded).routes[0]?.destinations[0].headers).toMatchObject({
      'X-A': { value: '{nothing} {' },
    });
  });

  it('is not a credential in plain text, and its text is hidden all the same', () => {
    const loaded = destination({ headers: { 'X-Token-Of': '{json:/team}' } });
    expect(warningLines(loaded).filter((line) => line.includes('headers'))).toEqual([]);
    expect(JSON.stringify(redactConfig(good(loaded)))).not.toContain('{json:');
  });
});
