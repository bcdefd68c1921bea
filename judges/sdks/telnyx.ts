import { judge } from '../engine/judge.js';
import { rawPublic } from '../engine/keys.js';

interface Sdk {
  readonly TelnyxWebhook: new (key: string) => {
    verify(body: string, headers: Readonly<Record<string, string>>): Promise<void>;
  };
}

export const telnyx = judge<Sdk>({
  package: 'telnyx',
  entry: 'telnyx/lib/webhooks.js',
  schemes: ['telnyx'],
  accepts: ({ TelnyxWebhook }, { secret, text, headers }) =>
    new TelnyxWebhook(rawPublic(secret).toString('base64')).verify(text, headers),
});
