import type { Caller } from '../auth/FakeUser';
import type { ServedResource } from '../model/ResourceRegistry';
import type { Reply } from './Reply';
import type { RequestInfo } from './requestInfo';

/** A request about a kind that is served, from a caller who may make it. */
export interface ResourceRequest {
  info: RequestInfo;
  caller: Caller;
  served: ServedResource;
  /** Undefined for cluster-scoped kinds and for all namespaces. */
  namespace?: string;
  name?: string;
  subresource?: string;
  reply: Reply;
}
