import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import type { AskedEnd, NotFound } from './AskedEnd';
import type {
  ConnectionExplanation,
  ConnectionQuestion,
  ExplainedConnection,
} from './explainConnection';
import { renderWay } from './renderWay';

const VERDICTS: Readonly<Record<LayerVerdict['verdict'], string>> = {
  allowed: 'may be made',
  denied: 'may not be made',
  unknown: 'may or may not be made: what is known does not tell',
};

const REASONS: Readonly<Record<LayerVerdict['code'], string>> = {
  'not-isolated': 'no policy of this layer applies',
  'rule-allows': 'allowed by',
  'rule-denies': 'denied by',
  'no-rule-allows': 'no rule allows it, and this closes the direction:',
  'mutual-tls-required':
    'it comes without a certificate of the mesh, which is required by',
  'tunnel-port-closed':
    'the mesh carries it at its own port 15008, which no rule opens, and this closes the direction:',
  'depends-on-address': 'it depends on the address:',
  'depends-on-port': 'it depends on the port:',
  'depends-on-named-port': 'it depends on what the named port means:',
  'depends-on-peer': 'it depends on who is at the other end:',
  'depends-on-cni': 'the network plugin decides:',
  'kind-not-known': 'what decides may not be read',
  'policy-not-readable': 'a policy could not be read:',
  'pods-differ': 'the pods get different answers:',
  'not-evaluated': 'not evaluated',
  'proxy-refuses': 'the proxy refuses it (not enforced against bypass):',
  'proxy-allows': 'the proxy lets it through:',
  'not-interpreted': 'a policy that applies is not interpreted:',
};

const NOT_FOUND: Readonly<Record<NotFound['why'], string>> = {
  missing: 'does not exist in this cluster',
  unknown: 'cannot be looked up: its kind is not known in this cluster',
  'no-address': 'is no address or range of addresses',
  'no-such-port': 'has no pods that serve this port',
  'no-endpoints':
    'has no selector, and no addresses are known behind this port',
  'nothing-claimed':
    'is no entity that claims a workload of this cluster or names a host of its own',
};

/**
 * An explanation as sentences, one per line: the verdict, how the connection leaves, then one line per layer and direction with
 * its rules. Where an end stands for several things, that for each of them, after a line for all.
 */
export function renderExplanation(
  question: Pick<ConnectionQuestion, 'from' | 'to' | 'port' | 'protocol'>,
  explanation: ConnectionExplanation,
): string {
  const { from, to } = question;
  if (explanation.state === 'not-found') {
    const end = explanation.end === 'from' ? from : to;
    return `${renderEnd(end)} ${NOT_FOUND[explanation.why]}.\n`;
  }
  const { parts } = explanation;
  const lines = parts
    ? [
        renderVerdict(explanation, question),
        ...parts.flatMap(part => renderPart(part, question)),
      ]
    : renderPart(explanation, question);
  return lines.map(line => `${line}\n`).join('');
}

type Asked = Pick<ConnectionQuestion, 'port' | 'protocol'>;

function renderPart(part: ExplainedConnection, asked: Asked): string[] {
  return [
    renderVerdict(part, asked),
    ...renderWay(part).map(line => `  ${line}`),
    ...part.layers.map(renderLayer),
  ];
}

function renderVerdict(
  { from, to, verdict }: Pick<ExplainedConnection, 'from' | 'to' | 'verdict'>,
  { port, protocol }: Asked,
): string {
  return `The connection from ${renderEnd(from)} to ${renderEnd(to)}, ${
    port === null ? 'any port' : `port ${port}`
  }${protocol === null ? '' : ` ${protocol}`}, ${VERDICTS[verdict]}.`;
}

function renderLayer(layer: LayerVerdict): string {
  const rules = layer.rules.map(
    rule => `${renderRef(rule.object)} ${rule.path}`,
  );
  const reason =
    rules.length > 0
      ? [REASONS[layer.code], rules.join(', ')].join(' ')
      : REASONS[layer.code].replace(/:$/, '');
  return `  ${layer.layer}, ${layer.direction}: ${layer.verdict}; ${reason}`;
}

function renderEnd(end: AskedEnd): string {
  switch (end.kind) {
    case 'object':
      return renderRef(end.ref);
    case 'address':
      return end.ip;
    case 'cidr':
      return end.cidr;
    case 'entity':
      return end.entityRef;
    default:
      return end.host;
  }
}

function renderRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
