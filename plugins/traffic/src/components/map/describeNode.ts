import type { MapEdge, MapNode, TrafficMap } from '../../model/map/TrafficMap';
import type { TrafficText } from '../../translation/useTrafficText';
import { renderPercent } from '../waysIn/renderRoute';

/** The label of a node, which a route of any host, the mesh and an Ingress without a class lack. */
export function renderNodeLabel(t: TrafficText, node: MapNode): string {
  if (node.label) {
    return node.label;
  }
  if (node.column === 'route') {
    return t('waysIn.anyHost');
  }
  return node.kind === 'Mesh' ? t('map.mesh') : t('waysIn.ingressClassNone');
}

/** Whether a node stands for an object of a cluster, which has a kind. */
export function isObjectNode({ column }: MapNode): boolean {
  return (
    column === 'door' ||
    column === 'service' ||
    column === 'workload' ||
    column === 'egress'
  );
}

/** `Service shop/cart`: the label with the kind of object that it is, where it is one. */
function renderNodeName(t: TrafficText, node: MapNode): string {
  const label = renderNodeLabel(t, node);
  return isObjectNode(node) ? `${node.kind} ${label}` : label;
}

/** `90 %`, or the span of shares where they differ. */
export function renderShares(t: TrafficText, { shares }: MapEdge): string {
  if (shares.length === 0) {
    return '';
  }
  const least = renderPercent(shares[0]);
  const most = renderPercent(shares[shares.length - 1]);
  const percent = least === most ? least : `${least}–${most}`;
  return t('backend.share', { percent });
}

/** What a node leads to, in words, each with its share or why it is broken. */
export function listTargets(
  t: TrafficText,
  map: TrafficMap,
  node: MapNode,
): string[] {
  const byId = new Map(map.nodes.map(each => [each.id, each]));
  return map.edges.flatMap(edge => {
    const target = edge.from === node.id ? byId.get(edge.to) : undefined;
    if (!target) {
      return [];
    }
    const name = renderNodeName(t, target);
    const label = [
      renderShares(t, edge),
      edge.broken ? t(`map.broken.${edge.broken}`) : '',
    ]
      .filter(Boolean)
      .join(', ');
    return [label ? t('map.edgeWith', { name, label }) : name];
  });
}
