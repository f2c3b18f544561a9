/** Rights in the form of a Role's rule; `*` stands for all verbs, groups or resources. */
export interface RbacRule {
  verbs: readonly string[];
  groups: readonly string[];
  /** Plurals; a subresource is written `httproutes/status`. */
  resources: readonly string[];
  /** Holds in these namespaces only; absent means everywhere. */
  namespaces?: readonly string[];
}

/** Someone who can call the server with a bearer token. */
export interface FakeUser {
  name: string;
  token: string;
  groups?: readonly string[];
  /** Absent means all rights; an empty list means none. */
  rules?: readonly RbacRule[];
}

/** The caller of one request. */
export interface Caller {
  name: string;
  groups: readonly string[];
  authenticated: boolean;
  rules?: readonly RbacRule[];
}

/** The caller without credentials. */
export const ANONYMOUS: Caller = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  authenticated: false,
  rules: [],
};
