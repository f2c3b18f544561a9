import type { RoutePolicy } from '@portolan/plugin-traffic-common';
import { withoutCredentials } from './withoutCredentials';

function policy(text: string): RoutePolicy {
  return {
    aspect: 'authentication',
    summary: `external authentication by ${text}`,
    params: { 'auth-url': text },
    state: 'in-force',
    setBy: {
      source: 'kubernetes-ingress',
      object: {
        cluster: 'c',
        group: 'networking.k8s.io',
        kind: 'Ingress',
        namespace: 'shop',
        name: 'web',
      },
      path: 'metadata.annotations',
    },
  };
}

describe('withoutCredentials', () => {
  it.each([
    {
      name: 'user and password',
      text: 'https://user:hunter2@auth.example.com/check',
      expected: 'https://auth.example.com/check',
    },
    {
      name: 'a secret of the query',
      text: 'https://auth.example.com/keys?apikey=hunter2&v=1',
      expected: 'https://auth.example.com/keys?apikey=…&v=1',
    },
    {
      name: 'an address of mail is none',
      text: 'https://auth.example.com/?who=a@example.com',
      expected: 'https://auth.example.com/?who=a@example.com',
    },
  ])('$name', ({ text, expected }) => {
    const { summary, params } = withoutCredentials(policy(text));
    expect(summary).toBe(`external authentication by ${expected}`);
    expect(params).toEqual({ 'auth-url': expected });
  });

  it('keeps a policy without a URL as it is', () => {
    const plain = policy('nobody');
    expect(withoutCredentials(plain)).toBe(plain);
  });
});
