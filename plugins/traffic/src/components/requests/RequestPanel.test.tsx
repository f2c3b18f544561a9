import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ResponseError } from '@backstage/errors';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  RequestAnswer,
  RequestExplanation,
  RequestRule,
  RunnerUp,
  TrafficRequestTesterApi,
} from '@portolan/plugin-traffic-common';
import { listViolations } from '../../__testUtils__/listViolations';
import { cartEntity } from '../../__testUtils__/renderForEntity';
import { trafficRequestTesterApiRef } from '../../api/trafficRequestTesterApiRef';
import { RequestPanel } from './RequestPanel';

const ref = (kind: string, name: string) => ({
  cluster: 'prod-eu',
  group: '',
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
const lost = (
  name: string,
  lostBy: RunnerUp['lostBy'],
  params: RunnerUp['params'] = {},
): RunnerUp => ({ ...rule(name), lostBy, params });
const answer = (changes: Partial<RequestAnswer> = {}): RequestAnswer => ({
  cluster: 'prod-eu',
  source: 'gateway-api',
  entry: {
    kind: 'listener',
    gateway: ref('Gateway', 'public'),
    listener: 'https',
    className: 'any',
    controller: null,
  },
  outcome: {
    kind: 'forward',
    mirrors: [ref('Service', 'shadow')],
    shares: [
      {
        backend: ref('Service', 'cart'),
        port: 80,
        share: 0.75,
        outcome: 'forwarded',
        status: null,
        host: 'shop.io',
        path: '/cart',
        location: null,
      },
      {
        backend: ref('Service', 'gone'),
        port: 80,
        share: 0.25,
        outcome: 'failed',
        status: 500,
        host: null,
        path: null,
        location: null,
      },
    ],
  },
  winner: rule('cart'),
  runnersUp: [
    lost('all', 'less-specific-host'),
    lost('beta', 'header', { header: 'x-beta' }),
  ],
  moreRunnersUp: 3,
  ...changes,
});
const explain = (
  changes: Partial<RequestExplanation> = {},
): RequestExplanation => ({
  question: { method: 'GET', url: 'https://shop.io/cart', headers: {} },
  answers: [answer()],
  ...changes,
});

function renderPanel(
  explainRequest: TrafficRequestTesterApi['explainRequest'],
  path = '/',
) {
  return renderInTestApp(
    <EntityProvider entity={cartEntity}>
      <RequestPanel />
    </EntityProvider>,
    {
      apis: [[trafficRequestTesterApiRef, { explainRequest }]],
      initialRouteEntries: [path],
    },
  );
}

async function ask(url = 'https://shop.io/cart') {
  await userEvent.type(
    await screen.findByRole('textbox', { name: 'URL' }),
    url,
  );
  await userEvent.keyboard('{Enter}');
}

describe('RequestPanel', () => {
  it('says what it is for before anything is asked', async () => {
    const explainRequest = jest.fn();
    const { container } = renderPanel(explainRequest);
    expect(await screen.findByText('Nothing asked yet')).toBeVisible();
    expect(explainRequest).not.toHaveBeenCalled();
    expect(await listViolations(container)).toEqual([]);
  });

  it('asks by keyboard, with headers, and tells who wins and why others lost', async () => {
    const explainRequest = jest.fn(async () => explain());
    const { container } = renderPanel(explainRequest);
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Headers' }),
      'x-beta: 1{Enter}{Enter}X-B: a:b',
    );
    await ask();

    const answers = await screen.findByRole('list', { name: 'Answers' });
    expect(explainRequest).toHaveBeenCalledWith(
      { kind: 'Component', namespace: 'default', name: 'cart' },
      {
        method: 'GET',
        url: 'https://shop.io/cart',
        headers: { 'x-beta': '1', 'X-B': 'a:b' },
      },
      { signal: expect.any(AbortSignal) },
    );
    expect(answers).toHaveTextContent('shop/public › https');
    expect(answers).toHaveTextContent('75 % shop/cart:80gets shop.io/cart');
    expect(answers).toHaveTextContent('25 % shop/gone:80fails with 500');
    expect(answers).toHaveTextContent('Copies go to shop/shadow.');
    expect(answers).toHaveTextContent('HTTPRoute shop/cart › spec.rules[0]');
    expect(
      within(answers).getByRole('img', {
        name: 'Shares: shop/cart:80 75 %, shop/gone:80 25 %',
      }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByText('5 rules that lost'));
    expect(screen.getByText('Its host is less specific.')).toBeVisible();
    expect(screen.getByText('The header x-beta does not match.')).toBeVisible();
    expect(screen.getByText('3 more are not listed.')).toBeVisible();
    expect(await listViolations(container)).toEqual([]);
  });

  it.each([
    {
      outcome: {
        kind: 'respond',
        status: 301,
        location: 'https://new.io/',
        why: 'The rule redirects.',
      },
      says: ['Redirected (301)', 'to https://new.io/'],
    },
    {
      outcome: {
        kind: 'respond',
        status: 404,
        location: null,
        why: 'No rule.',
      },
      says: ['Answered with 404', 'No rule.'],
    },
    {
      outcome: { kind: 'refused', why: 'No listener.' },
      says: ['Not connected', 'No listener.'],
    },
    {
      outcome: { kind: 'hidden' },
      says: ['Taken by another rule', 'not visible to you'],
    },
    {
      outcome: { kind: 'unknown', why: 'A regular expression.' },
      says: ['Not known', 'A regular expression.'],
    },
  ] as const)('tells $says.0', async ({ outcome, says }) => {
    renderPanel(async () =>
      explain({ answers: [answer({ outcome, winner: null, runnersUp: [] })] }),
    );
    await ask();
    const answers = await screen.findByRole('list', { name: 'Answers' });
    says.forEach(text => expect(answers).toHaveTextContent(text));
  });

  it('says in a sentence that nobody answers, and how many it may not show', async () => {
    renderPanel(async () =>
      explain({ answers: [], problem: 'No door takes it.', hiddenAnswers: 2 }),
    );
    await ask();
    expect(await screen.findByText('No door takes it.')).toBeVisible();
    expect(
      screen.getByText('2 more doors answer that you may not see.'),
    ).toBeVisible();
  });

  it('shows that it is asking', async () => {
    renderPanel(() => new Promise(() => {}));
    await ask();
    expect(await screen.findByText('Loading Answers')).toBeInTheDocument();
  });

  it('says what failed, and tries again', async () => {
    const explainRequest = jest
      .fn()
      .mockRejectedValueOnce(
        await ResponseError.fromResponse(
          new Response('{}', { status: 503, statusText: 'Unavailable' }),
        ),
      )
      .mockResolvedValueOnce(explain());
    const { container } = renderPanel(explainRequest);
    await ask();
    await screen.findByText(/The traffic backend could not answer/);
    expect(await listViolations(container)).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('list', { name: 'Answers' }),
    ).toBeInTheDocument();
  });

  it.each([
    {
      name: 'an empty URL',
      url: '{Enter}',
      headers: 'a: 1',
      says: /URL to ask/,
    },
    {
      name: 'a bad header',
      url: 'https://a.io',
      headers: 'a: 1{Enter}b',
      says: /Line 2/,
    },
  ])('asks nothing for $name', async ({ url, headers, says }) => {
    const explainRequest = jest.fn();
    const { container } = renderPanel(explainRequest);
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Headers' }),
      headers,
    );
    await ask(url);
    expect(await screen.findByRole('alert')).toHaveTextContent(says);
    expect(explainRequest).not.toHaveBeenCalled();
    expect(await listViolations(container)).toEqual([]);
  });

  it('answers the question that the address holds', async () => {
    const explainRequest = jest.fn(async () => explain());
    renderPanel(
      explainRequest,
      '/?tryMethod=POST&tryUrl=https%3A%2F%2Fshop.io%2Fcart',
    );
    await screen.findByRole('list', { name: 'Answers' });
    expect(explainRequest).toHaveBeenCalledTimes(1);
    expect(explainRequest).toHaveBeenCalledWith(
      expect.anything(),
      { method: 'POST', url: 'https://shop.io/cart', headers: {} },
      expect.anything(),
    );
  });
});
