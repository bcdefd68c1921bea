/** A receiver's URL for people: without what may be a token. */
import { asUrl } from '../../model/as-url.js';

const HIDDEN = '[redacted]';

/** Hosts whose whole path is the secret: who knows it may post. A beginning with a dot stands for all hosts under it. */
const HOOK_HOSTS = [
  'hooks.slack.com',
  'hooks.slack-gov.com',
  'discord.com',
  'discordapp.com',
  'hooks.zapier.com',
  'maker.ifttt.com',
  'api.telegram.org',
  'chat.googleapis.com',
  'outlook.office.com',
  'webhook.site',
  '.webhook.office.com',
  '.make.com',
  '.integromat.com',
  '.pipedream.net',
  '.logic.azure.com',
] as const;

/** Shorter ones are guessed, or are words. */
const TOKEN_LENGTH = 16;

/** Up to the path: with a host, or with the path of a socket, which is no secret. */
const ORIGIN = /^(http\+unix:\/\/[^:]*:|https?:\/\/[^/?#]*)([^?#]*)(\?)?/i;

/** @param text a URL that has been checked */
export function redactDestinationUrl(text: string): string {
  const [, origin = '', path = '', query] = ORIGIN.exec(text) ?? [];
  const hooks = isHookHost(origin);
  const shown = path
    .split('/')
    .map((segment) => (segment !== '' && (hooks || mayBeToken(segment)) ? HIDDEN : segment));
  return origin + shown.join('/') + (query === undefined ? '' : `?${HIDDEN}`);
}

function isHookHost(origin: string): boolean {
  const host = asUrl(origin)?.hostname ?? '';
  return HOOK_HOSTS.some((known) => (known.startsWith('.') ? host.endsWith(known) : host === known));
}

/** Letters and digits mixed, and more than words and numbers with something between them. */
function mayBeToken(segment: string): boolean {
  const text = decoded(segment);
  if (text.length < TOKEN_LENGTH || !/\d/.test(text) || !/\p{L}/u.test(text)) return false;
  return !text.split(/[-_.~ ]/).every((word) => /^(?:\p{Lu}?\p{Ll}*|\p{Lu}+|[vV]?\d{1,4})$/u.test(word));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
