/** What `sign` and `send` read from a body, and how a ready command carries it. */
import { expect, test } from 'vitest';
import { curl } from '../../../src/commands/sign.js';
import { eventIn } from '../../../src/commands/signing.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../../src/schemes/spec.js';

function eventOf(name: string, body: string): string | undefined {
  return eventIn(schemes[name] as Scheme, Buffer.from(body));
}

test('the event is taken from the body where the scheme has it there', () => {
  expect(eventOf('actuallycare', '{"event":"lead.created"}')).toBe('lead.created');
  expect(eventOf('actuallycare', 'not JSON')).toBeUndefined();
  expect(eventOf('bitbucket', '{"event":"lead.created"}')).toBeUndefined();
});

test('a body that begins with @ is no name of a file in the command', () => {
  const options = curl('https://a.example/in', [], undefined, Buffer.from('@/etc/hostname'));
  expect(options).toContain("--data-raw '@/etc/hostname'");
  expect(curl('https://a.example/in', [], undefined, Buffer.from('{}'))).toContain("--data-binary '{}'");
});
