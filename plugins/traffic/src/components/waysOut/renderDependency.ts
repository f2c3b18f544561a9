import type {
  Dependency,
  Destination,
  LayerVerdict,
  Port,
} from '@portolan/plugin-traffic-common';
import { renderName } from '../../model/describeRef';
import type { TrafficText } from '../../translation/useTrafficText';
import { renderProblem } from '../shared/renderProblem';

/** The wire's word for "all pods" and "all namespaces"; a selector of namespaces starts with `with`. */
const EVERY = 'all';

/** Every namespace has its name as this label, so a selector of it alone is the name. */
const NAMESPACE_BY_NAME = /^with kubernetes\.io\/metadata\.name=([^,\s]+)$/;

/** What is called, in words; the catalog entity of an `entity` destination is a link and not rendered here. */
export function renderDestination(
  t: TrafficText,
  destination: Destination,
): string {
  switch (destination.kind) {
    case 'host':
      return destination.host;
    case 'cidr': {
      const { cidr, except } = destination;
      return except.length
        ? t('waysOut.cidrExcept', { cidr, except: except.join(', ') })
        : cidr;
    }
    case 'service':
      return t('waysOut.service', { name: renderName(destination.service) });
    case 'entity':
      return destination.entityRef;
    case 'peers': {
      const { pods, namespaces } = destination;
      return t('waysOut.peersIn', {
        pods:
          pods === EVERY
            ? t('waysOut.podsAll')
            : t('waysOut.podsSome', { pods }),
        namespaces: renderNamespaces(t, namespaces),
      });
    }
    default:
      return t('waysOut.anywhere');
  }
}

function renderNamespaces(t: TrafficText, namespaces: string): string {
  if (namespaces === EVERY) {
    return t('waysOut.namespacesAll');
  }
  const [, named] = NAMESPACE_BY_NAME.exec(namespaces) ?? [];
  if (named) {
    return t('waysOut.namespaceOne', { namespace: named });
  }
  return namespaces.startsWith('with ')
    ? t('waysOut.namespacesSome', { namespaces })
    : t('waysOut.namespaceOne', { namespace: namespaces });
}

/** `Port 8443, TCP`. */
export function renderPort(
  t: TrafficText,
  { port, protocol }: Pick<Dependency, 'port' | 'protocol'>,
): string {
  if (port === null) {
    return protocol
      ? t('waysOut.anyPortOf', { protocol })
      : t('waysOut.anyPort');
  }
  const text = renderPortNumber(t, port);
  return protocol
    ? t('waysOut.portWithProtocol', { port: text, protocol })
    : t('waysOut.port', { port: text });
}

function renderPortNumber(t: TrafficText, port: NonNullable<Port>): string {
  return typeof port === 'object'
    ? t('waysOut.portRange', { from: String(port.from), to: String(port.to) })
    : String(port);
}

/** The layers that have a name for people; another one is shown by its id. */
const NAMED_LAYERS = [
  'network-policy',
  'admin-network-policy',
  'baseline-network-policy',
  'cilium',
  'cilium-default-deny',
  'egress-firewall',
  'antrea',
  'antrea-baseline',
  'calico',
  'calico-default-deny',
  'istio-sidecar',
  'istio-authorization',
  'istio-peer-authentication',
  'istio-waypoint',
  'istio-egress-gateway',
] as const;

/** One layer's answer with its reason: `NetworkPolicy, leaving: A rule allows it.` */
export function renderLayer(t: TrafficText, verdict: LayerVerdict): string {
  const { layer, direction, code, because } = verdict;
  const why =
    because && 'problem' in because && because.problem
      ? renderProblem(t, because.problem)
      : undefined;
  const known = NAMED_LAYERS.find(each => each === layer);
  const sentence = t(`layer.code.${code}`);
  return t('layer.sentence', {
    layer: known ? t(`layer.name.${known}`) : layer,
    direction: t(`layer.direction.${direction}`),
    sentence: why ? t('layer.because', { sentence, why }) : sentence,
  });
}

/** The layer that decides: of those that say what the whole says, the first that has a rule for it. */
export function findDecidingLayer({
  permitted,
}: Dependency): LayerVerdict | undefined {
  const agreeing = permitted.layers.filter(
    ({ verdict }) => verdict === permitted.verdict,
  );
  return agreeing.find(({ rules }) => rules.length > 0) ?? agreeing[0];
}
