import type { IngressFact } from '../facts/IngressFact';
import { compareText } from '../../../snapshot/compareText';
import { isRecord } from '../../../snapshot/read';
import type { Way } from '../expandRules';
import { says, type AnnotationTable } from './annotationPolicies';
import type { IngressController } from './IngressController';
import { awsActionOf, parseJson } from './awsActions';
import { awsRuleOf } from './awsConditions';
import type { OpenPort, PlainHttp } from './standard/Dialect';
import { translateDialect } from './standard';

const PREFIX = 'alb.ingress.kubernetes.io/';

const ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX],
  rules: [
    {
      key: 'inbound-cidrs',
      aspect: 'ip-allow-list',
      summary: says('only from'),
    },
    {
      key: 'security-groups',
      aspect: 'ip-allow-list',
      summary: says('by the security groups'),
    },
    {
      key: 'auth-type',
      aspect: 'authentication',
      summary: value => (value === 'none' ? undefined : value),
      details: [
        'auth-idp-cognito',
        'auth-idp-oidc',
        'auth-on-unauthenticated-request',
        'auth-scope',
        'auth-session-cookie',
        'auth-session-timeout',
      ],
    },
    {
      key: 'mutual-authentication',
      aspect: 'client-certificate',
      summary: () => 'mutual TLS',
    },
    ...['wafv2-acl-arn', 'waf-acl-id', 'shield-advanced-protection'].map(
      key => ({ key, aspect: 'extension' as const, summary: says(key) }),
    ),
    {
      key: 'certificate-arn',
      aspect: 'listener-tls',
      summary: says('certificate'),
      details: ['ssl-policy'],
    },
    {
      key: 'backend-protocol',
      aspect: 'connection',
      summary: says('to the backend by'),
      details: ['backend-protocol-version'],
    },
    {
      key: 'healthcheck-path',
      aspect: 'health-check',
      summary: says('health checks at'),
      details: [
        'healthcheck-port',
        'healthcheck-protocol',
        'healthcheck-interval-seconds',
        'healthcheck-timeout-seconds',
        'healthy-threshold-count',
        'unhealthy-threshold-count',
        'success-codes',
      ],
    },
    {
      key: 'target-group-attributes',
      aspect: 'load-balancing',
      summary: value => value,
    },
    {
      key: 'target-type',
      aspect: 'load-balancing',
      summary: value =>
        value === 'ip' ? 'to pods' : 'to node ports of the Service',
    },
    ...['load-balancer-attributes', 'ip-address-type'].map(key => ({
      key,
      aspect: 'connection' as const,
      summary: says(key),
    })),
  ],
  told: [
    'scheme',
    'group.name',
    'group.order',
    'listen-ports',
    'ssl-redirect',
    'subnets',
    'tags',
    'load-balancer-name',
    'manage-backend-security-group-rules',
    'customer-owned-ipv4-pool',
  ],
};

/**
 * The AWS Load Balancer Controller. Each Ingress has a load balancer of its own unless a group joins them. The rules of a load
 * balancer are asked one after the other, whatever their host and path are: those of a group by `group.order`, then by name;
 * in an Ingress as they are written; the paths of a rule as comparePaths has them (model_build_listener_rules.go). A wildcard
 * stands for any text, dots too.
 */
export const awsLoadBalancer: IngressController = {
  title: 'AWS Load Balancer Controller',
  isNamedBy: controller => controller === 'ingress.k8s.aws/alb',
  classNames: ['alb'],
  translate: door => {
    const redirects = redirectsOfGroups(door.ingresses);
    return translateDialect(door, {
      title: 'AWS Load Balancer Controller',
      annotations: {
        ...ANNOTATIONS,
        told: [...ANNOTATIONS.told, ...namedByBackends(door.ingresses)],
      },
      prefix: 'element',
      implementationSpecific: (_, path) => (path === '' ? 'text' : 'glob'),
      notFound: 404,
      failure: 503,
      order: 'listed',
      compareFacts,
      comparePaths,
      wildcardTakesAnyDepth: true,
      fallsBackToWiderHost: true,
      plainHttp: fact => redirects.get(balancerOf(fact)) ?? { kind: 'served' },
      redirectsAll: true,
      httpsWithoutTls: 'served',
      exposure: fact =>
        annotation(fact, 'scheme') === 'internet-facing'
          ? 'internet'
          : 'internal',
      ports: readListenPorts,
      balancerOf,
      conditions: (fact, { backend }) => {
        const key = `${PREFIX}conditions.${backend.service?.name ?? ''}`;
        return key in fact.annotations ? [key] : [];
      },
      ruleOf: (fact, { backend }) =>
        awsRuleOf(fact, `${PREFIX}conditions.${backend.service?.name ?? ''}`),
      actionOf: (snapshot, fact, way) =>
        awsActionOf(PREFIX, { snapshot, fact, way }),
    });
  },
};

