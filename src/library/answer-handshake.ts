/** The answer to a provider's question about an endpoint, for programs that have the request in parts. */
import { judge, type HandshakeReply, type HandshakeRequest } from './judge-request.js';

/**
 * What the gateway would answer to the same question.
 * @returns undefined if the request is no question of this scheme's provider
 * @throws TypeError as `verify` does; `secrets` may be empty, as long as there are none yet
 */
export function answerHandshake(request: HandshakeRequest): HandshakeReply | undefined {
  const judged = judge(request);
  return judged.is === 'handshake' ? judged.reply : undefined;
}
