import type { IngressFact } from '../facts/IngressFact';
import { isTrue, says, type AnnotationTable } from './annotationPolicies';
import { statusOf } from './httpsRedirect';
import type { IngressController } from './IngressController';
import { withPlugins } from './kongPlugins';
import { findInRouter, kongRuleOf, listOf } from './kongRouter';
import { translateDialect } from './standard';

const PREFIX = 'konghq.com/';
const PROTOCOLS = `${PREFIX}protocols`;

const ANNOTATIONS: AnnotationTable = {
  prefixes: [PREFIX],
  rules: [
    {
      key: 'plugins',
      aspect: 'extension',
      summary: value => `plugins ${value}`,
      state: 'not-interpreted',
      mayReroute: true,
    },
    {
      key: 'strip-path',
      aspect: 'rewrite',
      summary: value =>
        isTrue(value) ? 'the matched path is cut off' : undefined,
    },
    { key: 'rewrite', aspect: 'rewrite', summary: says('path becomes') },
    {
      key: 'preserve-host',
      aspect: 'headers',
      summary: value =>
        isTrue(value) ? 'the Host header is passed on' : undefined,
    },
    {
      key: 'regex-prefix',
      aspect: 'other',
      summary: says('regular expressions begin with'),
      state: 'not-interpreted',
      mayReroute: true,
    },
    ...['request-buffering', 'response-buffering', 'tags'].map(key => ({
      key,
      aspect: 'other' as const,
      summary: says(key),
    })),
  ],
  told: [
    'protocols',
    'https-redirect-status-code',
    'methods',
    'snis',
    'regex-priority',
    'host-aliases',
  ],
};

/** The Kong Ingress Controller. */
export const kong: IngressController = {
  title: 'Kong',
  isNamedBy: controller => controller === 'ingress-controllers.konghq.com/kong',
  classNames: ['kong'],
  translate: seen => {
    const { door, policiesOf, actionOf } = withPlugins(seen);
    return translateDialect(door, {
      title: 'Kong',
      policiesOf,
      actionOf: (_, fact) => actionOf(fact),
      annotations: {
        ...ANNOTATIONS,
        told: [...ANNOTATIONS.told, ...headerKeys(door.ingresses)],
      },
      prefix: 'element',
      implementationSpecific: (_, path) =>
        path.startsWith('/~') ? 'regex' : 'text',
      notFound: 404,
      failure: 503,
      order: 'specificity',
      find: findInRouter,
      ruleOf: kongRuleOf,
      aliasesOf: fact =>
        listOf(fact, 'host-aliases').map(host => ({
          host,
          path: fact.atAnnotation(`${PREFIX}host-aliases`).path,
        })),
      fallsBackToWiderHost: true,
      // A wildcard is the end of the host (hostMatcherFromIngressHosts).
      wildcardTakesAnyDepth: true,
      plainHttp: fact =>
        speaksHttp(fact)
          ? { kind: 'served' }
          : {
              kind: 'redirected',
              status: statusOf(
                fact,
                [`${PREFIX}https-redirect-status-code`],
                426,
              ),
              setBy: fact.atAnnotation(PROTOCOLS),
            },
      isTlsOnly: fact => !speaksHttp(fact),
      httpsWithoutTls: 'served',
      conditions: fact =>
        Object.keys(fact.annotations)
          .filter(
            key =>
              key === `${PREFIX}methods` ||
              key === `${PREFIX}snis` ||
              key.startsWith(`${PREFIX}headers.`),
          )
          .sort()
          .map(key => `${key}: ${fact.annotations[key]}`),
    });
  },
};

/** Whether plain HTTP is among the protocols of its routes, with or without a TLS section. */
function speaksHttp({ annotations }: IngressFact): boolean {
  return (annotations[PROTOCOLS] ?? 'http,https')
    .split(',')
    .some(each => each.trim() === 'http');
}

/** `konghq.com/headers.x-user`: the name of the header is part of the key; the conditions tell them. */
function headerKeys(ingresses: readonly IngressFact[]): readonly string[] {
  return ingresses.flatMap(({ annotations }) =>
    Object.keys(annotations)
      .filter(key => key.startsWith(`${PREFIX}headers.`))
      .map(key => key.slice(PREFIX.length)),
  );
}
