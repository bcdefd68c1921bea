/** The library's entry. */
export {
  sign,
  verify,
  type HeadersInput,
  type SignRequest,
  type VerifyRequest,
  type VerifyResult,
} from './library.js';
export { schemes } from '../schemes/catalogue/index.js';
export type * from '../schemes/spec.js';
export type { RefusalReason } from '../schemes/engine/verify.js';
