import { parseCidr, type AddressRange } from '../../match/cidr';
import { at } from '../../model/refs';
import { NETWORK_POLICY } from '../../sources/network-policy/kinds';
import { policyIndex } from '../../sources/network-policy/policyIndex';
import type { Check } from '../Check';

/** An ipBlock takes away a range that does not lie in it: API servers refuse the whole policy. */
export const exceptOutsideBlock: Check = {
  id: 'except-outside-block',
  code: 'TRF416',
  severity: 'error',
  title: 'Exception outside its block',
  message:
    'NetworkPolicy {{policy}} takes {{except}} out of {{cidr}}, in which it does not lie: API servers refuse the policy.',
  fix: 'Name in except only ranges that lie within {{cidr}} and are smaller, or remove {{except}} from {{policy}}.',
  reads: [NETWORK_POLICY],
  run: ({ snapshots }) =>
    snapshots.flatMap(snapshot =>
      snapshot.index(policyIndex).policies.flatMap(({ ref, egress, ingress }) =>
        [egress, ingress]
          .flatMap(({ rules }) => rules.flatMap(({ peers }) => peers))
          .flatMap(peer =>
            peer.kind === 'addresses'
              ? peer.except.flatMap((except, index) =>
                  isStrictlyWithin(parseCidr(except), parseCidr(peer.cidr))
                    ? []
                    : [
                        {
                          at: at(
                            'network-policy',
                            ref,
                          )(`${peer.path}.ipBlock.except[${index}]`),
                          params: {
                            policy: `${ref.namespace}/${ref.name}`,
                            except,
                            cidr: peer.cidr,
                          },
                          entities: [],
                        },
                      ],
                )
              : [],
          ),
      ),
    ),
};

function isStrictlyWithin(
  inner: AddressRange | undefined,
  outer: AddressRange | undefined,
): boolean {
  return (
    inner !== undefined &&
    outer !== undefined &&
    inner.version === outer.version &&
    inner.first >= outer.first &&
    inner.last <= outer.last &&
    (inner.first !== outer.first || inner.last !== outer.last)
  );
}
