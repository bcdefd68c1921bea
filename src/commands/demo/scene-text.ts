/** What the scene prints. */
import { consoleLine } from '../console-address.js';
import { asTyped } from '../shells/quote.js';
import type { SceneDelivery } from './shop.js';
import type { Stage } from './stage.js';

/** @param everyMs from one delivery to the next */
export function opening({ url, adminUrl, secrets, configFile, shopifyFile }: Stage, everyMs: number): string {
  return `
A scene. Every ${everyMs / 1000} s a provider sends, and each line is a delivery with its outcome:

  Shopify ──▶ ${url}/webhooks/shopify ──▶ crm (standard), accounting (svix)

${consoleLine(adminUrl, secrets.adminToken)}metrics: ${adminUrl}/metrics
configuration: ${configFile}
Shopify's secret, as the gateway knows it: ${shopifyFile}
Stop with Ctrl-C.

`;
}

/** One delivery. */
export function line(outcome: string, { route, event, about }: SceneDelivery, note: string): string {
  const at = new Date().toTimeString().slice(0, 8);
  const words = [at, outcome.padEnd(17), route.padEnd(6), event.padEnd(16), about.padEnd(6), note];
  return `${words.join('  ').trimEnd()}\n`;
}

/** @param program how a shell calls this program */
export function secretChanged(stage: Stage, newSecret: string, program: string): string {
  return `
Shopify's secret has changed, and nobody told the gateway. What comes now is refused, and kept: the console has it
under "Refused". To mend it, in another terminal:

  1. give the gateway the new secret; it sees within three seconds that the file has changed:

     printf %s ${asTyped(newSecret)} > ${asTyped(stage.shopifyFile)}

  2. then "verify again" in the console, or:

     ${verifyAgain(stage, program)}

`;
}

/** @param waiting deliveries that were refused and not taken yet */
export function secretKnown(stage: Stage, waiting: number, program: string): string {
  if (waiting === 0) return '\nThe gateway has the new secret; nothing was refused meanwhile.\n\n';
  return `
The gateway has the new secret, and takes what comes. ${waiting} that ${waiting === 1 ? 'was refused waits' : 'were refused wait'} for step 2:

     ${verifyAgain(stage, program)}

`;
}

function verifyAgain({ adminUrl, secrets }: Stage, program: string): string {
  const token = `GATEWAY_ADMIN_TOKEN=${asTyped(secrets.adminToken)}`;
  return `${token} ${program} refused verify --route orders --url ${adminUrl} --yes`;
}

export function allTaken(count: number): string {
  return `
All ${count} are with their receivers, one each. Shopify does not know that, and sends its retries:

`;
}

export function allDone(count: number): string {
  return `
The story is done: ${count} refused, ${count} taken afterwards, and the ${count} late retries were duplicates that no receiver saw.
It goes on sending until Ctrl-C.

`;
}

/** @param most deliveries that wait */
export function heldBack(most: number): string {
  return `\n${most} are refused. Shopify sends nothing new until one is taken; steps 1 and 2 are above.\n\n`;
}
