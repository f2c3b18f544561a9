import type { AttachedPolicy, PolicyTarget } from '../model/drafts';
import { tableOfPolicies } from './attachPolicies';

const ref = (kind: string, name: string) => ({
  cluster: 'a',
  group: 'gateway.networking.k8s.io',
  kind,
  namespace: 'shop',
  name,
});
const rule: PolicyTarget = { ref: ref('HTTPRoute', 'cart'), section: 'pay' };
const route: PolicyTarget = { ref: ref('HTTPRoute', 'cart') };
const listener: PolicyTarget = { ref: ref('Gateway', 'web'), section: 'https' };
const gateway: PolicyTarget = { ref: ref('Gateway', 'web') };
const chain = [rule, route, listener, gateway];

function policy(
  name: string,
  target: PolicyTarget,
  more: Partial<AttachedPolicy> & { paths?: readonly string[] } = {},
): AttachedPolicy {
  const object = { ...ref('TrafficPolicy', name), group: 'example.com' };
  const { paths = ['spec.retry'], ...rest } = more;
  return {
    object,
    createdAt: '2026-01-01T00:00:00Z',
    family: 'TrafficPolicy',
    mergesWithParent: false,
    targets: [target],
    accepted: 'not-known',
    sets: paths.map(path => ({
      aspect: 'retry',
      summary: '',
      params: {},
      setBy: { source: 'test', object, path },
    })),
    ...rest,
  };
}

/** `name path state`, and the name of what overrides it. */
function decide(policies: readonly AttachedPolicy[], targets = chain) {
  return tableOfPolicies(policies)({ policyTargets: targets })
    .map(({ setBy, state, by }) =>
      [setBy.object.name, setBy.path, state, by?.object.name]
        .filter(Boolean)
        .join(' '),
    )
    .sort();
}

describe('tableOfPolicies', () => {
  it.each([
    {
      name: 'the rule before the route',
      policies: [policy('a', route), policy('b', rule)],
      expected: ['a spec.retry overridden b', 'b spec.retry in-force'],
    },
    {
      name: 'the listener before its Gateway, however young',
      policies: [
        policy('a', gateway, { createdAt: '2020-01-01T00:00:00Z' }),
        policy('b', listener),
      ],
      expected: ['a spec.retry overridden b', 'b spec.retry in-force'],
    },
    {
      name: 'on one target the older',
      policies: [
        policy('a', route),
        policy('b', route, { createdAt: '2025-01-01T00:00:00Z' }),
      ],
      expected: ['a spec.retry overridden b', 'b spec.retry in-force'],
    },
    {
      name: 'of one age the first by name; one that is not created yet comes last',
      policies: [
        policy('b', route),
        policy('c', route),
        policy('a', route, { createdAt: '' }),
      ],
      expected: [
        'a spec.retry overridden b',
        'b spec.retry in-force',
        'c spec.retry overridden b',
      ],
    },
    {
      name: 'families do not compete',
      policies: [policy('a', gateway), policy('b', route, { family: 'Other' })],
      expected: ['a spec.retry in-force', 'b spec.retry in-force'],
    },
    {
      name: 'one that merges leaves what it does not set',
      policies: [
        policy('a', gateway, { paths: ['spec.retry', 'spec.timeout'] }),
        policy('b', route, { mergesWithParent: true }),
      ],
      expected: [
        'a spec.retry overridden b',
        'a spec.timeout in-force',
        'b spec.retry in-force',
      ],
    },
    {
      name: 'one that merges is merged with the nearest above it alone',
      policies: [
        policy('a', gateway, { paths: ['spec.timeout'] }),
        policy('b', listener, { paths: ['spec.cors'] }),
        policy('c', route, { mergesWithParent: true }),
      ],
      expected: [
        'a spec.timeout overridden b',
        'b spec.cors in-force',
        'c spec.retry in-force',
      ],
    },
    {
      name: 'one that is merged with policies of doors alone leaves out the route’s',
      policies: [
        policy('a', gateway, { paths: ['spec.timeout'] }),
        policy('b', route, { paths: ['spec.cors'] }),
        policy('c', rule, {
          mergesWithParent: true,
          isParent: ({ ref: { kind } }) => kind === 'Gateway',
        }),
      ],
      expected: [
        'a spec.timeout in-force',
        'b spec.cors overridden c',
        'c spec.retry in-force',
      ],
    },
    {
      name: 'one that its controller does not mind is left out where that is known',
      policies: [policy('a', route, { isFor: () => false })],
      expected: ['a spec.retry in-force'],
    },
    {
      name: 'one that is not accepted neither wins nor loses',
      policies: [
        policy('a', gateway),
        policy('b', route, { accepted: 'not-accepted' }),
      ],
      expected: ['a spec.retry in-force', 'b spec.retry not-accepted'],
    },
    {
      name: 'another target is not met',
      policies: [policy('a', { ref: ref('Gateway', 'other') })],
      expected: [],
    },
    {
      name: 'a section of a target is not the whole of it',
      policies: [policy('a', { ref: gateway.ref, section: 'http' })],
      expected: [],
    },
  ])('$name', ({ policies, expected }) => {
    expect(decide(policies)).toEqual(expected);
    expect(decide([...policies].reverse())).toEqual(expected);
  });

  it('leaves out what the controller of the route does not mind', () => {
    const table = tableOfPolicies([
      policy('a', route, { isFor: controller => controller === 'mine' }),
    ]);
    const at = (controller: string) =>
      table({
        policyTargets: [...chain],
        entry: { kind: 'ingress-class', className: null, controller },
      });
    expect(at('mine')).toHaveLength(1);
    expect(at('another')).toEqual([]);
  });

  it('says nothing of a route without targets', () => {
    expect(tableOfPolicies([policy('a', route)])({})).toEqual([]);
  });
});
