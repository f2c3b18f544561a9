import type { StringMatch } from '../../../istio/facts/stringMatch';
import type {
  HttpMatch,
  HttpRoute,
  VirtualService,
  WeightedDestination,
} from '../../../istio/facts/virtualServices';
import { coversHost } from '../../../istio/hostnames';
import { compileRe2 } from '../../../match/re2';
import { readOnce } from '../../../snapshot/readOnce';

/** What istiod's validation refuses a VirtualService for (pkg/config/validation). */
export interface Fault {
  readonly path: string;
  readonly message: string;
  /** Where it got past the validation, Envoy refuses all routes that it is sent with. */
  readonly isFatal: boolean;
}

const MAX_REGEX_CHARS = 1_024;

/** The faults of a VirtualService in the order of its fields; the rules that all versions of istiod have had for long. */
export const faultsOf = readOnce(
  ({ spec }: VirtualService): readonly Fault[] => [
    ...spec.http.flatMap((rule, index) =>
      httpFaults(rule, `spec.http[${index}]`),
    ),
    ...spec.tls.flatMap(({ match, route }, index) => {
      const path = `spec.tls[${index}]`;
      return [
        ...(match.length === 0
          ? [fault(path, 'a rule for TLS needs a match')]
          : []),
        ...match.flatMap(({ sniHosts }, matchIndex) =>
          sniFaults(sniHosts, spec.hosts, `${path}.match[${matchIndex}]`),
        ),
        ...destinationFaults(route, path),
      ];
    }),
    ...spec.tcp.flatMap(({ route }, index) =>
      destinationFaults(route, `spec.tcp[${index}]`),
    ),
  ],
);

function fault(path: string, message: string, isFatal = false): Fault {
  return { path, message, isFatal };
}

function sniFaults(
  sniHosts: readonly string[],
  hosts: readonly string[],
  path: string,
): readonly Fault[] {
  if (sniHosts.length === 0) {
    return [fault(`${path}.sniHosts`, 'a match for TLS needs a server name')];
  }
  return sniHosts.flatMap((name, index) =>
    hosts.some(host => coversHost(host.toLowerCase(), name.toLowerCase()))
      ? []
      : [
          fault(
            `${path}.sniHosts[${index}]`,
            `${name} does not lie within any of the hosts of the VirtualService`,
          ),
        ],
  );
}

function httpFaults(rule: HttpRoute, path: string): readonly Fault[] {
  const { redirect, directResponse, rewrite, route, delegate } = rule;
  const answers = [redirect, directResponse, delegate].filter(
    answer => answer !== null,
  ).length;
  const code = redirect?.redirectCode ?? 0;
  return [
    ...rule.match.flatMap((match, index) =>
      matchFaults(match, `${path}.match[${index}]`),
    ),
    ...(answers + Math.min(route.length, 1) > 1
      ? [
          fault(
            path,
            'a rule has one of route, redirect, directResponse and delegate',
          ),
        ]
      : []),
    ...(answers === 0 ? destinationFaults(route, path) : []),
    ...(redirect && code !== 0 && (code < 300 || code > 399)
      ? [
          fault(
            `${path}.redirect.redirectCode`,
            `${code} is no code of a redirect`,
            true,
          ),
        ]
      : []),
    ...(directResponse &&
    (directResponse.status < 200 || directResponse.status > 600)
      ? [
          fault(
            `${path}.directResponse.status`,
            `${directResponse.status} is no status of a response`,
            true,
          ),
        ]
      : []),
    ...(rewrite?.uri && rewrite.uriRegexRewrite
      ? [fault(`${path}.rewrite`, 'uri and uriRegexRewrite exclude each other')]
      : []),
    ...(rewrite?.uriRegexRewrite
      ? regexFaults(
          rewrite.uriRegexRewrite.match ?? '',
          `${path}.rewrite.uriRegexRewrite.match`,
        )
      : []),
    ...(rule.mirror && rule.mirrors.length > 0
      ? [fault(`${path}.mirrors`, 'mirror and mirrors exclude each other')]
      : []),
    ...(rule.corsPolicy?.allowOrigins ?? []).flatMap((origin, index) =>
      stringFaults(origin, `${path}.corsPolicy.allowOrigins[${index}]`),
    ),
  ];
}

function matchFaults(match: HttpMatch, path: string): readonly Fault[] {
  const singles = ['scheme', 'method', 'authority'] as const;
  return [
    ...(match.uri?.type === 'regex'
      ? regexFaults(match.uri.value, `${path}.uri.regex`)
      : []),
    ...singles.flatMap(field =>
      match[field] ? stringFaults(match[field], `${path}.${field}`) : [],
    ),
    ...mapFaults(match.headers, `${path}.headers`),
    ...mapFaults(match.withoutHeaders, `${path}.withoutHeaders`),
    ...mapFaults(match.queryParams, `${path}.queryParams`),
  ];
}

function mapFaults(
  matches: Readonly<Record<string, StringMatch>>,
  path: string,
): readonly Fault[] {
  return Object.entries(matches).flatMap(([name, match]) =>
    // The expression `*`, which is none, asks whether the header is there.
    match.type === 'regex' && match.value === '*'
      ? []
      : stringFaults(match, `${path}.${name}`),
  );
}

function stringFaults(match: StringMatch, path: string): readonly Fault[] {
  switch (match.type) {
    case 'regex':
      return regexFaults(match.value, `${path}.regex`);
    case 'prefix':
      return match.value === ''
        ? [fault(`${path}.prefix`, 'a prefix is not empty', true)]
        : [];
    default:
      return [];
  }
}

function regexFaults(pattern: string, path: string): readonly Fault[] {
  if (pattern === '') {
    return [fault(path, 'a regular expression is not empty', true)];
  }
  if (pattern.length > MAX_REGEX_CHARS) {
    return [
      fault(
        path,
        `a regular expression has ${MAX_REGEX_CHARS} characters at most`,
      ),
    ];
  }
  const regex = compileRe2(pattern);
  return regex.ok
    ? []
    : [
        fault(
          path,
          `${pattern} is no regular expression of RE2: ${regex.reason}`,
          true,
        ),
      ];
}

function destinationFaults(
  route: readonly WeightedDestination[],
  path: string,
): readonly Fault[] {
  const total = route.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return [
    ...(route.length > 1 && total === 0
      ? [
          fault(
            `${path}.route`,
            'the weights of several destinations are all 0',
          ),
        ]
      : []),
    ...route.flatMap(({ weight, destination }, index) => [
      ...((weight ?? 0) < 0
        ? [fault(`${path}.route[${index}].weight`, 'a weight is not negative')]
        : []),
      ...(destination.host === '*' || destination.host === ''
        ? [
            fault(
              `${path}.route[${index}].destination.host`,
              `“${destination.host}” is no host to send to`,
            ),
          ]
        : []),
    ]),
  ];
}
