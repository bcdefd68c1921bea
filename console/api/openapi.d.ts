/** The API as its document tells it: `npm run docs:write` writes it, a test holds it against the document. */
export type paths = {
  '/routes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every route and its state.
     * @description Needs the role `viewer`.
     */
    get: operations['listRoutes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{name}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sends a test event to the route's receivers, once each; the first one's answer is in `attempt`, all are in `destinations`.
     * @description Needs the role `operator`.
     */
    post: operations['testRoute'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{name}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stops deliveries to the receiver on every replica: a direct route answers `paused`, a queued one goes on accepting.
     * @description Needs the role `operator`.
     */
    post: operations['pauseRoute'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{name}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ends a pause, whoever caused it.
     * @description Needs the role `operator`.
     */
    post: operations['resumeRoute'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{name}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Drops the pending messages by a job, and says how many.
     * @description Needs the role `operator`.
     */
    post: operations['cancelRoute'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{name}/handshake': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The secrets that came in the route's handshakes, told once: with this answer the replica forgets them.
     * @description Needs the role `operator`.
     */
    post: operations['revealHandshake'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{name}/translate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What each destination would get of a body, or why there is nothing for it. Nothing is sent, stored or noted, and no signature is needed.
     * @description Needs the role `reader`.
     */
    post: operations['translateBody'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Deliveries, the newest first.
     * @description Needs the role `viewer`.
     */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/deliveries/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One delivery, with its body if that is kept.
     * @description Needs the role `viewer`.
     */
    get: operations['getDelivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/deliveries/{id}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delivers it again under its message id, past dedupe. If it waits for its next attempt, it is attempted now.
     * @description Needs the role `operator`.
     */
    post: operations['replayDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/deliveries/{id}/forget': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Dedupe forgets it, so that the provider's own retry or replay passes.
     * @description Needs the role `operator`.
     */
    post: operations['forgetDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/refused': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Refused deliveries, the newest first.
     * @description Needs the role `viewer`.
     */
    get: operations['listRefused'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/refused/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One refused delivery, and what explains it as the configuration is now.
     * @description Needs the role `viewer`.
     */
    get: operations['getRefused'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/refused/{id}/allow': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A delivery that ended as `event_reuse` passes when it comes next, within the window.
     * @description Needs the role `operator`.
     */
    post: operations['allowRefused'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Dead letters, the newest first.
     * @description Needs the role `viewer`.
     */
    get: operations['listDead'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pending': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Stored messages that have not ended: they wait for an attempt, or one is made. The latest receipt first.
     * @description Needs the role `viewer`.
     */
    get: operations['listPending'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Puts dead letters on their way again by a job, and says how many.
     * @description Needs the role `operator`.
     */
    post: operations['replayDead'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Of each destination that queues: what waits, what is due when, and why what is dead died.
     * @description Needs the role `viewer`.
     */
    get: operations['listQueues'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Jobs that run, and those that ended of late, the latest first.
     * @description Needs the role `viewer`.
     */
    get: operations['listJobs'];
    put?: never;
    /**
     * Starts bulk work; with `dryRun` it says what there would be to do.
     * @description Needs the role `operator`.
     */
    post: operations['startJob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/jobs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One job, and how far it has come.
     * @description Needs the role `viewer`.
     */
    get: operations['getJob'];
    put?: never;
    post?: never;
    /**
     * Stops a job, on whichever replica it runs; what it did stays done.
     * @description Needs the role `operator`.
     */
    delete: operations['stopJob'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/config': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The configuration in force, for people: every secret only as the place that it comes from.
     * @description Needs the role `reader`.
     */
    get: operations['getConfig'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/reload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reads the configuration again, as SIGHUP does: whole, or not at all. Says what changed.
     * @description Needs the role `operator`.
     */
    post: operations['reload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/overview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The last hour of every route, what waits, and what needs an operator. While the store does not answer, this replica alone.
     * @description Needs the role `viewer`.
     */
    get: operations['getOverview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Deliveries as they end at this replica, as server-sent events: `start` with the scope, `delivery` and `attempt` with a Delivery each, `gap` with how many a slow reader missed, `end` when the gateway drains. A comment every 15 seconds says that it goes on.
     * @description Needs the role `viewer`.
     */
    get: operations['tailDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/whoami': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whose token it is, and what it may.
     * @description Needs the role `viewer`.
     */
    get: operations['whoAmI'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Writes through this API, the newest first.
     * @description Needs the role `reader`.
     */
    get: operations['listAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * This document.
     * @description Needs the role `viewer`.
     */
    get: operations['getOpenapi'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
};
export type webhooks = Record<string, never>;
export type components = {
  schemas: {
    Attempt: {
      number: number;
      /**
       * Format: date-time
       * @description When it began.
       */
      at: string;
      /** @enum {unknown} */
      result: 'accepted' | 'retry' | 'final' | 'timeout' | 'unreachable';
      /** @description Why, as one word, if the result alone does not say. */
      reason: string | null;
      /** @description The receiver's, if it answered. */
      status: number | null;
      durationMs: number;
      /** @description The first bytes of the receiver's answer. */
      answer: string | null;
    };
    Delivery: {
      /** @description The message id, as the receiver sees it; null if the delivery was refused before it had one. */
      id: string | null;
      route: string;
      destination: string;
      /** @description The provider's own id. */
      sourceId: string | null;
      event: string | null;
      /**
       * @description `queued` while it waits; what its last attempt came to where it is dead.
       * @enum {unknown}
       */
      outcome:
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable';
      reason: string | null;
      /**
       * @description Why it is a dead letter, if it is one.
       * @enum {unknown}
       */
      dead:
        | 'exhausted'
        | 'final'
        | 'expired'
        | 'poison'
        | 'lost'
        | 'untranslatable'
        | 'removed'
        | 'cancelled'
        | null;
      /** Format: date-time */
      receivedAt: string;
      /** Format: date-time */
      endedAt: string | null;
      /** Format: date-time */
      nextAttemptAt: string | null;
      attempts: components['schemas']['Attempt'][];
      /** @description Size of the body. */
      bytes: number;
      /** @description Whether it can be replayed. */
      bodyKept: boolean;
    };
    DeliveryDetail: {
      /** @description The message id, as the receiver sees it; null if the delivery was refused before it had one. */
      id: string | null;
      route: string;
      destination: string;
      /** @description The provider's own id. */
      sourceId: string | null;
      event: string | null;
      /**
       * @description `queued` while it waits; what its last attempt came to where it is dead.
       * @enum {unknown}
       */
      outcome:
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable';
      reason: string | null;
      /**
       * @description Why it is a dead letter, if it is one.
       * @enum {unknown}
       */
      dead:
        | 'exhausted'
        | 'final'
        | 'expired'
        | 'poison'
        | 'lost'
        | 'untranslatable'
        | 'removed'
        | 'cancelled'
        | null;
      /** Format: date-time */
      receivedAt: string;
      /** Format: date-time */
      endedAt: string | null;
      /** Format: date-time */
      nextAttemptAt: string | null;
      attempts: components['schemas']['Attempt'][];
      /** @description Size of the body. */
      bytes: number;
      /** @description Whether it can be replayed. */
      bodyKept: boolean;
      /** @description Name of the source's secret that matched; null if none did, or it is not known. */
      secret: string | null;
      /** @description The scheme it came under; null if it did not verify, or it is not known. */
      scheme: string | null;
      /** @description The source's address; null if it is not known. */
      client: string | null;
      /** @description The way from its receipt to the answer, of the last time if it came again. Each step begins where the one before it ended. Empty if it is not known. */
      steps: components['schemas']['Step'][];
      /** @description What its source was told; null if nobody waited, or it is not known. */
      answered: components['schemas']['Answered'] | null;
      /** @description Null if it is not kept. */
      body: string | null;
      /**
       * @description `utf8`: the body is the text itself; `base64`: it is no text.
       * @enum {unknown}
       */
      bodyEncoding: 'utf8' | 'base64' | null;
    };
    Step: {
      /**
       * @description `receive`: its body comes in; `verify`: signature and freshness are checked, its ids and its event are read; `claim`: the store is asked whether it is new, with the wait for a twin; `translate`: body and headers are made for the receiver; `attempt`: the receiver is waited for; the attempt itself may go on behind the answer; `store`: the message is written into the queue; `settle`: what it came to is remembered, and its source is answered; `others`: the other destinations of the delivery are waited for.
       * @enum {unknown}
       */
      step: 'receive' | 'verify' | 'claim' | 'translate' | 'attempt' | 'store' | 'settle' | 'others';
      /** @description Since its receipt. */
      startMs: number;
      durationMs: number;
    };
    Answered: {
      status: number;
      /** @description Since its receipt: all steps together. */
      afterMs: number;
    };
    DeliveryList: {
      data: components['schemas']['Delivery'][];
      /** @description Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one. */
      next: string | null;
      scope: components['schemas']['Scope'];
      /** @description What a reader should know: why the list is empty, or what is left out. */
      note: string | null;
    };
    /** @description How far it reaches: this replica, or all that share the store. */
    Scope: {
      /** @enum {unknown} */
      kind: 'replica' | 'replicas';
      /** @description That share the store, as far as this replica knows. */
      replicas: number;
      /** @description In words. */
      says: string;
    };
    Route: {
      name: string;
      /** @description Null takes any path. */
      path: string | null;
      /** @enum {unknown} */
      mode: 'direct' | 'queued' | 'spill';
      source: {
        scheme: string;
      };
      /** @description The first one. */
      destination: {
        name: string;
        /** @description Without its query. */
        url: string;
        scheme: string;
      };
      /**
       * @description By whom: an operator, or the receiver, which answered 410.
       * @enum {unknown}
       */
      paused: 'operator' | 'gone' | null;
      /** @description Of the first destination that queues; null if none does. */
      queue: components['schemas']['Queue'] | null;
      destinations: components['schemas']['Destination'][];
    };
    Destination: {
      name: string;
      /** @description Without its query. */
      url: string;
      scheme: string;
      /** @description Further schemes that sign the same request. */
      alsoSign: string[];
      /** @enum {unknown} */
      mode: 'direct' | 'queued' | 'spill';
      /**
       * @description By whom it or its route is paused.
       * @enum {unknown}
       */
      paused: 'operator' | 'gone' | null;
      /** @description Null if it does not queue. */
      queue: components['schemas']['Queue'] | null;
    };
    Queue: {
      waiting: number;
      /** @description Waiting for the time of their next attempt. */
      delayed: number;
      /** @description Being attempted. */
      active: number;
      dead: number;
      /**
       * Format: date-time
       * @description When the oldest pending message was received.
       */
      oldest: string | null;
      /** @enum {unknown} */
      breaker: 'closed' | 'half_open' | 'open';
    };
    RouteList: {
      data: components['schemas']['Route'][];
      /** @description Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one. */
      next: string | null;
      scope: components['schemas']['Scope'];
    };
    QueueList: {
      data: components['schemas']['DestinationQueue'][];
      /** @description Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one. */
      next: string | null;
      scope: components['schemas']['Scope'];
    };
    Tested: {
      id: string;
      attempt: components['schemas']['Attempt'];
      destinations: {
        destination: string;
        id: string;
        attempt: components['schemas']['Attempt'];
      }[];
    };
    Candidate: {
      /** @description The message id. */
      id: string;
      route: string;
      destination: string;
    };
    Replayed: {
      /** @description The message id. */
      id: string;
      route: string;
      destination: string;
      /** @constant */
      replayed: true;
    };
    Forgotten: {
      /** @description The message id. */
      id: string;
      route: string;
      destination: string;
      /** @constant */
      forgotten: true;
    };
    Allowed: {
      /** @description The message id. */
      id: string;
      route: string;
      destination: string;
      /** @constant */
      allowed: true;
    };
    Refused: {
      id: string;
      /** @description The route's name; `_unmatched` for what no route has. */
      route: string;
      /**
       * Format: date-time
       * @description When it came first.
       */
      receivedAt: string;
      /** @enum {unknown} */
      outcome:
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable';
      /** @description Why, if the outcome alone does not say. */
      reason: string | null;
      /** @description The source's address. */
      client: string;
      method: string;
      /** @description Without its query; cut at 256 characters. */
      path: string;
      /** @description For what no route has: the route that was meant, if one is near. */
      nearest: string | null;
      /** @description Null unless its signature held. */
      messageId: string | null;
      /** @description How often the same came. */
      count: number;
      /** @description Of the body, as far as it was read. */
      bytes: number;
      /** @description Whether the body was not read, or not kept, to its end. */
      bodyCut: boolean;
      /** @description Whether a signature came along in the scheme's shape. */
      shaped: boolean;
      /** @description What came of the last try to take it. */
      answer: components['schemas']['RefusedAnswer'] | null;
    };
    RefusedAnswer: {
      /** @enum {unknown} */
      outcome:
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable';
      reason: string | null;
      /** @description The receiver's, if it gave one. */
      status: number | null;
      /** Format: date-time */
      at: string;
      /** @description The job that tried. */
      job: string;
    };
    RefusedDetail: {
      id: string;
      /** @description The route's name; `_unmatched` for what no route has. */
      route: string;
      /**
       * Format: date-time
       * @description When it came first.
       */
      receivedAt: string;
      /** @enum {unknown} */
      outcome:
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable';
      /** @description Why, if the outcome alone does not say. */
      reason: string | null;
      /** @description The source's address. */
      client: string;
      method: string;
      /** @description Without its query; cut at 256 characters. */
      path: string;
      /** @description For what no route has: the route that was meant, if one is near. */
      nearest: string | null;
      /** @description Null unless its signature held. */
      messageId: string | null;
      /** @description How often the same came. */
      count: number;
      /** @description Of the body, as far as it was read. */
      bytes: number;
      /** @description Whether the body was not read, or not kept, to its end. */
      bodyCut: boolean;
      /** @description Whether a signature came along in the scheme's shape. */
      shaped: boolean;
      /** @description What came of the last try to take it. */
      answer: components['schemas']['RefusedAnswer'] | null;
      /** @description Names and values. The value of a signature or a credential is shown as `sha256:1f3c… (64 characters, hex)`; null for a token that may not see values. */
      headers: [string, string | null][];
      /** @description Names of the parameters. */
      query: string[];
      /** @description Null if it is not kept, or may not be seen. */
      body: string | null;
      /**
       * @description `utf8`: the body is the text itself; `base64`: it is no text.
       * @enum {unknown}
       */
      bodyEncoding: 'utf8' | 'base64' | null;
      /** @description The likeliest first; empty if there is nothing to say. */
      explanations: components['schemas']['Explanation'][];
      /** @description What a genuine delivery of the route brings, as it is configured now; null if no route has it. */
      expected: components['schemas']['Expected'] | null;
    };
    Expected: {
      scheme: string;
      title: string;
      /** @description What is signed, in the words of the scheme language. */
      signs: string | null;
      parts: {
        /** @enum {unknown} */
        what: 'signature' | 'time' | 'id' | 'event' | 'version';
        /** @description The header that it stands in, or null. */
        header: string | null;
        /** @description Else the JSON pointer into the body, or null. */
        json: string | null;
        /** @description Else the field of the form that the body is, or null. */
        field: string | null;
        /** @description How it is written; what is different each time stands in ‹ ›. */
        form: string;
      }[];
    };
    Explanation: {
      /** @description A word of a closed list. */
      cause: string;
      /** @description What is wrong. */
      text: string;
      /** @description What shows it. */
      evidence: string;
      /** @description The line of the configuration that mends it. */
      line: string | null;
    };
    RefusedList: {
      data: components['schemas']['Refused'][];
      /** @description Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one. */
      next: string | null;
      scope: components['schemas']['Scope'];
    };
    Count: {
      count: number;
    };
    Revealed: {
      /** @description The earliest first, of this replica and of the last 24 hours. Anyone who knows the address can have sent one. */
      secrets: components['schemas']['HandedSecret'][];
      /** @description How many had to go because more came than are kept. */
      pushedOut: number;
    };
    HandedSecret: {
      secret: string;
      /** @description The address it came from. */
      client: string;
      /**
       * Format: date-time
       * @description When it came last.
       */
      receivedAt: string;
    };
    JobRequest: {
      /**
       * @description `redrive` sends dead letters again, `verify` judges refused deliveries again.
       * @enum {unknown}
       */
      do: 'replay' | 'redrive' | 'verify' | 'drop';
      filter?: components['schemas']['JobFilterGiven'];
      /**
       * @description Everything; stands without a filter (with `drop`: beside `outcome`).
       * @constant
       */
      all?: true;
      /**
       * @description Items a second.
       * @default 10
       */
      rate?: number;
      /**
       * @description Counts what matches, and changes nothing.
       * @default false
       */
      dryRun?: boolean;
    };
    /** @description What all of it fits. What comes later takes no part. */
    JobFilterGiven: {
      route?: string;
      destination?: string;
      /**
       * @description A replay without it leaves out what was accepted. `drop` needs it: `dead` for dead letters, `queued` for what is pending.
       * @enum {unknown}
       */
      outcome?:
        | 'dead'
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable';
      event?: string;
      /** @description Received then or later: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
      since?: string;
      /** @description Received then or before: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
      until?: string;
      /** @description Message ids. */
      ids?: string[];
      /** @description Why it is dead (`redrive`, `drop`), or was refused (`verify`). */
      reason?: string;
      /** @description With `verify`: the address that it came from. */
      client?: string;
    };
    JobStarted: {
      /** @description Null after a dry run. */
      id: string | null;
      /** @description How many the filter matched, by outcome; `body_not_kept` cannot be sent and takes no part. */
      matches: {
        [key: string]: number;
      };
    };
    JobFilter: {
      route: string | null;
      destination: string | null;
      /** @enum {unknown} */
      outcome:
        | 'dead'
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable'
        | null;
      event: string | null;
      /** Format: date-time */
      since: string | null;
      /** Format: date-time */
      until: string | null;
      ids: string[] | null;
      reason: string | null;
      client: string | null;
    };
    Job: {
      id: string;
      /** @enum {unknown} */
      do: 'replay' | 'redrive' | 'verify' | 'drop';
      filter: components['schemas']['JobFilter'];
      /** @description Items a second. */
      rate: number;
      /**
       * @description `failed`: the job itself could not go on.
       * @enum {unknown}
       */
      state: 'running' | 'stopped' | 'done' | 'failed';
      /** @description How many the filter matched, by outcome; `body_not_kept` cannot be sent and takes no part. */
      matches: {
        [key: string]: number;
      };
      /** @description Sent means on their way: what the receiver says, the log tells. */
      done: number;
      left: number;
      failed: number;
      /** @description Needed nothing any more, are gone, or have no body. */
      skipped: number;
      /** @description The name of the token that asked for it. */
      by: string;
      /** Format: date-time */
      startedAt: string;
      /** Format: date-time */
      endedAt: string | null;
      error: string | null;
    };
    JobList: {
      data: components['schemas']['Job'][];
      /** @description Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one. */
      next: string | null;
      scope: components['schemas']['Scope'];
    };
    Reloaded: {
      /** @description `false` after a dry run: nothing has changed. */
      reloaded: boolean;
      /** @description What differs from the configuration before, at most 1,000 of them. */
      changes: components['schemas']['Change'][];
      /** @description Changes left out of the list. */
      more: number;
    };
    Change: {
      /** @description The key; routes stand by their names. */
      path: string;
      /** @description As `check` prints it; null if it was not there. */
      from: unknown;
      /** @description null if it is there no more; `changed` if only a part of it that is hidden, such as a secret, is another. */
      to: unknown;
    };
    Configuration: {
      /** @description In force, with every default; of secrets only where they come from. */
      config: Record<string, never>;
      /** @description Equal on replicas that run the same configuration. */
      hash: string;
      /**
       * Format: date-time
       * @description When what is in force was read.
       */
      readAt: string;
      /** @description `file PATH`, `env NAME` or `variables`. */
      from: string;
      warnings: components['schemas']['Warning'][];
      /** @description Files whose changes are noticed; empty if none is watched. */
      watched: components['schemas']['WatchedFile'][];
      /** @description Of each route: its times, and where they do not fit each other. */
      windows: components['schemas']['RouteWindows'][];
      /** @description Each by its place and name, never its value. */
      secrets: components['schemas']['SecretInUse'][];
      /** @description How far what `secrets` counts reaches. */
      scope: components['schemas']['Scope'];
    };
    Warning: {
      path: string;
      message: string;
    };
    WatchedFile: {
      path: string;
      /**
       * @description `refused`: what it holds cannot be used, and what it held before is in force.
       * @enum {unknown}
       */
      state: 'in_force' | 'refused';
      /** Format: date-time */
      since: string;
      /** @description What is wrong with it; null unless refused. */
      reason: string | null;
    };
    Principal: {
      /** @description The token's, in the configuration; `_console`: it was made for this run. */
      name: string;
      /** @enum {unknown} */
      role: 'viewer' | 'reader' | 'operator';
      /** @description Whom the proxy in front names (`admin.actorHeader`). */
      actor: string | null;
    };
    AuditEntry: {
      /**
       * Format: date-time
       * @description When it was answered.
       */
      at: string;
      /** @description `operationId` of the operation. */
      what: string;
      /** @description The route or delivery in the path. */
      on: string | null;
      /** @description The token's name. */
      token: string;
      /** @description Whom the proxy in front named. */
      actor: string | null;
      /** @description The address it came from. */
      client: string;
      /** @description How many deliveries, if the answer said. */
      count: number | null;
      /** @description Of the answer. */
      status: number;
    };
    AuditList: {
      data: components['schemas']['AuditEntry'][];
      /** @description Give it as `cursor` to get the rest; null if there is none. A page may be short, even empty, and still have a next one. */
      next: string | null;
      scope: components['schemas']['Scope'];
    };
    Empty: Record<string, never>;
    /** @description A route, ids, or both; or `all: true` for every dead letter of every route. */
    Selection: {
      route?: string;
      /** @description Message ids. */
      ids?: string[];
      /**
       * @description Every dead letter of every route; stands without a filter.
       * @constant
       */
      all?: true;
      /**
       * @description Messages a second.
       * @default 50
       */
      rate?: number;
    } & ((unknown | unknown) | unknown);
    /** @description RFC 9457. */
    Problem: {
      /** @description The code's place in the documentation. */
      type: string;
      title: string;
      status: number;
      /** @enum {unknown} */
      code:
        | 'api_off'
        | 'unauthorized'
        | 'forbidden_role'
        | 'ambiguous_actor'
        | 'too_many_guesses'
        | 'not_found'
        | 'unknown_delivery'
        | 'unknown_refused'
        | 'unknown_route'
        | 'unknown_job'
        | 'method_not_allowed'
        | 'ambiguous_id'
        | 'body_not_kept'
        | 'too_many_jobs'
        | 'too_many_tails'
        | 'too_many_translations'
        | 'invalid_path'
        | 'invalid_query'
        | 'invalid_body'
        | 'too_large'
        | 'unsupported_media_type'
        | 'configuration_faulty'
        | 'internal'
        | 'store_unavailable';
      /** @description What exactly, and what to do. */
      detail?: string;
      /** @description With `invalid_query`: which one. */
      parameter?: string;
      /** @description With `ambiguous_id`: the deliveries that may be meant. */
      candidates?: components['schemas']['Candidate'][];
      /** @description With `configuration_faulty`: everything wrong, by key path. */
      faults?: {
        path: string;
        message: string;
      }[];
    };
    /** @description A route's times, all in milliseconds. */
    RouteWindows: {
      route: string;
      /** @description The source's. */
      scheme: string;
      /** @description How old a signed time may be; null if none is signed, or any age is taken. */
      toleranceMs: number | null;
      /** @description Of the provider, each from its first delivery on; empty if it never retries. */
      retries: number[];
      /** @description How long a delivery is remembered; null if dedupe is off. */
      dedupeMs: number | null;
      /** @description After which the source is answered. */
      deadlineMs: number;
      destinations: components['schemas']['DestinationWindows'][];
      /** @description Where these times do not fit each other: those of `warnings` that are about them. */
      gaps: components['schemas']['Gap'][];
    };
    DestinationWindows: {
      name: string;
      /** @enum {unknown} */
      mode: 'direct' | 'queued' | 'spill';
      /** @description Our attempts, each from the first one on, which with `spill` is the direct one; without what chance and the receiver add. Empty if nothing is stored. */
      scheduleMs: number[];
      /** @description The last one that is made before the message is older than `delivery.maxAge`; null if nothing is stored. */
      lastAttemptMs: number | null;
    };
    Gap: {
      says: string;
      /** @description The key path. */
      key: string;
    };
    SecretInUse: {
      /** @description Null if it belongs to none. */
      route: string | null;
      /** @description Null if it belongs to none. */
      destination: string | null;
      /** @enum {unknown} */
      use: 'source' | 'handshake' | 'keyAccess' | 'destination' | 'alsoSign' | 'header' | 'admin';
      name: string;
      /** @description `env NAME`, `file PATH` or `inline`. */
      from: string;
      /** @description Deliveries of the last hour that verified under it; null unless `use` is `source`. */
      verified: number | null;
      /** @description Of all deliveries of the route that verified in the hour; null if there was none. */
      share: number | null;
      /**
       * Format: date-time
       * @description Within the hour.
       */
      lastUsed: string | null;
    };
    DestinationQueue: {
      route: string;
      destination: string;
      /**
       * @description What was left by a destination that is not configured any more, or queues no longer, is delivered as `queued`.
       * @enum {unknown}
       */
      mode: 'queued' | 'spill';
      /**
       * @description By whom it or its route is paused.
       * @enum {unknown}
       */
      paused: 'operator' | 'gone' | null;
      /**
       * @description As this replica sees the receiver.
       * @enum {unknown}
       */
      breaker: 'closed' | 'half_open' | 'open';
      /** @description Messages that are due and wait for a worker. */
      waiting: number;
      /** @description Waiting for the time of their next attempt. */
      delayed: number;
      /** @description Being attempted. */
      active: number;
      dead: number;
      /**
       * Format: date-time
       * @description When the oldest pending message was received.
       */
      oldest: string | null;
      /** @description What waits, by the time of its next attempt: due already, within 1 minute, 5, 15, 1 hour, 6, 24, and later. Its sum is that of `waiting` and `delayed`. */
      due: components['schemas']['Due'][];
      /** @description The newest 1,000 dead letters by reason, as `dead` of a delivery has it; those with 0 are left out. */
      deadBy: {
        [key: string]: number;
      };
      /** @description Whether there are more dead letters than `deadBy` counts. */
      deadByCut: boolean;
    };
    Due: {
      /**
       * Format: date-time
       * @description By the clock of the store. Of the first span it is `until`: what is due already is due since any time.
       */
      from: string;
      /**
       * Format: date-time
       * @description Null of the last span, which has no end.
       */
      until: string | null;
      count: number;
    };
    Overview: {
      scope: components['schemas']['Scope'];
      version: string;
      /**
       * Format: date-time
       * @description Of this replica.
       */
      startedAt: string;
      draining: boolean;
      store: {
        /** @enum {unknown} */
        kind: 'memory' | 'redis';
        up: boolean;
        /** @description Why it does not answer, as one word. */
        reason: string | null;
      };
      /** @description This one first. */
      replicas: components['schemas']['Replica'][];
      config: {
        hash: string;
        /** Format: date-time */
        readAt: string;
      };
      routes: components['schemas']['RouteOverview'][];
      /** @description The gravest first. */
      attention: components['schemas']['Attention'][];
    };
    Replica: {
      id: string;
      version: string;
      /** Format: date-time */
      startedAt: string;
      configHash: string | null;
    };
    RouteOverview: {
      name: string;
      /** @description Null takes any path. */
      path: string | null;
      /** @enum {unknown} */
      mode: 'direct' | 'queued' | 'spill';
      scheme: string;
      /**
       * @description Where its deliveries are noted.
       * @enum {unknown}
       */
      log: 'memory' | 'store' | 'off';
      /** @description To give to the provider: `source.publicUrl`, or the path with YOUR-HOST in the place of the host, which the gateway does not know. */
      url: string;
      /** @description No genuine delivery was seen yet; false while the store does not answer. */
      waitingForFirst: boolean;
      /** @description Deliveries of the hour that ended before one of several destinations was asked, such as refused ones and duplicates; minutes without any are left out. Always empty with one destination, which has all of them. */
      askedNone: {
        /**
         * Format: date-time
         * @description When the minute begins.
         */
        t: string;
        /** @description Deliveries by outcome; those with 0 are left out. */
        outcomes: {
          [key: string]: number;
        };
      }[];
      /** @description Refused deliveries of the hour by reason, as `webhook_gateway_refused_total` has it: the outcome where that says all. */
      refused: {
        [key: string]: number;
      };
      /** @description What `source.reportOnly` let on; null if the route enforces by its configuration. */
      letOn: {
        /**
         * Format: date-time
         * @description The route enforces from here on.
         */
        until: string;
        /** @description Deliveries of the hour that verified. */
        genuine: number;
        /** @description Those that went on although they do not verify, by the outcome they would have ended in. */
        wouldBeRefused: {
          [key: string]: number;
        };
      } | null;
      /** @description A command that sends a genuine test event, for the machine of the gateway; null if the scheme cannot be signed there. */
      sendLine: string | null;
      destinations: components['schemas']['DestinationOverview'][];
    };
    DestinationOverview: {
      name: string;
      /** @enum {unknown} */
      mode: 'direct' | 'queued' | 'spill';
      /** @description Without its query. */
      url: string;
      /** @description The last sixty, the earliest first. */
      minutes: {
        /**
         * Format: date-time
         * @description When it begins.
         */
        t: string;
        /** @description Deliveries by outcome; those with 0 are left out. */
        outcomes: {
          [key: string]: number;
        };
        /** @description Attempts at the receiver by result, those of the queue too. */
        attempts: {
          [key: string]: number;
        };
      }[];
      latency: {
        /** @description The gateway's own part of a delivery in the hour. */
        ours: {
          /** @description Milliseconds; null if nothing was counted. */
          p50: number | null;
          /** @description Milliseconds; null if nothing was counted. */
          p99: number | null;
        };
        /** @description An attempt in the hour. */
        receiver: {
          /** @description Milliseconds; null if nothing was counted. */
          p50: number | null;
          /** @description Milliseconds; null if nothing was counted. */
          p99: number | null;
        };
      };
      /** @description Messages that wait or are being attempted; null if the route does not queue. */
      backlog: number | null;
      /**
       * Format: date-time
       * @description When the oldest pending message was received.
       */
      oldest: string | null;
      dead: number | null;
      /**
       * @description As this replica sees the receiver.
       * @enum {unknown}
       */
      breaker: 'closed' | 'half_open' | 'open' | null;
      /** @enum {unknown} */
      paused: 'operator' | 'gone' | null;
      /**
       * Format: date-time
       * @description Within the hour.
       */
      lastAccepted: string | null;
    };
    Attention: {
      /** @enum {unknown} */
      severity: 'critical' | 'warning' | 'info';
      /** @description Null if it is about the gateway. */
      route: string | null;
      says: string;
      /** @description Where it is written what to do. */
      link: string;
    };
    /** @description A delivery as the source would send it. */
    Pasted: {
      body: string;
      /**
       * @description `base64` for bytes that are no text.
       * @default utf8
       * @enum {unknown}
       */
      bodyEncoding?: 'utf8' | 'base64';
      /** @description Values by name. Without a Content-Type it is `application/json`. */
      headers?: {
        [key: string]: string;
      };
      /** @description The event's name, where the source's scheme reads it in a header; it replaces the one that came. */
      event?: string;
      /** @description The message id; left out: the one that the gateway would make. */
      id?: string;
      /** @description This one alone; left out: all of the route. */
      destination?: string;
    };
    Translated: {
      destinations: components['schemas']['TranslatedFor'][];
    };
    TranslatedFor: {
      destination: string;
      /** @description Without what may be a token. */
      url: string;
      /**
       * @description In which the delivery would end here without a request; null if there is one.
       * @enum {unknown}
       */
      outcome:
        | 'accepted'
        | 'queued'
        | 'duplicate'
        | 'filtered'
        | 'event_reuse'
        | 'challenge'
        | 'unverified'
        | 'rejected'
        | 'failed'
        | 'untranslatable'
        | 'timeout'
        | 'unreachable'
        | 'in_flight'
        | 'paused'
        | 'invalid_signature'
        | 'missing_signature'
        | 'stale'
        | 'malformed'
        | 'too_large'
        | 'unsupported_encoding'
        | 'method_not_allowed'
        | 'not_found'
        | 'forbidden'
        | 'rate_limited'
        | 'key_unavailable'
        | 'overloaded'
        | 'store_unavailable'
        | null;
      /** @description The outcome's. */
      reason: string | null;
      /** @description More of it, in words that may repeat a value of the body. */
      says: string | null;
      /** @constant */
      method: 'POST';
      /** @description Names and values of a first attempt. Signatures, and values that the configuration adds, are `[redacted]`. */
      headers: [string, string][];
      /** @description Null if there is none for it. */
      body: string | null;
      /**
       * @description `utf8`: the body is the text itself; `base64`: it is no text.
       * @enum {unknown}
       */
      bodyEncoding: 'utf8' | 'base64' | null;
      /** @description Whether its bytes are others than those that were given. */
      changed: boolean;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
};
export type $defs = Record<string, never>;
export interface operations {
  listRoutes: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Every route and its state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RouteList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  testRoute: {
    parameters: {
      query?: {
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The route's name. */
        name: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Sends a test event to the route's receivers, once each; the first one's answer is in `attempt`, all are in `destinations`. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tested'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  pauseRoute: {
    parameters: {
      query?: {
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The route's name. */
        name: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Stops deliveries to the receiver on every replica: a direct route answers `paused`, a queued one goes on accepting. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Route'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeRoute: {
    parameters: {
      query?: {
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The route's name. */
        name: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Ends a pause, whoever caused it. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Route'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelRoute: {
    parameters: {
      query?: {
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The route's name. */
        name: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Drops the pending messages by a job, and says how many. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Count'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_jobs`: As many jobs run as may at once. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revealHandshake: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The route's name. */
        name: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description The secrets that came in the route's handshakes, told once: with this answer the replica forgets them. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revealed'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  translateBody: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The route's name. */
        name: string;
      };
      cookie?: never;
    };
    /** @description Needed, with its Content-Type. */
    requestBody: {
      content: {
        'application/json': components['schemas']['Pasted'];
      };
    };
    responses: {
      /** @description What each destination would get of a body, or why there is nothing for it. Nothing is sent, stored or noted, and no signature is needed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Translated'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. `too_many_translations`: As many bodies are being translated at this replica as may be at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
        /** @description An outcome, or `dead` for every dead letter. */
        outcome?:
          | 'dead'
          | 'accepted'
          | 'queued'
          | 'duplicate'
          | 'filtered'
          | 'event_reuse'
          | 'challenge'
          | 'unverified'
          | 'rejected'
          | 'failed'
          | 'untranslatable'
          | 'timeout'
          | 'unreachable'
          | 'in_flight'
          | 'paused'
          | 'invalid_signature'
          | 'missing_signature'
          | 'stale'
          | 'malformed'
          | 'too_large'
          | 'unsupported_encoding'
          | 'method_not_allowed'
          | 'not_found'
          | 'forbidden'
          | 'rate_limited'
          | 'key_unavailable'
          | 'overloaded'
          | 'store_unavailable';
        /** @description The event's name. */
        event?: string;
        /** @description The message id or the provider's. */
        id?: string;
        /** @description Received then or later: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
        since?: string;
        /** @description Received then or before: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
        until?: string;
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deliveries, the newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDelivery: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The message id, else the provider's; if several deliveries have it, the latest. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One delivery, with its body if that is kept. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_delivery`: The log has no delivery with this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replayDelivery: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The message id, or the provider's with `route` or `destination`: anybody may have written that one. */
        id: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Delivers it again under its message id, past dedupe. If it waits for its next attempt, it is attempted now. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Replayed'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_delivery`: The log has no delivery with this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `ambiguous_id`: The id is not signed, or several deliveries have it, so it takes more to say which one is meant. `body_not_kept`: The body of this delivery is not kept, so it cannot be sent again. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  forgetDelivery: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The message id, or the provider's with `route` or `destination`: anybody may have written that one. */
        id: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Dedupe forgets it, so that the provider's own retry or replay passes. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Forgotten'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_delivery`: The log has no delivery with this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `ambiguous_id`: The id is not signed, or several deliveries have it, so it takes more to say which one is meant. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRefused: {
    parameters: {
      query?: {
        /** @description Of this route only; `_unmatched` stands for what no route has. */
        route?: string;
        /** @description An outcome. */
        outcome?:
          | 'dead'
          | 'accepted'
          | 'queued'
          | 'duplicate'
          | 'filtered'
          | 'event_reuse'
          | 'challenge'
          | 'unverified'
          | 'rejected'
          | 'failed'
          | 'untranslatable'
          | 'timeout'
          | 'unreachable'
          | 'in_flight'
          | 'paused'
          | 'invalid_signature'
          | 'missing_signature'
          | 'stale'
          | 'malformed'
          | 'too_large'
          | 'unsupported_encoding'
          | 'method_not_allowed'
          | 'not_found'
          | 'forbidden'
          | 'rate_limited'
          | 'key_unavailable'
          | 'overloaded'
          | 'store_unavailable';
        /** @description The outcome's reason, or the outcome where it has none. */
        reason?: string;
        /** @description The source's address. */
        client?: string;
        /** @description First received then or later: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
        since?: string;
        /** @description First received then or before: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
        until?: string;
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Refused deliveries, the newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RefusedList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRefused: {
    parameters: {
      query?: {
        /** @description Of this route only; `_unmatched` stands for what no route has. */
        route?: string;
      };
      header?: never;
      path: {
        /** @description Its id in the list. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One refused delivery, and what explains it as the configuration is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RefusedDetail'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_refused`: No refused delivery that is kept has this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  allowRefused: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path: {
        /** @description The message id. */
        id: string;
      };
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description A delivery that ended as `event_reuse` passes when it comes next, within the window. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Allowed'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_delivery`: The log has no delivery with this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `ambiguous_id`: The id is not signed, or several deliveries have it, so it takes more to say which one is meant. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDead: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
        /** @description Why it is dead. */
        reason?: 'exhausted' | 'final' | 'expired' | 'poison' | 'lost' | 'untranslatable' | 'removed';
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Dead letters, the newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPending: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Stored messages that have not ended: they wait for an attempt, or one is made. The latest receipt first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replayDead: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description Needed, with its Content-Type. */
    requestBody: {
      content: {
        'application/json': components['schemas']['Selection'];
      };
    };
    responses: {
      /** @description Puts dead letters on their way again by a job, and says how many. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Count'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_jobs`: As many jobs run as may at once. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listQueues: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Of each destination that queues: what waits, what is due when, and why what is dead died. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['QueueList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listJobs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Jobs that run, and those that ended of late, the latest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startJob: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description Needed, with its Content-Type. */
    requestBody: {
      content: {
        'application/json': components['schemas']['JobRequest'];
      };
    };
    responses: {
      /** @description After a dry run: what there would be to do. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobStarted'];
        };
      };
      /** @description Starts bulk work; with `dryRun` it says what there would be to do. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobStarted'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_route`: No route has this name. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_jobs`: As many jobs run as may at once. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One job, and how far it has come. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_job`: No job has this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  stopJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Stops a job, on whichever replica it runs; what it did stays done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. `invalid_path`: The path cannot be decoded. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. `unknown_job`: No job has this id. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getConfig: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The configuration in force, for people: every secret only as the place that it comes from. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Configuration'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reload: {
    parameters: {
      query?: {
        /** @description `true`: only says what would change. */
        dryRun?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description May be left out, with the Content-Type; a body needs it. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['Empty'];
      };
    };
    responses: {
      /** @description Reads the configuration again, as SIGHUP does: whole, or not at all. Says what changed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Reloaded'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. `invalid_body`: The body cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_large`: The body is larger than the API takes. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: A body is application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `configuration_faulty`: The configuration is faulty; the one before it stays in force. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOverview: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The last hour of every route, what waits, and what needs an operator. While the store does not answer, this replica alone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Overview'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  tailDeliveries: {
    parameters: {
      query?: {
        /** @description Of this route only. */
        route?: string;
        /** @description Of this destination only. */
        destination?: string;
        /** @description An outcome, or `dead` for every dead letter. */
        outcome?:
          | 'dead'
          | 'accepted'
          | 'queued'
          | 'duplicate'
          | 'filtered'
          | 'event_reuse'
          | 'challenge'
          | 'unverified'
          | 'rejected'
          | 'failed'
          | 'untranslatable'
          | 'timeout'
          | 'unreachable'
          | 'in_flight'
          | 'paused'
          | 'invalid_signature'
          | 'missing_signature'
          | 'stale'
          | 'malformed'
          | 'too_large'
          | 'unsupported_encoding'
          | 'method_not_allowed'
          | 'not_found'
          | 'forbidden'
          | 'rate_limited'
          | 'key_unavailable'
          | 'overloaded'
          | 'store_unavailable';
        /** @description The event's name. */
        event?: string;
        /** @description The message id or the provider's. */
        id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deliveries as they end at this replica, as server-sent events: `start` with the scope, `delivery` and `attempt` with a Delivery each, `gap` with how many a slow reader missed, `end` when the gateway drains. A comment every 15 seconds says that it goes on. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. `too_many_tails`: As many tails are open at this replica as may be. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  whoAmI: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whose token it is, and what it may. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Principal'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAudit: {
    parameters: {
      query?: {
        /** @description Of this operation, as `operationId` names it. */
        what?: string;
        /** @description With the token of this name. */
        token?: string;
        /** @description Answered then or later: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
        since?: string;
        /** @description Answered then or before: ISO 8601 with a zone, epoch seconds (10 digits) or milliseconds (13). */
        until?: string;
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Writes through this API, the newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditList'];
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden_role`: This token may not do that. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `store_unavailable`: The store does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOpenapi: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description This document. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': Record<string, never>;
        };
      };
      /** @description `ambiguous_actor`: The header that names who acts came more than once. `invalid_query`: The query cannot be taken. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: The API takes its own bearer token only. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `api_off`: The API is off. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `method_not_allowed`: The path does not take this method. */
      405: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many_guesses`: Too many wrong tokens came; a right one is answered at once. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: The gateway ran into a fault of its own; its log has it. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
