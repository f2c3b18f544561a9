import type { KindStatus } from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { inAskingOrder, judgeConnection } from '../egress/judgeConnection';
import type { PodEnd } from '../egress/podGroups';
import { groupOf, kindKey } from '../kinds/KindRef';
import { NAMESPACE, POD } from '../kinds/coreKinds';
import { createSnapshot } from '../snapshot/ClusterSnapshot';
import type { KubeObject } from '../snapshot/KubeObject';
import { parseKubeObject } from '../snapshot/parseKubeObject';
import { adminNetworkPolicy } from '../sources/admin-network-policy';
import { networkPolicy } from '../sources/network-policy';
import { podFact } from '../topology/Pod';
import { readConformance } from './readConformance';

/**
 * Every cell of the network-policy-api project's own tables: source, destination, port and protocol, with what egress,
 * ingress and both together must say. A case counts as ours when the sources listed here read all its policy kinds.
 */
const SOURCES = [adminNetworkPolicy, networkPolicy];
const READS = SOURCES.flatMap(source => source.reads);

const caseSchema = z.object({
  id: z.string(),
  docs: z.array(z.unknown()),
  expected: z.object({
    flows: z.array(
      z.object({
        src: z.string(),
        dst: z.string(),
        port: z.number(),
        protocol: z.string(),
        ingress: z.boolean(),
        egress: z.boolean(),
        allowed: z.boolean(),
      }),
    ),
  }),
});

const synced: KindStatus = { state: 'synced', at: '2026-01-01T00:00:00Z' };
const lines = readConformance('network-policy-api.jsonl');
const cases = (lines ?? []).map(line => caseSchema.parse(JSON.parse(line)));
const parsed = cases.map(({ docs, ...facts }) => ({
  ...facts,
  objects: docs.map(objectOf),
}));
const known = new Set<string>([NAMESPACE, POD, ...READS].map(kindKey));
const ours = parsed.filter(({ objects }) =>
  objects.every(object => known.has(keyOf(object))),
);
let right = 0;

(lines ? describe : describe.skip)('network-policy-api conformance', () => {
  afterAll(() => {
    const cells = ours.flatMap(({ expected }) => expected.flows).length;
    process.stdout.write(
      `conformance network-policy: ${right}/${cells} cells (${ours.length} of ${cases.length} cases)\n`,
    );
  });

  it('finds its cases', () => {
    expect(ours.length).toBeGreaterThan(0);
  });

  it.each(ours)('$id', ({ objects, expected }) => {
    const snapshot = createSnapshot({
      cluster: 'conformance',
      kinds: [NAMESPACE, POD, ...READS].map(kind => ({
        kind,
        status: synced,
        version: '1',
        objects: objects.filter(object => keyOf(object) === kindKey(kind)),
      })),
    });
    const judges = inAskingOrder(
      SOURCES.flatMap(source => source.resolve(snapshot).judges),
    );
    const podEnd = (name: string): PodEnd => {
      const [namespace, podName] = name.split('/');
      const pod = snapshot.get(POD, namespace, podName);
      if (!pod) {
        throw new Error(`The case has no pod ${name}.`);
      }
      return { kind: 'pod', ...podFact(pod) };
    };
    const answers = expected.flows.map(flow => {
      const { verdict, directions } = judgeConnection(
        {
          from: podEnd(flow.src),
          to: podEnd(flow.dst),
          port: flow.port,
          protocol: flow.protocol,
        },
        judges,
      );
      return {
        ...flow,
        egress: said(directions.egress),
        ingress: said(directions.ingress),
        allowed: said(verdict),
      };
    });
    right += answers.filter((answer, i) => {
      const wanted = expected.flows[i];
      return (
        answer.egress === wanted.egress &&
        answer.ingress === wanted.ingress &&
        answer.allowed === wanted.allowed
      );
    }).length;
    expect(answers).toEqual(expected.flows);
  });
});

function said(verdict: 'allowed' | 'denied' | 'unknown'): boolean | 'unknown' {
  return verdict === 'unknown' ? verdict : verdict === 'allowed';
}

function objectOf(doc: unknown): KubeObject {
  const result = parseKubeObject(doc);
  if (!result.ok) {
    throw new Error(result.message);
  }
  return result.object;
}

function keyOf(object: KubeObject): string {
  return kindKey({ group: groupOf(object.apiVersion), kind: object.kind });
}
