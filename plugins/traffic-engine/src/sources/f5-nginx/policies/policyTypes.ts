import type { PolicyAspect } from '@portolan/plugin-traffic-common';
import {
  readFlag,
  readList,
  readRecord,
  readText,
} from '../../../snapshot/read';

/** One sort of Policy: what it is about, its values in few words, and what a second one of the sort does in one place. */
export interface PolicyType {
  /** The field of `spec`. */
  readonly field: string;
  readonly aspect: PolicyAspect;
  readonly summary: (spec: unknown) => string;
  /** `adds`: all count; `ignored`: the first counts; `fails`: the route answers 500. */
  readonly second: 'adds' | 'ignored' | 'fails';
  /** The fields that name Secrets of the Policy’s namespace, without which the route answers 500. */
  readonly secrets?: readonly string[];
}

const words = (...parts: readonly (string | undefined | false)[]) =>
  parts.filter(Boolean).join(', ');

/** The sorts in the order in which the controller looks for them: of several in one Policy none counts. */
export const POLICY_TYPES: readonly PolicyType[] = [
  {
    field: 'accessControl',
    aspect: 'ip-allow-list',
    summary: spec => {
      const allow = readList(spec, 'allow').map(String);
      return allow.length > 0
        ? `only from ${allow.join(', ')}`
        : `not from ${readList(spec, 'deny').map(String).join(', ')}`;
    },
    second: 'adds',
  },
  {
    field: 'rateLimit',
    aspect: 'rate-limit',
    summary: spec =>
      words(
        `${readText(spec, 'rate') ?? ''} for each ${
          readText(spec, 'key') ?? ''
        }`,
        readFlag(spec, 'dryRun') === true && 'only logged',
      ),
    second: 'adds',
  },
  {
    field: 'jwt',
    aspect: 'authentication',
    summary: spec =>
      readText(spec, 'jwksURI')
        ? `JWT by the keys of ${readText(spec, 'jwksURI')}`
        : `JWT by Secret ${readText(spec, 'secret') ?? ''}`,
    second: 'ignored',
    secrets: ['secret', 'trustedCertSecret'],
  },
  {
    field: 'basicAuth',
    aspect: 'authentication',
    summary: spec =>
      `basic authentication by Secret ${readText(spec, 'secret') ?? ''}`,
    second: 'ignored',
    secrets: ['secret'],
  },
  {
    field: 'ingressMTLS',
    aspect: 'client-certificate',
    summary: spec =>
      `client certificates signed by Secret ${
        readText(spec, 'clientCertSecret') ?? ''
      }, verification ${readText(spec, 'verifyClient') || 'on'}`,
    second: 'ignored',
    secrets: ['clientCertSecret'],
  },
  {
    field: 'egressMTLS',
    aspect: 'backend-tls',
    summary: spec =>
      words(
        readText(spec, 'tlsSecret') &&
          `its own certificate of Secret ${readText(spec, 'tlsSecret')}`,
        readFlag(spec, 'verifyServer') === true
          ? `verified by Secret ${readText(spec, 'trustedCertSecret') ?? ''}`
          : 'the backend not verified',
      ),
    second: 'ignored',
    secrets: ['tlsSecret', 'trustedCertSecret'],
  },
  {
    field: 'oidc',
    aspect: 'authentication',
    summary: spec =>
      `OIDC, client ${readText(spec, 'clientID') ?? ''} at ${
        readText(spec, 'authEndpoint') ?? ''
      }`,
    second: 'ignored',
    secrets: ['clientSecret'],
  },
  {
    field: 'apiKey',
    aspect: 'authentication',
    summary: spec => {
      const places = readRecord(spec, 'suppliedIn');
      return words(
        `API key by Secret ${readText(spec, 'clientSecret') ?? ''}`,
        ...readList(places, 'header').map(name => `header ${String(name)}`),
        ...readList(places, 'query').map(name => `argument ${String(name)}`),
      );
    },
    second: 'fails',
    secrets: ['clientSecret'],
  },
  {
    field: 'waf',
    aspect: 'extension',
    summary: spec =>
      readFlag(spec, 'enable') === true
        ? words(
            'web application firewall',
            readText(spec, 'apPolicy'),
            readText(spec, 'apBundle'),
          )
        : 'web application firewall off',
    second: 'ignored',
  },
  {
    field: 'externalAuth',
    aspect: 'authentication',
    summary: spec =>
      `external authentication by ${
        readText(spec, 'authServiceName') ??
        readText(spec, 'authURI') ??
        'a Service'
      }`,
    second: 'ignored',
  },
  {
    field: 'cors',
    aspect: 'cors',
    summary: spec =>
      `origins ${readList(spec, 'allowOrigin').map(String).join(', ')}`,
    second: 'ignored',
  },
  {
    field: 'hsts',
    aspect: 'headers',
    summary: () => 'Strict-Transport-Security',
    second: 'ignored',
  },
  {
    field: 'cache',
    aspect: 'other',
    summary: spec => words('cache', readText(spec, 'time')),
    second: 'ignored',
  },
];
