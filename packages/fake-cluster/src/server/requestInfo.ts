/** What a request asks for, in the words of RBAC. */
export interface RequestInfo {
  method: string;
  path: string;
  query: URLSearchParams;
  verb: Verb;
  /** Undefined for paths that are no kind's: discovery, /version, health. */
  resource?: {
    group: string;
    version: string;
    plural: string;
    namespace?: string;
    name?: string;
    subresource?: string;
  };
}

/** The RBAC verbs of resource requests, and the HTTP method in lower case for other paths. */
export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'post'
  | 'put'
  | 'options'
  | 'head';

const VERBS_OF_METHODS: Readonly<Record<string, Verb>> = {
  GET: 'get',
  HEAD: 'head',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
  OPTIONS: 'options',
};

/** True for the values that the API server's query decoding reads as true. */
export function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}

function resourceVerb(
  method: string,
  query: URLSearchParams,
  named: boolean,
): Verb {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      if (named) return 'get';
      return isTrue(query.get('watch')) ? 'watch' : 'list';
  }
}

/** Splits a URL the way the API server does; it says nothing yet about whether the kind exists. */
export function parseRequest(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://cluster');
  const segments = pathname
    .split('/')
    .filter(segment => segment !== '')
    .map(segment => safeDecode(segment));
  const plain: RequestInfo = {
    method,
    path: pathname,
    query,
    verb: VERBS_OF_METHODS[method] ?? 'get',
  };
  const prefix = segments[0] === 'api' ? 2 : 3;
  if (
    (segments[0] !== 'api' && segments[0] !== 'apis') ||
    segments.length <= prefix
  ) {
    return plain;
  }
  const group = segments[0] === 'api' ? '' : segments[1];
  const version = segments[prefix - 1];
  const rest = segments.slice(prefix);

  let namespace: string | undefined;
  // `/namespaces/x` is the Namespace itself, `/namespaces/x/status` its status; anything longer is a kind inside x.
  if (
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(group === '' && (rest[2] === 'status' || rest[2] === 'finalize'))
  ) {
    namespace = rest[1];
    rest.splice(0, 2);
  }
  const [plural, name, subresource] = rest;
  const ownNamespace =
    group === '' && plural === 'namespaces' ? name : undefined;
  return {
    ...plain,
    verb: resourceVerb(method, query, name !== undefined),
    resource: {
      group,
      version,
      plural,
      namespace: namespace ?? ownNamespace,
      name,
      subresource,
    },
  };
}

function safeDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
