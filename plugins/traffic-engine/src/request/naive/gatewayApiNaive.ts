import type { RequestQuestion } from '@portolan/plugin-traffic-common';
import type { NaiveAnswer } from './__testUtils__/agreeOn10000Requests';

/** The parts of the objects that the naive matcher looks at; everything is written out by the worlds of the test. */
export interface NaiveGateway {
  readonly kind: 'Gateway';
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly listeners: readonly {
      readonly name: string;
      readonly port: number;
      readonly protocol: 'HTTP' | 'HTTPS';
      readonly hostname?: string;
      readonly allowedRoutes?: {
        readonly namespaces: { readonly from: string };
      };
    }[];
  };
}
interface NaiveValue {
  readonly name: string;
  readonly value: string;
}
export interface NaiveMatch {
  readonly path?: {
    readonly type: 'Exact' | 'PathPrefix';
    readonly value: string;
  };
  readonly method?: string;
  readonly headers?: readonly NaiveValue[];
  readonly queryParams?: readonly NaiveValue[];
}
export interface NaiveRoute {
  readonly kind: 'HTTPRoute';
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly creationTimestamp: string;
  };
  readonly spec: {
    readonly parentRefs: readonly {
      readonly namespace?: string;
      readonly name: string;
      readonly sectionName?: string;
      readonly port?: number;
    }[];
    readonly hostnames?: readonly string[];
    readonly rules: readonly {
      readonly matches?: readonly NaiveMatch[];
      readonly filters?: readonly {
        readonly requestRedirect: { readonly hostname: string };
      }[];
      readonly backendRefs?: readonly {
        readonly name: string;
        readonly port: number;
        readonly weight?: number;
      }[];
    }[];
  };
}
export interface NaiveSlice {
  readonly kind: 'EndpointSlice';
  readonly metadata: { readonly namespace: string; readonly labels: object };
  readonly endpoints: readonly unknown[];
}

/** Every rule of every route, flat, as one may win. */
interface Entrant {
  readonly route: NaiveRoute;
  readonly rule: number;
  readonly match: number;
  readonly hostname: string;
  readonly wanted: Required<NaiveMatch>;
  readonly hasMethod: boolean;
}

const isGateway = (object: object): object is NaiveGateway =>
  'kind' in object && object.kind === 'Gateway';
const isRoute = (object: object): object is NaiveRoute =>
  'kind' in object && object.kind === 'HTTPRoute';
const isSlice = (object: object): object is NaiveSlice =>
  'kind' in object && object.kind === 'EndpointSlice';
const hasKind = (object: object, kind: string): boolean =>
  'kind' in object && object.kind === kind;

/** SEMANTICS.md B1.5: `*.x` takes one or more labels before x and not x itself; none takes all. */
function takesHost(hostname: string, host: string): boolean {
  if (hostname === '' || hostname === host) {
    return true;
  }
  const labels = hostname.split('.');
  const others = host.split('.');
  return (
    labels[0] === '*' &&
    others.length >= labels.length &&
    labels.slice(1).join('.') === others.slice(1 - labels.length).join('.')
  );
}

/** B1.5: the more specific of the two, where one takes all that the other does. */
function intersect(a: string, b: string): string[] {
  if (a === '' || (b !== '' && takesHost(a, b))) {
    return [b];
  }
  return b === '' || takesHost(b, a) ? [a] : [];
}

/** B1.6: exact, then more dots right of the star, then none. */
function listenerOrder(hostname: string): number {
  if (hostname === '') {
    return 0;
  }
  return hostname.startsWith('*.') ? hostname.split('.').length : 1000;
}

/** B2.1: "most non-wildcard characters, then most characters". */
function hostnameOrder(hostname: string): number[] {
  return [hostname.startsWith('*') ? 0 : hostname.length, hostname.length];
}

