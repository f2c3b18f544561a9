import type { Finding } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { analyze } from '../analyze/analyze';
import { gatewayApiCaseSchema, type ConformanceStatus } from './GatewayApiCase';
import { readCases } from './readCases';

/**
 * The specifications' own cases are right unless they say otherwise, so an error or a warning is a false alarm there unless
 * the case itself expects its object to be refused: a condition Accepted, ResolvedRefs or Programmed that is False on it, or
 * no parent that accepts it. Objects that a case changes while it runs are judged as they are at first.
 */
const REFUSALS = new Set(['Accepted', 'ResolvedRefs', 'Programmed']);

/** Findings at objects of which their case says nothing, each with the reason why they are right. */
const RIGHT_ALL_THE_SAME: Readonly<Record<string, string>> = {
  'GRPCRouteRequestHeaderModifier TRF145 gateway-conformance-infra/grpc-request-header-modifier':
    'three rules have the same match, and the first one takes all calls: the case looks at the headers of the others nowhere',
  'GatewayWithAttachedRoutes TRF145 gateway-conformance-infra/http-route-3':
    'it has the match of http-route-2 at the same listener; the case counts routes and sends no request',
  'GatewayInvalidTLSConfiguration TRF164 gateway-conformance-infra/malformed-certificate':
    'the case expects its Gateway to be refused; the fault is in the Secret, where it is to be mended',
  'GatewayInvalidFrontendClientCertificateValidation TRF103 gateway-conformance-infra/misconfigured-client-certificate-validation-https-test':
    'the route names a Gateway that the case does not have',
  'HTTPRouteHostnameIntersection TRF103 gateway-conformance-infra/no-intersecting-hosts':
    'the case expects 404 for its hosts, and that the Gateway counts it in no listener',
};

/** The cases describe no running pods: what is ready behind a Service is not known. */
const WITHOUT_PODS = JSON.stringify({
  apiVersion: 'portolan.dev/v1',
  kind: 'Cluster',
  metadata: { name: 'conformance' },
  kinds: { denied: ['EndpointSlice', 'Pod'] },
});

function alarmsOf(docs: readonly unknown[]): readonly Finding[] {
  const text = [WITHOUT_PODS, ...docs.map(doc => JSON.stringify(doc))].join(
    '\n---\n',
  );
  return analyze([{ text }], { complete: true }).findings.filter(
    ({ severity }) => severity !== 'info',
  );
}

const nameOf = ({ at }: Finding) => `${at.object.namespace}/${at.object.name}`;

function isRefused(status: ConformanceStatus): boolean {
  return (
    !status.afterMutation &&
    (status.noAcceptedParents === true ||
      [status, ...(status.conditions ?? [])].some(
        condition =>
          condition.status === 'False' &&
          condition.type !== undefined &&
          REFUSALS.has(condition.type),
      ))
  );
}

const gatewayApi = readCases('gateway-api-conformance.jsonl');
const networkPolicies = readCases('network-policy-api.jsonl');

(gatewayApi ? describe : describe.skip)(
  'alarms in cases of the Gateway API',
  () => {
    const cases = (gatewayApi ?? []).map(line =>
      gatewayApiCaseSchema.parse(line),
    );
    const alarms = cases.flatMap(({ id, docs, expected }) =>
      alarmsOf(docs).map(finding => ({
        line: `${id} ${finding.code} ${nameOf(finding)}`,
        isExpected: expected.statuses.some(
          status =>
            isRefused(status) &&
            nameOf(finding) === (status.route ?? status.object),
        ),
      })),
    );
    const unexpected = alarms.filter(({ isExpected }) => !isExpected);

    it('are raised at objects alone that the case expects to be refused', () => {
      expect([...new Set(unexpected.map(({ line }) => line))].sort()).toEqual(
        Object.keys(RIGHT_ALL_THE_SAME).sort(),
      );
    });

    it('are raised at many of those', () => {
      expect(alarms.length).toBeGreaterThan(30);
    });
  },
);

(networkPolicies ? describe : describe.skip)(
  'alarms in cases of network-policy-api',
  () => {
    const cases = (networkPolicies ?? []).map(line =>
      z.object({ id: z.string(), docs: z.array(z.unknown()) }).parse(line),
    );

    it('are not raised', () => {
      expect(cases.length).toBeGreaterThan(0);
      expect(
        cases.flatMap(({ id, docs }) =>
          alarmsOf(docs).map(finding => `${id} ${finding.code}`),
        ),
      ).toEqual([]);
    });
  },
);
