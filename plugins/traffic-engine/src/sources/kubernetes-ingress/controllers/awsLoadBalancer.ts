import type { IngressFact } from '../facts/IngressFact';
import { isRecord } from '../../../snapshot/read';
import { says, type AnnotationTable } from './annotationPolicies';
import type { IngressController } from './IngressController';
import type { OpenPort } from './standard/Dialect';
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
 * The AWS Load Balancer Controller. Each Ingress has a load balancer of its own unless a group joins them;
 * `actions.*` and `conditions.*` change who gets a request and are not interpreted.
 */
export const awsLoadBalancer: IngressController = {
  title: 'AWS Load Balancer Controller',
  isNamedBy: controller => controller === 'ingress.k8s.aws/alb',
  classNames: ['alb'],
  translate: door =>
    translateDialect(door, {
      title: 'AWS Load Balancer Controller',
      annotations: ANNOTATIONS,
      prefix: 'element',
      implementationSpecific: (_, path) =>
        /[*?]/.test(path) ? 'unknown' : 'exact',
      notFound: 404,
      failure: 503,
      order: 'specificity',
      fallsBackToWiderHost: true,
      plainHttp: fact =>
        annotation(fact, 'ssl-redirect') === ''
          ? { kind: 'served' }
          : {
              kind: 'redirected',
              status: 301,
              ...httpsPort(annotation(fact, 'ssl-redirect')),
              setBy: fact.atAnnotation(`${PREFIX}ssl-redirect`),
            },
      httpsWithoutTls: 'served',
      exposure: fact =>
        annotation(fact, 'scheme') === 'internet-facing'
          ? 'internet'
          : 'internal',
      ports: readListenPorts,
      balancerOf: fact =>
        annotation(fact, 'group.name') ||
        `${fact.object.namespace}/${fact.object.name}`,
      conditions: fact =>
        Object.keys(fact.annotations)
          .filter(
            key =>
              key.startsWith(`${PREFIX}conditions.`) ||
              key.startsWith(`${PREFIX}actions.`),
          )
          .sort(),
    }),
};

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

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