/** B2.2: element by element, a slash at the end does not count. */
function takesPath(
  { type, value }: NonNullable<NaiveMatch['path']>,
  path: string,
) {
  if (type === 'Exact') {
    return path === value;
  }
  const elements = (text: string) => text.replace(/\/$/, '').split('/');
  const wanted = elements(value);
  return (
    JSON.stringify(path.split('/').slice(0, wanted.length)) ===
    JSON.stringify(wanted)
  );
}

/** B1.2 and B1.3: which listeners of a Gateway take a route. */
function attaches(
  route: NaiveRoute,
  gateway: NaiveGateway,
  listener: NaiveGateway['spec']['listeners'][number],
): boolean {
  const isOwn = route.metadata.namespace === gateway.metadata.namespace;
  return (
    (isOwn || listener.allowedRoutes?.namespaces.from === 'All') &&
    route.spec.parentRefs.some(
      ref =>
        (ref.namespace ?? route.metadata.namespace) ===
          gateway.metadata.namespace &&
        ref.name === gateway.metadata.name &&
        (ref.sectionName === undefined || ref.sectionName === listener.name) &&
        (ref.port === undefined || ref.port === listener.port),
    )
  );
}

/** Most important number first; smaller wins. */
function rankOf({ hostname, wanted, hasMethod, route, rule, match }: Entrant) {
  const { namespace, name, creationTimestamp } = route.metadata;
  return [
    ...hostnameOrder(hostname).map(count => -count),
    wanted.path.type === 'Exact' ? 0 : 1,
    -wanted.path.value.length,
    hasMethod ? 0 : 1,
    -wanted.headers.length,
    -wanted.queryParams.length,
    creationTimestamp,
    `${namespace}/${name}`,
    rule,
    match,
  ];
}

function isBefore(a: Entrant, b: Entrant): boolean {
  const one = rankOf(a);
  const other = rankOf(b);
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && one[at] < other[at];
}

/** What each Gateway answers, from SEMANTICS.md B.1 and B.2 alone. */
export function answerNaively(
  objects: readonly object[],
  question: RequestQuestion,
): readonly NaiveAnswer[] {
  const [, scheme, hostAndPort, rest] =
    /^(https?):\/\/([^/]+)(.*)$/.exec(question.url) ?? [];
  const [host, portText] = hostAndPort.split(':');
  const port = Number(portText ?? (scheme === 'https' ? 443 : 80));
  const [path, query = ''] = rest.split('?');
  const protocol = scheme.toUpperCase();
  const answers: (NaiveAnswer & { isForHost: boolean })[] = [];
  for (const gateway of objects.filter(isGateway)) {
    const { namespace, name } = gateway.metadata;
    const onPort = gateway.spec.listeners.filter(one => one.port === port);
    const taking = onPort
      .filter(
        one => one.protocol === protocol && takesHost(one.hostname ?? '', host),
      )
      .sort(
        (a, b) =>
          listenerOrder(b.hostname ?? '') - listenerOrder(a.hostname ?? ''),
      );
    const door = `${namespace}/${name}:`;
    if (taking.length > 0) {
      answers.push({
        ...answerAt(objects, {
          gateway,
          listener: taking[0],
          question,
          host,
          path,
          query,
        }),
        isForHost: true,
      });
    } else if (onPort.length > 0) {
      const speaks = onPort.some(one => one.protocol === protocol);
      answers.push({
        door: door + onPort.map(one => one.name).join(', '),
        winner: null,
        outcome: speaks && scheme === 'http' ? 'respond 404' : 'refused',
        isForHost: false,
      });
    }
  }
  const told = answers.some(one => one.isForHost)
    ? answers.filter(one => one.isForHost)
    : answers;
  return told.map(({ door, winner, outcome }) => ({ door, winner, outcome }));
}

