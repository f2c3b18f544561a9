import type { ConnectionEnd, DependencyDraft } from '../../model/drafts';

/** The end outside the cluster that a dependency leads to; undefined where it stays inside, or may. */
export function outsideEndOf({
  destination,
}: Pick<DependencyDraft, 'destination'>): ConnectionEnd | undefined {
  switch (destination.kind) {
    case 'host':
      return { kind: 'host', host: destination.host };
    case 'cidr':
      return {
        kind: 'cidr',
        cidr: destination.cidr,
        except: destination.except,
      };
    case 'anywhere':
      return { kind: 'cidr', cidr: '0.0.0.0/0' };
    default:
      return undefined;
  }
}
