import { header, judge } from '../engine/judge.js';
import { publicPem } from '../engine/keys.js';

interface Ticket {
  getPayload(): { email?: string; email_verified?: boolean };
}

interface Sdk {
  readonly OAuth2Client: new () => {
    verifySignedJwtWithCertsAsync(
      token: string,
      certificates: Readonly<Record<string, string>>,
      audience: string,
      issuers: readonly string[],
    ): Promise<Ticket>;
  };
}

/** Google's certificates are those of the case: this is what `verifyIdToken` calls with the fetched ones. */
export const googleAuth = judge<Sdk>({
  package: 'google-auth-library',
  schemes: ['google-pubsub'],
  accepts: async ({ OAuth2Client }, received) => {
    const ticket = await new OAuth2Client().verifySignedJwtWithCertsAsync(
      header(received, 'Authorization').replace('Bearer ', ''),
      { 'a-key': publicPem(received.secret) },
      'ours-audience',
      ['https://accounts.google.com'],
    );
    // As Google's documentation has its users do.
    const { email, email_verified: isVerified } = ticket.getPayload();
    return isVerified === true && email === 'ours-account';
  },
});
