/** The API's schemas by their names. */
import type { components } from './openapi.js';

type Schemas = components['schemas'];

export type Attempt = Schemas['Attempt'];
export type Attention = Schemas['Attention'];
export type Configuration = Schemas['Configuration'];
export type Delivery = Schemas['Delivery'];
export type DeliveryDetail = Schemas['DeliveryDetail'];
export type DestinationQueue = Schemas['DestinationQueue'];
export type DestinationOverview = Schemas['DestinationOverview'];
export type Job = Schemas['Job'];
export type JobRequest = Schemas['JobRequest'];
export type Outcome = Delivery['outcome'];
export type Overview = Schemas['Overview'];
export type Principal = Schemas['Principal'];
export type Refused = Schemas['Refused'];
/** The client reads pairs as lists. */
export type RefusedDetail = Omit<Schemas['RefusedDetail'], 'headers'> & {
  readonly headers: readonly (readonly (string | null)[])[];
};
export type Role = Principal['role'];
export type RouteOverview = Schemas['RouteOverview'];
export type Scope = Schemas['Scope'];
export type Step = Schemas['Step'];
