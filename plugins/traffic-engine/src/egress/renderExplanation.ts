import type { LayerVerdict, ObjectRef } from '@portolan/plugin-traffic-common';
import type {
  AskedEnd,
  ConnectionExplanation,
  ConnectionQuestion,
} from './explainConnection';

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
  'depends-on-peer': 'it depends on who is at the other end:',
  'depends-on-address': 'it depends on the address:',
  'depends-on-port': 'it depends on the port:',
  'depends-on-named-port': 'it depends on what the named port means:',
  'depends-on-cni': 'the network plugin decides:',
  'kind-not-known': 'what decides may not be read',
  'policy-not-readable': 'a policy could not be read:',
  'pods-differ': 'the pods get different answers:',
  'not-evaluated': 'not evaluated',
  'proxy-refuses': 'the proxy refuses it (not enforced against bypass):',
  'proxy-allows': 'the proxy lets it through:',
  'not-interpreted': 'a policy that applies is not interpreted:',
};

const NOT_FOUND: Readonly<
  Record<Extract<ConnectionExplanation, { state: 'not-found' }>['why'], string>
> = {
  missing: 'does not exist in this cluster',
  unknown: 'cannot be looked up: its kind is not known in this cluster',
  'no-address': 'is no address or range of addresses',
  'no-such-port': 'has no pods that serve this port',
};

/** An explanation as sentences, one per line: the verdict, then one line per layer and direction with its rules. */
export function renderExplanation(
  question: Pick<ConnectionQuestion, 'from' | 'to' | 'port' | 'protocol'>,
  explanation: ConnectionExplanation,
): string {
  const { from, to, port, protocol } = question;
  if (explanation.state === 'not-found') {
    const end = explanation.end === 'from' ? from : to;
    return `${renderEnd(end)} ${NOT_FOUND[explanation.why]}.\n`;
  }
  const lines = [
    `The connection from ${renderEnd(from)} to ${renderEnd(to)}, ${
      port === null ? 'any port' : `port ${port}`
    }${protocol === null ? '' : ` ${protocol}`}, ${
      VERDICTS[explanation.verdict]
    }.`,
    ...explanation.layers.map(renderLayer),
  ];
  return lines.map(line => `${line}\n`).join('');
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
    default:
      return end.host;
  }
}

function renderRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
