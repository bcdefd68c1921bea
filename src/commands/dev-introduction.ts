/** What `dev` prints once, when it runs: the way of a delivery, the secrets of this run, a line to try, the console. */
import { whyUnsignable } from '../schemes/engine/sign.js';
import type { DevPlan, DevSide } from './dev-plan.js';
import { asTyped, quote } from './shells/quote.js';

const VARIABLE = 'WEBHOOK_SECRET';

/**
 * @param port the one it listens on
 * @param console the line that tells where the console is
 */
export function introduction(plan: DevPlan, port: number, console: string): string {
  const { source, destination, path, url } = plan;
  const here = `http://127.0.0.1:${port}${path}`;
  const made = [
    source.made === undefined ? '' : `The provider signs with, for this run:\n${indented(source.made)}`,
    destination.made === undefined
      ? ''
      : `The receiver verifies with, for this run:\n${indented(destination.made)}`,
  ];
  return `
  ${source.schemeName} ──▶ ${here} ──▶ ${url} (${destination.schemeName})

${made.join('')}${tryIt(source, plan.publicUrl ?? here)}
${console}
Stop with Ctrl-C.

`;
}

function tryIt(source: DevSide, url: string): string {
  const reason = whyUnsignable(source.scheme);
  if (reason !== undefined && source.scheme.signature)
    return `No test delivery can be made here: ${reason}\n`;
  const secret = source.given ?? (source.made === undefined ? [] : ['--secret-env', VARIABLE]);
  const variable = source.made === undefined ? '' : `${VARIABLE}=${quote(source.made.trimEnd())} `;
  const words = ['send', '--scheme', source.schemeName, ...secret, '--url', url];
  return `Try it:\n  ${variable}webhook-gateway ${words.map(asTyped).join(' ')}\n`;
}

function indented(text: string): string {
  return `${text.trimEnd().replace(/^/gm, '  ')}\n`;
}
