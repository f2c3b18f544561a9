import { bestServerName } from '../../f5/bestServerName';
import { holderKey, hostHolders } from '../../f5/hostHolders';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';

/** Whether an Ingress of the same controller has the host: it answers then, and not what is told here. */
export function isOfIngress(
  snapshot: ClusterSnapshot,
  className: string,
  host: string,
): boolean {
  const start = holderKey(className, '');
  const holders = [...snapshot.index(hostHolders)].flatMap(([key, holder]) =>
    key.startsWith(start) ? [{ name: key.slice(start.length), holder }] : [],
  );
  const isIngress = ({ holder }: (typeof holders)[number]) =>
    holder.winner?.ref.kind === 'Ingress';
  const best = bestServerName(
    holders.map(({ name }) => name),
    host,
  );
  return best === undefined
    ? holders.some(isIngress)
    : holders.some(each => each.name === best && isIngress(each));
}
