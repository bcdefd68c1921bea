/** The library's entry. */
export {
  sign,
  verify,
  type BodyInput,
  type GenuineResult,
  type HeadersInput,
  type SchemeInput,
  type SignRequest,
  type VerifyRequest,
  type VerifyResult,
} from './library.js';
export { answerHandshake } from './answer-handshake.js';
export type { HandshakeReply, HandshakeRequest } from './judge-request.js';
export { verifyRequest, type VerifyRequestOptions, type VerifyRequestResult } from './verify-request.js';
export { schemes, type SchemeName } from '../schemes/catalogue/index.js';
export type * from '../schemes/spec.js';
export type { RefusalReason } from '../schemes/engine/verify.js';