function balancerOf(fact: IngressFact): string {
  return (
    annotation(fact, 'group.name') ||
    `${fact.object.namespace}/${fact.object.name}`
  );
}

/** By `group.order`, which is 0 where it is not set; of one order, by namespace and name. */
function compareFacts(a: IngressFact, b: IngressFact): number {
  const orderOf = (fact: IngressFact) =>
    Number(annotation(fact, 'group.order')) || 0;
  const nameOf = ({ object }: IngressFact) =>
    `${object.namespace}/${object.name}`;
  return orderOf(a) - orderOf(b) || compareText(nameOf(a), nameOf(b));
}

/** Exact paths, then prefixes from the longest on, then the others as they are written. */
function comparePaths(a: Way, b: Way): number {
  const rankOf = ({ path }: Way) => {
    switch (path?.pathType) {
      case 'Exact':
        return 0;
      case 'Prefix':
        return 1;
      default:
        return 2;
    }
  };
  const lengthOf = ({ path }: Way) => path?.path?.length ?? 0;
  return (
    rankOf(a) - rankOf(b) ||
    (rankOf(a) === 1 ? lengthOf(b) - lengthOf(a) : 0) ||
    a.matchIndex - b.matchIndex
  );
}

/** One `ssl-redirect` is for all Ingresses of its group. */
function redirectsOfGroups(
  ingresses: readonly IngressFact[],
): ReadonlyMap<string, PlainHttp> {
  return new Map(
    [...ingresses]
      .sort((a, b) => compareFacts(b, a))
      .flatMap(fact => {
        const text = annotation(fact, 'ssl-redirect');
        return text === ''
          ? []
          : [
              [
                balancerOf(fact),
                {
                  kind: 'redirected',
                  status: 301,
                  ...httpsPort(text),
                  setBy: fact.atAnnotation(`${PREFIX}ssl-redirect`),
                },
              ] as const,
            ];
      }),
  );
}

/** `actions.<name>` and `conditions.<name>`: the name of the backend is part of the key. */
function namedByBackends(ingresses: readonly IngressFact[]): readonly string[] {
  return ingresses.flatMap(({ annotations }) =>
    Object.keys(annotations)
      .filter(key =>
        /^alb\.ingress\.kubernetes\.io\/(actions|conditions)\./.test(key),
      )
      .map(key => key.slice(PREFIX.length)),
  );
}

function annotation(fact: IngressFact, name: string): string {
  return fact.annotations[`${PREFIX}${name}`] ?? '';
}

function httpsPort(text: string): { port?: number } {
  const port = Number(text);
  return Number.isInteger(port) && port !== 443 ? { port } : {};
}

/** `[{"HTTP": 80}, {"HTTPS": 443}]`; without it, HTTPS where there is a certificate, else HTTP. */
function readListenPorts(fact: IngressFact): readonly OpenPort[] {
  const written = parseJson(annotation(fact, 'listen-ports'));
  const ports = (Array.isArray(written) ? written : []).flatMap(
    (item): OpenPort[] =>
      isRecord(item)
        ? Object.entries(item).flatMap(([protocol, port]) =>
            typeof port === 'number' && Number.isInteger(port)
              ? [{ scheme: protocol === 'HTTPS' ? 'https' : 'http', port }]
              : [],
          )
        : [],
  );
  if (ports.length > 0) {
    return ports;
  }
  return annotation(fact, 'certificate-arn') === ''
    ? [{ scheme: 'http', port: 80 }]
    : [{ scheme: 'https', port: 443 }];
}
