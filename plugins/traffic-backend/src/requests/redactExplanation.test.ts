import type {
  RequestAnswer,
  RequestExplanation,
  RequestRule,
} from '@portolan/plugin-traffic-common';
import { fixtureRoute } from '@portolan/plugin-traffic-common/fixtures';
import { redactExplanation } from './redactExplanation';

const ref = (kind: string, name: string) => ({
  cluster: 'eu',
  group: 'gateway.networking.k8s.io',
  kind,
  namespace: 'shop',
  name,
});
const rule = (name: string): RequestRule => ({
  source: 'gateway-api',
  object: ref('HTTPRoute', name),
  ruleIndex: 0,
  matchIndex: 0,
  routeId: null,
  provenance: {
    source: 'gateway-api',
    object: ref('HTTPRoute', name),
    path: 'spec.rules[0]',
  },
});
const entry = (gateway: string) => ({
  kind: 'listener' as const,
  gateway: ref('Gateway', gateway),
  listener: 'web',
  className: 'any',
  controller: null,
});
const answer = (gateway: string, winner: string): RequestAnswer => ({
  cluster: 'eu',
  source: 'gateway-api',
  entry: entry(gateway),
  outcome: { kind: 'forward', shares: [], mirrors: [] },
  winner: rule(winner),
  runnersUp: [],
});
const explain = (...answers: RequestAnswer[]): RequestExplanation => ({
  question: { method: 'GET', url: 'https://shop.io', headers: {} },
  answers,
});

/** The reader may read the cart, whose one route goes through the Gateway `own`. */
function redact(explanation: RequestExplanation, readsAll = false) {
  const owners: Readonly<Record<string, readonly string[]>> = {
    cart: ['component:default/cart'],
    till: ['component:default/till'],
  };
  return redactExplanation(explanation, {
    routes: [
      {
        ...fixtureRoute('eu'),
        cluster: 'eu',
        object: ref('HTTPRoute', 'broken'),
        ruleIndex: 0,
        entry: entry('own'),
      },
    ],
    owners: { entities: [], of: ({ object }) => owners[object.name] ?? [] },
    isShown: entityRef => entityRef === 'component:default/cart',
    readsAll,
    isAsked: cluster => cluster === 'eu',
  });
}

describe('redactExplanation', () => {
  it('hides whose rule wins at a door of the entity’s own', () => {
    const { answers, hiddenAnswers } = redact(explain(answer('own', 'till')));
    expect(answers).toMatchObject([
      { winner: null, outcome: { kind: 'hidden' } },
    ]);
    expect(hiddenAnswers).toBeUndefined();
  });

  it('counts the doors that are none of the reader’s, and names nothing of them', () => {
    const redacted = redact(explain(answer('secret', 'till')));
    expect(redacted).toMatchObject({ answers: [], hiddenAnswers: 1 });
    expect(JSON.stringify(redacted)).not.toMatch(/secret|till/);
  });

  it('shows a foreign door behind which a rule of the reader’s wins', () => {
    const explanation = explain(answer('other', 'cart'));
    expect(redact(explanation)).toEqual(explanation);
  });

  it('shows a route of the entity’s own although no workload is behind it', () => {
    const explanation = explain(answer('own', 'broken'));
    expect(redact(explanation)).toEqual(explanation);
  });

  it('shows what nobody owns only to readers of the list of all hosts', () => {
    const explanation = explain(answer('own', 'unowned'));
    expect(redact(explanation).answers[0].winner).toBeNull();
    expect(redact(explanation, true)).toEqual(explanation);
  });

  it('hides rules of others from readers of the list of all hosts too', () => {
    const [{ winner }] = redact(explain(answer('own', 'till')), true).answers;
    expect(winner).toBeNull();
  });

  it('tells nothing of clusters that the entity is not bound to', () => {
    const elsewhere = { ...answer('own', 'cart'), cluster: 'us' };
    expect(redact(explain(elsewhere))).toMatchObject({ answers: [] });
  });
});