function answerAt(
  objects: readonly object[],
  options: {
    gateway: NaiveGateway;
    listener: NaiveGateway['spec']['listeners'][number];
    question: RequestQuestion;
    host: string;
    path: string;
    query: string;
  },
): NaiveAnswer {
  const { gateway, listener, question, host, path, query } = options;
  const door = `${gateway.metadata.namespace}/${gateway.metadata.name}:${listener.name}`;
  const entrants: Entrant[] = [];
  for (const route of objects.filter(isRoute)) {
    if (attaches(route, gateway, listener)) {
      const hostnames = (route.spec.hostnames ?? ['']).flatMap(hostname =>
        intersect(listener.hostname ?? '', hostname),
      );
      for (const hostname of hostnames.filter(one => takesHost(one, host))) {
        route.spec.rules.forEach((rule, ruleIndex) =>
          (rule.matches ?? [{}]).forEach((match, matchIndex) => {
            const entrant: Entrant = {
              route,
              rule: ruleIndex,
              match: matchIndex,
              hostname,
              hasMethod: match.method !== undefined,
              wanted: {
                path: { type: 'PathPrefix', value: '/' },
                method: question.method,
                headers: [],
                queryParams: [],
                ...match,
              },
            };
            entrants.push(entrant);
          }),
        );
      }
    }
  }
  const [winner] = entrants
    .filter(entrant => isTaken(entrant, { question, path, query }))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  if (!winner) {
    return { door, winner: null, outcome: 'respond 404' };
  }
  const { namespace, name } = winner.route.metadata;
  return {
    door,
    winner: `HTTPRoute ${namespace}/${name} ${winner.rule}.${winner.match}`,
    outcome: outcomeOf(objects, { winner, listener, path, query }),
  };
}

function isTaken(
  { wanted }: Entrant,
  request: { question: RequestQuestion; path: string; query: string },
): boolean {
  const { question, path, query } = request;
  const parameters = query.split('&').map(pair => pair.split('='));
  return (
    takesPath(wanted.path, path) &&
    wanted.method === question.method &&
    wanted.headers.every(({ name, value }) =>
      Object.entries(question.headers).some(
        ([key, actual]) =>
          key.toLowerCase() === name.toLowerCase() && actual === value,
      ),
    ) &&
    wanted.queryParams.every(
      ({ name, value }) =>
        parameters.find(([key]) => key === name)?.[1] === value,
    )
  );
}

/**
 * B2.5: shares over all references; 500 for what does not resolve and where nothing has a weight, 503 for nothing ready, a
 * redirect (with the request's query) instead of all.
 */
function outcomeOf(
  objects: readonly object[],
  options: {
    winner: Entrant;
    listener: NaiveGateway['spec']['listeners'][number];
    path: string;
    query: string;
  },
): string {
  const { winner, listener, path, query } = options;
  const { namespace } = winner.route.metadata;
  const rule = winner.route.spec.rules[winner.rule];
  const [redirect] = rule.filters ?? [];
  if (redirect) {
    const scheme = listener.protocol.toLowerCase();
    const isDefault = listener.port === { http: 80, https: 443 }[scheme];
    const port = isDefault ? '' : `:${listener.port}`;
    return `respond 302 ${scheme}://${
      redirect.requestRedirect.hostname
    }${port}${path}${query === '' ? '' : `?${query}`}`;
  }
  const backends = rule.backendRefs ?? [];
  if (backends.length === 0) {
    return 'respond 500';
  }
  const weights = backends.map(({ weight = 1 }) => weight);
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) {
    return 'respond 500';
  }
  const texts = backends.map(({ name, port }, index) => {
    const service = objects.find(
      object =>
        hasKind(object, 'Service') &&
        JSON.stringify(object).includes(
          `"namespace":"${namespace}","name":"${name}"`,
        ) &&
        JSON.stringify(object).includes(`"port":${port}`),
    );
    const isReady = objects
      .filter(isSlice)
      .some(
        ({ metadata, endpoints }) =>
          metadata.namespace === namespace &&
          Object.values(metadata.labels).includes(name) &&
          endpoints.length > 0,
      );
    const reached = isReady ? 'forwarded' : '503';
    const what = service ? reached : '500';
    return `${namespace}/${name}:${port}=${weights[index] / sum}/${what}`;
  });
  return `forward ${texts.join(', ')}`;
}
