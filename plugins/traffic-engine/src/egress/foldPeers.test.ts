import { foldPeers } from './foldPeers';

const rule = (path: string, name = 'cloud') => ({
  source: 'network-policy',
  object: {
    cluster: 'c',
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    namespace: 'shop',
    name,
  },
  path,
});
const peers = (count: number, list: string) =>
  Array.from({ length: count }, (_, index) => rule(`${list}[${index}]`));

describe('foldPeers', () => {
  it('names up to eight peers of a rule one by one', () => {
    const eight = peers(8, 'spec.egress[0].to');
    expect(foldPeers(eight)).toEqual(eight);
  });

  it('names the list where a rule has a thousand, and leaves other rules and policies alone', () => {
    const others = [rule('spec.egress[1].to[0]'), rule('spec.egress', 'other')];
    expect(foldPeers([...peers(1000, 'spec.egress[0].to'), ...others])).toEqual(
      [rule('spec.egress[0].to'), ...others],
    );
  });
});
