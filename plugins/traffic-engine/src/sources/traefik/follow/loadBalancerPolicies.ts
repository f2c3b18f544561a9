import type {
  ObjectRef,
  PolicyAspect,
  RoutePolicy,
} from '@portolan/plugin-traffic-common';
import { at } from '../../../model/refs';
import {
  isRecord,
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
} from '../../../snapshot/read';
import { SOURCE_ID } from '../kinds';
import type { Context } from './Context';
import { serversTransportPolicies } from './serversTransportPolicies';

const STRATEGIES: Readonly<Record<string, string>> = {
  wrr: 'round robin',
  RoundRobin: 'round robin',
  p2c: 'the less busy of two',
  hrw: 'by a hash of the client’s address',
  leasttime: 'the fastest',
};
const HTTPS_PORT = 443;

/** What a reference to a Service sets for the connections to its endpoints. */
export function loadBalancerPolicies(
  context: Context,
  options: {
    value: unknown;
    object: ObjectRef;
    path: string;
    servicePort: number;
    portName: string;
  },
): readonly RoutePolicy[] {
  const { value, object, path, servicePort, portName } = options;
  const set = (
    aspect: PolicyAspect,
    field: string,
    summary: string,
    params: RoutePolicy['params'] = {},
  ): RoutePolicy => ({
    aspect,
    summary,
    params,
    state: 'in-force',
    setBy: at(SOURCE_ID, object)(`${path}.${field}`),
  });
  const policies = [...stickyPolicy(value, object, `${path}.sticky`)];
  const strategy = readText(value, 'strategy');
  if (strategy) {
    const summary = STRATEGIES[strategy] ?? strategy;
    policies.push(set('load-balancing', 'strategy', summary, { strategy }));
  }
  if (readFlag(value, 'nativeLB')) {
    policies.push(
      set(
        'load-balancing',
        'nativeLB',
        'by the Service itself, not by Traefik',
      ),
    );
  }
  if (readFlag(value, 'nodePortLB')) {
    policies.push(
      set(
        'load-balancing',
        'nodePortLB',
        'over the nodes, where the Service has ports of theirs',
      ),
    );
  }
  const scheme = readText(value, 'scheme');
  const isHttps = servicePort === HTTPS_PORT || portName.startsWith('https');
  if (scheme === 'https' || (!scheme && isHttps)) {
    policies.push(
      set('backend-tls', scheme ? 'scheme' : 'port', 'HTTPS to the backend'),
    );
  }
  if (readFlag(value, 'tls')) {
    policies.push(set('backend-tls', 'tls', 'TLS to the backend'));
  }
  if (readFlag(value, 'passHostHeader') === false) {
    policies.push(
      set(
        'headers',
        'passHostHeader',
        'the backend gets its own address as Host',
      ),
    );
  }
  if (isRecord(value) && isRecord(value.healthCheck)) {
    const check = readRecord(value, 'healthCheck');
    const target = readText(check, 'path') ?? '';
    policies.push(
      set('health-check', 'healthCheck', `asks ${target || '/'}`, {
        path: target,
      }),
    );
  }
  if (isRecord(value) && isRecord(value.passiveHealthCheck)) {
    const check = readRecord(value, 'passiveHealthCheck');
    const attempts = readNumber(check, 'maxFailedAttempts') ?? 1;
    policies.push(
      set(
        'health-check',
        'passiveHealthCheck',
        `out after ${attempts} failed attempts`,
        { maxFailedAttempts: attempts },
      ),
    );
  }
  if (isRecord(value) && isRecord(value.proxyProtocol)) {
    policies.push(
      set('connection', 'proxyProtocol', 'PROXY protocol to the backend'),
    );
  }
  readList(value, 'middlewares').forEach((middleware, index) =>
    policies.push({
      ...set(
        'other',
        `middlewares[${index}]`,
        `Middleware ${readText(middleware, 'name') ?? ''} of the service`,
      ),
      state: 'not-interpreted',
    }),
  );
  return [
    ...policies,
    ...serversTransportPolicies(context, { value, object, path }),
  ];
}

/** Affinity by a cookie, if the field is set. */
export function stickyPolicy(
  value: unknown,
  object: ObjectRef,
  path: string,
): readonly RoutePolicy[] {
  const sticky = readRecord(value, 'sticky');
  if (!isRecord(sticky.cookie)) {
    return [];
  }
  const name = readText(readRecord(sticky, 'cookie'), 'name');
  return [
    {
      aspect: 'session-affinity',
      summary: name ? `by the cookie ${name}` : 'by a cookie of Traefik',
      params: name ? { name } : {},
      state: 'in-force',
      setBy: at(SOURCE_ID, object)(`${path}.cookie`),
    },
  ];
}
